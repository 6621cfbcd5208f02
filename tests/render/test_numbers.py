"""Numbers in workbooks: the cells of a column share their decimals, as they do on a page."""

from __future__ import annotations

import pytest

from leadcli.i18n import Words
from leadcli.render.numbers import excel_format
from leadcli.report.model import ColumnKind, Tone, Toned, Value


@pytest.mark.parametrize(
    ("kind", "cells", "expected"),
    [
        (ColumnKind.INTEGER, [1, 2], "#,##0"),
        (ColumnKind.NUMBER, [36, 40, None], "#,##0"),
        (ColumnKind.NUMBER, [36.5, 40], "#,##0.0"),
        (ColumnKind.NUMBER, [0.4, 40], "#,##0.00"),
        (ColumnKind.NUMBER, [4081.87, 1149.5], "#,##0"),
        (ColumnKind.DAYS, [30, Toned(392, Tone.BAD)], "#,##0"),
        (ColumnKind.DAYS, [30.5], "#,##0.0"),
        (ColumnKind.PERCENT, [1.0, 0.5], "#,##0%"),
        (ColumnKind.PERCENT, [0.491], "#,##0.0%"),
        (ColumnKind.CHANGE, [58.721, -1], "+#,##0.0%;-#,##0.0%;#,##0.0%"),
        (ColumnKind.CHANCE, [1.0], '[>=0.9995]">99.9%";0.0%'),
        (ColumnKind.TEXT, ["a"], "@"),
    ],
)
def test_a_column_of_figures(kind: ColumnKind, cells: list[Value], expected: str) -> None:
    assert excel_format(cells, kind, Words("en")) == expected


def test_money_is_counted_in_ten_thousands_where_readers_do() -> None:
    assert excel_format([1_234_567.8], ColumnKind.MONEY, Words("zh")) == "#,##0.0"
    assert excel_format([3_000_000], ColumnKind.MONEY, Words("zh")) == "#,##0"
    assert excel_format([1_234_567.8], ColumnKind.MONEY, Words("en")) == "#,##0"
