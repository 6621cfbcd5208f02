"""A slow and obvious forecast, deal by deal, to compare the real one with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

Month = tuple[date, date]


@dataclass(frozen=True)
class Row:
    """An open opportunity and what its sheet says."""

    lead_no: str
    step: int
    entered_at: datetime
    amount: int | None = None
    currency: str = "CNY"
    probability: float | None = None
    expected_close: date | None = None


def forecast(
    rows: Sequence[Row],
    chances: Mapping[int, float | None],
    remaining: Mapping[int, float],
    months: Sequence[Month],
    as_of: date,
) -> dict[tuple[str, int | str], tuple[int, float, float]]:
    """Deals, amount and weighted sum per currency and month (by its place) or what else becomes of a deal."""
    found: defaultdict[tuple[str, int | str], list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        if row.amount is None:
            continue
        chance = chances[row.step] if chances[row.step] is not None else row.probability
        place = _place(row, remaining.get(row.step), months, as_of)
        found[row.currency, place].append((row.amount, row.amount * (chance or 0)))
    return {
        key: (len(deals), sum(amount for amount, _ in deals), sum(weighted for _, weighted in deals))
        for key, deals in found.items()
    }


def _place(row: Row, remaining: float | None, months: Sequence[Month], as_of: date) -> int | str:
    if row.expected_close is not None:
        if row.expected_close < as_of:
            return "overdue"
        close = row.expected_close
    elif remaining is None:
        return "undated"
    else:
        close = max((row.entered_at + timedelta(hours=round(remaining * 24))).date(), as_of)
    return next((place for place, (first, last) in enumerate(months) if first <= close <= last), "outside")
