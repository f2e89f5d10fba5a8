"""Find published offers by words and by filters, and say how many each other choice would leave."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from django.db.models import TextChoices
from django.utils import timezone

from mec.offers.arrays import Flags, Ranking, Rows
from mec.offers.calendar import Standing
from mec.offers.facts import OfferFacts
from mec.offers.shelf import COLUMNS, Shelf, current_shelf
from mec.taxonomy.thesaurus import concept_term, thesaurus
from mec.territories.places import Place

_MEANT = 0.5
"""What a typed expression stands for, beside its own words."""


class Sort(TextChoices):
    NEAREST = "pertinence", "Les plus proches de vos mots"
    DEADLINE = "echeance", "Les échéances les plus proches"
    RECENT = "publication", "Les plus récentes"
    TITLE = "titre", "Par titre"


@dataclass(frozen=True)
class Wanted:
    """What the person asks for; empty is any. Each field but the last five is a filter of `shelf.COLUMNS`."""

    need: str = ""
    kind: str = ""
    """Code of `OfferKind`."""
    topic: str = ""
    """Code of a theme, which stands for its categories too, or of a category."""
    form: str = ""
    phase: str = ""
    audience: str = ""
    """Code of `OrganizationKind`."""
    backer: str = ""
    programme: str = ""
    recurrence: str = ""
    call: str = ""
    """"oui", as the next two: calls for projects alone, free alone, European alone."""
    free: str = ""
    european: str = ""
    text: str = ""
    places: tuple[Place, ...] = ()
    before: date | None = None
    """It can be asked for, and ends on that day at the latest or never."""
    closed: bool = False
    """Show those that are closed too."""
    sort: str = ""
    """Code of `Sort`; nearest to the words when there are some, else by title."""

    def filters(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in COLUMNS if getattr(self, name)}

    @property
    def is_everything(self) -> bool:
        return all(not getattr(self, field.name) for field in fields(self) if field.name not in ("kind", "sort"))


@dataclass(frozen=True)
class Finding:
    offers: list[OfferFacts]
    """Of the page, in the order asked for."""
    standings: list[Standing]
    """Where each of them stands today."""
    total: int
    number: int
    """Of the page, from 1; the last one when fewer were found."""
    pages: int
    counts: Mapping[str, Mapping[str, int]]
    """Filter → value → how many offers it would leave, everything else staying as it is; what leaves none is absent."""
    everywhere: int
    """How many of those found, whatever their thématique, are open to each: what a theme not in `counts` leaves."""
    closed: int
    """How many more are closed, and not shown."""
    backers: Mapping[str, str]
    """Code → name, for all that `counts` may hold."""
    unsure: frozenset[int]
    """Of the page, those that may be open in the place asked for: nobody knows where their perimeter is."""
    terms: dict[int, tuple[str, ...]]
    """Offer of the page → the words of the index by which it was found, the rarest first."""


def find_offers(wanted: Wanted, *, number: int = 1, size: int = 20, today: date | None = None) -> Finding:
    """Return a page of what was found, with exact counts.

    One query; ten more when the catalogue changed, three more the first time that words are asked of it.
    """
    day = today or timezone.localdate()
    shelf = current_shelf()
    ranking = _ranking(shelf, wanted.text) if wanted.text else None
    asked = _Asked(shelf, wanted, day, ranking)
    found = asked.rows_in_order()
    pages = max(1, -(-len(found) // size))
    number = min(max(1, number), pages)
    page = [int(row) for row in found[(number - 1) * size : number * size]]
    standings = shelf.standings(day)
    return Finding(
        offers=[shelf.offers[row] for row in page],
        standings=[standings[row] for row in page],
        total=len(found),
        number=number,
        pages=pages,
        counts={name: asked.counts(name) for name in COLUMNS},
        everywhere=int(np.count_nonzero(asked.without("topic") & shelf.every_topic)),
        closed=0 if wanted.closed else int(np.count_nonzero(asked.whatever_the_day & ~asked.found)),
        backers=shelf.backers,
        unsure=frozenset(shelf.offers[row].pk for row in page if asked.unsure[row]),
        terms={shelf.offers[row].pk: ranking.terms_of(row) for row in page} if ranking else {},
    )


def _ranking(shelf: Shelf, text: str) -> Ranking:
    """Return the offers that the words find, or what the words mean."""
    meant = {concept_term(each.concept): _MEANT * each.weight for each in thesaurus().mentions(text)}
    return shelf.index.search(text, implied=meant)


class _Asked:
    """What was asked, before the whole catalogue: who answers to each filter."""

    def __init__(self, shelf: Shelf, wanted: Wanted, today: date, ranking: Ranking | None) -> None:
        self._shelf, self._wanted, self._today = shelf, wanted, today
        self._ranked = None if ranking is None else ranking.rows
        self._answers = {name: self._answer(name, value) for name, value in wanted.filters().items()}
        anyhow = self._said() & shelf.reach.near(wanted.places) & self._in_time()
        if wanted.places:
            models, versions = shelf.generics
            anyhow[models[anyhow[versions]]] = False
        self._anyhow = anyhow
        closed = shelf.closed(today)
        self._open = anyhow if wanted.closed else anyhow & ~closed
        self.unsure = shelf.nobody() if not wanted.places else ~shelf.reach.surely_near(wanted.places)
        self.found = self._all(self._open, self._answers.values())
        self.whatever_the_day = self._all(anyhow, self._answers.values())

    def without(self, name: str) -> Flags:
        """Say which offers are found whatever they answer to one filter."""
        if name not in self._answers:
            return self.found
        return self._all(self._open, (answer for other, answer in self._answers.items() if other != name))

    def counts(self, name: str) -> dict[str, int]:
        rest = self.without(name)
        counted = {value: self._count(rest, name, answer) for value, answer in self._shelf.column(name).items()}
        return {value: count for value, count in counted.items() if count}

    def rows_in_order(self) -> Rows:
        """Return the rows found; but for the deadlines, what is not known to be open in the place comes last."""
        sort = self._wanted.sort or (Sort.NEAREST if self._ranked is not None else Sort.TITLE)
        rows = self._sorted(sort)
        return rows if sort == Sort.DEADLINE else rows[np.argsort(self.unsure[rows], kind="stable")]

    def _sorted(self, sort: str) -> Rows:
        rows = np.flatnonzero(self.found)
        if sort == Sort.NEAREST and self._ranked is not None:
            return self._ranked[self.found[self._ranked]]
        titles = self._shelf.by_title[rows]
        if sort == Sort.DEADLINE:
            return rows[np.lexsort((titles, self._shelf.deadlines(self._today)[rows]))]
        if sort == Sort.RECENT:
            return rows[np.lexsort((titles, self._shelf.by_publication[rows]))]
        return rows[np.argsort(titles)]

    def _count(self, rest: Flags, name: str, answer: Flags) -> int:
        return int(np.count_nonzero(rest & (answer | self._shelf.every_topic if name == "topic" else answer)))

    def _answer(self, name: str, value: str) -> Flags:
        answer = self._shelf.column(name).get(value, self._shelf.nobody())
        return answer | self._shelf.every_topic if name == "topic" else answer

    def _said(self) -> Flags:
        if self._ranked is None:
            return ~self._shelf.nobody()
        found = self._shelf.nobody()
        found[self._ranked] = True
        return found

    def _in_time(self) -> Flags:
        if self._wanted.before is None:
            return ~self._shelf.nobody()
        deadlines = self._shelf.deadlines(self._today)
        in_time: Flags = (deadlines <= self._wanted.before.toordinal()) | (deadlines == date.max.toordinal())
        return in_time

    @staticmethod
    def _all(flags: Flags, others: Iterable[Flags]) -> Flags:
        for other in others:
            flags = flags & other
        return flags
