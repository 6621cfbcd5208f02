"""How good a matching is, where the truth is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations


def quality(found: Mapping[str, str], truth: Mapping[str, str]) -> tuple[float, float]:
    """Precision and F1 over pairs of records, as tools/score_dedupe.py counts them."""
    both = _pairs((found[key], truth[key]) for key in truth)
    precision, recall = both / _pairs(found.values()), both / _pairs(truth.values())
    return precision, 2 * precision * recall / (precision + recall)


def _pairs(keys: Iterable[object]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(keys).values())


def true_pairs(truth: Mapping[str, str]) -> list[tuple[str, str]]:
    """All pairs of records that are one person."""
    by_person: dict[str, list[str]] = {}
    for number, person in truth.items():
        by_person.setdefault(person, []).append(number)
    return [pair for numbers in by_person.values() for pair in combinations(numbers, 2)]
