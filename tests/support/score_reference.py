"""Scoring done slowly and plainly, one lead at a time: what the SQL is compared with."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from leadcli.settings.scoring import Dimension, ScoringSettings
from leadcli.settings.scoring_rules import Condition

Lead = dict[str, Any]
JUST_UNDER = 1e-6
RANGES = ("employees", "budget", "need_budget")


def fold(text: str) -> str:
    """Make case and width alike."""
    return unicodedata.normalize("NFKC", text).lower()


def text_of(lead: Lead, field: str, blank_words: list[str]) -> str:
    if field.startswith("extra."):
        value = lead["extras"].get(field.removeprefix("extra."))
        value = None if value is not None and fold(value.strip()) in map(fold, blank_words) else value
    elif field == "phone":
        value = " ".join(lead["emails"] or [])
    elif field in RANGES:
        value = next((str(end) for end in (lead[f"{field}_low"], lead[f"{field}_high"]) if end is not None), None)
    else:
        value = lead.get(field)  # the points of a dimension are no text
    return (value or "").strip()


def texts_of(lead: Lead, fields: list[str], settings: ScoringSettings) -> list[str]:
    return [text for text in (text_of(lead, field, settings.blank_words) for field in fields) if text]


def range_number(lead: Lead, field: str, basis: str) -> float | None:
    low, high = lead[f"{field}_low"], lead[f"{field}_high"]
    top = None if high is None else float(high) - (JUST_UNDER if lead[f"{field}_high_exclusive"] else 0)
    if high is None:
        return None if low is None else float(low)
    if low is None:
        return top
    return {"low": float(low), "mid": (float(low) + float(high)) / 2, "high": top}[basis]


def number_of(lead: Lead, fields: list[str], basis: str, points: dict[str, float | None]) -> float | None:
    for field in fields:
        if field.startswith("points."):
            return points[field.removeprefix("points.")]
        if field in RANGES:
            number = range_number(lead, field, basis)
            if number is not None:
                return number
    return None


def fillers_only(text: str, words: list[str]) -> bool:
    """Whether the text can be read as empty words, non-letters and at most one letter more."""
    text, words = fold(text), [fold(word) for word in words]
    fewest = [0.0] + [float("inf")] * len(text)
    for end in range(1, len(text) + 1):
        fewest[end] = fewest[end - 1] + text[end - 1].isalpha()
        for word in words:
            if text[:end].endswith(word):
                fewest[end] = min(fewest[end], fewest[end - len(word)])
    return fewest[-1] <= 1


def is_one_of(text: str, words: list[str]) -> bool:
    levels = re.split(r"[-－—–/／\\|、,，;；>＞·:：\n]", text)
    whole = {fold(level.strip()) for level in levels}
    return any(fold(word) in whole for word in words)


def contains(texts: list[str], word: str) -> bool:
    return any(fold(word) in fold(text) for text in texts)


def holds(
    lead: Lead, each: Condition, own: list[str], basis: str, settings: ScoringSettings, points: dict[str, float | None]
) -> bool:
    fields = each.field or own
    texts = texts_of(lead, fields, settings)
    number = number_of(lead, fields, basis, points)
    whole = [settings.expand(fields, words or []) for words in (each.one_of, each.not_one_of)]
    checks = [
        each.one_of is None or any(is_one_of(text, whole[0]) for text in texts),
        each.not_one_of is None or not any(is_one_of(text, whole[1]) for text in texts),
        each.any_of is None or any(contains(texts, word) for word in each.any_of),
        each.all_of is None or all(contains(texts, word) for word in each.all_of),
        each.none_of is None or not any(contains(texts, word) for word in each.none_of),
        each.more_than is None or any(not fillers_only(text, each.more_than) for text in texts),
        each.filled is None or each.filled == bool(texts),
        each.start is None or (number is not None and number >= each.start),
        each.end is None or (number is not None and number < each.end),
    ]
    return all(checks)


def dimension_points(
    lead: Lead, each: Dimension, settings: ScoringSettings, points: dict[str, float | None]
) -> tuple[bool, float | None]:
    """Tell whether the dimension is known, and its points (`None` when it does not count)."""
    own = each.field or []
    known = any(
        (rule.tests_text and texts_of(lead, own or rule.field or [], settings))
        or (rule.is_band and number_of(lead, own or rule.field or [], each.basis, points) is not None)
        for rule in each.rules
    )
    if not known:
        return False, None if each.missing.skip else float(each.missing.points)
    met = [
        float(rule.points)
        for rule in each.rules
        if all(holds(lead, part, own, each.basis, settings, points) for part in (rule, *rule.also))
    ]
    return True, max(met, default=float(each.otherwise.points if each.otherwise else Decimal(0)))


def score(lead: Lead, settings: ScoringSettings) -> dict[str, Any]:
    points: dict[str, float | None] = {}
    known_weight = 0.0
    for each in settings.dimensions:
        known, points[each.key] = dimension_points(lead, each, settings, points)
        known_weight += float(each.weight) if known else 0
    counted = sum(float(each.weight) for each in settings.dimensions if points[each.key] is not None)
    every = sum(float(each.weight) for each in settings.dimensions)
    added = sum(each for each in points.values() if each is not None)
    total = added * float(settings.weights_total) / counted if counted not in (0, every) else added
    reasons = [
        rule.reason
        for rule in settings.invalid
        if all(holds(lead, part, [], "low", settings, points) for part in (rule, *rule.also))
    ]
    grade = next(each.grade for each in settings.grades if total >= float(each.minimum) - 1e-9)
    return {
        "points": points,
        "total": total,
        "completeness": known_weight / every,
        "invalid_reason": reasons[0] if reasons else None,
        "grade": None if reasons else grade,
    }
