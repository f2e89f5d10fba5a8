"""Find the organisation that is one's own, ask to join it, answer who asks."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from mec.core.access import can, require
from mec.core.db import keyset_page
from mec.core.http import Audience, page
from mec.organizations.enums import Permission
from mec.organizations.joining import (
    find_organizations,
    joinable_organizations,
    requests_decided_by,
    requests_visible_to,
    waiting,
)
from mec.organizations.models import MembershipRequest, Organization
from mec.organizations.rules import has_administrator
from mec.organizations.services import (
    PENDING_AT_MOST,
    AlreadyActingError,
    AlreadyKnownError,
    NoReasonError,
    NotACollectiviteError,
    RequestClosedError,
    TooManyRequestsError,
    accept_request,
    declare_organization,
    ensure_collectivite,
    known_collectivite,
    refuse_request,
    request_membership,
    withdraw_request,
)
from mec.territories.enums import PLACE_KINDS
from mec.territories.queries import search_territories, territories_with_ids
from mec.web.organizations.forms import AskForm, DecisionForm, DeclareForm
from mec.web.organizations.words import who_decides, who_decides_for
from mec.web.requests import PersonRequest

MAX_TYPED = 100
SEARCH, ACCEPT, REFUSE = "chercher", "accepter", "refuser"
TOO_MANY = (
    f"Vous attendez déjà {PENDING_AT_MOST} réponses. Retirez une demande, ou patientez jusqu’à la prochaine réponse."
)


@page(audience=Audience.SIGNED_IN)
def join(request: PersonRequest) -> HttpResponse:
    typed = request.GET.get("q", "")[:MAX_TYPED].strip()
    places = search_territories(typed, kinds=PLACE_KINDS) if typed else []
    found = find_organizations(typed) if typed else []
    return render(request, "organizations/join.html", {"typed": typed, "places": places, "found": found})


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def ask_territory(request: PersonRequest, territory_id: int) -> HttpResponse:
    """Ask to join the collectivité of a territory, made on demand when nobody has joined it yet."""
    territory = get_object_or_404(territories_with_ids([territory_id], PLACE_KINDS))
    try:
        known = known_collectivite(territory)
        if known is not None and request.method != "POST":
            return redirect("organizations:ask", known.pk)
        if request.method == "POST":
            return _ask(request, known or ensure_collectivite(territory))
    except NotACollectiviteError:
        raise Http404 from None
    context = {"name": territory.full_name, "administered": False, "deciders": who_decides_for(territory)}
    return render(request, "organizations/ask.html", context | {"form": AskForm(), "url": request.path})


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def ask(request: PersonRequest, organization_id: int) -> HttpResponse:
    return _ask(request, get_object_or_404(joinable_organizations(), pk=organization_id))


def _ask(request: PersonRequest, organization: Organization) -> HttpResponse:
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            request_membership(organization, **form.cleaned_data, actor=request.user)
        except AlreadyActingError:
            messages.info(request, f"Vous agissez déjà pour « {organization} ».")
            return redirect("organizations:detail", organization.pk)
        except TooManyRequestsError:
            form.add_error(None, TOO_MANY)
        else:
            messages.success(request, f"Votre demande pour « {organization} » est envoyée.")
            return redirect("organizations:list")
    administered = has_administrator(organization)
    context = {
        "name": str(organization),
        "administered": administered,
        "deciders": who_decides(organization, administered=administered),
        "form": form,
        "url": reverse("organizations:ask", args=[organization.pk]),
    }
    return render(request, "organizations/ask.html", context, status=422 if form.errors else 200)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def declare(request: PersonRequest) -> HttpResponse:
    form = DeclareForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        searching = request.POST.get("action") == SEARCH
        if form.is_valid() and form.places() and not (form.candidates or searching):
            return _declared(request, form)
        if searching or form.candidates:
            return render(request, "organizations/declare.html", {"form": _with_places(request, form)})
        if not form.errors:
            form.add_error("territories", "Dites où agit l’organisation : cochez au moins un lieu.")
    return render(request, "organizations/declare.html", {"form": form}, status=422 if form.errors else 200)


def _with_places(request: PersonRequest, form: DeclareForm) -> DeclareForm:
    """Return the same text, unchecked, with what was found to tick."""
    ticked = [territory.pk for territory in form.places()]
    initial = request.POST.dict() | {"territory_search": "", "territories": ticked}
    return DeclareForm(initial=initial, places=[*ticked, *(hit.id for hit in form.candidates)])


def _declared(request: PersonRequest, form: DeclareForm) -> HttpResponse:
    values = form.cleaned_data
    try:
        declare_organization(form.body(), title=values["title"], message=values["message"], actor=request.user)
    except AlreadyKnownError as error:
        form.add_error("siren", "Une organisation a déjà ce SIREN : demandez à la rejoindre, le lien est ci-dessous.")
        return render(request, "organizations/declare.html", {"form": form, "known": _known(error)}, status=422)
    except AlreadyActingError:
        return redirect("organizations:list")
    except TooManyRequestsError:
        form.add_error(None, TOO_MANY)
        return render(request, "organizations/declare.html", {"form": form}, status=422)
    messages.success(request, f"« {values['name']} » est déclarée et votre demande est envoyée.")
    return redirect("organizations:list")


def _known(error: AlreadyKnownError) -> dict[str, str]:
    """Return the name of what has the SIREN, and where one asks to join it."""
    if error.organization is not None:
        return {"name": str(error.organization), "url": reverse("organizations:ask", args=[error.organization.pk])}
    territory: Any = error.territory
    return {"name": territory.full_name, "url": reverse("organizations:ask_territory", args=[territory.pk])}


@page(audience=Audience.SIGNED_IN)
def requests(request: PersonRequest) -> HttpResponse:
    """List what the person may answer, the oldest first."""
    found = keyset_page(waiting(requests_decided_by(request.user)), order=("pk",), cursor=request.GET.get("apres", ""))
    return render(request, "organizations/requests.html", {"page": found})


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def decide(request: PersonRequest, request_id: int) -> HttpResponse:
    asked = get_object_or_404(requests_visible_to(request.user), pk=request_id)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if asked.decided_by_id == request.user.pk:
            return redirect("organizations:decide", request_id)
        require(request.user, Permission.DECIDE_REQUEST, asked)
        try:
            if form.is_valid() and request.POST.get("decision") in (ACCEPT, REFUSE):
                return _answer(request, asked, form)
            form.add_error(None, "Choisissez d’accepter ou de refuser la demande.")
        except RequestClosedError as error:
            asked, status = error.request, 409
        except NoReasonError:
            form.add_error("reason", "Écrivez pourquoi vous refusez : la personne lira ce motif.")
    context = {
        "asked": asked,
        "form": form,
        "may_decide": asked.is_pending and can(request.user, Permission.DECIDE_REQUEST, asked),
        "own": asked.user_id == request.user.pk,
        "overtaken": status == 409,  # noqa: PLR2004 -- the status of a conflict
        "administered": has_administrator(asked.organization),
    }
    return render(request, "organizations/request.html", context, status=422 if form.errors else status)


def _answer(request: PersonRequest, asked: MembershipRequest, form: DecisionForm) -> HttpResponse:
    if request.POST.get("decision") == REFUSE:
        refuse_request(asked, reason=form.cleaned_data["reason"], actor=request.user)
        messages.success(request, f"La demande de {asked.user} est refusée. Cette personne lira votre motif.")
    else:
        accept_request(asked, actor=request.user)
        messages.success(request, f"{asked.user} agit désormais pour « {asked.organization} ».")
    return redirect("organizations:requests")


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def withdraw(request: PersonRequest, request_id: int) -> HttpResponse:
    asked: Any = get_object_or_404(requests_visible_to(request.user), pk=request_id)
    try:
        withdraw_request(asked, actor=request.user)
        messages.success(request, f"Votre demande pour « {asked.organization} » est retirée.")
    except RequestClosedError:
        messages.error(request, "Cette demande a déjà reçu une réponse : elle n’a pas été retirée.")
    return redirect("organizations:list")
