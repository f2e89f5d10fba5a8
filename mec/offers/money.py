"""How much an offer gives: in words, and of a cost."""

from decimal import ROUND_HALF_UP, Decimal

from mec.core.ui.french import number

_CENT = Decimal("0.01")


def granted(rate: Decimal, cost: Decimal) -> Decimal:
    """Return the euros that a rate (%) gives of a cost in euros, to the cent: half a cent counts as one."""
    return (rate * cost / 100).quantize(_CENT, rounding=ROUND_HALF_UP)


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
