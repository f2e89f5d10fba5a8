"""Say that one is away and who stands in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mec.core.http import Audience, page
from mec.core.ui.french import day
from mec.organizations.absences import absences_of, deputyships_of
from mec.organizations.services import (
    AbsenceDatesError,
    DeputyError,
    NotAMemberError,
    OverlappingAbsenceError,
    cancel_absence,
    declare_absence,
)
from mec.web.organizations.forms import AbsenceForm
from mec.web.requests import PersonRequest


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def absences(request: PersonRequest) -> HttpResponse:
    form = AbsenceForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid() and _declared(request, form):
        return redirect("organizations:absences")
    context = {
        "form": form,
        "absences": absences_of(request.user),
        "deputyships": deputyships_of(request.user),
        "has_colleagues": form.has_colleagues,
    }
    return render(request, "organizations/absences.html", context, status=422 if form.errors else 200)


def _declared(request: PersonRequest, form: AbsenceForm) -> bool:
    values = form.cleaned_data
    chosen = values["deputy"]
    dates = {"starts_on": values["starts_on"], "ends_on": values["ends_on"]}
    try:
        declare_absence(chosen.organization, deputy=chosen.user, **dates, actor=request.user)
    except (DeputyError, NotAMemberError):
        form.add_error("deputy", "Cette personne ne peut pas vous remplacer : choisissez un ou une collègue.")
        return False
    except AbsenceDatesError:
        form.add_error("ends_on", "Cette absence est déjà terminée : donnez un dernier jour à venir.")
        return False
    except OverlappingAbsenceError as error:
        known = f"du {day(error.absence.starts_on)} au {day(error.absence.ends_on)}"
        form.add_error("starts_on", f"Vous avez déjà déclaré une absence {known} : annulez-la d’abord.")
        return False
    messages.success(request, f"Votre absence est enregistrée : {chosen.user} vous remplace et le sait.")
    return True


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def cancel(request: PersonRequest, absence_id: int) -> HttpResponse:
    absence = get_object_or_404(absences_of(request.user), pk=absence_id)
    cancel_absence(absence, actor=request.user)
    messages.success(request, f"Votre absence est annulée : {absence.deputy} le sait.")
    return redirect("organizations:absences")
