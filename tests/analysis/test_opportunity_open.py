"""Amounts of open opportunities added up: each currency by itself, what is unknown in no sum."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa

from leadcli.analysis.opportunity_open import open_amounts
from leadcli.domain.period import Calendar, Period, month_of

TODAY = date(2024, 5, 31)
KEYS = ("amount", "currency", "expected_close", "overdue", "priority", "stage")


def rows(*opportunities: tuple[object, ...]) -> pa.Table:
    schema = pa.schema(
        [
            ("amount", pa.decimal128(18, 2)),
            ("currency", pa.string()),
            ("expected_close", pa.date32()),
            ("overdue", pa.bool_()),
            ("priority", pa.string()),
            ("stage", pa.string()),
        ]
    )
    return pa.Table.from_pylist([dict(zip(KEYS, each, strict=True)) for each in opportunities], schema)


def month(day: date) -> Period:
    return month_of(day, Calendar())


def test_amounts_by_month_and_priority_by_stage_and_by_currency() -> None:
    found = open_amounts(
        rows(
            (Decimal(100), "CNY", date(2024, 6, 1), False, "A", "谈判"),
            (Decimal(50), "CNY", date(2024, 6, 30), False, "A", "孵化"),
            (Decimal(30), "CNY", date(2024, 6, 30), False, "B", "孵化"),
            (Decimal(20), "CNY", date(2024, 5, 2), True, "B", "孵化"),
            (Decimal(10), "CNY", None, False, None, "孵化"),
            (None, None, date(2024, 6, 30), False, None, "谈判"),
            (Decimal(7), "USD", date(2024, 5, 31), False, None, "谈判"),
        ),
        TODAY,
        Calendar(),
    )
    yuan, dollars = found
    june = month(date(2024, 6, 1))
    assert yuan.currency == "CNY"
    assert yuan.months == (month(TODAY), june)
    assert yuan.due == {(june, "A"): 150, (june, "B"): 30, ("overdue", "B"): 20, ("undated", None): 10}
    assert yuan.priorities == ["A", "B", None]
    assert yuan.stages == {"谈判": 100, "孵化": 110}
    assert (dollars.currency, dollars.due) == ("USD", {(month(TODAY), None): 7})


def test_a_year_of_months_is_shown_one_by_one_the_rest_together() -> None:
    one = (Decimal(1), "CNY", date(2025, 4, 30), False, "A", "谈判")
    [found] = open_amounts(rows(one, (Decimal(2), "CNY", date(2025, 5, 1), False, "A", "谈判")), TODAY, Calendar())
    assert len(found.months) == 12
    assert found.due == {(month(date(2025, 4, 1)), "A"): 1, ("later", "A"): 2}


def test_months_are_those_of_the_business() -> None:
    """A month from the 26th on: 27 June belongs to July."""
    calendar = Calendar(month_start_day=26)
    [found] = open_amounts(rows((Decimal(1), "CNY", date(2024, 6, 27), False, "A", "谈判")), TODAY, calendar)
    [(when, _)] = found.due
    assert isinstance(when, Period)
    assert (when.start, when.end) == (date(2024, 6, 26), date(2024, 7, 25))


def test_nothing_known_is_nothing_to_draw() -> None:
    assert list(open_amounts(rows((None, None, None, False, None, "谈判")), TODAY, Calendar())) == []
