"""Values of targets: absolute ones in their unit, changes against a base, and what is neither."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.intake.parse_target import NO_TARGET, TargetValue, Unit, amount_of, parse_target, share_of

WORDS = {"previous": ("环比",), "year_before": ("同比", "较去年", "较去年同期")}


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("500", "count", Fraction(500)),
        ("1,200", "count", Fraction(1200)),
        ("500条", "count", Fraction(500)),
        ("1.2万", "count", Fraction(12000)),
        ("一百", "count", Fraction(100)),
        ("100万", "money", Fraction(1_000_000)),
        ("1000000", "money", Fraction(1_000_000)),
        ("25%", "share", Fraction(1, 4)),
        ("0.25", "share", Fraction(1, 4)),
        ("30天", "days", Fraction(30)),
        ("1.5个月", "days", Fraction(45)),
    ],
)
def test_absolute_values(text: str, unit: Unit, value: Fraction) -> None:
    assert parse_target(text, unit, WORDS).value == value


@pytest.mark.parametrize(
    ("text", "change", "base"),
    [
        ("+15%", Fraction(15, 100), None),
        ("−20%", Fraction(-20, 100), None),
        ("-20%", Fraction(-20, 100), None),
        ("增长15%", Fraction(15, 100), None),
        ("缩短20%", Fraction(-20, 100), None),
        ("同比+15%", Fraction(15, 100), "year_before"),
        ("较去年同期 15%", Fraction(15, 100), "year_before"),
        ("环比下降5%", Fraction(-5, 100), "previous"),
    ],
)
def test_changes(text: str, change: Fraction, base: str | None) -> None:
    assert parse_target(text, "days", WORDS) == TargetValue(change=change, base=base)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("很多", "count"),
        ("25%", "count"),  # of what?
        ("0.15", "money"),  # a spreadsheet's +15%
        ("0.15", "count"),
        ("-5", "count"),
        ("10-20万", "money"),
        ("-10万", "money"),
        ("150%", "share"),
        ("提升5个百分点", "share"),
        ("同比", "money"),
        ("待定", "money"),
    ],
)
def test_what_is_no_target(text: str, unit: Unit) -> None:
    assert parse_target(text, unit, WORDS) == NO_TARGET


def test_shares_and_amounts_are_exact() -> None:
    assert [share_of(text) for text in ("24%", "0.24", "24", "二成")] == [Fraction(6, 25)] * 3 + [Fraction(1, 5)]
    assert [amount_of(text) for text in ("1000万", "10,000,000", "1.2亿", "10-20万")] == [
        Fraction(10_000_000),
        Fraction(10_000_000),
        Fraction(120_000_000),
        None,
    ]


@given(text=st.text(max_size=30), unit=st.sampled_from(["count", "money", "share", "days"]))
def test_any_text_is_a_target_or_none(text: str, unit: Unit) -> None:
    found = parse_target(text, unit, WORDS)
    assert found.value is None or (found.value >= 0 and found.change is None)
