"""How much an offer gives: in words, and of a cost. Plain arithmetic on euros before tax; who bears it decides."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from mec.core.ui.french import NBSP, euros, number
from mec.offers.enums import Need, OfferForm
from mec.taxonomy.enums import ExpenseKind

_CENT = Decimal("0.01")
_NOTHING = Decimal("0.00")
_GIVEN = {OfferForm.GRANT, OfferForm.CEE, OfferForm.OTHER}
"""What is not paid back."""


class Rule(Protocol):
    """A kind of expense that an offer pays or refuses: `ExpenseEntry`."""

    @property
    def kind(self) -> str: ...
    @property
    def included(self) -> bool: ...
    @property
    def note(self) -> str: ...


class Giver(Protocol):
    """An offer, as a row or as plain values."""

    @property
    def need(self) -> str: ...
    @property
    def forms(self) -> Collection[str]: ...
    @property
    def rate_max(self) -> Decimal | None: ...
    @property
    def amount_min(self) -> Decimal | None: ...
    @property
    def amount_max(self) -> Decimal | None: ...


@dataclass(frozen=True)
class Terms:
    """How much an offer gives; None: no source says."""

    rate: Decimal | None = None
    """The highest, in percent."""
    floor: Decimal | None = None
    """Euros under which it may give nothing."""
    ceiling: Decimal | None = None
    """Euros that it never exceeds."""

    @property
    def is_said(self) -> bool:
        return self.rate is not None or self.ceiling is not None


@dataclass(frozen=True)
class Estimate:
    """The most that an offer would give, in euros."""

    amount: Decimal
    base: Decimal
    """What it would pay a share of."""
    terms: Terms
    is_whole: bool
    """The base is the cost of the project, as if the offer paid every expense."""

    @property
    def is_below_floor(self) -> bool:
        return self.terms.floor is not None and self.amount < self.terms.floor

    @property
    def words(self) -> str:
        """Return "au plus 75 000 €, soit 75 % de 100 000 €"."""
        if not self.base:
            return "rien, car elle ne paie aucune des dépenses prévues"
        assumed = " si toutes les dépenses sont retenues" if self.is_whole else ""
        return f"au plus {euros(self.amount)}, {self._because}{assumed}"

    @property
    def _because(self) -> str:
        if self.terms.ceiling == self.amount:
            return "son plafond"
        if self.terms.rate is None:
            return "car son plafond est plus haut que ces dépenses"
        return f"soit {number(self.terms.rate)}{NBSP}% de {euros(self.base)}"


def granted(rate: Decimal, cost: Decimal) -> Decimal:
    """Return the euros that a rate (%) gives of a cost in euros, to the cent: half a cent counts as one."""
    return (rate * cost / 100).quantize(_CENT, rounding=ROUND_HALF_UP)


def terms_of(offer: Giver) -> Terms:
    """Return what an offer gives; nothing is said of what only lends, advances or advises."""
    if offer.need != Need.FUNDING or (offer.forms and _GIVEN.isdisjoint(offer.forms)):
        return Terms()
    return Terms(offer.rate_max, offer.amount_min, offer.amount_max)


def rule_against(rules: Collection[Rule], kind: str) -> str:
    """Return, as a sentence, the rule by which an offer does not pay a kind of expense; empty when it pays it.

    What a list of paid expenses leaves out is not paid; without such a list, all that is not refused is.
    """
    known = {rule.kind: rule for rule in rules}
    if kind in known:
        rule = known[kind]
        return "" if rule.included else f"Ne paie pas{NBSP}: {_named([rule.kind])}.{rule.note and f' {rule.note}'}"
    paid = [rule.kind for rule in rules if rule.included]
    return f"Ne la cite pas dans ce qu’elle paie{NBSP}: {_named(paid)}." if paid else ""


def payable(rules: Collection[Rule], costs: Mapping[str, Decimal]) -> Decimal:
    """Return what an offer may pay a share of, among costs by kind of expense."""
    return sum((amount for kind, amount in costs.items() if not rule_against(rules, kind)), _NOTHING)


def estimate(
    terms: Terms, rules: Collection[Rule], *, costs: Mapping[str, Decimal], cost: Decimal | None = None
) -> Estimate | None:
    """Return the most that an offer would give; None when it does not say, or when nobody said what is spent.

    `costs`: euros by kind of expense. Without any, `cost`, that of the whole project, stands for them.
    """
    if not terms.is_said or not (costs or cost):
        return None
    base = payable(rules, costs) if costs else cost or _NOTHING
    bounds = [base]
    if terms.rate is not None:
        bounds.append(granted(terms.rate, base))
    if terms.ceiling is not None:
        bounds.append(terms.ceiling)
    return Estimate(min(bounds), base, terms, is_whole=not costs)


def _named(kinds: Collection[str]) -> str:
    labels = [str(kind.label) for kind in ExpenseKind if kind in kinds]
    return ", ".join(label[0].lower() + label[1:] for label in labels)


def money_in_words(
    rate_min: Decimal | None, rate_max: Decimal | None, amount_min: Decimal | None, amount_max: Decimal | None
) -> str:
    """Return "de 20 à 80 %, jusqu’à 75 000 €" for rates (%) and amounts (euros); empty when none is known."""
    return ", ".join(filter(None, (_span(rate_min, rate_max, "%"), _span(amount_min, amount_max, "€"))))


def _span(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    if low is not None and high is not None:
        return f"{number(low)}\u00a0{unit}" if low == high else f"de {number(low)} à {number(high)}\u00a0{unit}"
    if high is not None:
        return f"jusqu’à {number(high)}\u00a0{unit}"
    return "" if low is None else f"au moins {number(low)}\u00a0{unit}"
