"""Checking the conditions of entry: what they need opened, for one lead or for all."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from leadcli.analysis.funnel_question import Basis, FunnelQuestion
from leadcli.analysis.stage_entry import Conditions, EntryCheck, conditions_of
from leadcli.app.score_settings import open_scores
from leadcli.app.session import Session
from leadcli.domain.period import Period, PeriodKind
from leadcli.settings.pipelines import Pipeline
from leadcli.store.stage import columns_of_leads, open_followups

if TYPE_CHECKING:
    import duckdb

WHO = frozenset({"company", "contact", "title", "owner", "acquired_at"})
"""The fields that say who a lead is, and since when."""


def entry_fields(pipeline: Pipeline) -> set[str]:
    """The fields of leads that the conditions of a pipeline look at, and those that say who a lead is."""
    return {*WHO, *(name for stage in pipeline.stages for each in stage.entry for name in each.fields_known or ())}


def every_event(as_of: date) -> FunnelQuestion:
    """The question that walks every lead through all its events."""
    return FunnelQuestion(Period(PeriodKind.RANGE, date.min, as_of), as_of, Basis.COHORT)


def open_conditions(connection: duckdb.DuckDBPyConnection, pipeline: Pipeline, step: int | None = None) -> Conditions:
    """The conditions of a pipeline, or of one of its stages, and which of them can be checked here.

    Needs `entry_lead`.
    """
    open_followups(connection)
    return conditions_of(connection, pipeline, columns_of_leads(connection), step)


def blank_words(session: Session, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What counts as nothing in the team's own columns, as the scoring has it; also opens the scores."""
    settings = open_scores(session, connection)
    return list(settings.blank_words) if settings else []


def condition_data(check: EntryCheck) -> list[dict[str, object]]:
    """Every condition that was asked for, whether it could be checked, and how many leads fail it."""
    states = {"checked": check.conditions.checked, "unchecked": check.conditions.unchecked}
    states |= {"judged": check.conditions.judged}
    return [
        {
            "stage": each.stage,
            "condition": each.condition.name or each.condition.judged,
            **each.condition.model_dump(by_alias=True, include={"fields_known", "followups", "methods", "days_before"}),
            "state": state,
            "unmet": check.unmet.get(each.place, 0) if state == "checked" else None,
        }
        for state, asked in states.items()
        for each in asked
    ]


def unmet_data(check: EntryCheck, most: int | None = None) -> list[dict[str, object]]:
    """What is not met, lead by lead."""
    names = {each.place: each.condition.name for each in check.conditions.checked}
    rows = check.rows.slice(0, most).to_pylist()
    return [{**row, "condition": names[row["place"]]} for row in rows]
