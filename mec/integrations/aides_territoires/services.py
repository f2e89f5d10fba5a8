"""Bring the aids of Aides-territoires into the catalogue: contract, §3 and §5."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mec.clients.aides_territoires import Aid, Reading
from mec.core.jobs.queue import enqueue
from mec.integrations.aides_territoires.mapping import Mapped, offer_from
from mec.integrations.aides_territoires.places import Places
from mec.offers.enums import OfferOrigin
from mec.offers.models import ImportRun
from mec.offers.queries import published_offers
from mec.offers.services import Incoming, end_offers, flag_offers, receive_offers
from mec.recommendations.tasks import rematch_country
from mec.territories.enums import PLACE_KINDS
from mec.territories.models import Perimeter
from mec.territories.queries import territories_of_kinds
from mec.territories.services import load_perimeters

ORIGIN = OfferOrigin.AIDES_TERRITOIRES
LARGEST_DROP = 0.3
"""Of the aids that the last complete reading gave, or that are open here when none was complete.

Beyond, something is wrong over there and nothing is closed here.
"""
_BATCH = 50
"""Aids written in one transaction: others write in between."""

Say = Callable[[str], None]


class ShrunkListError(Exception):
    """The list lost too many aids since the last complete reading; nothing was written."""

    def __init__(self, before: int, now: int) -> None:
        super().__init__(
            f"La liste est passée de {before} à {now} aides\u00a0: rien n’a été écrit. Si c’est vrai, chargez-la avec "
            "mec import-aids --complet --accepter-la-baisse."
        )
        self.before, self.now = before, now


@dataclass
class ImportReport:
    """What became of each aid, and every value that found no place."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    """Corrected by a person in the service: left as they are."""
    ended: int = 0
    """No longer in the list: no longer open."""
    unplaced: Counter[str] = field(default_factory=Counter)
    """"field : value" → number of aids that hold it."""
    malformed: list[str] = field(default_factory=list)
    unknown_keys: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        return [
            *self.malformed,
            *(f"champ inconnu\u00a0: {key}" for key in self.unknown_keys),
            *(f"{value} ({count})" for value, count in self.unplaced.most_common()),
        ]


def _silent(message: str) -> None:
    return


def import_aids(reading: Reading, *, complete: bool, accept_drop: bool = False, say: Say = _silent) -> ImportReport:
    """Write what was read, a batch at a time; a second run of the same writes nothing.

    An aid that says of itself that it is not live is never open here. `complete`: the reading is the whole list, and
    what it no longer holds is marked as no longer open, unless the list shrank by more than 30 % (ShrunkListError,
    before anything is written). Each run leaves an `ImportRun`, and has the projects matched again.
    """
    run = ImportRun.objects.create(origin=ORIGIN)
    live = [aid for aid in reading.aids if aid.is_live is not False]
    gone = {str(aid.id) for aid in reading.aids} - {str(aid.id) for aid in live}
    if complete and not accept_drop:
        _require_no_drop(run, len(reading.seen))
    report = ImportReport(
        read=len(reading.seen),
        malformed=[f"aide {broken.id or 'sans numéro'}\u00a0: {broken}" for broken in reading.malformed],
        unknown_keys=sorted(reading.unknown_keys),
    )
    load_perimeters()
    places = Places(territories_of_kinds(PLACE_KINDS))
    for start in range(0, len(live), _BATCH):
        aids = live[start : start + _BATCH]
        _write(aids, places, report)
        say(f"{start + len(aids)} aides sur {len(live)}.")
    if gone:
        report.ended = end_offers(origin=ORIGIN, numbers=gone)
    if complete:
        report.ended += end_offers(origin=ORIGIN, still_open={str(number) for number in reading.seen})
    flag_offers()
    _close(run, report, complete=complete)
    enqueue(rematch_country)
    return report


def fail_import(reason: str) -> None:
    """Keep the trace of a reading that did not come to its end."""
    ImportRun.objects.create(origin=ORIGIN, ended_at=timezone.now(), error=reason)


def _require_no_drop(run: ImportRun, now: int) -> None:
    last = ImportRun.objects.filter(origin=ORIGIN, complete=True).order_by("-started_at").first()
    before = last.read if last else published_offers().filter(external__origin=ORIGIN).count()
    if now < before * (1 - LARGEST_DROP):
        error = ShrunkListError(before, now)
        run.ended_at, run.read, run.error = timezone.now(), now, str(error)
        run.save()
        raise error


@transaction.atomic
def _write(aids: Sequence[Aid], places: Places, report: ImportReport) -> None:
    mapped = [offer_from(aid, places=places, site=settings.AIDES_TERRITOIRES_URL) for aid in aids]
    _define_perimeters(mapped)
    received = receive_offers(
        [_incoming(aid, each) for aid, each in zip(aids, mapped, strict=True)],
        origin=ORIGIN,
        backers={code: name for each in mapped for code, name in each.backers.items()},
    )
    report.added += received.added
    report.updated += received.updated
    report.unchanged += received.unchanged
    report.kept += received.kept
    report.unplaced.update(value for each in mapped for value in each.unplaced)


def _incoming(aid: Aid, mapped: Mapped) -> Incoming:
    return Incoming(
        number=str(aid.id),
        entry=mapped.entry,
        record={
            "url": mapped.entry.source_url,
            "data_url": mapped.data_url,
            "mention": aid.import_data_mention,
            "licence": aid.import_share_licence[:80],
            "created_at": aid.date_created,
            "updated_at": aid.date_updated,
            "raw": aid.raw,
            "unplaced": list(mapped.unplaced),
        },
    )


def _define_perimeters(mapped: Collection[Mapped]) -> None:
    """Create the perimeters that the aids name and that no table holds yet; those that exist are left as they are."""
    wanted: dict[str, dict[str, Any]] = {
        each.where.perimeter: each.where.definition for each in mapped if each.where.definition
    }
    known = set(Perimeter.objects.filter(code__in=wanted).values_list("code", flat=True))
    for code, definition in wanted.items():
        if code not in known:
            Perimeter.objects.create(code=code, **definition)


def _close(run: ImportRun, report: ImportReport, *, complete: bool) -> None:
    run.ended_at, run.complete, run.problems = timezone.now(), complete, report.problems
    for name in ("read", "added", "updated", "unchanged", "kept", "ended"):
        setattr(run, name, getattr(report, name))
    run.save()
