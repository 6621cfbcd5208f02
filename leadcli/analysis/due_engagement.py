"""What leads do themselves: terms changed again and again, and far more activity than before."""

from __future__ import annotations

from leadcli.analysis.due_rule import WORKED_LEAD, Due, Rule, moment
from leadcli.domain.sql import literal
from leadcli.settings.followup import EngagementJump, TermsChanged


def _terms_changed(due: Due, rule: TermsChanged) -> str:
    """Leads that did something so often within so many days, such as changing the terms."""
    return f"""
        WITH seen AS (
            SELECT lead_no, count(*)::INTEGER AS times, min("at") AS since, max("at") AS due_at,
                arg_min(place, ("at", place)) AS place
            FROM due_behaviour
            WHERE action = {literal(rule.action)} AND "at" < {moment(due.stop)}
                AND "at" >= {moment(due.stop)} - to_days({rule.days})
            GROUP BY lead_no HAVING count(*) >= {rule.times}
        )
        SELECT lead_no, owner, 'behaviour' AS event, since, TRUE AS since_timed, seen.place, due_at, TRUE AS due_timed,
            'warn' AS level, times, {rule.days} AS days, {literal(rule.action)} AS subject
        FROM seen JOIN {WORKED_LEAD} AS lead USING (lead_no)"""


def _engagement_jump(due: Due, rule: EngagementJump) -> str:
    """Leads that do so much more than before that it is the moment to step in."""
    begins = f"{moment(due.stop)} - to_days({rule.days})"
    return f"""
        WITH seen AS (
            SELECT lead_no, count(*) FILTER ("at" >= {begins})::INTEGER AS times,
                count(*) FILTER ("at" < {begins}) AS earlier, min("at") FILTER ("at" >= {begins}) AS since,
                max("at") AS due_at, arg_min(place, ("at", place)) FILTER ("at" >= {begins}) AS place
            FROM due_behaviour
            WHERE "at" < {moment(due.stop)} AND "at" >= {begins} - to_days({rule.before_days})
            GROUP BY lead_no
        )
        SELECT lead_no, owner, 'behaviour' AS event, since, TRUE AS since_timed, seen.place, due_at, TRUE AS due_timed,
            'info' AS level, times, {rule.days} AS days
        FROM seen JOIN {WORKED_LEAD} AS lead USING (lead_no)
        WHERE times >= {rule.actions} AND times / {rule.days} >= {rule.factor} * earlier / {rule.before_days}"""


RULES = (
    Rule("terms_changed", _terms_changed),
    Rule("engagement_jump", _engagement_jump),
)
