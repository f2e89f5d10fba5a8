"""The routing table of a State service: who receives which projects, and where one would go."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from mec.core.access import can, require
from mec.core.http import Audience, page
from mec.organizations.models import Organization
from mec.organizations.queries import scope_of
from mec.projects.enums import Permission
from mec.projects.models import RoutingRule
from mec.projects.queries import Suggestion, routing_rules, routing_services_of, suggestion_where, teams_around
from mec.projects.services import NotInPerimeterError, RouteTakenError, add_rule, change_rule, delete_rule
from mec.web.state.access import for_state_agents, posted
from mec.web.state.forms import RouteForm, TryForm, route_initial
from mec.web.state.places import place_within

UNKNOWN_PLACE = (
    "Aucun territoire de votre périmètre ne répond à «\u00a0{typed}\u00a0». Essayez un nom ou un code postal."
)
OUTSIDE = "Ce territoire ou ce destinataire est hors du périmètre de votre service."
TAKEN = "Une règle dit déjà où vont ces projets\u00a0: {words}. Modifiez-la, ou choisissez autre chose."


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
@for_state_agents
def table(request: HttpRequest) -> HttpResponse:
    services = list(routing_services_of(request.user))
    service = _chosen(request, services)
    teams = teams_around(request.user, service)
    form = RouteForm(posted(request), teams=teams)
    if request.method == "POST":
        require(request.user, Permission.ROUTE, service)
        if form.is_valid() and (rule := _written(request, form, service, None)):
            messages.success(request, f"La règle est ajoutée\u00a0: {words_of(rule)}.")
            return redirect(_address(service))
    context = {
        "service": service,
        "services": [(one, _address(one)) for one in services] if len(services) > 1 else [],
        "rules": list(routing_rules([service.pk])),
        "form": form,
        "may_edit": can(request.user, Permission.ROUTE, service),
        **_trial(request, service),
    }
    return render(request, "state/routing.html", context, status=422 if form.errors else 200)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
@for_state_agents
def rule_edit(request: HttpRequest, rule_id: int) -> HttpResponse:
    rule = _rule(request, rule_id)
    teams = teams_around(request.user, rule.organization)
    form = RouteForm(posted(request), teams=teams, initial=route_initial(rule))
    if request.method == "POST" and form.is_valid() and _written(request, form, rule.organization, rule):
        messages.success(request, f"La règle est modifiée\u00a0: {words_of(rule)}.")
        return redirect(_address(rule.organization))
    context = {"rule": rule, "words": words_of(rule), "form": form, "back": _address(rule.organization)}
    return render(request, "state/routing_edit.html", context, status=422 if form.errors else 200)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
@for_state_agents
def rule_delete(request: HttpRequest, rule_id: int) -> HttpResponse:
    rule = _rule(request, rule_id)
    if request.method == "POST":
        words = words_of(rule)
        delete_rule(rule, actor=request.user)
        messages.success(request, f"La règle est supprimée\u00a0: {words}. Les projets déjà affectés le restent.")
        return redirect(_address(rule.organization))
    context = {"rule": rule, "words": words_of(rule), "back": _address(rule.organization)}
    return render(request, "state/routing_delete.html", context)


def words_of(rule: RoutingRule) -> str:
    """Return "Eau, Privas → Karim Benali"."""
    where = rule.territory or "tout le périmètre"
    return f"{rule.topic or 'toutes les thématiques'}, {where} → {rule.agent or rule.target}"


def _chosen(request: HttpRequest, services: Sequence[Organization]) -> Organization:
    asked = request.POST.get("service") or request.GET.get("service")
    found = next((service for service in services if not asked or str(service.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def _address(service: Organization) -> str:
    return f"{reverse('state:routing')}?service={service.pk}"


def _rule(request: HttpRequest, rule_id: int) -> RoutingRule:
    """Return a line of one of the agent's tables, that they may change. Http404 for any other service's."""
    rule = get_object_or_404(routing_rules(scope_of(request.user).state_services), pk=rule_id)
    require(request.user, Permission.ROUTE, rule.organization)
    return rule


def _written(
    request: HttpRequest, form: RouteForm, service: Organization, rule: RoutingRule | None
) -> RoutingRule | None:
    typed = form.cleaned_data["territory"]
    place = place_within(typed, scope_of(request.user).departements) if typed else None
    if typed and place is None:
        form.add_error("territory", UNKNOWN_PLACE.format(typed=typed))
        return None
    try:
        if rule is None:
            return add_rule(service, route=form.route(place), actor=request.user)
        change_rule(rule, route=form.route(place), actor=request.user)
    except RouteTakenError as error:
        form.add_error("topic", TAKEN.format(words=words_of(error.rule)))
        return None
    except NotInPerimeterError:
        form.add_error("receiver", OUTSIDE)
        return None
    return rule


def _trial(request: HttpRequest, service: Organization) -> dict[str, Any]:
    """Answer "where would a project go": the form, and the suggestion once something was asked."""
    form = TryForm(request.GET if "essai" in request.GET else None, auto_id="essai_%s")
    if not form.is_bound or not form.is_valid():
        return {"trial": form, "tried": False}
    typed = form.cleaned_data["place"]
    place = place_within(typed, scope_of(request.user).departements) if typed else None
    suggestion: Suggestion | None = suggestion_where(service, form.cleaned_data["topic"], place)
    topic = form.cleaned_data["topic"]
    asked = f"Un projet {f'« {topic} »' if topic else 'sans thématique'}{f' à {place}' if place else ''}"
    unknown = typed if typed and place is None else ""
    return {"trial": form, "tried": True, "asked": asked, "suggestion": suggestion, "unknown": unknown}
