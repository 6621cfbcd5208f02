"""The nearest known word to one that was not found."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

LEAST_ALIKE = 0.5
"""From which likeness on (0 to 1: signs in common, in order, ÷ all signs) a word may be meant; others are no hint."""


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Sort the known words, the most alike first (for "known: …" in hints)."""
    return sorted(known, key=lambda candidate: (-_likeness(word, candidate), candidate))


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that may be meant, None when all are unlike."""
    found = next(iter(nearest(word, known)), None)
    return found if found is not None and _likeness(word, found) >= LEAST_ALIKE else None


def closest_meaning(word: str, meanings: Mapping[str, str]) -> str | None:
    """What the known words most like it mean; None when all are unlike, or those mean several things."""
    alike = {known: _likeness(word, known) for known in meanings}
    most = max(alike.values(), default=0.0)
    meant = {meanings[known] for known, likeness in alike.items() if likeness == most}
    return meant.pop() if most >= LEAST_ALIKE and len(meant) == 1 else None


def suggestion(word: str, known: Iterable[str]) -> dict[str, object]:
    """Give the parameters `nearest` and `known` that the hints of `unknown_…` and `not_one_of` problems use."""
    ordered = nearest(word, known)
    return {"nearest": closest(word, ordered[:1]) or "", "known": ", ".join(ordered)}


def _likeness(word: str, candidate: str) -> float:
    return difflib.SequenceMatcher(None, word, candidate).ratio()
