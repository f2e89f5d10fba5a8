"""What the team does of the catalogue: answer who proposes, correct, publish, withdraw, settle what is reported."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mec.accounts.models import User
from mec.core.access import require
from mec.core.db import locked
from mec.core.journal.services import record
from mec.offers.enums import ContributionState, EntryAudience, FlagCode, OfferStatus, Permission, ReportState, Verb
from mec.offers.index import index_offers
from mec.offers.models import Contribution, LinkCheck, Offer, QualityFlag, Report
from mec.offers.services.facts import changes, entry_of, write_plain, write_whole
from mec.offers.services.flags import flag_offers
from mec.offers.written import PlainFacts, WholeFacts


class NoReasonError(Exception):
    """A refusal or a withdrawal says why."""


class ContributionClosedError(Exception):
    """Somebody was faster: the contribution was answered."""


class SameOfferError(Exception):
    """A contribution is no duplicate of itself, nor of what nobody reads."""


class StaleOfferError(Exception):
    """The offer was changed since the person read it."""


class StatusError(Exception):
    """The offer is not in the state that this starts from."""


@transaction.atomic
def revise_contribution(contribution: Contribution, facts: WholeFacts, *, seen: datetime, actor: User) -> None:
    """Write the offer that somebody proposed otherwise, before it is published.

    Raises ContributionClosedError, StaleOfferError.
    """
    require(actor, Permission.CURATE, contribution)
    _held(contribution)
    offer = _unchanged(contribution.offer, seen)
    before = entry_of(offer)
    write_whole(offer, facts)
    _journal_correction(offer, changes(before, entry_of(offer)), actor)


@transaction.atomic
def publish_contribution(contribution: Contribution, *, actor: User) -> None:
    """Publish the offer, found at once, and tell who proposed it. Raises ContributionClosedError."""
    require(actor, Permission.CURATE, contribution)
    held = _held(contribution)
    _set_status(held.offer, OfferStatus.PUBLISHED, Verb.PUBLISHED, actor)
    _decide(held, ContributionState.PUBLISHED, Verb.CONTRIBUTION_PUBLISHED, actor)
    contribution.refresh_from_db()


@transaction.atomic
def refuse_contribution(contribution: Contribution, *, reason: str, actor: User) -> None:
    """Raises NoReasonError, ContributionClosedError."""
    require(actor, Permission.CURATE, contribution)
    if not reason.strip():
        raise NoReasonError
    held = _held(contribution)
    held.reason = reason.strip()
    _decide(held, ContributionState.REFUSED, Verb.CONTRIBUTION_REFUSED, actor)
    contribution.refresh_from_db()


@transaction.atomic
def mark_duplicate(contribution: Contribution, *, of: Offer, actor: User) -> None:
    """Say which published offer it is; its author is led there. Raises SameOfferError, ContributionClosedError."""
    require(actor, Permission.CURATE, contribution)
    held = _held(contribution)
    if of.pk == held.offer_id or of.status != OfferStatus.PUBLISHED:
        raise SameOfferError
    held.duplicate_of = of
    _decide(held, ContributionState.DUPLICATE, Verb.CONTRIBUTION_DUPLICATE, actor)
    contribution.refresh_from_db()


@transaction.atomic
def correct_offer(offer: Offer, facts: PlainFacts, *, seen: datetime, actor: User) -> Offer:
    """Correct an offer, whatever its origin; what loads it next sees the correction and leaves it alone.

    `seen` is its `updated_at` when the person read it. Raises StaleOfferError.
    """
    require(actor, Permission.CURATE, offer)
    current = _unchanged(offer, seen)
    before = entry_of(current)
    write_plain(current, facts)
    changed = changes(before, entry_of(current))
    if changed:
        current.corrected_at = timezone.now()
        current.save(update_fields=["corrected_at", "updated_at"])
    _journal_correction(current, changed, actor)
    _show(current)
    return current


@transaction.atomic
def withdraw_offer(offer: Offer, *, reason: str, actor: User) -> None:
    """Take an offer out of the catalogue; only a person publishes it again. Raises NoReasonError, StatusError."""
    require(actor, Permission.CURATE, offer)
    if not reason.strip():
        raise NoReasonError
    if offer.status not in (OfferStatus.PUBLISHED, OfferStatus.ENDED):
        raise StatusError
    _set_status(offer, OfferStatus.WITHDRAWN, Verb.WITHDRAWN, actor, reason=reason.strip())


@transaction.atomic
def publish_offer(offer: Offer, *, actor: User) -> None:
    """Publish again what was withdrawn, or is no longer open. A proposed draft is published by its own verb.

    Raises StatusError.
    """
    require(actor, Permission.CURATE, offer)
    if offer.status not in (OfferStatus.WITHDRAWN, OfferStatus.ENDED):
        raise StatusError
    _set_status(offer, OfferStatus.PUBLISHED, Verb.PUBLISHED, actor)


@transaction.atomic
def settle_flag(flag: QualityFlag, *, actor: User) -> bool:
    """Look at the offer again after a correction; return whether the flag is gone.

    A link is believed, and asked anew another night.
    """
    require(actor, Permission.CURATE, flag.offer)
    if flag.code == FlagCode.DEAD_LINK:
        LinkCheck.objects.filter(offer=flag.offer, url=flag.detail).delete()
    flag_offers([flag.offer_id])
    return not QualityFlag.objects.filter(pk=flag.pk).exists()


@transaction.atomic
def close_report(report: Report, *, state: ReportState, actor: User) -> None:
    """Say what became of an error that was reported; said twice, done once."""
    require(actor, Permission.CURATE, report)
    current = locked(Report.objects.filter(pk=report.pk)).get()
    if current.state != ReportState.OPEN:
        return
    current.state, current.closed_by, current.closed_at = state, actor, timezone.now()
    current.save(update_fields=["state", "closed_by", "closed_at"])
    record(
        actor,
        Verb.REPORT_CLOSED,
        current,
        audience=EntryAudience.AUTHOR,
        from_state=ReportState.OPEN,
        to_state=state,
    )


def _held(contribution: Contribution) -> Contribution:
    held = locked(Contribution.objects.select_related("offer").filter(pk=contribution.pk)).get()
    if not held.is_waiting:
        raise ContributionClosedError
    return held


def _decide(held: Contribution, state: ContributionState, verb: Verb, actor: User) -> None:
    held.state, held.decided_by, held.decided_at = state, actor, timezone.now()
    held.save(update_fields=["state", "reason", "duplicate_of", "decided_by", "decided_at"])
    record(
        actor,
        verb,
        held,
        audience=EntryAudience.AUTHOR,
        from_state=ContributionState.WAITING,
        to_state=state,
        reason=held.reason,
    )


def _unchanged(offer: Offer, seen: datetime) -> Offer:
    current = locked(Offer.objects.filter(pk=offer.pk)).get()
    if current.updated_at != seen:
        raise StaleOfferError
    return current


def _set_status(offer: Offer, status: OfferStatus, verb: Verb, actor: User, *, reason: str = "") -> None:
    before = offer.status
    offer.status = status
    offer.save(update_fields=["status", "updated_at"])
    record(actor, verb, offer, audience=EntryAudience.TEAM, from_state=before, to_state=status, reason=reason)
    _show(offer)


def _journal_correction(offer: Offer, changed: Mapping[str, Any], actor: User) -> None:
    if changed:
        record(actor, Verb.CORRECTED, offer, audience=EntryAudience.TEAM, data={"changes": changed})


def _show(offer: Offer) -> None:
    """Have what changed be found, and doubted, as it is now."""
    index_offers([offer.code])
    flag_offers([offer.pk])
