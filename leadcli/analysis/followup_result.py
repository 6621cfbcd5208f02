"""What a report on follow-ups found; figures are not rounded, and None where there is nothing to count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """How many were counted, their mean and median."""

    n: int = 0
    mean: float | None = None
    median: float | None = None


@dataclass(frozen=True)
class OnTime:
    """How many of what was due were on time."""

    on_time: int = 0
    due: int = 0

    @property
    def rate(self) -> float | None:
        """On time ÷ due."""
        return self.on_time / self.due if self.due else None


@dataclass(frozen=True)
class Effort:
    """Follow-ups that were not postponed, the leads they were about, and how many leads there are in all."""

    name: str | None
    contacts: int
    leads: int
    of_leads: int | None = None

    @property
    def per_lead(self) -> float | None:
        """Follow-ups per lead that had any."""
        return self.contacts / self.leads if self.leads else None


@dataclass(frozen=True)
class StageEffort:
    """Follow-ups and days in a stage, of the leads that left it, and from it to the deal, of the deals won.

    `undated` left it too, at a time that nobody knows.
    """

    stage: str
    contacts: Spread
    days: Spread
    undated: int
    contacts_to_won: Spread
    days_to_won: Spread


@dataclass(frozen=True)
class Outcome:
    """Leads that were won, lost, or are open: follow-ups of each, days, and the median days between two."""

    outcome: str
    contacts: Spread
    days: Spread
    interval: Spread


@dataclass(frozen=True)
class Bucket:
    """Decided leads with an interval of `above` (not included; None: any) up to `upto` days (None: any)."""

    above: int | None
    upto: int | None
    won: int
    lost: int
    small_sample: bool

    @property
    def decided(self) -> int:
        """Won and lost."""
        return self.won + self.lost

    @property
    def win_rate(self) -> float | None:
        """Won ÷ (won + lost)."""
        return self.won / self.decided if self.decided else None


@dataclass(frozen=True)
class Objection:
    """Objections of a type raised in a stage (None: in none of the pipeline)."""

    stage: str | None
    objection: str
    count: int
    solved: int
    unsolved: int

    @property
    def solved_rate(self) -> float | None:
        """Solved ÷ those of which it is said."""
        return self.solved / (self.solved + self.unsolved) if self.solved + self.unsolved else None


@dataclass(frozen=True)
class Person:
    """What one person did, and what became of the leads this person owns."""

    owner: str | None
    contacts: int
    leads: int
    postponed: int
    per_won: Spread
    response_hours: Spread
    working_hours: Spread
    unanswered: int
    first_response: OnTime
    next_step: OnTime
    recorded: OnTime


@dataclass(frozen=True)
class Updates:
    """News of customers of one type."""

    type: str | None
    count: int
    firms: int


@dataclass(frozen=True)
class FollowupFigures:
    """All figures of a report; `best` is the interval with the best win rate, where two can be compared.

    `undated` leads, by outcome, are in none of these: an import of the period showed it, and nobody knows since when.
    """

    team: Person
    people: tuple[Person, ...]
    stages: tuple[StageEffort, ...]
    outcomes: tuple[Outcome, ...]
    undated: Mapping[str, int]
    buckets: tuple[Bucket, ...]
    grades: tuple[Effort, ...]
    customers: tuple[Effort, ...]
    objections: tuple[Objection, ...]
    updates: tuple[Updates, ...]
    doubts: Mapping[str, int]

    @property
    def best(self) -> Bucket | None:
        """The interval with the best win rate of those that are no small sample; None where fewer than two are."""
        enough = [each for each in self.buckets if not each.small_sample]
        if len(enough) < 2:
            return None
        return max(enough, key=lambda each: (each.win_rate or 0, each.decided))
