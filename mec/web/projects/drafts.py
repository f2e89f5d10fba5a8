"""Write a project: one form, saved as one types, sent when it is ready."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from mec.core.access import can, require
from mec.core.db import StaleVersionError
from mec.core.http import Audience, page
from mec.organizations.models import Organization
from mec.organizations.queries import answering_names, carrying_organizations_of, is_state_agent
from mec.projects.enums import Permission
from mec.projects.models import Project
from mec.projects.queries import draft_with_key, lies_outside
from mec.projects.services import (
    IncompleteProjectError,
    NotADraftError,
    create_draft,
    edit_project,
    submit_project,
)
from mec.recommendations.queries import recommend
from mec.recommendations.reading import facts_of
from mec.territories.queries import TerritoryMatch, departements_of
from mec.web.projects.inspiration import Start, keep_start, start_of
from mec.web.projects.sheet import head, visible_project
from mec.web.projects.sheet_form import SheetForm
from mec.web.projects.words import facts_in_words

AUTOSAVE, SEARCH, SEND = "auto", "chercher", "envoyer"
"""What the form asks for; anything else only saves."""
OUTSIDE = "{owner} n’est dans aucun des lieux choisis. Si c’est voulu, vous n’avez rien à faire."


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    owners = list(carrying_organizations_of(request.user))
    if not owners:
        refused = request.method == "POST"
        context = {"in_state": is_state_agent(request.user)}
        return render(request, "projects/no_collectivite.html", context, status=403 if refused else 200)
    if request.method == "POST":
        return _save(request, None, owners)
    form = _empty_form(owners, start_of(request.GET, request.user))
    return render(request, "projects/edit.html", _context(request, form, None))


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    require(request.user, Permission.EDIT, project)
    if request.method == "POST":
        return _save(request, project, [project.owner])
    return render(request, "projects/edit.html", _context(request, _form_of(project), project))


@page(audience=Audience.SIGNED_IN)
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    if not project.is_sent:
        return redirect("projects:edit", reference)
    context = {
        "head": head(request, project, ""),
        "found": recommend(facts_of(project)),
        "tolerated": settings.WAITING_DAYS,
    }
    return render(request, "projects/sent.html", context)


def _save(request: HttpRequest, project: Project | None, owners: list[Organization]) -> HttpResponse:
    form = _filled_form(request, project, owners)
    if not form.is_valid():
        return _refused(request, form, project)
    try:
        project = _write(request, form, project)
    except StaleVersionError:
        project = _recorded(request, form, project)
        if not form.content().is_that_of(project):
            return _conflict(request, project, owners)
    except IncompleteProjectError as error:
        form.say_missing(error.fields)
        return _refused(request, form, project)
    action = request.POST.get("action", "")
    if action == AUTOSAVE:
        return _saved_as_json(project)
    if form.candidates or action == SEARCH:
        return render(
            request, "projects/edit.html", _context(request, _form_of(project, found=form.candidates), project)
        )
    return _send(request, project, owners) if action == SEND else _saved(request, project)


def _write(request: HttpRequest, form: SheetForm, project: Project | None) -> Project:
    user: Any = request.user
    content = form.content()
    if project is None:
        start = start_of(request.POST, user)
        project = draft_with_key(user, form.cleaned_data["key"])
        if project is None:
            return _created(request, form, start)
        keep_start(request, project, start)
    edit_project(project, expected_version=form.cleaned_data["version"], content=content, actor=user)
    return project


def _created(request: HttpRequest, form: SheetForm, start: Start | None) -> Project:
    owner = form.cleaned_data["owner"] or form.choices_of("owner").queryset.get()
    project = create_draft(
        key=form.cleaned_data["key"],
        owner=owner,
        content=form.content(),
        inspiration=start.inspiration if start else None,
        actor=request.user,
    )
    keep_start(request, project, start)
    return project


def _send(request: HttpRequest, project: Project, owners: list[Organization]) -> HttpResponse:
    try:
        submit_project(project, expected_version=project.version, actor=request.user)
    except IncompleteProjectError as error:
        again = _same_text(request, project, owners)
        again.say_missing(error.fields)
        return render(request, "projects/edit.html", _context(request, again, project), status=422)
    except StaleVersionError:
        project.refresh_from_db()
        if project.is_draft:
            return _conflict(request, project, owners)
    except NotADraftError:
        pass  # The second of two clicks.
    return redirect("projects:sent", project.reference)


def _saved(request: HttpRequest, project: Project) -> HttpResponse:
    if project.is_draft:
        messages.success(request, "Votre brouillon est enregistré : vous le retrouverez dans « Mes projets ».")
        return redirect("projects:edit", project.reference)
    messages.success(request, "Vos modifications sont enregistrées.")
    if lies_outside(project):
        messages.warning(request, OUTSIDE.format(owner=project.owner))
    return redirect("projects:detail", project.reference)


def _saved_as_json(project: Project) -> HttpResponse:
    return JsonResponse(
        {
            "version": project.version,
            "action": reverse("projects:edit", args=[project.reference]),
            "saved_at": timezone.localtime(project.updated_at).strftime("%H h %M"),
            "recipients": answering_names(project.departements.all(), to=True),
        }
    )


def _refused(request: HttpRequest, form: SheetForm, project: Project | None) -> HttpResponse:
    if request.POST.get("action") == AUTOSAVE:
        return JsonResponse({"errors": form.errors.get_json_data()}, status=422)
    return render(request, "projects/edit.html", _context(request, form, project), status=422)


def _recorded(request: HttpRequest, form: SheetForm, project: Project | None) -> Project:
    """Return the project as somebody else, or the first of two clicks, has just left it."""
    current = project or draft_with_key(request.user, form.cleaned_data["key"])
    if current is None:
        raise StaleVersionError
    current.refresh_from_db()
    return current


def _conflict(request: HttpRequest, current: Project, owners: list[Organization]) -> HttpResponse:
    """Show both texts; sending the form again keeps the person's own, knowing what it replaces."""
    if request.POST.get("action") == AUTOSAVE:
        return JsonResponse({"version": current.version}, status=409)
    context = _context(request, _same_text(request, current, owners), current)
    context |= {"theirs": current, "facts": facts_in_words(current)}
    return render(request, "projects/conflict.html", context, status=409)


def _filled_form(
    request: HttpRequest, project: Project | None, owners: list[Organization], *, version: int | None = None
) -> SheetForm:
    """Return what the person sent; with `version`, ready to be sent over the version that is now recorded."""
    data = request.POST.copy()
    if version is not None:
        data["version"] = str(version)
    return SheetForm(data, owners=owners, places=_places_of(project, owners))


def _same_text(request: HttpRequest, project: Project, owners: list[Organization]) -> SheetForm:
    form = _filled_form(request, project, owners, version=project.version)
    form.is_valid()
    return form


def _empty_form(owners: list[Organization], start: Start | None) -> SheetForm:
    first = owners[0]
    places = [first.territory_id] if first.territory_id else []
    initial = {"key": uuid4(), "version": 1, "owner": first.pk, "territories": places}
    initial |= start.initial() if start else {}
    return SheetForm(initial=initial, owners=owners, places=_places_of(None, owners))


def _form_of(project: Project, *, found: Sequence[TerritoryMatch] = ()) -> SheetForm:
    places = [territory.pk for territory in project.territories.all()]
    initial = {
        "key": project.key,
        "version": project.version,
        "owner": project.owner_id,
        "name": project.name,
        "description": project.description,
        "phase": project.phase,
        "topics": [topic.pk for topic in project.topics.all()],
        "cost": project.cost,
        "starts_on": project.starts_on,
        "ends_on": project.ends_on,
        "territories": places,
    }
    return SheetForm(initial=initial, owners=[project.owner], places=[*places, *(hit.id for hit in found)])


def _places_of(project: Project | None, owners: list[Organization]) -> list[int]:
    """Return the ids of the territories that the form proposes to tick."""
    proposed = [owner.territory_id for owner in owners if owner.territory_id]
    return [*proposed, *(territory.pk for territory in project.territories.all())] if project else proposed


def _context(request: HttpRequest, form: SheetForm, project: Project | None) -> dict[str, Any]:
    places = project.territories.all() if project else form.choices_of("territories").queryset
    departements = list(departements_of(places))
    return {
        "form": form,
        "project": project,
        "start": None if project else start_of(request.POST or request.GET, request.user),
        "is_draft": project is None or project.is_draft,
        "may_submit": project is None or can(request.user, Permission.SUBMIT, project),
        "recipients": answering_names(departements),
        "to_recipients": answering_names(departements, to=True),
        "outside": OUTSIDE.format(owner=project.owner) if project and lies_outside(project) else "",
    }
