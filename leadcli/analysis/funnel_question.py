"""What is asked of a funnel: which days, which leads, and by which of the named definitions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from leadcli.domain.errors import LeadcliError
from leadcli.domain.period import Period

GROUPINGS = ("owner", "source", "region", "industry", "product", "grade", "size")


class Basis(StrEnum):
    """Which leads are counted.

    `period`: those that entered a stage within the period. `cohort`: those whose first event in the pipeline lies in
    the period, followed to the as-of day or to the end of their window.
    """

    PERIOD = "period"
    COHORT = "cohort"


class Counting(StrEnum):
    """When a lead of a cohort has entered a stage.

    `touched`: it ever entered it. `implied`: it entered it or a later one. `strict`: it entered all stages up to it
    in their order, other events may lie between.
    """

    TOUCHED = "touched"
    IMPLIED = "implied"
    STRICT = "strict"


@dataclass(frozen=True)
class FunnelQuestion:
    """One question to a funnel.

    `as_of` is the last day whose events exist; `window_days` ends the following of each lead of a cohort that many
    times 24 hours after its first event; `by` names columns of the leads to compare; `previous` is how many earlier
    periods are counted too, beside the same period of the year before.

    Raises:
        LeadcliError: `counting_needs_cohort`, `window_needs_cohort`, `window_out_of_range`, `unknown_grouping`.
    """

    period: Period
    as_of: date
    basis: Basis = Basis.PERIOD
    counting: Counting = Counting.TOUCHED
    window_days: int | None = None
    by: tuple[str, ...] = ()
    previous: int = 0

    def __post_init__(self) -> None:
        if self.basis is Basis.PERIOD and self.counting is not Counting.TOUCHED:
            raise LeadcliError("counting_needs_cohort", counting=self.counting.value)
        if self.basis is Basis.PERIOD and self.window_days is not None:
            raise LeadcliError("window_needs_cohort", window=self.window_days)
        if self.window_days is not None and not 1 <= self.window_days <= 36500:
            raise LeadcliError("window_out_of_range", window=self.window_days)
        unknown = [name for name in self.by if name not in GROUPINGS]
        if unknown:
            raise LeadcliError("unknown_grouping", found=unknown[0], nearest="", known=", ".join(GROUPINGS))

    @property
    def immature(self) -> bool:
        """Whether some lead of the cohort may not have had its whole window yet."""
        return self.window_days is not None and (self.as_of - self.period.end).days < self.window_days

    def earlier_periods(self) -> list[Period]:
        """The same period of the year before, then the `previous` ones before the asked one, the oldest first."""
        if not self.previous:
            return []
        periods = [self.period]
        for _ in range(self.previous):
            periods.insert(0, periods[0].previous())
        return [self.period.a_year_before(), *periods[:-1]]
