from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.intake.parse_probability import parse_probability, parse_share

CASES = Path(__file__).parents[1] / "cases" / "values" / "probability.csv"
ROWS = list(csv.DictReader(CASES.open(encoding="utf-8-sig")))
WORDS = {"高": 0.8, "中": 0.5, "低": 0.2}


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_cases(row):
    expected = float(row["probability"]) if row["probability"] else None
    assert parse_probability(row["text"], WORDS) == (expected, None)


@pytest.mark.parametrize(
    ("text", "probability"),
    [
        ("70 %", 0.7),
        ("７０％", 0.7),
        ("1%", 0.01),
        ("100", 1),
        ("1", 1),
        ("0", 0),
        (".5", 0.5),
        ("7成", 0.7),
        ("七成半", 0.75),
        ("九成五", 0.95),
        ("十成", 1),
        ("百分之七十", 0.7),
        ("百分之百", 1),
        ("约60%", 0.6),
        ("80%以上", 0.8),
        ("高(80%)", 0.8),
        ("中（观望）", 0.5),
        ("90%（已口头确认）", 0.9),
    ],
)
def test_probabilities(text, probability):
    assert parse_probability(text, WORDS) == (pytest.approx(probability), None)


@pytest.mark.parametrize(("text", "middle"), [("70%-80%", 0.75), ("70-80%", 0.75), ("60~80", 0.7), ("0.5-0.7", 0.6)])
def test_a_range_becomes_its_middle(text, middle):
    assert parse_probability(text) == (pytest.approx(middle), "range_as_midpoint")


@pytest.mark.parametrize("text", ["150%", "101", "-5%", "很高", "abc", "高", "七八"])
def test_no_probability_is_an_issue(text):
    assert parse_probability(text) == (None, "invalid_probability")


@pytest.mark.parametrize("text", ["", "待定", "-", "N/A"])
def test_nothing_is_no_issue(text):
    assert parse_probability(text, WORDS) == (None, None)
    assert parse_share(text) == (None, None)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("30%", 0.3),
        ("0.3", 0.3),
        ("+15%", 0.15),
        ("-20%", -0.2),
        ("−20%", -0.2),
        ("120%", 1.2),
        ("85折", 0.85),
        ("8折", 0.8),
        ("九五折", 0.95),
        ("七折", 0.7),
        ("9.5折", 0.95),
        ("三成", 0.3),
    ],
)
def test_shares(text, share):
    assert parse_share(text) == (pytest.approx(share), None)


@pytest.mark.parametrize("text", ["很多", "A", "三七开"])
def test_no_share_is_an_issue(text):
    assert parse_share(text) == (None, "invalid_number")


@given(st.floats(0, 1).map(lambda value: round(value, 6)))
def test_reading_what_was_read_changes_nothing(value):
    assert parse_probability(f"{value:.6f}") == (value, None)
    assert parse_probability(f"{value * 100:.4f}%") == (pytest.approx(value), None)


@settings(deadline=None)  # a first call may import a library
@given(st.text() | st.text(alphabet="0123456789.%-~成半折百分之一七十高(80)约以上"))
def test_any_text_is_read(text):
    probability, _ = parse_probability(text, WORDS)
    assert probability is None or 0 <= probability <= 1
    parse_share(text)


@pytest.mark.parametrize("piece", ["1", "七", "左右", "约", "(", "成", " "])
def test_a_long_cell_takes_no_time(piece):
    started = time.process_time()
    parse_probability(piece * 16_000, WORDS)
    parse_share(piece * 16_000)
    assert time.process_time() - started < 1
