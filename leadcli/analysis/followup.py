"""Follow-ups of a period beside the walks of leads: the tables that every figure of the report is counted from.

What is counted per follow-up belongs to who did it, what is counted per lead to the lead's owner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leadcli.analysis.built import Built
from leadcli.domain.sql import literal
from leadcli.domain.worktime import end_of, is_before

Due = Callable[[str], str]
"""Gives SQL of a relation with `due_at` and `due_timed`, some time after its `since` (known to the day or `timed`)."""


@dataclass(frozen=True)
class Clocks:
    """How time is judged: by which a lead of some grades is answered, a follow-up written down; None is not asked.

    `worked` gives SQL of a relation with `worked`, the seconds worked from its acquired_at to its contacted_at.
    """

    first_response: Due | None
    grades: Sequence[str]
    recorded: Due | None
    worked: Callable[[str], str]


@dataclass(frozen=True)
class Followups(Built):
    """The built tables and how to ask them.

    From `start` to before `end`; nothing from `stop` on exists. `won` is the number of the won stage, `edges` the upper
    ends of the intervals compared, `small` how many are no small sample; `owner` keeps one person's.
    """

    start: datetime
    end: datetime
    stop: datetime
    won: int
    edges: Sequence[int]
    small: int
    owner: str | None

    def known(self) -> Mapping[str, object]:
        """The period, and the bounds that are compared with."""
        return {
            "start": self.start,
            "end": self.end,
            "stop": self.stop,
            "won": self.won,
            "owner": self.owner,
            "edges": list(self.edges),
        }


def _mine(column: str) -> str:
    return f"($owner::VARCHAR IS NULL OR {column} = $owner)"


_INSIDE = "{0} >= $start AND {0} < $end AND {0} < $stop"
DAY_AFTER = "date_trunc('day', {0}) + INTERVAL 1 DAY"
_DAYS = "epoch_us({0} - {1}) / 86400e6"

# Doubted follow-ups of the period, of an unknown number or of the future are told, but count for nothing.
_DONE = f"""
CREATE OR REPLACE TEMP TABLE followup_done AS
SELECT *, lead_no IS NOT NULL AND {_INSIDE.format('"at"')} AS counts,
    list_filter([
        CASE WHEN lead_no IS NULL THEN 'unknown_number' END,
        CASE WHEN "at" >= $stop THEN 'in_future' END,
        CASE WHEN {is_before("next_at", "next_timed")} THEN 'next_before' END,
        CASE WHEN {is_before("recorded_at", "recorded_timed")} THEN 'recorded_before' END
    ], lambda code: code IS NOT NULL) AS doubts
FROM followup_told
WHERE {_mine("who")} AND (({_INSIDE.format('"at"')}) OR lead_no IS NULL OR "at" >= $stop)
"""
_CONTACT = """
CREATE OR REPLACE TEMP TABLE followup_contact AS
SELECT lead_no, "at", timed FROM followup_told WHERE is_contact AND lead_no IS NOT NULL AND "at" < $stop
"""

# Visits that ended in the period, summed per lead and stage; without the days of one the whole stay is not known.
_STAY = f"""
CREATE OR REPLACE TEMP TABLE followup_stay AS
WITH visit AS (
    SELECT row_number() OVER () AS visit, walk_visit.*, owner
    FROM walk_visit LEFT JOIN followup_lead USING (lead_no)
    WHERE finished AND step < $won AND {_INSIDE.format("left_at")} AND {_mine("owner")}
), met AS (
    SELECT visit, count(*) AS contacts
    FROM visit JOIN followup_contact AS contact
        ON contact.lead_no = visit.lead_no AND "at" >= entered_at AND "at" < left_at
    GROUP BY visit
)
SELECT lead_no, owner, step, stage, min(entered_at) AS entered_at, max(left_at) AS left_at,
    CASE WHEN bool_and(timed) THEN sum(coalesce(contacts, 0))::BIGINT END AS contacts,
    CASE WHEN bool_and(timed) THEN sum({_DAYS.format("left_at", "entered_at")}) END AS days
FROM visit LEFT JOIN met USING (visit) GROUP BY ALL
"""

# Of leads decided on a known day what lies up to the end of it; open ones are those contacted in the period.
_CASE = f"""
CREATE OR REPLACE TEMP TABLE followup_case AS
WITH asked AS (
    SELECT walk_end.*, company, owner, CASE WHEN outcome = 'open' THEN $stop::TIMESTAMP
            ELSE {DAY_AFTER.format("decided_at")} END AS until
    FROM walk_end LEFT JOIN followup_lead USING (lead_no)
    WHERE {_mine("owner")} AND (dated AND {_INSIDE.format("decided_at")} OR outcome = 'open' AND lead_no IN (
        SELECT lead_no FROM followup_contact WHERE {_INSIDE.format('"at"')}))
), gap AS (
    SELECT lead_no, date_diff('day', lag("at") OVER walk, "at") AS days
    FROM followup_contact JOIN asked USING (lead_no) WHERE "at" < until
    WINDOW walk AS (PARTITION BY lead_no ORDER BY "at")
), met AS (
    SELECT lead_no, count(*) AS contacts, count(days) AS gaps, median(days) AS interval FROM gap GROUP BY lead_no
)
SELECT lead_no, company, owner, outcome, decided_at, coalesce(contacts, 0) AS contacts, coalesce(gaps, 0) AS gaps,
    interval, CASE WHEN timed THEN {_DAYS.format("decided_at", "first_at")} END AS days,
    CASE WHEN interval IS NOT NULL THEN len(list_filter($edges::INTEGER[], lambda edge: edge < interval)) END AS bucket
FROM asked LEFT JOIN met USING (lead_no)
"""

# From the first time a won deal was in a stage to the end of the day it was won.
_TO_WON = f"""
CREATE OR REPLACE TEMP TABLE followup_to_won AS
WITH first AS (
    SELECT lead_no, step, decided_at, min(entered_at) AS since, arg_min(dated, entered_at) AS dated
    FROM followup_case JOIN walk_visit USING (lead_no)
    WHERE outcome = 'won' AND step < $won AND entered_at <= decided_at GROUP BY ALL
)
SELECT first.lead_no, step, count("at") AS contacts, any_value({_DAYS.format("first.decided_at", "since")}) AS days
FROM first JOIN walk_end ON walk_end.lead_no = first.lead_no LEFT JOIN followup_contact AS contact
    ON contact.lead_no = first.lead_no AND "at" >= since AND "at" < {DAY_AFTER.format("first.decided_at")}
WHERE first.dated AND walk_end.timed GROUP BY ALL
"""


def _waited(clocks: Clocks) -> str:
    """The leads acquired in the period, their first contact since, and what of it was on time.

    As in `due`, who was given a lead before anybody contacted it has his time from that day.
    """
    grades = ", ".join(map(literal, clocks.grades)) or "NULL"
    asked = f"""SELECT lead_no, coalesce(given_on::TIMESTAMP, acquired_at) AS since,
        given_on IS NULL AND acquired_timed AS since_timed FROM waiting LEFT JOIN handed USING (lead_no)
        WHERE grade IN ({grades})"""
    due = f"SELECT lead_no, due_at, due_timed FROM ({clocks.first_response(asked)})" if clocks.first_response else None
    nobody = "SELECT NULL::VARCHAR AS lead_no, NULL::TIMESTAMP AS due_at, NULL::BOOLEAN AS due_timed WHERE FALSE"
    known = "SELECT * FROM waiting WHERE acquired_timed AND contact_timed"
    return f"""
CREATE OR REPLACE TEMP TABLE followup_response AS
WITH acquired AS (
    FROM followup_lead WHERE {_INSIDE.format("acquired_at")} AND {_mine("owner")} AND NOT is_invalid
), answered AS (
    SELECT lead_no, unnest(min(struct_pack(contacted_at := "at", contact_timed := timed)))
    FROM followup_contact JOIN acquired USING (lead_no)
    WHERE "at" >= acquired_at OR ("at"::DATE = acquired_at::DATE AND NOT (timed AND acquired_timed)) GROUP BY lead_no
), waiting AS (FROM acquired LEFT JOIN answered USING (lead_no)
), handed AS (
    SELECT lead_no, max(given_on) AS given_on FROM waiting JOIN lead_given USING (lead_no)
    WHERE given_on > acquired_at::DATE AND given_on < $stop AND coalesce(given_on <= contacted_at::DATE, TRUE)
    GROUP BY lead_no
), hour AS (
    SELECT lead_no, worked / 3600 AS working_hours, epoch(contacted_at - acquired_at) / 3600 AS hours
    FROM ({clocks.worked(known)})
), due AS ({due or nobody})
SELECT lead_no, company, owner, grade, acquired_at, contacted_at, hours, working_hours, due_at,
    CASE WHEN due_at IS NULL THEN NULL WHEN contacted_at IS NOT NULL AND contacted_at < {_past("due_at", "due_timed")}
        THEN TRUE WHEN {_past("due_at", "due_timed")} <= $stop OR contacted_at IS NOT NULL THEN FALSE END AS on_time
FROM waiting LEFT JOIN hour USING (lead_no) LEFT JOIN due USING (lead_no)
"""


def _past(at: str, timed: str) -> str:
    """SQL of the first moment that is certainly later than what was due."""
    return f"({end_of(at, timed)} + if({timed}, INTERVAL 1 MICROSECOND, INTERVAL 0 DAY))"


# Steps planned for a day of the period: kept by a contact on that day, left out where a later follow-up had planned
# another one by then or the lead was decided, and late otherwise.
_STEP = f"""
CREATE OR REPLACE TEMP TABLE followup_step AS
WITH planned AS (
    SELECT lead_no, "at", next_at, next_action, coalesce(next_owner, owner, who) AS owner, sequence,
        {DAY_AFTER.format("next_at")} AS until
    FROM followup_told
    WHERE lead_no IS NOT NULL AND {_INSIDE.format("next_at")} AND "at" < $stop
        AND NOT {is_before("next_at", "next_timed")}
), judged AS (
    SELECT planned.*, (
            SELECT min(contact."at") FROM followup_contact AS contact WHERE contact.lead_no = planned.lead_no
                AND contact."at" > planned."at" AND contact."at" >= date_trunc('day', next_at)
        ) AS contacted_at,
        EXISTS (
            SELECT 1 FROM followup_told AS later WHERE later.lead_no = planned.lead_no AND later."at" < planned.until
                AND later.next_at IS NOT NULL AND (later."at", later.sequence) > (planned."at", planned.sequence)
        ) OR EXISTS (
            SELECT 1 FROM walk_end WHERE walk_end.lead_no = planned.lead_no AND decided_at >= planned."at"
                AND decided_at < planned.until
        ) AS left_out
    FROM planned
)
SELECT lead_no, owner, "at", next_at, next_action, contacted_at,
    CASE WHEN contacted_at < until THEN TRUE WHEN left_out THEN NULL WHEN until <= $stop THEN FALSE END AS on_time
FROM judged WHERE {_mine("owner")}
"""


def _written(clocks: Clocks) -> str:
    """The follow-ups of the period that say when they were written down, and which of them were on time."""
    told = """SELECT sequence, "at" AS since, timed AS since_timed, recorded_at FROM followup_done
        WHERE counts AND recorded_at IS NOT NULL AND NOT list_contains(doubts, 'recorded_before')"""
    judged = f"""SELECT sequence, recorded_at < {_past("due_at", "due_timed")} AS on_time
        FROM ({clocks.recorded(told) if clocks.recorded else told})"""
    return f"""CREATE OR REPLACE TEMP TABLE followup_written AS
        {judged if clocks.recorded else "SELECT NULL::BIGINT AS sequence, NULL::BOOLEAN AS on_time WHERE FALSE"}"""


_PLACED = """
CREATE OR REPLACE TEMP TABLE followup_placed AS
SELECT done.*, written.on_time AS written_on_time, walk.step, walk.stage, EXISTS (
        SELECT 1 FROM followup_bought AS bought
        WHERE bought.account_id = done.account_id AND bought.won_at < date_trunc('day', done."at")
    ) AS is_existing
FROM followup_done AS done LEFT JOIN followup_written AS written USING (sequence)
ASOF LEFT JOIN (FROM walk_visit WHERE step IS NOT NULL QUALIFY row_number() OVER (
    PARTITION BY lead_no, entered_at ORDER BY step DESC) = 1) AS walk
    ON walk.lead_no = done.lead_no AND walk.entered_at <= done."at"
"""


def build_followups(followups: Followups, clocks: Clocks) -> None:
    """Make the tables of a report.

    Needs `followup_told`, `followup_lead`, `followup_bought` (account_id, won_at), `lead_given` (lead_no, given_on),
    `walk_visit`, `walk_end`, and what the clocks need. Makes

    - `followup_placed`: the follow-ups of the period, and those of unknown numbers and of the future, with who, stage
      at that time, is_existing, written_on_time, doubts, and whether they count
    - `followup_stay`: a row per lead and stage left in the period: contacts in it, days
    - `followup_case`: a row per lead decided in the period, or open and contacted in it: contacts, days, interval
    - `followup_to_won`: a row per won deal and stage it went through: contacts and days from there to the deal
    - `followup_response`: a row per lead acquired in the period; `followup_step`: a row per step planned for it
    """
    statements = (_DONE, _CONTACT, _STAY, _CASE, _TO_WON, _waited(clocks), _STEP, _written(clocks), _PLACED)
    for statement in statements:
        followups.run(statement)
