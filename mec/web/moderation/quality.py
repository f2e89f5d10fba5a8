"""What makes offers doubtful: found by the service, said by readers, left by the imports."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from mec.core.db import keyset_page
from mec.core.http import Audience, page
from mec.offers.enums import FlagCode, ReportState
from mec.offers.queries import (
    flag_counts,
    flags_curated_by,
    import_runs_curated_by,
    reported_offers,
    reports_curated_by,
)
from mec.offers.services import close_report, settle_flag
from mec.web.aids.doubts import sentence_of
from mec.web.moderation.access import for_curators
from mec.web.moderation.forms import ClosingForm, FlagFilterForm
from mec.web.moderation.runs import run_line
from mec.web.moderation.tabs import tabs
from mec.web.requests import PersonRequest


@page(audience=Audience.SIGNED_IN)
@for_curators
def flags(request: PersonRequest) -> HttpResponse:
    """List what makes offers doubtful, the newest first."""
    form = FlagFilterForm(request.GET, counts=flag_counts(request.user))
    code = request.GET.get("anomalie", "")
    code = code if code in FlagCode.values else ""
    found = keyset_page(flags_curated_by(request.user, code=code), order=("-pk",), cursor=request.GET.get("apres", ""))
    context = {
        "form": form,
        "code": code,
        "page": found,
        "lines": [{"flag": flag, "sentence": sentence_of(flag)} for flag in found.rows],
        "tabs": tabs(request, "moderation:flags"),
    }
    return render(request, "moderation/flags.html", context)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
@for_curators
def settle(request: PersonRequest, flag_id: int) -> HttpResponse:
    flag = get_object_or_404(flags_curated_by(request.user), pk=flag_id)
    if settle_flag(flag, actor=request.user):
        messages.success(request, f"« {flag.offer} » : cette anomalie a disparu.")
    else:
        messages.warning(request, f"« {flag.offer} » : l’anomalie est toujours là. Corrigez d’abord la fiche.")
    code = request.POST.get("anomalie", "")
    query = urlencode({"anomalie": code}) if code in FlagCode.values else ""
    return redirect(f"{reverse('moderation:flags')}{'?' if query else ''}{query}")


@page(audience=Audience.SIGNED_IN)
@for_curators
def reports(request: PersonRequest) -> HttpResponse:
    """List the offers of which readers say something wrong, those that many report first."""
    found = keyset_page(reported_offers(request.user), order=("-reported", "pk"), cursor=request.GET.get("apres", ""))
    context = {"page": found, "tabs": tabs(request, "moderation:reports")}
    return render(request, "moderation/reports.html", context)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
@for_curators
def close(request: PersonRequest, report_id: int) -> HttpResponse:
    report = get_object_or_404(reports_curated_by(request.user), pk=report_id)
    form = ClosingForm(request.POST)
    if form.is_valid():
        close_report(report, state=ReportState(form.cleaned_data["state"]), actor=request.user)
        messages.success(request, f"« {report.offer} » : le signalement est classé.")
    return redirect("moderation:reports")


@page(audience=Audience.SIGNED_IN)
@for_curators
def runs(request: PersonRequest) -> HttpResponse:
    """List the readings of other services' catalogues, the newest first."""
    found = keyset_page(import_runs_curated_by(request.user), order=("-pk",), cursor=request.GET.get("apres", ""))
    context = {
        "page": found,
        "lines": [run_line(run) for run in found.rows],
        "tabs": tabs(request, "moderation:runs"),
    }
    return render(request, "moderation/runs.html", context)
