"""Propose an offer that the catalogue lacks, and say what is wrong with one."""

import hashlib
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from mec.accounts.models import User
from mec.core.access import require
from mec.core.journal.services import record
from mec.offers.enums import ContributionState, EntryAudience, OfferOrigin, OfferStatus, Permission, ReportReason, Verb
from mec.offers.models import Contribution, Offer, Report
from mec.offers.queries import offers_visible_to
from mec.offers.services.facts import write_whole
from mec.offers.written import WholeFacts
from mec.organizations.queries import organizations_of

WAITING_AT_MOST = 20
_SLUG_LENGTH = 100


class TooManyContributionsError(Exception):
    """The person waits for as many answers as one may: `WAITING_AT_MOST`."""


class HiddenOfferError(Exception):
    """Nobody reports an error of an offer that they do not see."""


@transaction.atomic
def propose_offer(facts: WholeFacts, *, message: str, key: UUID, actor: User) -> Contribution:
    """Add an offer as a draft, for the team to read; the same `key` again returns the first contribution.

    Raises TooManyContributionsError.
    """
    require(actor, Permission.PROPOSE)
    own = Contribution.objects.filter(author=actor)
    known = own.filter(key=key).first()
    if known is not None:
        return known
    if own.filter(state=ContributionState.WAITING).count() >= WAITING_AT_MOST:
        raise TooManyContributionsError
    mark = hashlib.sha256(f"{actor.pk}:{key}".encode()).hexdigest()
    offer = Offer(
        code=f"contribution-{mark[:24]}",
        slug=f"{slugify(facts.plain.title)[:_SLUG_LENGTH].strip('-')}-{mark[:8]}".strip("-"),
        origin=OfferOrigin.CONTRIBUTION,
        status=OfferStatus.DRAFT,
        source_date=timezone.localdate(),
    )
    write_whole(offer, facts)
    contribution = Contribution.objects.create(
        offer=offer, key=key, author=actor, organization=_only_organization(actor), message=message.strip()
    )
    record(actor, Verb.PROPOSED, contribution, audience=EntryAudience.AUTHOR, to_state=ContributionState.WAITING)
    return contribution


@transaction.atomic
def report_error(offer: Offer, *, reason: ReportReason, message: str, key: UUID, actor: Any) -> Report:
    """Keep what a reader says is wrong with an offer that they see, signed in or not.

    The same `key` again returns the first report. Raises HiddenOfferError.
    """
    if not offers_visible_to(actor).filter(pk=offer.pk).exists():
        raise HiddenOfferError
    report, created = Report.objects.get_or_create(
        key=key,
        defaults={
            "offer": offer,
            "reason": reason,
            "message": message.strip(),
            "author": actor if isinstance(actor, User) else None,
        },
    )
    if created:
        record(actor, Verb.REPORTED, report, audience=EntryAudience.AUTHOR, data={"reason": reason})
    return report


def _only_organization(actor: User) -> Any:
    """Return the organisation for which the person acts, when there is no doubt."""
    found = list(organizations_of(actor)[:2])
    return found[0] if len(found) == 1 else None
