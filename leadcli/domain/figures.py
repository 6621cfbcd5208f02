"""How figures are rounded to be read."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

_HALF_UP = Context(prec=400, rounding=ROUND_HALF_UP)  # longer than any number


def rounded(number: float | Decimal, decimals: int = 0) -> Decimal:
    """Round a half away from zero, as spreadsheets do: 12.5 is 13, and so is what 0.125 × 100 comes to in a machine."""
    exact = number if isinstance(number, Decimal) else Decimal(f"{number:.15g}")
    return exact.quantize(Decimal(1).scaleb(-decimals), context=_HALF_UP)


def percent(fraction: float, decimals: int = 1) -> str:
    """A share inside a sentence; no decimal where there is none to tell."""
    return f"{rounded(fraction * 100, decimals):f}".removesuffix(".0") + "%"
