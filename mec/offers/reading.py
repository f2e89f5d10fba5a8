"""Read offers as plain values: columns and no models, since a process reads the whole catalogue at once."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from mec.offers.calendar import Dates
from mec.offers.entries import BeneficiaryEntry, ExpenseEntry, RequirementEntry, SessionEntry
from mec.offers.facts import Area, OfferFacts
from mec.offers.models import Beneficiary, ExpenseRule, Offer, OfferPhase, OfferSession, Requirement
from mec.offers.place_links import is_for_a_place
from mec.territories.enums import TerritoryKind

PLAIN = (
    *("pk", "code", "slug", "kind", "need", "title", "short_title", "summary", "to_check", "contact"),
    *("every_topic", "national", "is_call", "is_charged", "european", "origin", "serves_use", "before_works"),
    *("competence", "rate_min", "rate_max", "amount_min", "amount_max", "cost_min", "cost_max"),
)
"""Columns that are facts as they are."""
_LISTS = ("forms", "destinations", "other_audiences", "programmes")
_OTHERS = ("backer__name", "backer__code", "generic_id", "created_at", "recurrence", "opens_on", "closes_on", "url")
_WIDTHS = {kind: rank for rank, kind in enumerate(TerritoryKind.values)}

Row = tuple[Any, ...]
T = TypeVar("T")


def facts_of_offers(offers: QuerySet[Offer]) -> list[OfferFacts]:
    """Return the facts of these offers, by id, in ten queries whatever their number; what is equal is held once."""
    ids = offers.order_by().values("pk")
    rows = offers.order_by("pk").values_list(*PLAIN, *_LISTS, *_OTHERS)
    around = _Around(ids)
    return [around.facts(row) for row in rows.iterator()]


class _Around:
    """The rows of the other tables, by offer."""

    def __init__(self, ids: QuerySet[Offer, Any]) -> None:
        self._held: dict[Any, Any] = {}
        self.topics = self._by_offer(Offer.topics.through, ids, ("topic__code", "topic__label"))
        self.territories = self._by_offer(
            Offer.territories.through, ids, ("territory_id", "territory__name", "territory__kind")
        )
        self.perimeters = self._areas(Offer.perimeters.through, ids)
        self.zonings = self._areas(Offer.zonings.through, ids)
        self.phases = self._by_offer(OfferPhase, ids, ("phase",))
        self.sessions = self._by_offer(OfferSession, ids, _names(SessionEntry), order="position")
        self.requirements = self._by_offer(Requirement, ids, _names(RequirementEntry), order="position")
        self.expenses = self._by_offer(ExpenseRule, ids, _names(ExpenseEntry), order="kind")
        self.beneficiaries = self._by_offer(Beneficiary, ids, _names(BeneficiaryEntry), order="kind")

    def _areas(self, table: Any, ids: Any) -> dict[int, list[Row]]:
        return self._by_offer(table, ids, tuple(f"perimeter__{name}" for name in ("pk", "code", "name", "known")))

    def _by_offer(self, table: Any, ids: Any, names: tuple[str, ...], *, order: str = "pk") -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = {}
        for offer_id, *row in table.objects.filter(offer__in=ids).order_by(order).values_list("offer_id", *names):
            found.setdefault(offer_id, []).append(tuple(row))
        return found

    def facts(self, row: Row) -> OfferFacts:
        values: dict[str, Any] = dict(zip((*PLAIN, *_LISTS, *_OTHERS), row, strict=True))
        pk = values["pk"]
        backer, backer_code, generic, created_at, recurrence, opens_on, closes_on, url = (
            values.pop(name) for name in _OTHERS
        )
        territories = self.territories.get(pk, [])
        return OfferFacts(
            **values | {name: self._once(tuple(values[name])) for name in _LISTS},
            backer=self._once(backer),
            backer_code=self._once(backer_code),
            generic=generic,
            place_url=url if is_for_a_place(url) else "",
            published_on=self._once(timezone.localdate(created_at)),
            dates=self._once(Dates(recurrence, opens_on, closes_on, self._rows(self.sessions, pk, SessionEntry))),
            topics=self._table(self.topics.get(pk, [])),
            territories=self._table([(key, name) for key, name, _ in territories]),
            scale=_widest(kind for *_, kind in territories) if not self.perimeters.get(pk) else "",
            perimeters=self._rows(self.perimeters, pk, Area),
            zonings=self._rows(self.zonings, pk, Area),
            phases=self._once(frozenset(phase for (phase,) in self.phases.get(pk, []))),
            requirements=self._rows(self.requirements, pk, RequirementEntry),
            expenses=self._rows(self.expenses, pk, ExpenseEntry),
            beneficiaries=self._rows(self.beneficiaries, pk, BeneficiaryEntry),
        )

    def _rows(self, table: dict[int, list[Row]], pk: int, shape: Callable[..., T]) -> tuple[T, ...]:
        return self._made((shape, *table.get(pk, [])), lambda: tuple(shape(*row) for row in table.get(pk, [])))

    def _table(self, pairs: list[Row]) -> dict[Any, str]:
        return self._made((dict, *pairs), lambda: dict(pairs))

    def _once(self, value: T) -> T:
        return self._made((type(value), value), lambda: value)

    def _made(self, key: Any, make: Callable[[], T]) -> T:
        """Return what was made under an equal key, or make it."""
        if key not in self._held:
            self._held[key] = make()
        found: T = self._held[key]
        return found


def _names(shape: Any) -> tuple[str, ...]:
    return tuple(shape.__dataclass_fields__)


def _widest(kinds: Iterable[str]) -> str:
    return max(kinds, key=lambda kind: _WIDTHS[kind], default="")
