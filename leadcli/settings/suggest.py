"""The nearest known word to one that was not found."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Sort the known words, the most alike first (for "nearest: …" in hints)."""
    return sorted(known, key=lambda candidate: (-difflib.SequenceMatcher(None, word, candidate).ratio(), candidate))


def suggestion(word: str, known: Iterable[str]) -> dict[str, object]:
    """Give the parameters `nearest` and `known` that the hints of `unknown_…` and `not_one_of` problems use."""
    ordered = nearest(word, known)
    return {"nearest": ordered[0] if ordered else "", "known": ", ".join(ordered)}
