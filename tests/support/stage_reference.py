"""The moves of one lead, told the slow way: one event after the other, by the words of the how-to page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tests.support.funnel_reference import Event, days


@dataclass(frozen=True)
class Told:
    """What is told of one event."""

    stage: int
    entered_at: datetime
    before: int | None
    kinds: frozenset[str]
    skipped: tuple[int, ...]
    days: float | None
    open_days: int | None


def told(events: list[Event], stages: int, won: int, as_of: date) -> list[Told]:
    """Every event of a lead in order; `stages` is the number that stands for lost."""
    there = [each for each in events if each.entered_at.date() <= as_of]
    there.sort(key=lambda each: (each.entered_at, each.stage, each.dated, each.sequence))
    found = []
    for place, event in enumerate(there):
        earlier = there[:place]
        before = earlier[-1].stage if earlier else None
        following = there[place + 1] if place + 1 < len(there) else None
        known = following is not None and event.dated and following.dated
        said_again = following is not None and (following.stage, following.entered_at) == (
            event.stage,
            event.entered_at,
        )
        last_open = following is None and event.stage < won and event.dated
        found.append(
            Told(
                event.stage,
                event.entered_at,
                before,
                _kinds(event, there, earlier, stages, won),
                _skipped(event, earlier, stages),
                days(following.entered_at - event.entered_at)
                if following and known and not said_again and event.stage < won
                else None,
                (as_of - event.entered_at.date()).days if last_open else None,
            )
        )
    return found


def _kinds(event: Event, there: list[Event], earlier: list[Event], lost: int, won: int) -> frozenset[str]:
    kinds = set()
    if any(other.entered_at == event.entered_at and other.stage != event.stage for other in there):
        kinds.add("tied")
    if earlier:
        before = earlier[-1].stage
        if before == event.stage:
            kinds.add("repeated")
        elif any(other.stage == event.stage for other in earlier):
            kinds.add("re_entry")
        if before == lost and event.stage != lost:
            kinds.add("reopened_lost")
        elif event.stage < before < lost:
            kinds.add("backward")
            if before >= won > event.stage:
                kinds.add("reopened_won")
    return frozenset(kinds)


def _skipped(event: Event, earlier: list[Event], lost: int) -> tuple[int, ...]:
    """The stages below it that no event so far reached or passed; of a first event nobody dated, nothing is known."""
    if event.stage == lost or (not earlier and not event.dated):
        return ()
    passed = max((each.stage for each in earlier if each.stage < lost), default=-1)
    return tuple(range(passed + 1, event.stage))
