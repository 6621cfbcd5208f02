"""How two values compare: the SQL condition of each level over `…_l` and `…_r`, as Splink takes it."""

from __future__ import annotations

from leadcli.settings.dedupe import NONE, DedupeSettings, Level

ALIKE = "dedupe_alike"
"""The function that gives the likeness of two texts in characters, 0 to 1 (DuckDB's own count bytes)."""

_NO_CONFLICT = "(place_l = place_r or place_l = '' or place_r = '')"
_ONE_HOLDS_THE_OTHER = "(contains(whole_l, firm_r) or contains(whole_r, firm_l))"
_ONE_IS_PART_OF_THE_OTHER = "(contains(whole_l, whole_r) or contains(whole_r, whole_l))"


def _any_pair_of_mobiles(condition: str) -> str:
    inner = f"list_filter(mobiles_r, lambda b: {condition})"
    return f"len(list_filter(mobiles_l, lambda a: len({inner}) > 0)) > 0"


_CONDITIONS: dict[str, dict[str, str]] = {
    "phone": {
        "same_mobile": "list_has_any(mobiles_l, mobiles_r)",
        "masked_mobile": "list_has_any(masked_l, tails_r) or list_has_any(masked_r, tails_l)",
        "one_digit_off": _any_pair_of_mobiles("damerau_levenshtein(a, b) = 1 and left(a, 10) <> left(b, 10)"),
        "last_digit_off": _any_pair_of_mobiles("left(a, 10) = left(b, 10)"),
        "same_landline": "list_has_any(landlines_l, landlines_r) and (len(mobiles_l) = 0 or len(mobiles_r) = 0)",
    },
    "company": {
        "same": "whole_l = whole_r",
        "place_unknown": "firm_l = firm_r and (place_l = '' or place_r = '')",
        "other_place": "firm_l = firm_r",
        "short_form": "least(length(firm_l), length(firm_r)) >= 2"
        f" and {_ONE_HOLDS_THE_OTHER} and ({_NO_CONFLICT} or {_ONE_IS_PART_OF_THE_OTHER})",
        "nearly_same": f"{_NO_CONFLICT} and {ALIKE}(firm_l, firm_r) >= {{at_least}}",
        "similar": f"{_NO_CONFLICT} and {ALIKE}(firm_l, firm_r) >= {{at_least}}",
    },
    "person": {
        "same": "name_l = name_r and (long_name_l or long_name_r)",
        "same_short": "name_l = name_r",
        "masked": "name_l like name_mask_r or name_r like name_mask_l or name_mask_l = name_mask_r",
        "title": "surname_l = surname_r and (name_l is null or name_r is null)",
        "similar": f"long_name_l and long_name_r and {ALIKE}(name_l, name_r) >= {{at_least}}",
    },
    "email": {"same": "list_has_any(emails_l, emails_r)"},
    "wechat": {"same": "wechat_l = wechat_r"},
}

_NOTHING_TO_COMPARE = {
    "phone": "len(tails_l) = 0 or len(tails_r) = 0",
    "company": "firm_l is null or firm_r is null",
    "person": "coalesce(surname_l, name_mask_l) is null or coalesce(surname_r, name_mask_r) is null",
    "email": "len(emails_l) = 0 or len(emails_r) = 0",
    "wechat": "wechat_l is null or wechat_r is null",
}

_OWN_CONDITIONS = {
    "same": "{column}_l = {column}_r",
    "similar": ALIKE + "({column}_l, {column}_r) >= {at_least}",
    "contained": "contains({column}_l, {column}_r) or contains({column}_r, {column}_l)",
}


def ordered_levels(levels: dict[str, Level]) -> list[str]:
    """The levels in the order they are tried: as written, then nothing to compare, then all the rest."""
    first = [name for name, level in levels.items() if "other" not in (name, level.when)]
    return [*first, NONE, *(name for name in levels if name not in first)]


def condition(settings: DedupeSettings, comparison: str, name: str) -> str:
    """The SQL condition of one level; `ELSE` for all the rest."""
    column = f"x{list(settings.columns).index(comparison)}" if comparison in settings.columns else ""
    if name == NONE:
        return _NOTHING_TO_COMPARE.get(comparison, f"{column}_l is null or {column}_r is null")
    level = settings.comparisons[comparison][name]
    kind = level.when or name
    if kind == "other":
        return "ELSE"
    pattern = _CONDITIONS[comparison][name] if comparison in _CONDITIONS else _OWN_CONDITIONS[kind]
    return pattern.format(column=column, at_least=level.at_least)
