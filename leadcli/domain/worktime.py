"""Working time: which days are worked, between which hours, and SQL that counts in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

_DAY = timedelta(days=1)
_LOOKED_BACK = 10
"""In so many years a country that moves working days has moved some."""


@dataclass(frozen=True)
class Span:
    """Hours of a day that are worked, in seconds after midnight."""

    start: int
    end: int

    @property
    def seconds(self) -> int:
        """How long it is."""
        return self.end - self.start


@dataclass(frozen=True)
class WorkDay:
    """A day, whether it is worked, the seconds worked before it, and which working day it is (or comes after)."""

    day: date
    works: bool
    before: int
    ordinal: int


@dataclass(frozen=True)
class WorkingTime:
    """The working hours of a team: the calendar of a country, days of its own, and the spans of a working day.

    `weekend` are ISO days of the week (Monday is 1), None for the country's own.
    """

    country: str
    spans: Sequence[Span]
    weekend: frozenset[int] | None = None
    holidays: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()

    @property
    def seconds(self) -> int:
        """The seconds of a working day."""
        return sum(span.seconds for span in self.spans)

    def days(self, first: date, last: date) -> Iterator[WorkDay]:
        """Every day from the first to the last one.

        In years whose moved days are not announced yet only weekends, and the team's own days, are free.
        """
        calendar = _calendar(self.country, first.year - 1, last.year)
        unknown = set(self.unknown_years(first, last))
        weekend = self.weekend or {day + 1 for day in calendar.weekend}
        day, worked, ordinal = first, 0, 0
        while day <= last:
            at_week = day.isoweekday() not in weekend
            known = day.year not in unknown
            works = day in self.working_days or (
                day not in self.holidays
                and ((at_week and not (known and day in calendar)) or day in calendar.weekend_workdays)
            )
            ordinal += works
            yield WorkDay(day, works, worked, ordinal)
            worked += self.seconds * works
            day += _DAY

    def unknown_years(self, first: date, last: date) -> list[int]:
        """The years whose working days the calendar does not know yet, and the team did not give itself.

        A country that moves working days (调休) announces them year by year; one that moves none knows every year.
        """
        calendar = _calendar(self.country, first.year - _LOOKED_BACK, last.year)
        moved = {day.year for day in calendar.weekend_workdays}
        own = {day.year for day in self.holidays | self.working_days}
        years = range(first.year, last.year + 1)
        return [year for year in years if moved and year > max(moved) and year not in own]


@cache
def _calendar(country: str, first: int, last: int) -> HolidayBase:
    """The public holidays of a country from one year to another."""
    from holidays import country_holidays

    return country_holidays(country, years=range(first, last + 1))


def worked(moment: str, day: str, spans: Sequence[Span]) -> str:
    """SQL of the seconds worked up to a moment.

    Args:
        moment: SQL of a timestamp.
        day: the relation of `WorkDay`s, joined on the moment's day.
        spans: the hours of a working day.
    """
    parts = (f"greatest(0, least(epoch({moment}) - epoch({day}.day) - {span.start}, {span.seconds}))" for span in spans)
    return f"({day}.before + if({day}.works, {' + '.join(parts)}, 0))"


def done_at(target: str, day: str, spans: Sequence[Span]) -> str:
    """SQL of the moment by which so many seconds are worked.

    Args:
        target: SQL of the seconds worked.
        day: the relation of `WorkDay`s, joined on the last working day with `before` below the target.
        spans: the hours of a working day.
    """
    rest, before, cases = f"({target} - {day}.before)", 0, []
    for span in spans:
        cases.append(f"WHEN {rest} <= {before + span.seconds} THEN {span.start - before} + {rest}")
        before += span.seconds
    return f"({day}.day + to_seconds(CASE {' '.join(cases)} END))"


def end_of(at: str, timed: str) -> str:
    """SQL of the latest that a moment may mean: of a day without a time its end."""
    return f"if({timed}, {at}, date_trunc('day', {at}) + INTERVAL 1 DAY)"


def is_before(moment: str, timed: str) -> str:
    """SQL that a moment is certainly before the follow-up `"at"` that tells of it."""
    return f'({moment} < "at" AND ({moment}::DATE < "at"::DATE OR (timed AND {timed})))'
