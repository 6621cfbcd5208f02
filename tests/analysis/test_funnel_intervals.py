"""Intervals of shares, against published figures."""

from __future__ import annotations

import pytest

from leadcli.analysis.funnel_result import differs, wilson_interval


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_of_newcombe_1998(part: int, whole: int, low: float, high: float) -> None:
    """Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, table I, method 3."""
    assert wilson_interval(part, whole) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ((56, 70), (48, 80), "above"),  # 0.0524 to 0.3339
        ((48, 80), (56, 70), "below"),
        ((9, 10), (3, 10), "above"),  # 0.1705 to 0.8090
        ((6, 7), (2, 7), "above"),  # 0.0582 to 0.8062
        ((5, 56), (0, 29), None),  # -0.0381 to 0.1926
        ((0, 10), (0, 20), None),
        ((1, 2), (0, 0), None),
        ((3, 2), (0, 40), "above"),
    ],
)
def test_differences_of_newcombe_1998(one: tuple[int, int], other: tuple[int, int], found: str | None) -> None:
    """Interval estimation for the difference between independent proportions, table II, method 10."""
    assert differs(one, other) == found
