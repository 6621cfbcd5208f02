"""Figures to be read are rounded as a spreadsheet rounds them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from leadcli.domain.figures import percent, rounded
from leadcli.i18n import LANGUAGES, Words
from leadcli.render.html_format import texts_of
from leadcli.render.terminal_cells import cells
from leadcli.report.model import ColumnKind


@pytest.mark.parametrize(
    ("number", "decimals", "told"),
    [
        (12.5, 0, "13"),
        (13.5, 0, "14"),
        (-12.5, 0, "-13"),
        (0.145 * 100, 0, "15"),  # 14.499999999999998 in a machine
        (2.675, 2, "2.68"),
        (Decimal("41.25"), 1, "41.3"),
        (Decimal("1234567.5"), 0, "1234568"),
        (1e300, 1, f"{int(Decimal('1e300'))}.0"),
        (0, 1, "0.0"),
    ],
)
def test_a_half_goes_away_from_zero(number: float | Decimal, decimals: int, told: str) -> None:
    assert str(rounded(number, decimals)) == told


@pytest.mark.parametrize(
    ("fraction", "told"), [(0.125, "12.5%"), (0.12, "12%"), (0.03125, "3.1%"), (0.0125, "1.3%"), (0, "0%")]
)
def test_a_share_in_a_sentence(fraction: float, told: str) -> None:
    assert percent(fraction) == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_screen_and_page_say_what_the_workbook_shows(language: str) -> None:
    shares, days = [0.125, 0.335, 0.145], [0.25, 1.35, 2.45]
    assert [cell.text for cell in cells(shares, ColumnKind.PERCENT, Words(language))] == ["13%", "34%", "15%"]
    assert [
        text.split()[0].rstrip("天") for text in (cell.text for cell in cells(days, ColumnKind.DAYS, Words(language)))
    ] == [
        *("0.3", "1.4", "2.5"),
    ]
    assert texts_of([12.25, 0.35], ColumnKind.DAYS, Words(language))[0].startswith("12.3")
