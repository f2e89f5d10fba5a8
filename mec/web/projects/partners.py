"""With whom a project is done: the partners, one to correct, those removed that may come back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mec.core.access import can, require
from mec.core.db import StaleVersionError
from mec.core.http import Audience, page
from mec.projects.enums import EntryAudience, Permission
from mec.projects.models import Partner, Project
from mec.projects.queries import all_partners_of, partners_of, removed_partners_of
from mec.projects.services import (
    MOST_PARTNERS,
    PartnerRemovedError,
    TooManyPartnersError,
    add_partner,
    edit_partner,
    remove_partner,
    restore_partner,
)
from mec.web.projects.audience import who_sees
from mec.web.projects.partner_forms import PartnerForm, form_of
from mec.web.projects.sheet import head, visible_project
from mec.web.requests import typed_over

TOO_MANY = f"Ce projet a déjà {MOST_PARTNERS} partenaires : retirez-en avant d’en ajouter."


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def partners(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    form = PartnerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(request.user, Permission.EDIT, project)
        if form.is_valid() and _added(request, project, form):
            return redirect("projects:partners", reference)
    sheet = head(request, project, "members")
    context = {
        "head": sheet,
        "partners": _shown(request, project),
        "removed": removed_partners_of(project) if sheet.may_edit else [],
        "form": form,
        "audience": who_sees(project, EntryAudience.MEMBERS),
    }
    return render(request, "projects/partners.html", context, status=422 if form.errors else 200)


def _shown(request: HttpRequest, project: Project) -> list[dict[str, Any]]:
    """Return each partner, and whether this person may read whom to contact."""
    found = list(partners_of(project))
    for partner in found:
        partner.project = project
    return [
        {"partner": partner, "with_contact": can(request.user, Permission.READ_PARTNER_CONTACT, partner)}
        for partner in found
    ]


def _added(request: HttpRequest, project: Project, form: PartnerForm) -> bool:
    try:
        partner = add_partner(project, content=form.content(), key=form.cleaned_data["key"], actor=request.user)
    except TooManyPartnersError:
        form.add_error(None, TOO_MANY)
        return False
    messages.success(request, f"« {partner} » est maintenant partenaire du projet. Personne n’en est averti.")
    return True


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def partner(request: HttpRequest, reference: str, partner_id: int) -> HttpResponse:
    found = _partner_of(request, reference, partner_id)
    require(request.user, Permission.EDIT, found.project)
    if request.method != "POST":
        return redirect("projects:partners", reference) if found.is_removed else _form(request, found, form_of(found))
    form = PartnerForm(request.POST)
    if not form.is_valid():
        return _form(request, found, form, status=422)
    version = form.cleaned_data["version"]
    try:
        edit_partner(found, content=form.content(), expected_version=version, actor=request.user)
    except (StaleVersionError, PartnerRemovedError):
        return _conflict(request, _partner_of(request, reference, partner_id))
    messages.success(request, f"« {found} » est enregistré.")
    return redirect("projects:partners", reference)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def remove(request: HttpRequest, reference: str, partner_id: int) -> HttpResponse:
    found = _partner_of(request, reference, partner_id)
    remove_partner(found, actor=request.user)
    messages.success(
        request, f"« {found} » est retiré. Vous pouvez le rétablir pendant 30 jours, au bas de cette page."
    )
    return redirect("projects:partners", reference)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def restore(request: HttpRequest, reference: str, partner_id: int) -> HttpResponse:
    found = _partner_of(request, reference, partner_id)
    try:
        restore_partner(found, actor=request.user)
        messages.success(request, f"« {found} » est rétabli.")
    except TooManyPartnersError:
        messages.error(request, TOO_MANY)
    return redirect("projects:partners", reference)


def _partner_of(request: HttpRequest, reference: str, partner_id: int) -> Partner:
    """Return a partner, in place or removed, or raise Http404, the same whether absent or another project's."""
    project = visible_project(request, reference)
    found = get_object_or_404(all_partners_of(project), pk=partner_id)
    found.project = project
    return found


def _conflict(request: HttpRequest, found: Partner) -> HttpResponse:
    """Show both texts; sending the form again keeps the person's own, knowing what it replaces."""
    form = PartnerForm(typed_over(request, found.version))
    form.is_valid()
    return _form(request, found, form, status=409, theirs=found)


def _form(
    request: HttpRequest, found: Partner, form: PartnerForm, *, status: int = 200, theirs: Partner | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"head": head(request, found.project, "members"), "partner": found, "form": form}
    return render(request, "projects/partner.html", context | {"theirs": theirs}, status=status)
