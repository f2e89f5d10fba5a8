"""Match projects again when they or the catalogue change, keep what was found, and tell what the catalogue brought."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils import timezone

from mec.core.db import OneOf, locked
from mec.core.journal.services import record
from mec.offers.news import Look, News, digests_of
from mec.projects.enums import EntryAudience
from mec.projects.models import Project
from mec.recommendations.catalogue import Catalogue, current_catalogue
from mec.recommendations.enums import Verb
from mec.recommendations.lines import Line, Recommendations
from mec.recommendations.matching import match
from mec.recommendations.models import ProposalList
from mec.recommendations.queries import Settled, matched_projects, settled_among
from mec.recommendations.reading import facts_of_projects

BATCH = 100
"""Projects matched in one transaction: under half a second, as others write in between."""
MOST_TOLD = 5
"""New offers named in one message; the page has the others."""
STEPS = (30, 7)
"""Days before its last one at which an offer that people keep is told of."""
_WRITTEN = ("computed_at", "weights_version", "catalogue", "wanted_at", "lines", "came", "kept")


@dataclass(frozen=True)
class _Today:
    """What every project of a batch is compared with."""

    catalogue: Catalogue
    day: date
    mark: str
    digests: Mapping[int, str]
    """Of the offers that people keep."""

    def look(self, kept: Collection[int]) -> Look:
        shelf = self.catalogue.shelf
        rows = sorted(shelf.rows[pk] for pk in kept if pk in shelf.rows)
        standings = shelf.standings(self.day)
        return Look([(shelf.offers[row], standings[row]) for row in rows], self.digests, self.day, STEPS)


@dataclass(frozen=True)
class _Matched:
    """One project, before and after."""

    known: ProposalList
    """Without anything computed the first time."""
    found: Recommendations
    settled: Settled
    today: _Today

    @property
    def is_first(self) -> bool:
        return self.known.computed_at is None

    @property
    def brought(self) -> list[Line]:
        """Return what the catalogue brought to study first and that nobody was told, the most points first.

        Not what another way of counting brings; and where the project changed too, only what is new in the catalogue:
        whoever changed it sees the rest on the page.
        """
        known, computed_at = self.known, self.known.computed_at
        same_weights = known.weights_version == self.found.version
        if computed_at is None or known.catalogue == self.today.mark or not same_weights:
            return []
        lines = [line for line in self.found.first if str(line.offer.pk) not in known.came]
        if known.wanted_at:
            since = timezone.localdate(computed_at)
            lines = [line for line in lines if line.offer.published_on and line.offer.published_on >= since]
        return sorted(lines, key=lambda line: (-line.score, line.offer.code))

    @property
    def news(self) -> News:
        """Return what happens to the offers that people keep; one that they have just kept is not news."""
        news = self._look.news(self._known_of_kept)
        return News(changed=news.changed, ending=news.ending)

    @cached_property
    def _known_of_kept(self) -> dict[str, list[str]]:
        return {pk: said for pk, said in self.known.kept.items() if int(pk) in self.settled.kept}

    @cached_property
    def _look(self) -> Look:
        return self.today.look(self.settled.kept)

    def written(self) -> ProposalList:
        came = "" if self.is_first else self.today.day.isoformat()
        now = {str(line.offer.pk): came for line in self.found.first}
        return ProposalList(
            project_id=self.known.project_id,
            computed_at=timezone.now(),
            weights_version=self.found.version,
            catalogue=self.today.mark,
            lines={lines.need: _bands(lines.bands) for lines in self.found.needs if lines.bands},
            came=now | self.known.came,
            kept=self._look.known(self._known_of_kept),
        )


@transaction.atomic
def rematch(ids: Collection[int]) -> int:
    """Match projects with the catalogue of today, keep what is proposed, and return how many were matched.

    Those that are no longer followed (drafts, archived, abandoned) are left out. What the catalogue brought, and what
    happens to the offers that people keep, is journaled once per project, which tells those who follow it; the first
    time tells nothing. The lists are held meanwhile: two at once tell once, and a second run tells nothing.
    """
    held = locked(ProposalList.objects.filter(OneOf("project_id", ids)).order_by("pk"))
    known = {row.project_id: row for row in held}
    live = set(matched_projects().filter(OneOf("pk", ids)).values_list("pk", flat=True))
    ProposalList.objects.filter(OneOf("project_id", known.keys() - live)).update(wanted_at=None)
    settled = settled_among(live)
    today = _today(settled.values())
    matched = [
        _Matched(known.get(pk) or ProposalList(project_id=pk), _match(facts, today, settled[pk]), settled[pk], today)
        for pk, facts in facts_of_projects(live).items()
    ]
    _tell({each.known.project_id: said for each in matched if (said := _said(each))})
    ProposalList.objects.bulk_create(
        [each.written() for each in matched],
        update_conflicts=True,
        unique_fields=["project"],
        update_fields=_WRITTEN,
    )
    return len(matched)


def rematch_all() -> int:
    """Match every project that is followed, a batch at a time, and return how many."""
    count = last = 0
    while ids := list(matched_projects().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        count += rematch(ids)
        last = ids[-1]
    return count


@transaction.atomic
def want_rematch(project_id: int) -> bool:
    """Note that a project changed; return whether a job is to be queued, as none awaits that will see the change."""
    if not matched_projects().filter(pk=project_id).exists():
        return False
    ProposalList.objects.get_or_create(project_id=project_id)
    waiting = locked(ProposalList.objects.filter(project_id=project_id)).get()
    if waiting.wanted_at:
        return False
    waiting.wanted_at = timezone.now()
    waiting.save(update_fields=["wanted_at"])
    return True


def catalogue_mark() -> str:
    """Return that of the catalogue of today."""
    return current_catalogue().mark(timezone.localdate())


def _today(settled: Iterable[Settled]) -> _Today:
    catalogue, day = current_catalogue(), timezone.localdate()
    kept = {pk for each in settled for pk in each.kept}
    return _Today(catalogue, day, catalogue.mark(day), digests_of(kept))


def _match(facts: Any, today: _Today, settled: Settled) -> Recommendations:
    return match(facts, today.catalogue, answered=settled.answered)


def _bands(bands: Iterable[tuple[str, Iterable[Line]]]) -> dict[str, list[list[float]]]:
    return {str(band): [[line.offer.pk, round(line.score, 1)] for line in lines] for band, lines in bands}


def _said(each: _Matched) -> dict[str, Any]:
    """Return what there is to tell of a project as the journal keeps it; empty: nothing."""
    brought, news = each.brought, each.news
    if each.is_first or not (brought or news):
        return {}
    return {
        "new": [_line(line) for line in brought[:MOST_TOLD]],
        "new_count": len(brought),
        "changed": [offer.title for offer in news.changed],
        "ending": [[offer.title, until.isoformat()] for offer, until in news.ending],
    }


def _line(line: Line) -> dict[str, str]:
    return {"title": line.offer.title, "backer": line.offer.backer, "reason": line.explanation[0].text}


def _tell(said: Mapping[int, dict[str, Any]]) -> None:
    projects = Project.objects.filter(OneOf("pk", said)).order_by("pk")
    for project in projects:
        record(None, Verb.OFFERS_TOLD, project, audience=EntryAudience.MEMBERS, data=said[project.pk])
