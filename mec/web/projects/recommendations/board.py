"""The tab of recommendations as its page shows it: advice first, then what the matching finds, need by need."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from mec.core.access import can
from mec.core.ui.french import listed
from mec.offers.enums import Need
from mec.projects.models import Project
from mec.recommendations.enums import Band, Permission, RecommendationState
from mec.recommendations.lines import EmptyState, Line, NeedLines, Reason, Recommendations
from mec.recommendations.models import Introduction, Recommendation
from mec.recommendations.queries import introductions_of, new_proposals, proposals_of, recommend, recommendations_of
from mec.recommendations.reading import facts_of

SHOWN_REASONS = 2
FOLDED = 5
"""Lines of each fold while several needs are shown; all of them when one is chosen."""
ANY_OFFER = "OFFRE"
"""Stands for the offer in an address that is made once: there may be a hundred lines."""
_BAND_WORDS = {
    Band.FIRST: "à étudier d’abord",
    Band.USEFUL: ("utile", "utiles"),
    Band.EXPLORE: "à explorer",
}


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class ShownLine:
    line: Line
    version: int
    """Of what people answered of the offer; 0 when nobody did."""
    url: str
    is_new: bool
    """Came to be studied first in the last fortnight."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.line.explanation[:SHOWN_REASONS]

    @property
    def short(self) -> str:
        """Say the one thing to know first: what is missing, else why it is here."""
        return self.line.explanation[-1 if self.line.refused else 0].text

    @property
    def other_reasons(self) -> tuple[Reason, ...]:
        return (*self.line.explanation[SHOWN_REASONS:], *self.line.met)


@dataclass(frozen=True)
class _Known:
    """What is known of the offers that the matching proposes."""

    versions: Mapping[int | None, int]
    """Of what people answered, by id of the offer."""
    new: frozenset[int]
    address: str
    """Of the page of an offer, which `ANY_OFFER` stands for."""
    board: str
    """Address of this page."""

    def shown(self, line: Line) -> ShownLine:
        offer = line.offer
        url = self.address.replace(ANY_OFFER, offer.slug)
        return ShownLine(line, self.versions.get(offer.pk, 0), url, offer.pk in self.new)


@dataclass(frozen=True)
class Fold:
    """Lines that wait behind their number."""

    label: str
    lines: list[ShownLine]
    is_open: bool
    more_url: str
    """Where all of them are; empty when they are here."""


@dataclass(frozen=True)
class NeedView:
    need: Need
    blocker: str
    first: list[ShownLine]
    folds: list[Fold]
    empty: EmptyState | None


@dataclass(frozen=True)
class Board:
    advice: list[Recommendation]
    """Of people, still to study or in progress."""
    in_progress: list[Recommendation]
    """Offers of the matching that the collectivité studies."""
    done: list[Recommendation]
    refused: list[Recommendation]
    needs: list[NeedView]
    introductions: list[Introduction]
    summary: str
    """"3 à étudier d’abord, 8 utiles et 20 à explorer"; empty when nothing is found."""
    found: Recommendations
    computed_on: date | None
    """When it was last compared with the whole catalogue; None before the first night."""
    need_choices: list[Choice]
    state_choices: list[Choice]
    open_done: bool
    open_refused: bool
    is_filtered: bool
    may_recommend: bool
    may_decide: bool

    @property
    def is_empty(self) -> bool:
        return not (self.advice or self.in_progress or self.done or self.refused or self.needs)


def board(request: HttpRequest, project: Project) -> Board:
    """Read the tab for this person; `?besoin=` (several) and `?etat=` narrow it, what does not exist does not."""
    kept = [need for need in Need.values if need in request.GET.getlist("besoin")]
    state = request.GET.get("etat", "")
    state = state if state in RecommendationState.values else ""
    everything = list(recommendations_of(project))
    answered = {row.offer_id for row in everything if row.is_answered}
    found = recommend(facts_of(project), answered=frozenset(pk for pk in answered if pk))
    known, today = proposals_of(project), timezone.localdate()
    offers = _Known(
        {row.offer_id: row.version for row in everything if row.offer_id},
        new_proposals(found, known, today=today),
        reverse("projects:offer", args=[project.reference, ANY_OFFER]),
        reverse("projects:recommendations", args=[project.reference]),
    )
    for row in everything:
        row.project = project
    rows = [row for row in everything if (not kept or row.need in kept) and state in ("", row.state)]
    shows_matching = state in ("", RecommendationState.TO_STUDY)
    shown = [lines for lines in found.needs if not kept or lines.need in kept]
    needs = [_need_view(lines, offers, most=FOLDED if len(shown) > 1 else None) for lines in shown]
    user: Any = request.user
    return Board(
        advice=[row for row in rows if row.is_human and row.is_open],
        in_progress=[row for row in rows if not row.is_human and row.state == RecommendationState.IN_PROGRESS],
        done=[row for row in rows if row.state == RecommendationState.DONE],
        refused=[row for row in rows if row.state == RecommendationState.NOT_APPLICABLE],
        needs=needs if shows_matching else [],
        introductions=list(introductions_of(project)),
        summary=_summary(found),
        found=found,
        computed_on=timezone.localdate(known.computed_at) if known and known.computed_at else None,
        need_choices=_choices(project, Need, "besoin", kept, {"etat": state}),
        state_choices=_choices(project, RecommendationState, "etat", [state] if state else [], {"besoin": kept})
        if everything
        else [],
        open_done=state == RecommendationState.DONE,
        open_refused=state == RecommendationState.NOT_APPLICABLE,
        is_filtered=bool(kept or state),
        may_recommend=can(user, Permission.RECOMMEND, project),
        may_decide=can(user, Permission.DECIDE, project),
    )


def _need_view(lines: NeedLines, known: _Known, *, most: int | None) -> NeedView:
    useful, explore = len(lines.useful), len(lines.explore)
    folds = (
        (f"{useful} {_word(Band.USEFUL, useful)}", lines.useful),
        (f"{explore} {_word(Band.EXPLORE, explore)}", lines.explore),
        (f"{len(lines.almost)} presque à votre portée\u00a0: il manque une condition", lines.almost),
    )
    whole = _address(known.board, {"besoin": lines.need})
    return NeedView(
        need=lines.need,
        blocker=lines.blocker,
        first=[known.shown(line) for line in lines.first],
        folds=[
            Fold(
                label,
                [known.shown(line) for line in found[:most]],
                is_open=rank == 0 and not lines.first,
                more_url=whole if most and len(found) > most else "",
            )
            for rank, (label, found) in enumerate(fold for fold in folds if fold[1])
        ],
        empty=lines.empty,
    )


def _summary(found: Recommendations) -> str:
    return listed([f"{count} {_word(band, count)}" for band, count in found.counts if count])


def _word(band: Band, count: int) -> str:
    words = _BAND_WORDS[band]
    return words if isinstance(words, str) else words[count > 1]


def _choices(project: Project, enum: Any, name: str, chosen: list[str], others: dict[str, Any]) -> list[Choice]:
    address = reverse("projects:recommendations", args=[project.reference])
    everything = Choice("Tout", _address(address, others), not chosen)
    return [
        everything,
        *(Choice(label, _address(address, {name: value} | others), value in chosen) for value, label in enum.choices),
    ]


def _address(path: str, values: dict[str, Any]) -> str:
    query = urlencode({name: value for name, value in values.items() if value}, doseq=True)
    return f"{path}{'?' if query else ''}{query}"
