"""Who proposed an offer, or reported an error, is told what became of it."""

from collections.abc import Iterable

from django.urls import reverse

from mec.accounts.models import User
from mec.core.journal.models import Entry
from mec.notifications.notices import Notice, register_notice
from mec.offers.enums import ReportState, Verb
from mec.offers.models import Contribution, Report
from mec.offers.queries import offers_visible_to

PROPOSED = "Vous recevez ce message car vous avez proposé cette aide."


def author_of(entry: Entry, subject: Contribution | Report) -> Iterable[User]:
    return [subject.author] if subject.author is not None else []


def author_of_correction(entry: Entry, report: Report) -> Iterable[User]:
    return author_of(entry, report) if entry.to_state == ReportState.CORRECTED else []


def write_published(entry: Entry, contribution: Contribution) -> Notice:
    offer = contribution.offer
    return Notice(
        subject=f"{offer.title} — votre proposition est publiée",
        reason=PROPOSED,
        body="Merci. L’aide que vous avez proposée est au catalogue : chacun peut la trouver.",
        action="Voir l’aide",
        path=reverse("aids:detail", args=[offer.slug]),
    )


def write_refused(entry: Entry, contribution: Contribution) -> Notice:
    return Notice(
        subject=f"{contribution.offer.title} — votre proposition n’est pas retenue",
        reason=PROPOSED,
        body=f"L’équipe du service n’a pas publié l’aide que vous avez proposée.\n\nMotif : {entry.reason}",
        action="Voir mes propositions",
        path=reverse("aids:contributions"),
    )


def write_duplicate(entry: Entry, contribution: Contribution) -> Notice:
    known = contribution.duplicate_of
    return Notice(
        subject=f"{contribution.offer.title} — cette aide est déjà au catalogue",
        reason=PROPOSED,
        body="Merci. L’aide que vous avez proposée est déjà au catalogue"
        + (f", sous le titre « {known.title} »." if known else "."),
        action="Voir l’aide",
        path=reverse("aids:detail", args=[known.slug]) if known else reverse("aids:contributions"),
    )


def write_corrected(entry: Entry, report: Report) -> Notice:
    is_read = offers_visible_to(report.author).filter(pk=report.offer_id).exists()
    return Notice(
        subject=f"{report.offer.title} — l’erreur que vous avez signalée est corrigée",
        reason="Vous recevez ce message car vous avez signalé une erreur sur cette aide.",
        body="Merci. L’équipe du service a vérifié et corrigé ce que vous aviez signalé.",
        action="Relire la fiche" if is_read else "Chercher une aide",
        path=reverse("aids:detail", args=[report.offer.slug]) if is_read else reverse("aids:list"),
    )


def register() -> None:
    register_notice(Verb.CONTRIBUTION_PUBLISHED, recipients=author_of, write=write_published)
    register_notice(Verb.CONTRIBUTION_REFUSED, recipients=author_of, write=write_refused)
    register_notice(Verb.CONTRIBUTION_DUPLICATE, recipients=author_of, write=write_duplicate)
    register_notice(Verb.REPORT_CLOSED, recipients=author_of_correction, write=write_corrected)
