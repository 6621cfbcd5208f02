"""Clocks of what is known: customers entered late, profiles to be renewed, cells that nobody could fill in yet."""

from __future__ import annotations

from leadcli.analysis.due_rule import OPEN_LEAD, WORKED_LEAD, Due, Rule, moment
from leadcli.analysis.due_worktime import due_within
from leadcli.domain.sql import literal
from leadcli.domain.worktime import end_of
from leadcli.settings.followup import CustomerEntered, Profile, Unclear


def _customer_late(due: Due, rule: CustomerEntered) -> str:
    """Customers entered (录入时间) later than allowed after they were acquired."""
    entered = f"""
        SELECT lead_no, owner, 'acquired' AS event, acquired_at AS since, acquired_timed AS since_timed,
            created_at AS ended_at
        FROM due_customer JOIN due_lead USING (lead_no)
        WHERE created_at < {moment(due.stop)} AND created_at >= {moment(due.stop)} - to_days({rule.look_back_days})
            AND created_at > acquired_at"""
    return f"""SELECT *, 'warn' AS level FROM ({due_within(entered, rule.within, due.working_time)})
        WHERE ended_at > {end_of("due_at", "due_timed")}"""


def _unclear(due: Due, rule: Unclear) -> str:
    """Cells that say nobody knows yet, for longer than allowed since an import first showed them."""
    told = f"""
        SELECT lead_no, owner, 'import' AS event, since, TRUE AS since_timed, unclear.place, headings AS subject
        FROM due_unclear AS unclear JOIN {WORKED_LEAD} AS lead USING (lead_no) WHERE since < {moment(due.stop)}"""
    return f"SELECT * REPLACE (FALSE AS since_timed) FROM ({due_within(told, rule.within, due.working_time)})"


def _profile(due: Due, rule: Profile) -> str:
    """Customers whose profile is to be renewed: every month end, won ones every quarter, some more often."""
    ends = """last_day(if(is_won, date_trunc('quarter', refreshed_at) + INTERVAL 5 MONTH,
        date_trunc('month', refreshed_at) + INTERVAL 1 MONTH)::DATE)"""
    often = " ".join(f"WHEN {literal(grade)} THEN {days}" for grade, days in rule.customer_priorities.items())
    days = f"CASE customer_priority {often} END" if often else "NULL::INTEGER"
    return f"""
        WITH known AS (
            SELECT lead_no, arg_max(struct_pack(place), refreshed_at).place AS place, max(refreshed_at) AS refreshed_at
            FROM due_customer WHERE refreshed_at < {moment(due.stop)} GROUP BY lead_no
        )
        SELECT lead_no, owner, 'refreshed' AS event, refreshed_at AS since, FALSE AS since_timed, known.place,
            least({ends}, refreshed_at::DATE + {days})::TIMESTAMP AS due_at, FALSE AS due_timed,
            if({days} IS NULL, NULL, 'customer_priority') AS grading,
            if({days} IS NULL, NULL, customer_priority) AS grade
        FROM known JOIN {OPEN_LEAD} AS lead USING (lead_no)"""


RULES = (
    Rule("customer_late", _customer_late),
    Rule("unclear", _unclear),
    Rule("profile", _profile),
)
