"""For the service's team: see the service as a person who asks for help does."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mec.accounts.enums import Permission
from mec.accounts.models import User
from mec.accounts.queries import account_at, support_visits_of
from mec.accounts.services import SUPPORT_LASTS, end_support, start_support
from mec.core.access import can
from mec.core.http import Audience, page
from mec.web.assistance.forms import VisitForm
from mec.web.assistance.visits import carry, put_down
from mec.web.requests import PersonRequest

VISITS_SHOWN = 20


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def start(request: PersonRequest) -> HttpResponse:
    if not request.user.is_staff:
        raise Http404
    form = VisitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        account = _seen(form, request.user)
        if account is not None:
            carry(request, start_support(account, reason=form.cleaned_data["reason"], actor=request.user))
            return redirect("projects:list")
    visits = support_visits_of(request.user)[:VISITS_SHOWN]
    context = {"form": form, "visits": visits, "minutes": int(SUPPORT_LASTS.total_seconds() // 60)}
    return render(request, "assistance/start.html", context, status=422 if form.errors else 200)


def _seen(form: VisitForm, agent: User) -> User | None:
    account = account_at(form.cleaned_data["email"])
    if account is None or not account.is_active:
        form.add_error("email", "Aucun compte ouvert n’a cette adresse : vérifiez-la auprès de la personne.")
    elif not can(agent, Permission.ASSIST, account):
        form.add_error("email", "Ce compte est le vôtre ou celui de quelqu’un de l’équipe : il ne se visite pas.")
    else:
        return account
    return None


@page(audience=Audience.ENTERING, methods=["POST"])
def end(request: HttpRequest) -> HttpResponse:
    visit = getattr(request, "support", None)
    if visit is not None:
        end_support(visit)
        put_down(request)
    return redirect("assistance:start")
