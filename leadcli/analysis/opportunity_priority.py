"""Which priorities an opportunity fits, as SQL over its amount in 元 and its probability."""

from __future__ import annotations

from collections.abc import Iterator

from leadcli.settings.priority import AmountBand, Bands, Priority, PrioritySettings, ShareBand


def fitting(settings: PrioritySettings, amount: str = "amount_cny", probability: str = "probability") -> str:
    """SQL of the places (from 0, the highest first) of all priorities that fit; null where something is not known.

    A priority without bands fits where no other does, so that a list of several is a row of two priorities.
    """
    ruled = [(place, each) for place, each in enumerate(settings.priorities) if not each.is_rest]
    cases = ", ".join(f"CASE WHEN {_fits(each, amount, probability)} THEN {place} END" for place, each in ruled)
    fits = f"list_filter([{cases}]::INTEGER[], lambda place: place IS NOT NULL)"
    rest = [place for place, each in enumerate(settings.priorities) if each.is_rest]
    if rest:
        fits = f"CASE WHEN len({fits}) > 0 THEN {fits} ELSE {rest} END"
    return f"CASE WHEN {amount} IS NOT NULL AND {probability} IS NOT NULL THEN {fits} END"


def _fits(priority: Priority, amount: str, probability: str) -> str:
    parts = [
        f"({joint.join(tests)})"
        for bands, joint in ((priority.all_of, " AND "), (priority.any_of, " OR "))
        if bands and (tests := list(_tests(bands, amount, probability)))
    ]
    return " AND ".join(parts)


def _tests(bands: Bands, amount: str, probability: str) -> Iterator[str]:
    for band, figure in ((bands.amount, amount), (bands.probability, probability)):
        if band:
            yield f"({' AND '.join(_ends(band, figure))})"


def _ends(band: AmountBand | ShareBand, figure: str) -> Iterator[str]:
    if band.start is not None:
        yield f"{figure} >= {band.start:f}"
    if band.end is not None:
        yield f"{figure} < {band.end:f}"
