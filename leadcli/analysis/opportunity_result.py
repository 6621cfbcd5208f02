"""What looking at opportunities finds: unrounded figures; None wherever a share has no base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

CHANGES = ("new", "up", "down", "graded", "ungraded", "gone")
"""What may have become of an opportunity since the day compared with; `graded`: its priority is known now."""

Amounts = Mapping[str, Decimal]
"""Sums by currency, never added up."""


@dataclass(frozen=True)
class PriorityCount:
    """The open opportunities of one priority, None where it is not known.

    `without_amount` of them have no amount that can be right; `probability` is the mean of the known ones.
    """

    priority: str | None
    count: int = 0
    amounts: Amounts | None = None
    without_amount: int = 0
    probability: float | None = None


@dataclass(frozen=True)
class Slips:
    """How the expected close of the open opportunities moved to later days.

    `dated` of the open ones have one; `moves` is how often it moved in the `slipped` ones together, the days are those
    of one opportunity.
    """

    open: int
    dated: int
    overdue: int
    slipped: int
    moves: int
    mean_days: float | None
    median_days: float | None
    most_days: int | None


@dataclass(frozen=True)
class Rep:
    """One owner (None: not known): open opportunities, those of the highest priority, and how deals ended.

    `high_decided` are the decided ones of the period that had the highest priority before, `high_won` the won ones of
    these; of `not_graded` decided ones nobody knows the priority. `followups` were made with the `won` deals up to the
    day they were won. `amounts` is what won deals brought, those shared with others by their shares.
    """

    owner: str | None
    open: int = 0
    high_open: int = 0
    high_won: int = 0
    high_decided: int = 0
    not_graded: int = 0
    won: int = 0
    followups: int = 0
    amounts: Amounts = field(default_factory=dict)

    @property
    def high_conversion(self) -> float | None:
        """Won ÷ decided of the deals that had the highest priority."""
        return self.high_won / self.high_decided if self.high_decided else None

    @property
    def mean_followups(self) -> float | None:
        """Follow-ups per won deal."""
        return self.followups / self.won if self.won else None


@dataclass(frozen=True)
class Closing:
    """Opportunities in one state of signing, payment and winning, up to the as-of day."""

    state: str
    count: int = 0
    amounts: Amounts | None = None


@dataclass(frozen=True)
class Quotes:
    """The quotes of the period: `unanswered` say so or say nothing, `unclear` say something else.

    `versions` are those of all `opportunities` quoted together, `most_versions` of one.
    """

    count: int = 0
    accepted: int = 0
    refused: int = 0
    unanswered: int = 0
    unclear: int = 0
    opportunities: int = 0
    versions: int = 0
    most_versions: int | None = None
    undated: int = 0

    @property
    def acceptance(self) -> float | None:
        """Accepted ÷ answered."""
        answered = self.accepted + self.refused
        return self.accepted / answered if answered else None

    @property
    def mean_versions(self) -> float | None:
        """Versions per opportunity quoted."""
        return self.versions / self.opportunities if self.opportunities else None


@dataclass(frozen=True)
class Proposals:
    """How many open opportunities lack an amount or a closing date, and how many of these one is proposed for."""

    without_amount: int = 0
    amounts: int = 0
    without_close: int = 0
    closes: int = 0


@dataclass(frozen=True)
class OpportunityFigures:
    """All figures of a report. `changes` is None where nothing was imported by the day compared with."""

    matrix: tuple[PriorityCount, ...]
    changes: Mapping[str, int] | None
    slips: Slips
    reps: tuple[Rep, ...]
    closings: tuple[Closing, ...]
    quotes: Quotes
    proposals: Proposals
    doubts: Mapping[str, int]

    @property
    def open(self) -> int:
        """How many opportunities are open."""
        return sum(each.count for each in self.matrix)

    @property
    def team(self) -> Rep:
        """All owners together."""
        counted = ("open", "high_open", "high_won", "high_decided", "not_graded", "won", "followups")
        amounts: dict[str, Decimal] = {}
        for currency, amount in (each for rep in self.reps for each in rep.amounts.items()):
            amounts[currency] = amounts.get(currency, Decimal()) + amount
        return Rep(None, **{name: sum(getattr(rep, name) for rep in self.reps) for name in counted}, amounts=amounts)
