"""The tables of a report on follow-ups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from leadcli.analysis.followup_result import (
    Bucket,
    Effort,
    Objection,
    OnTime,
    Outcome,
    Person,
    Spread,
    StageEffort,
    Updates,
)
from leadcli.i18n import Message, Text
from leadcli.report.model import Column, ColumnKind, Table, Tone, Toned, Value

_SHOWN = 15
_COUNT, _NUMBER, _DAYS, _SHARE = ColumnKind.INTEGER, ColumnKind.NUMBER, ColumnKind.DAYS, ColumnKind.PERCENT


def _column(key: str, kind: ColumnKind = ColumnKind.TEXT) -> Column:
    return Column(key, Message.of(f"followup.{key}"), kind)


def _marked(value: Value, base: int, small: int) -> Value:
    """A figure over few is grey."""
    return Toned(value, Tone.MUTED) if base < small and value is not None else value


def _mean(spread: Spread, small: int) -> Value:
    return _marked(spread.mean, spread.n, small)


def _median(spread: Spread, small: int) -> Value:
    return _marked(spread.median, spread.n, small)


def stage_table(stages: Sequence[StageEffort], labels: Mapping[str, str], small: int) -> Table:
    """Follow-ups and days in each stage, and from it to the deal."""
    columns = [
        _column("stage"),
        _column("left", _COUNT),
        _column("contacts_mean", _NUMBER),
        _column("days_mean", _DAYS),
        _column("undated", _COUNT),
        _column("deals", _COUNT),
        _column("contacts_to_won", _NUMBER),
        _column("days_to_won", _DAYS),
    ]
    rows: list[list[Value]] = [
        [
            labels.get(each.stage, each.stage),
            each.days.n,
            _mean(each.contacts, small),
            _mean(each.days, small),
            each.undated,
            each.days_to_won.n,
            _mean(each.contacts_to_won, small),
            _mean(each.days_to_won, small),
        ]
        for each in stages
    ]
    return Table(
        "stages", Message.of("followup.table_stages"), columns, rows, Message.of("followup.note_stages", limit=small)
    )


def outcome_table(outcomes: Sequence[Outcome], small: int) -> Table:
    """Follow-ups, days and intervals of won, lost and open leads."""
    columns = [
        _column("outcome"),
        _column("of_leads", _COUNT),
        _column("contacts_mean", _NUMBER),
        _column("contacts_median", _NUMBER),
        _column("days_mean", _DAYS),
        _column("days_base", _COUNT),
        _column("interval_median", _DAYS),
        _column("interval_base", _COUNT),
    ]
    rows: list[list[Value]] = [
        [
            Message.of(f"followup.outcome_{each.outcome}"),
            each.contacts.n,
            _mean(each.contacts, small),
            _median(each.contacts, small),
            _mean(each.days, small),
            each.days.n,
            _median(each.interval, small),
            each.interval.n,
        ]
        for each in outcomes
    ]
    return Table("outcomes", Message.of("followup.table_outcomes"), columns, rows, Message.of("followup.note_outcomes"))


def bucket_name(bucket: Bucket) -> Text:
    """An interval in words."""
    if bucket.upto is None:
        return Message.of("followup.interval_above", above=bucket.above)
    if bucket.above is None:
        return Message.of("followup.interval_upto", upto=bucket.upto)
    return Message.of("followup.interval_between", above=bucket.above, upto=bucket.upto)


def bucket_table(buckets: Sequence[Bucket], best: Bucket | None, small: int) -> Table:
    """Win rates by the interval between follow-ups."""
    columns = [
        *(_column("interval"), _column("won", _COUNT), _column("lost", _COUNT), _column("decided", _COUNT)),
        _column("win_rate", _SHARE),
    ]
    rows: list[list[Value]] = [
        [
            bucket_name(each),
            each.won,
            each.lost,
            each.decided,
            Toned(each.win_rate, Tone.GOOD) if each is best else _marked(each.win_rate, each.decided, small),
        ]
        for each in buckets
    ]
    note = Message.of("followup.note_intervals", limit=small)
    return Table("intervals", Message.of("followup.table_intervals"), columns, rows, note)


def people_table(people: Sequence[Person], team: Person, small: int, pools: Sequence[str]) -> Table:
    """What each did, and how many follow-ups a won deal took."""
    columns = [
        *(_column("owner"), _column("contacts", _COUNT), _column("leads", _COUNT), _column("postponed", _COUNT)),
        *(_column("won", _COUNT), _column("per_won", _NUMBER)),
    ]
    rows: list[list[Value]] = [
        [name, each.contacts, each.leads, each.postponed, each.per_won.n, _mean(each.per_won, small)]
        for name, each in _named(people, team, pools)
    ]
    return Table("people", Message.of("followup.table_people"), columns, rows, _more_people(people))


def response_table(people: Sequence[Person], team: Person, small: int, pools: Sequence[str]) -> Table:
    """How soon each responded to new leads."""
    columns = [
        *(_column("owner"), _column("working_hours", _NUMBER), _column("hours", _NUMBER), _column("answered", _COUNT)),
        _column("unanswered", _COUNT),
    ]
    rows: list[list[Value]] = [
        [
            name,
            _median(each.working_hours, small),
            _median(each.response_hours, small),
            each.response_hours.n,
            each.unanswered,
        ]
        for name, each in _named(people, team, pools)
    ]
    note = Message.of("followup.note_response")
    return Table("response", Message.of("followup.table_response"), columns, rows, note)


def on_time_table(
    people: Sequence[Person], team: Person, small: int, pools: Sequence[str], grades: Sequence[str]
) -> Table:
    """How much of what was due each did on time."""
    names = ("first_response", "next_step", "recorded")
    columns = [_column("owner")]
    for name in names:
        columns += [_column(name, _SHARE), Column(f"{name}_due", Message.of("followup.due"), _COUNT)]
    rows: list[list[Value]] = [
        [name, *(figure for due in names for figure in _judged(getattr(each, due), small))]
        for name, each in _named(people, team, pools)
    ]
    note = Message.of("followup.note_on_time", grades=", ".join(grades) or "-")
    return Table("on_time", Message.of("followup.table_on_time"), columns, rows, note)


def _judged(found: OnTime, small: int) -> tuple[Value, int]:
    return _marked(found.rate, found.due, small), found.due


def _named(people: Sequence[Person], team: Person, pools: Sequence[str]) -> Iterator[tuple[Value, Person]]:
    """The first people, and all together where they are several."""
    for each in people[:_SHOWN]:
        if each.owner in pools:
            yield Toned(Message.of("due.pool", name=each.owner), Tone.MUTED), each
        else:
            yield each.owner or Toned(Message.of("followup.nobody"), Tone.MUTED), each
    if len(people) > 1:
        yield Message.of("followup.all"), team


def _more_people(people: Sequence[Person]) -> Message | None:
    return Message.of("followup.more_people", count=len(people) - _SHOWN) if len(people) > _SHOWN else None


def grade_table(grades: Sequence[Effort]) -> Table:
    """Effort by grade of the lead."""
    columns = [_column("grade", ColumnKind.GRADE), *_effort_columns(), _column("of_leads", _COUNT)]
    total = sum(each.contacts for each in grades)
    rows: list[list[Value]] = [
        [each.name or Message.of("followup.no_grade"), *_effort(each, total), each.of_leads] for each in grades
    ]
    return Table("grades", Message.of("followup.table_grades"), columns, rows, Message.of("followup.note_grades"))


def customer_table(customers: Sequence[Effort]) -> Table:
    """Effort on new and on existing customers."""
    columns = [_column("customer"), *_effort_columns()]
    total = sum(each.contacts for each in customers)
    rows: list[list[Value]] = [
        [Message.of(f"followup.customer_{each.name}"), *_effort(each, total)] for each in customers
    ]
    note = Message.of("followup.note_customers")
    return Table("customers", Message.of("followup.table_customers"), columns, rows, note)


def _effort_columns() -> list[Column]:
    return [
        *(_column("contacts", _COUNT), _column("share", _SHARE), _column("leads", _COUNT)),
        _column("per_lead", _NUMBER),
    ]


def _effort(effort: Effort, total: int) -> list[Value]:
    return [effort.contacts, effort.contacts / total if total else None, effort.leads, effort.per_lead]


def objection_table(objections: Sequence[Objection], labels: Mapping[str, str], small: int) -> Table:
    """What customers objected to in which stage, and whether it was solved."""
    columns = [
        *(_column("stage"), _column("objection"), _column("count", _COUNT), _column("solved", _COUNT)),
        *(_column("unsolved", _COUNT), _column("unsaid", _COUNT), _column("solved_rate", _SHARE)),
    ]
    rows: list[list[Value]] = [
        [
            labels.get(each.stage, each.stage) if each.stage else Message.of("followup.no_stage"),
            each.objection,
            each.count,
            each.solved,
            each.unsolved,
            each.count - each.solved - each.unsolved,
            _marked(each.solved_rate, each.solved + each.unsolved, small),
        ]
        for each in objections[:_SHOWN]
    ]
    more = Message.of("followup.more", count=len(objections) - _SHOWN) if len(objections) > _SHOWN else ""
    note = Message.of("followup.note_objections", more=more)
    return Table("objections", Message.of("followup.table_objections"), columns, rows, note)


def update_table(updates: Sequence[Updates]) -> Table:
    """News of customers by type."""
    columns = [_column("type"), _column("count", _COUNT), _column("firms", _COUNT)]
    rows: list[list[Value]] = [[each.type, each.count, each.firms] for each in updates]
    return Table("updates", Message.of("followup.table_updates"), columns, rows)
