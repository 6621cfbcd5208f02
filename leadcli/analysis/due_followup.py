"""Clocks of follow-ups: next steps, how soon they are written down, reasons, answers of the customer."""

from __future__ import annotations

from leadcli.analysis.due_rule import WORKED_LEAD, Due, Rule, moment
from leadcli.analysis.due_worktime import due_within
from leadcli.domain.worktime import end_of, is_before
from leadcli.settings.followup import DelayReason, NextStep, NoReply, Recorded


def _next_step(due: Due, rule: NextStep) -> str:
    """The next step planned last, until somebody contacts the lead on its day or later; none planned for the past."""
    return f"""
        SELECT lead_no, coalesce(next_owner, owner, "by") AS owner, event, since, since_timed, place,
            next_at AS due_at, next_timed AS due_timed, next_action AS subject
        FROM ({planned_steps(due)}) JOIN {WORKED_LEAD} AS lead USING (lead_no)"""


def planned_steps(due: Due) -> str:
    """SQL of the step that is planned for each lead, in a log of follow-ups or in its own row of a sheet."""
    return f"""
        WITH said AS (
            SELECT 'followup' AS event, lead_no, "at", timed, place, "by", next_at, next_timed, next_owner, next_action
            FROM due_followup
            UNION ALL BY NAME SELECT 'planned' AS event, * FROM due_planned
        ), planned AS (
            SELECT lead_no, max(struct_pack("at", place, event)) AS last FROM said
            WHERE next_at IS NOT NULL AND NOT {is_before("next_at", "next_timed")} AND lead_no IS NOT NULL
                AND "at" < {moment(due.stop)}
            GROUP BY lead_no
        )
        SELECT said.lead_no, said.event, said."at" AS since, said.timed AS since_timed, said.place, "by", next_at,
            next_timed, next_owner, next_action
        FROM planned JOIN said ON said.lead_no = planned.lead_no AND said.place = last.place AND said.event = last.event
        LEFT JOIN due_contact ON due_contact.lead_no = said.lead_no
        WHERE (contacted_at::DATE >= next_at::DATE AND contacted_at > said."at") IS NOT TRUE"""


def _recorded_late(due: Due, rule: Recorded) -> str:
    """Follow-ups written down later than allowed; where only the day is known, only what is certainly late."""
    written = f"""
        SELECT lead_no, coalesce("by", owner) AS owner, 'followup' AS event, "at" AS since, timed AS since_timed, place,
            recorded_at AS ended_at
        FROM due_followup JOIN due_lead USING (lead_no)
        WHERE recorded_at < {moment(due.stop)} AND recorded_at >= {moment(due.stop)} - to_days({rule.look_back_days})
            AND recorded_at > "at" """
    late = f"SELECT * FROM ({{}}) WHERE ended_at > {end_of('due_at', 'due_timed')}"
    warned = late.format(due_within(written, rule.warn, due.working_time))
    failed = late.format(due_within(written, rule.error, due.working_time))
    return f"""SELECT warned.*, if(failed.place IS NULL, 'warn', 'error') AS level
        FROM ({warned}) AS warned LEFT JOIN (SELECT place FROM ({failed})) AS failed ON failed.place = warned.place"""


def _delay_reason(due: Due, rule: DelayReason) -> str:
    """Postponed follow-ups of leads that are still worked on, without a reason."""
    return f"""
        SELECT lead_no, coalesce("by", owner) AS owner, 'followup' AS event, "at" AS since, timed AS since_timed,
            followup.place, "at" AS due_at, timed AS due_timed, 'warn' AS level, next_action AS subject
        FROM due_followup AS followup JOIN {WORKED_LEAD} AS lead USING (lead_no)
        WHERE is_postponed AND NOT has_reason AND "at" < {moment(due.stop)}"""


def _no_reply(due: Due, rule: NoReply) -> str:
    """Leads contacted again and again without a word of theirs, where sheets ask for it (客户反馈)."""
    return f"""
        WITH told AS (
            SELECT lead_no, "at", timed, place, replied FROM due_followup
            WHERE is_contact AND replied IS NOT NULL AND lead_no IS NOT NULL AND "at" < {moment(due.stop)}
        ), answered AS (
            SELECT lead_no, max("at") AS replied_at FROM told WHERE replied GROUP BY lead_no
        ), silent AS (
            SELECT lead_no, count(*)::INTEGER AS times, min(struct_pack("at", timed, place)) AS first_contact
            FROM told LEFT JOIN answered USING (lead_no)
            WHERE replied_at IS NULL OR "at" > replied_at GROUP BY lead_no HAVING count(*) >= {rule.contacts}
        )
        SELECT lead_no, owner, 'followup' AS event, first_contact."at" AS since, first_contact.timed AS since_timed,
            first_contact.place AS place, first_contact."at" + to_days({rule.days}) AS due_at, since_timed AS due_timed,
            'warn' AS level, times
        FROM silent JOIN {WORKED_LEAD} AS lead USING (lead_no) WHERE due_at < {moment(due.stop)}"""


RULES = (
    Rule("next_step", _next_step),
    Rule("recorded_late", _recorded_late),
    Rule("delay_reason", _delay_reason),
    Rule("no_reply", _no_reply),
)
