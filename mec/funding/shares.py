"""What each of some offers would pay of a project's costs, and which lines it does not pay."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mec.funding.models import CostLine
from mec.offers.entries import expenses_of
from mec.offers.models import Offer
from mec.offers.money import Estimate, estimate, rule_against, terms_of


@dataclass(frozen=True)
class UnpaidLine:
    line: CostLine
    rule: str
    """Of the offer, as a sentence."""


@dataclass(frozen=True)
class Share:
    offer: Offer
    estimate: Estimate | None
    """None when the offer says no amount, or the project no cost."""
    unpaid: Sequence[UnpaidLine]


def shares_of(lines: Iterable[CostLine], offers: Iterable[Offer], *, cost: Decimal | None) -> list[Share]:
    """Return the share of each offer, read with its `expense_rules`; without a line, of the cost of the whole project.

    No query of its own.
    """
    planned = list(lines)
    return [_share(planned, offer, cost) for offer in offers]


def costs_of(lines: Iterable[CostLine]) -> dict[str, Decimal]:
    """Return what lines make together, in euros before tax, by kind of expense."""
    found: dict[str, Decimal] = {}
    for line in lines:
        found[line.kind] = found.get(line.kind, Decimal("0.00")) + line.amount_ht
    return found


def refusing(shares: Iterable[Share]) -> Mapping[int, Sequence[Offer]]:
    """Return, by id of the lines that some offer does not pay, those offers."""
    found: dict[int, list[Offer]] = {}
    for share in shares:
        for unpaid in share.unpaid:
            found.setdefault(unpaid.line.pk, []).append(share.offer)
    return found


def _share(lines: Sequence[CostLine], offer: Offer, cost: Decimal | None) -> Share:
    rules = expenses_of(offer)
    against = [(line, rule_against(rules, line.kind)) for line in lines]
    return Share(
        offer=offer,
        estimate=estimate(terms_of(offer), rules, costs=costs_of(lines), cost=cost),
        unpaid=[UnpaidLine(line, rule) for line, rule in against if rule],
    )
