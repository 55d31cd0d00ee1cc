"""Amounts in dirhams, two decimals, never a float."""

from decimal import ROUND_HALF_UP, Decimal

CURRENCY = "MAD"
CENT = Decimal("0.01")


def dirhams(value: Decimal | int | str) -> Decimal:
    """The amount in dirhams, rounded half up to the centime."""
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)
