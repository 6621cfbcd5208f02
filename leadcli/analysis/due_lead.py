"""Clocks of leads: the first response, contacts owed, days in a stage, and opportunities to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leadcli.analysis.due_rule import OPEN_LEAD, WORKED_LEAD, Due, Rule, moment
from leadcli.analysis.due_worktime import due_within
from leadcli.domain.cadence import last_given, owed_at
from leadcli.domain.sql import literal
from leadcli.settings.followup import FirstResponse, Ladder, OwedContact, Refresh, StageTimeout
from leadcli.settings.pipelines import Stage
from leadcli.settings.priority import Cadence


def _first_response(due: Due, rule: FirstResponse) -> str:
    """Leads of these grades that nobody has contacted since they were acquired, or given their owner."""
    waiting = f"""
        SELECT lead_no, owner, if(is_given, 'given', 'acquired') AS event, {_began("acquired_at")} AS since,
            NOT is_given AND acquired_timed AS since_timed, 'lead_grade' AS grading, grade
        FROM (
            SELECT *, {_is_given("acquired_at")} AS is_given
            FROM {WORKED_LEAD} LEFT JOIN {_given(due)} USING (lead_no)
        )
        ANTI JOIN due_contact USING (lead_no)
        WHERE grade IN ({", ".join(map(literal, rule.grades))}) AND since < {moment(due.stop)}"""
    return due_within(waiting, rule.within, due.working_time)


def _given(due: Due) -> str:
    return last_given(due.given, f"DATE '{due.as_of}'")


def _is_given(began: str) -> str:
    """SQL that a lead was given its owner on a later day than a clock began, which then begins on that day."""
    return f"(given_on IS NOT NULL AND (given_on > {began}::DATE) IS NOT FALSE)"


def _began(began: str) -> str:
    return f"if(is_given, given_on::TIMESTAMP, {began})"


def _cadence(due: Due, rule: OwedContact) -> str:
    """The contact each is owed by the strictest of the cadences that ask for one.

    Customers are asked after the deal as well, leads and opportunities until it.
    """
    asking = " UNION ALL ".join(
        [
            *_asked("lead_grade", "grade", WORKED_LEAD, rule.lead_grades),
            *_asked("customer_priority", "customer_priority", OPEN_LEAD, rule.customer_priorities),
            f"""SELECT lead_no, 'opportunity_priority' AS grading, graded.priority AS grade, times, days
            FROM opportunity_open JOIN due_lead USING (lead_no) JOIN {_priorities(due)} USING (rank)
            WHERE times IS NOT NULL""",
        ]
    )
    owed = owed_at("contacts", "begins", "times", "days")
    return f"""
        WITH asking AS ({asking}), strictest AS (
            SELECT lead_no, unnest(arg_min(struct_pack(grading, grade, times, days), (days / times, days, grading)))
            FROM asking GROUP BY lead_no
        ), contacted AS (
            SELECT lead_no, max("at", {_most_contacts(due, rule)}) AS contacts
            FROM due_followup SEMI JOIN strictest USING (lead_no)
            WHERE is_contact AND "at" < {moment(due.stop)} GROUP BY lead_no
        ), begun AS (
            SELECT strictest.*, contacts, owner, acquired_at, coalesce(acquired_at, first_at, told_at) AS came_at,
                {_is_given("came_at")} AS is_given, {_began("came_at")} AS begins,
                acquired_at IS NOT NULL AND NOT is_given AND acquired_timed AS begins_timed
            FROM strictest JOIN due_open_lead USING (lead_no) LEFT JOIN contacted USING (lead_no)
            LEFT JOIN (SELECT lead_no, told_at FROM opportunity_open) USING (lead_no)
            LEFT JOIN {_given(due)} USING (lead_no)
        )
        SELECT lead_no, owner, CASE WHEN contacts[times] IS NOT NULL THEN 'followup' WHEN is_given THEN 'given'
                WHEN acquired_at IS NOT NULL THEN 'acquired' ELSE 'stage' END AS event,
            coalesce(contacts[times], begins) AS since,
            coalesce(contacts[times] <> date_trunc('day', contacts[times]), begins_timed) AS since_timed,
            {owed} AS due_at, since_timed AS due_timed, grading, grade, times, days
        FROM begun WHERE begins IS NOT NULL OR contacts[times] IS NOT NULL"""


def _most_contacts(due: Due, rule: OwedContact) -> int:
    """How many of a lead's last contacts any cadence looks at."""
    cadences = [*rule.lead_grades.values(), *rule.customer_priorities.values()]
    cadences += [each.cadence for each in due.priority.priorities if each.cadence]
    return max((cadence.times for cadence in cadences), default=1)


def _asked(grading: str, column: str, leads: str, cadences: Mapping[str, Cadence]) -> Iterator[str]:
    for grade, cadence in cadences.items():
        yield f"""SELECT lead_no, '{grading}' AS grading, {column} AS grade, {cadence.times} AS times,
            {cadence.days} AS days FROM {leads} WHERE {column} = {literal(grade)}"""


def _stage_timeout(due: Due, rule: StageTimeout) -> str:
    """Leads that stand in a stage for longer than it allows; a planned next step does not stop the clock."""
    ladder = rule.escalation or due.settings.escalation
    limits = [
        f"({place}, {step}, {_stage_limits(stage, rule.days, ladder)})"
        for place, pipeline in enumerate(due.pipelines)
        for step, stage in enumerate(pipeline.stages[: pipeline.won])
    ]
    if not limits:
        return _NOBODY
    return f"""
        SELECT lead_no, owner, 'stage' AS event, entered_at AS since, FALSE AS since_timed,
            date_trunc('day', entered_at) + to_days(allowed.days) AS due_at, FALSE AS due_timed,
            CASE WHEN stayed < allowed.warn THEN 'info' WHEN stayed >= allowed.reassign THEN 'reassign'
                WHEN stayed >= allowed.error THEN 'error' ELSE 'warn' END AS level,
            stage, allowed.days AS days, by_default
        FROM (SELECT *, date_diff('day', entered_at::DATE, DATE '{due.as_of}') AS stayed FROM {WORKED_LEAD})
        JOIN (VALUES {", ".join(limits)}) AS allowed(pipeline, step, days, warn, error, reassign, by_default)
            USING (pipeline, step)"""


def _stage_limits(stage: Stage, default: int, ladder: Ladder) -> str:
    """SQL of the days in a stage, after how many each level is reached, and whether they are those of all stages.

    The days of a stage are levels themselves, and keep the distances of the ladder; it counts from the default.
    """
    own = stage.error_days or (stage.warn_days and stage.warn_days + ladder.error - ladder.warn)
    if not own:
        return f"{default}, {default + ladder.warn}, {default + ladder.error}, {default + ladder.reassign}, TRUE"
    warn = stage.warn_days or own
    return f"{warn}, {warn}, {own}, {own + ladder.reassign - ladder.error}, NULL"


_NOBODY = "SELECT lead_no, owner FROM due_lead WHERE FALSE"


def _refresh(due: Due, rule: Refresh) -> str:
    """Opportunities that nothing new was said of for too long."""
    days = due.priority.refresh_days
    return f"""
        SELECT lead_no, due_lead.owner, 'refreshed' AS event, refreshed_at::TIMESTAMP AS since, FALSE AS since_timed,
            refreshed_at::TIMESTAMP + to_days({days}) AS due_at, FALSE AS due_timed,
            if(graded.priority IS NULL, NULL, 'opportunity_priority') AS grading, graded.priority AS grade,
            {days} AS days
        FROM opportunity_open JOIN due_lead USING (lead_no) LEFT JOIN {_priorities(due)} USING (rank)
        WHERE refreshed_at IS NOT NULL"""


def _priorities(due: Due) -> str:
    """SQL of the priorities of opportunities with their cadences, by their rank."""
    rows = ", ".join(
        f"({rank}, {literal(each.priority)}, {each.cadence.times if each.cadence else 'NULL::INTEGER'}, "
        f"{each.cadence.days if each.cadence else 'NULL::INTEGER'})"
        for rank, each in enumerate(due.priority.priorities)
    )
    return f"(VALUES {rows}) AS graded(rank, priority, times, days)"


BY_GRADE = (Rule("first_response", _first_response), Rule("cadence", _cadence))
"""What a grade, or a priority, asks for."""
RULES = (
    *BY_GRADE,
    Rule("stage_timeout", _stage_timeout),
    Rule("refresh", _refresh),
)
