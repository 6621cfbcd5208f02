"""What opportunities are, found slowly: one lead after the other, one import after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from leadcli.settings.pipelines import Pipeline

DAY = timedelta(days=1)


@dataclass
class Told:
    """What an import said of a lead."""

    day: date
    amount: int | None
    probability: float | None
    close: date | None


@dataclass
class Life:
    """A lead: the steps it entered, in one pipeline, and what each import said."""

    steps: list[tuple[datetime, int]]
    told: list[Told]
    is_sheet: bool


def start_of(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time())


def priority(amount: int | None, probability: float | None) -> int | None:
    if amount is None or amount <= 0 or probability is None:
        return None
    if amount >= 500_000 and probability >= 0.7:
        return 0
    return 1 if 200_000 <= amount < 500_000 or 0.4 <= probability < 0.7 else 2


def step_at(life: Life, day: date) -> int | None:
    """The step a lead stands in at the end of a day."""
    entered = [entry for entry in life.steps if entry[0] < start_of(day) + DAY]
    return max(entered)[1] if entered else None


def is_open(life: Life, pipeline: Pipeline, step: int | None) -> bool:
    if step is None:
        return life.is_sheet
    if step >= pipeline.won:
        return False
    return life.is_sheet or step >= pipeline.opportunity


def rank_with(life: Life, pipeline: Pipeline, told: Told | None, step: int | None) -> int | None:
    chance = told.probability if told else None
    if chance is None and step is not None and step < pipeline.won:
        chance = pipeline.stages[step].expected_probability
    return priority(told.amount if told else None, chance)


def known_on(life: Life, day: date) -> Told | None:
    return next((told for told in reversed(life.told) if told.day <= day), None)


def slips(life: Life) -> tuple[int, int]:
    """How many distinct moves of the close to a later day, and how many days together."""
    closes = [told.close for told in life.told if told.close]
    moves = {(before, after) for before, after in pairwise(closes) if after > before}
    return len(moves), sum((after - before).days for before, after in moves)


def was_high(life: Life, pipeline: Pipeline, decided: datetime) -> bool | None:
    """Whether it had the highest priority while it was open, before it was decided; None where never known."""
    ranks = []
    walk = sorted(life.steps)
    visits = [(walk[n][0], walk[n + 1][0] if n + 1 < len(walk) else None, walk[n][1]) for n in range(len(walk))]
    for n, told in enumerate(life.told):
        until = start_of(life.told[n + 1].day) if n + 1 < len(life.told) else start_of(date.max)
        for entered, left, step in visits:
            holds = left is not None and left >= start_of(told.day) + DAY and entered < until and entered < decided
            if holds and step < pipeline.won and is_open(life, pipeline, step):
                ranks.append(rank_with(life, pipeline, told, step))
    known = [rank for rank in ranks if rank is not None]
    return 0 in known if known else None
