"""Leave an organisation, or have somebody leave it, and say who takes over."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from mec.accounts.models import User
from mec.core.http import Audience, page
from mec.organizations.models import Membership
from mec.organizations.queries import scope_of
from mec.organizations.rules import is_only_administrator, leaves_somebody
from mec.organizations.services import LastAdministratorError, NotAMemberError, end_membership
from mec.projects.holdings import held_by
from mec.projects.services import HandOver, SuccessorError, hand_over
from mec.web.organizations.forms import DepartureForm
from mec.web.organizations.members import editable_membership
from mec.web.requests import PersonRequest


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def departure(request: PersonRequest, organization_id: int, membership_id: int) -> HttpResponse:
    membership = editable_membership(request, organization_id, membership_id)
    last = is_only_administrator(membership) and leaves_somebody(membership)
    form = DepartureForm(request.POST if request.method == "POST" else None, membership=membership, must_choose=last)
    own = membership.user_id == request.user.pk
    if request.method == "POST" and form.is_valid() and _left(request, membership, form):
        return redirect("organizations:list") if own else redirect("organizations:detail", organization_id)
    context = {
        "membership": membership,
        "holdings": held_by(membership.user, membership.organization),
        "form": form,
        "last": last,
        "own": own,
        "named": membership.organization_id in scope_of(request.user).organizations,
    }
    return render(request, "organizations/departure.html", context, status=422 if form.errors else 200)


def _left(request: PersonRequest, membership: Membership, form: DepartureForm) -> bool:
    chosen = form.cleaned_data["successor"]
    heir = chosen.user if chosen else None
    try:
        done = depart(membership, successor=heir, actor=request.user)
    except (SuccessorError, LastAdministratorError):
        form.add_error("successor", "Cette personne ne peut plus prendre la suite : choisissez-en une autre.")
        return False
    except (NotAMemberError, Membership.DoesNotExist):
        messages.info(request, f"{membership.user} n’agit déjà plus pour « {membership.organization} ».")
        return True
    messages.success(request, _said(membership, heir, done))
    return True


def _said(membership: Membership, heir: User | None, done: HandOver) -> str:
    count = len(done.referent | done.in_charge)
    left = f"{membership.user} n’agit plus pour « {membership.organization} »."
    if heir is None or not count:
        return left
    projects = f"{count} projets sont confiés" if count > 1 else "Un projet est confié"
    return f"{left} {projects} à {heir}."


@transaction.atomic
def depart(membership: Membership, *, successor: User | None, actor: User) -> HandOver:
    """Hand over, then end the membership: both or neither."""
    done = hand_over(membership.user, to=successor, organization=membership.organization, actor=actor)
    end_membership(membership.organization, user=membership.user, successor=successor, actor=actor)
    return done
