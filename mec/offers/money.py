"""What a rate gives of a cost."""

from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def granted(rate: Decimal, cost: Decimal) -> Decimal:
    """Return the euros that a rate (%) gives of a cost in euros, to the cent: half a cent counts as one."""
    return (rate * cost / 100).quantize(_CENT, rounding=ROUND_HALF_UP)
