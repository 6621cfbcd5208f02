"""What the open opportunities are worth together: by the month they are expected to close in, and by stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from leadcli.domain.period import Calendar, Period, month_of

if TYPE_CHECKING:
    import pyarrow as pa

MOST_MONTHS = 12

Sums = dict[tuple[object, object], Decimal]
"""Amounts by two of their properties."""


@dataclass(frozen=True)
class OpenAmounts:
    """The amounts of one currency; what has no amount is in none of them.

    `due` is by when and priority: a `Period`, else `overdue`, `later` (after `months`) or `undated`; `stages` by stage.
    """

    currency: str
    months: tuple[Period, ...]
    due: Sums
    stages: dict[str, Decimal]

    @property
    def priorities(self) -> list[str | None]:
        """Those that occur, by name; the unknown one last."""
        found = {None if priority is None else str(priority) for _, priority in self.due}
        return sorted(found, key=lambda name: (name is None, name or ""))


def open_amounts(rows: pa.Table, as_of: date, calendar: Calendar) -> Iterator[OpenAmounts]:
    """Add open opportunities up (`open_rows`), each currency by itself."""
    import pyarrow.compute as pc

    known = rows.filter(pc.is_valid(rows["amount"]))
    for currency in sorted(pc.unique(known["currency"]).to_pylist()):
        its = known.filter(pc.equal(known["currency"], currency))
        months = _months(its["expected_close"], as_of, calendar)
        due: Sums = defaultdict(Decimal)
        for day, overdue, priority, amount in _sums(its, ("expected_close", "overdue", "priority")):
            when = "overdue" if overdue else _when(day, months)
            due[when, priority] += amount
        yield OpenAmounts(currency, months, dict(due), {str(stage): amount for stage, amount in _sums(its, ("stage",))})


def _sums(rows: pa.Table, by: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The values of some columns as they occur together, and the sum of the amounts."""
    summed = rows.group_by(list(by)).aggregate([("amount", "sum")])
    return zip(*(summed[name].to_pylist() for name in (*by, "amount_sum")), strict=True)


def _months(days: pa.ChunkedArray, as_of: date, calendar: Calendar) -> tuple[Period, ...]:
    """From this month to the last day's, no more than a year."""
    import pyarrow.compute as pc

    last = pc.max(days).as_py()
    months = [month_of(as_of, calendar)]
    while last and months[-1].end < last and len(months) < MOST_MONTHS:
        months.append(months[-1].next_month())
    return tuple(months)


def _when(day: date | None, months: Sequence[Period]) -> Period | str:
    if day is None:
        return "undated"
    return next((month for month in months if month.start <= day <= month.end), "later")
