"""The figures of a report on follow-ups, each a query over its tables."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from leadcli.analysis.followup import Followups
from leadcli.analysis.followup_result import (
    Bucket,
    Effort,
    FollowupFigures,
    Objection,
    OnTime,
    Outcome,
    Person,
    Spread,
    StageEffort,
    Updates,
)

_SPREAD = "count({0}), avg({0}), median({0})"
_STAYS = f"""
SELECT step, {_SPREAD.format("contacts")}, {_SPREAD.format("days")}, count(*) - count(days)
FROM followup_stay GROUP BY step
"""
_TO_WON = f"""
SELECT step, {_SPREAD.format("contacts")}, {_SPREAD.format("days")} FROM followup_to_won GROUP BY step
"""
_OUTCOMES = f"""
SELECT outcome, {_SPREAD.format("contacts")}, {_SPREAD.format("days")}, {_SPREAD.format("interval")}
FROM followup_case GROUP BY outcome
"""
_UNDATED = """
SELECT count(*) FILTER (outcome = 'won'), count(*) FILTER (outcome = 'lost')
FROM walk_end LEFT JOIN followup_lead USING (lead_no)
WHERE NOT dated AND decided_at >= $start AND decided_at < $end AND ($owner::VARCHAR IS NULL OR owner = $owner)
"""
_BUCKETS = """
SELECT bucket, count(*) FILTER (outcome = 'won'), count(*) FILTER (outcome = 'lost')
FROM followup_case WHERE bucket IS NOT NULL GROUP BY bucket
"""
_DONE = "(FROM followup_placed WHERE counts)"
_GRADES = f"""
WITH done AS (
    SELECT coalesce(grade, '') AS grade, count(*) AS contacts, count(DISTINCT done.lead_no) AS leads
    FROM {_DONE} AS done JOIN followup_lead USING (lead_no) WHERE is_contact GROUP BY 1
), there AS (
    SELECT coalesce(grade, '') AS grade, count(*) AS leads FROM followup_lead
    WHERE $owner::VARCHAR IS NULL OR owner = $owner GROUP BY 1
)
SELECT nullif(grade, ''), coalesce(done.contacts, 0), coalesce(done.leads, 0), coalesce(there.leads, 0)
FROM done FULL JOIN there USING (grade) ORDER BY grade = '', grade
"""
_CUSTOMERS = f"""
SELECT if(is_existing, 'existing', 'new') AS whose, count(*), count(DISTINCT lead_no)
FROM {_DONE} WHERE is_contact GROUP BY whose ORDER BY whose DESC
"""
_OBJECTIONS = rf"""
WITH raised AS (
    SELECT step, stage, objection_solved, unnest(list_distinct(list_filter(list_transform(
        regexp_split_to_array(objection, '[、，,;；/\n]'), lambda each: trim(each)), lambda each: each <> ''))) AS type
    FROM {_DONE} WHERE objection IS NOT NULL
)
SELECT any_value(stage), type, count(*), count(*) FILTER (objection_solved), count(*) FILTER (NOT objection_solved)
FROM raised GROUP BY step, type ORDER BY step NULLS LAST, 3 DESC, type
"""
_UPDATES = """
SELECT type, count(*), count(DISTINCT firm) FROM followup_update
WHERE "at" >= $start AND "at" < $end AND "at" < $stop AND ($owner::VARCHAR IS NULL OR "by" = $owner)
GROUP BY type ORDER BY 2 DESC, type
"""
_DOUBTS = "SELECT unnest(doubts) AS doubt, count(*) FROM followup_placed GROUP BY doubt"

# Of one person by what belongs to him, and of all together.
_PEOPLE = {
    "done": f"""SELECT {{who}}, count(*) FILTER (is_contact), count(DISTINCT lead_no) FILTER (is_contact),
        count(*) FILTER (NOT is_contact), count(*) FILTER (written_on_time), count(written_on_time)
        FROM {_DONE} GROUP BY 1""",
    "won": f"SELECT {{owner}}, {_SPREAD.format('contacts')} FROM followup_case WHERE outcome = 'won' GROUP BY 1",
    "answered": f"""SELECT {{owner}}, {_SPREAD.format("hours")}, {_SPREAD.format("working_hours")},
        count(*) FILTER (contacted_at IS NULL), count(*) FILTER (on_time), count(on_time)
        FROM followup_response GROUP BY 1""",
    "steps": "SELECT {owner}, count(*) FILTER (on_time), count(on_time) FROM followup_step GROUP BY 1",
}


def count_followups(followups: Followups, stages: Sequence[str]) -> FollowupFigures:
    """Count all figures; needs the tables of `build_followups` and `followup_update`.

    Args:
        followups: the built tables.
        stages: the names of the stages before the won one, in order.
    """
    people = _people(followups, "who", "owner")
    return FollowupFigures(
        team=_people(followups, "'all'", "'all'").get("all", _person("all", {})),
        people=tuple(sorted(people.values(), key=lambda each: (each.owner is None, -each.contacts, each.owner or ""))),
        stages=_stages(followups, stages),
        outcomes=_outcomes(followups),
        undated=_undated(followups),
        buckets=_buckets(followups),
        grades=tuple(Effort(*row) for row in followups.rows(_GRADES)),
        customers=tuple(Effort(*row) for row in followups.rows(_CUSTOMERS)),
        objections=tuple(Objection(*row) for row in followups.rows(_OBJECTIONS)),
        updates=tuple(Updates(*row) for row in followups.rows(_UPDATES)),
        doubts=dict(followups.rows(_DOUBTS)),
    )


_Found = dict[str, tuple[int | float | None, ...]]


def _people(followups: Followups, who: str, owner: str) -> dict[str | None, Person]:
    found: dict[str | None, _Found] = {}
    for part, sql in _PEOPLE.items():
        for name, *figures in followups.rows(sql.format(who=who, owner=owner)):
            found.setdefault(name, {})[part] = tuple(figures)
    return {name: _person(name, parts) for name, parts in found.items()}


def _person(name: str | None, parts: _Found) -> Person:
    contacts, leads, postponed, *written = parts.get("done", (0, 0, 0, 0, 0))
    answered = parts.get("answered", (0, None, None, 0, None, None, 0, 0, 0))
    return Person(
        owner=name,
        contacts=int(contacts or 0),
        leads=int(leads or 0),
        postponed=int(postponed or 0),
        per_won=_spread(parts.get("won", (0, None, None))),
        response_hours=_spread(answered[:3]),
        working_hours=_spread(answered[3:6]),
        unanswered=int(answered[6] or 0),
        first_response=OnTime(*map(int, _numbers(answered[7:]))),
        next_step=OnTime(*map(int, _numbers(parts.get("steps", (0, 0))))),
        recorded=OnTime(*map(int, _numbers(written))),
    )


def _numbers(figures: Sequence[int | float | None]) -> list[int | float]:
    return [each or 0 for each in figures]


def _spread(figures: Sequence[int | float | None]) -> Spread:
    n, mean, median = figures
    return Spread(int(n or 0), mean, median)


def _stages(followups: Followups, names: Sequence[str]) -> tuple[StageEffort, ...]:
    stays = {step: figures for step, *figures in followups.rows(_STAYS)}
    to_won = {step: figures for step, *figures in followups.rows(_TO_WON)}
    nothing = (0, None, None)
    found = []
    for step, name in enumerate(names):
        stay, deal = stays.get(step, [*nothing, *nothing, 0]), to_won.get(step, [*nothing, *nothing])
        spreads = (_spread(each) for each in (stay[:3], stay[3:6], deal[:3], deal[3:]))
        contacts, days, contacts_to_won, days_to_won = spreads
        found.append(StageEffort(name, contacts, days, stay[6], contacts_to_won, days_to_won))
    return tuple(found)


def _outcomes(followups: Followups) -> tuple[Outcome, ...]:
    found = {outcome: figures for outcome, *figures in followups.rows(_OUTCOMES)}
    return tuple(
        Outcome(name, *(_spread(found[name][at : at + 3]) for at in (0, 3, 6))) if name in found else _no_outcome(name)
        for name in ("won", "lost", "open")
    )


def _no_outcome(name: str) -> Outcome:
    return Outcome(name, Spread(), Spread(), Spread())


def _undated(followups: Followups) -> dict[str, int]:
    [(won, lost)] = followups.rows(_UNDATED)
    return {"won": won, "lost": lost}


def _buckets(followups: Followups) -> tuple[Bucket, ...]:
    found = {bucket: counts for bucket, *counts in followups.rows(_BUCKETS)}
    ends = list(pairwise([None, *followups.edges, None]))
    counted = [(above, upto, *found.get(place, (0, 0))) for place, (above, upto) in enumerate(ends)]
    return tuple(Bucket(above, upto, won, lost, won + lost < followups.small) for above, upto, won, lost in counted)
