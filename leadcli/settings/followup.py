"""`followup.yaml`: working time, what is due when, and how lateness climbs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from leadcli.domain.worktime import Span, WorkingTime
from leadcli.settings.priority import Cadence
from leadcli.settings.shipped import find_settings
from leadcli.settings.source import Found, Loaded, SettingsModel, listed, read_settings
from leadcli.settings.suggest import suggestion

FILE_NAME = "followup.yaml"
_HOURS = re.compile(r"(\d{1,2}):(\d\d)\s*[-–~至]\s*(\d{1,2}):(\d\d)")

_Text = Annotated[str, Field(min_length=1)]
_Texts = Annotated[tuple[_Text, ...], BeforeValidator(listed)]
_Count = Annotated[int, Field(ge=1, le=10_000)]
_Days = Annotated[int, Field(ge=0, le=10_000)]


def _span(text: object) -> Span:
    """Hours such as 9:00-18:00."""
    found = _HOURS.fullmatch(str(text).strip())
    if found:
        hour, minute, end_hour, end_minute = map(int, found.groups())
        span = Span((hour * 60 + minute) * 60, (end_hour * 60 + end_minute) * 60)
        if minute < 60 and end_minute < 60 and span.start < span.end <= 86_400:
            return span
    raise PydanticCustomError("bad_hours", "bad_hours")


_Hours = Annotated[Span, BeforeValidator(_span)]


class WorkCalendar(SettingsModel):
    """Whose calendar counts, the hours of a working day, and days that are otherwise than in the calendar."""

    country: _Text
    hours: Annotated[tuple[_Hours, ...], BeforeValidator(listed), Field(min_length=1)]
    weekend: tuple[Annotated[int, Field(ge=1, le=7)], ...] | None = None
    holidays: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()

    @field_validator("country")
    @classmethod
    def _known_country(cls, value: str) -> str:
        from holidays import country_holidays, list_supported_countries

        try:
            country_holidays(value)
        except NotImplementedError:
            known = list_supported_countries(include_aliases=False)
            raise PydanticCustomError("unknown_country", "unknown_country", suggestion(value, known)) from None
        return value

    def problems(self, complete: bool) -> Iterator[Found]:
        """Hours out of order; a day that is worked and free."""
        for place, (earlier, later) in enumerate(pairwise(self.hours), 1):
            if later.start < earlier.end:
                yield ("hours", place), "hours_overlap", {}
        for place, day in enumerate(self.working_days):
            if day in self.holidays:
                yield ("working_days", place), "day_worked_and_free", {}

    @property
    def working_time(self) -> WorkingTime:
        """The same, to count in."""
        weekend = None if self.weekend is None else frozenset(self.weekend)
        return WorkingTime(self.country, self.hours, weekend, frozenset(self.holidays), frozenset(self.working_days))


class Within(SettingsModel):
    """How long something may take: so many hours or days by the calendar, or of working time."""

    hours: _Count | None = None
    working_hours: _Count | None = None
    days: _Count | None = None
    working_days: _Count | None = None

    def problems(self, complete: bool) -> Iterator[Found]:
        """None of them, or several."""
        said = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(said) > 1 or (complete and not said):
            yield (), "within_one_unit", {"known": ", ".join(type(self).model_fields)}


class Ladder(SettingsModel):
    """After how many days late the owner, then the manager is told, and when somebody else takes over."""

    warn: Annotated[int, Field(ge=0)]
    error: Annotated[int, Field(ge=0)]
    reassign: Annotated[int, Field(ge=0)]

    def problems(self, complete: bool) -> Iterator[Found]:
        """Steps that go down."""
        if not self.warn <= self.error <= self.reassign:
            yield (), "ladder_goes_down", {}


class _Rule(SettingsModel):
    escalation: Ladder | None = None


class FirstResponse(_Rule):
    """The first follow-up of leads of these grades, counted from when they were acquired."""

    grades: _Texts
    within: Within


class NextStep(_Rule):
    """Next steps that were planned."""


class OwedContact(_Rule):
    """How often leads of a grade and customers of a priority are contacted; opportunities: see `priority.yaml`."""

    lead_grades: Mapping[_Text, Cadence] = Field(default={})
    customer_priorities: Mapping[_Text, Cadence] = Field(default={})


class StageTimeout(_Rule):
    """How many days a lead may stay in a stage that has none of its own in `pipelines.yaml`."""

    days: _Count


class Recorded(SettingsModel):
    """How soon a follow-up is written down; those of the last `look_back_days` are looked at."""

    warn: Within
    error: Within
    look_back_days: _Count


class CustomerEntered(SettingsModel):
    """How soon a new customer is entered; those of the last `look_back_days` are looked at."""

    within: Within
    look_back_days: _Count


class Refresh(_Rule):
    """Opportunities whose priority is older than `refresh_days` of `priority.yaml`."""


class DelayReason(SettingsModel):
    """Postponed follow-ups need a reason."""


class Unclear(_Rule):
    """Cells that say one of these words get an answer within some time of the import that first showed them."""

    words: Annotated[_Texts, Field(min_length=1)]
    within: Within


class Profile(_Rule):
    """Customers whose profile is renewed within these days, by priority; others every month, won ones every quarter."""

    customer_priorities: Mapping[_Text, _Count] = Field(default={})


class NoReply(SettingsModel):
    """So many follow-ups in a row without a word of the customer, the first of them so many days ago."""

    contacts: _Count
    days: _Count


class TermsChanged(SettingsModel):
    """An action seen so many times within so many days."""

    action: _Text
    times: _Count
    days: _Count


class EngagementJump(SettingsModel):
    """At least so many actions within so many days, and so many times as many as in `before_days` before, per day."""

    actions: _Count
    days: _Count
    before_days: _Count
    factor: Annotated[float, Field(gt=1)]


class Rules(SettingsModel):
    """The rules; one that is left out is not asked."""

    first_response: FirstResponse | None = None
    next_step: NextStep | None = None
    cadence: OwedContact | None = None
    stage_timeout: StageTimeout | None = None
    recorded_late: Recorded | None = None
    customer_late: CustomerEntered | None = None
    refresh: Refresh | None = None
    delay_reason: DelayReason | None = None
    unclear: Unclear | None = None
    profile: Profile | None = None
    no_reply: NoReply | None = None
    terms_changed: TermsChanged | None = None
    engagement_jump: EngagementJump | None = None


class Intervals(SettingsModel):
    """By which intervals between follow-ups a report compares won deals with lost ones: their upper ends, in days."""

    interval_days: Annotated[tuple[_Days, ...], BeforeValidator(listed), Field(min_length=1)] = (1, 3, 7, 14, 30)

    def problems(self, complete: bool) -> Iterator[Found]:
        """Ends that do not go up."""
        for place, (earlier, later) in enumerate(pairwise(self.interval_days), 1):
            if later <= earlier:
                yield ("interval_days", place), "intervals_go_down", {}


class FollowupSettings(SettingsModel):
    """`followup.yaml`: working time, the ladder of lateness, the rules, and what a report compares."""

    calendar: WorkCalendar
    escalation: Ladder
    report: Intervals = Intervals()
    rules: Rules


def read_followup(workspace: Path) -> Loaded[FollowupSettings]:
    """Read the workspace's `followup.yaml`, else the shipped one.

    Raises:
        LeadcliError: with all problems of the file.
    """
    return read_settings(find_settings(FILE_NAME, workspace), FollowupSettings)
