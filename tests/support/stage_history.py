"""Stage history out of log entries and records written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from leadcli.analysis.history import add_shown_stages
from leadcli.settings.pipelines import Pipelines
from tests.support.engine import scratch
from tests.support.funnel_tables import shipped_pipelines

MAY, JUNE, JULY = "2024-05-31", "2024-06-30", "2024-07-31"
Row = Mapping[str, object]
_COLUMNS = {
    "stage_event": """lead_no varchar, pipeline varchar, stage varchar, entered_at timestamp, sequence bigint,
        reason varchar, inferred boolean, origin varchar""",
    "revisions": """lead_no varchar, record_id bigint, revision integer, is_current boolean, kind varchar,
        number varchar, stage varchar, stage_status varchar, status varchar, entered_at timestamp,
        acquired_at timestamp, signed_at timestamp, paid_at timestamp, loss_reason varchar, as_of timestamp,
        sequence bigint, fields_before varchar[]""",
}


class Event(NamedTuple):
    lead_no: str
    stage: str
    entered_at: str
    origin: str


def logged(lead_no: str, stage: str, entered_at: str, reason: str | None = None) -> Row:
    return {"lead_no": lead_no, "stage": stage, "entered_at": entered_at, "reason": reason, "inferred": False} | {
        "origin": "stage_log"
    }


def by_hand(lead_no: str, stage: str, entered_at: str) -> Row:
    return logged(lead_no, stage, entered_at) | {"origin": "by_hand"}


def record(number: str, *states: Row, lead_no: str | None = None, kind: str = "funnel") -> list[Row]:
    """A record's revisions, each with all it knows by then.

    Unless it says otherwise `as_of` is the end of May, and every sheet had the columns of all the others.
    """
    known: dict[str, object] = {"lead_no": lead_no or number, "number": number, "kind": kind, "as_of": MAY}
    rows = []
    for revision, state in enumerate(states, 1):
        known |= state
        before = ["stage", "stage_status", "status"] if revision > 1 else None
        rows.append({"fields_before": before} | known | {"revision": revision, "is_current": revision == len(states)})
    return rows


def asked(
    sql: str, entries: Sequence[Row], records: Sequence[Sequence[Row]], pipelines: Pipelines | None
) -> list[tuple[object, ...]]:
    """What a query finds once the shown stages are added."""
    revisions = [row | {"record_id": place} for place, rows in enumerate(records, 1) for row in rows]
    with scratch() as connection:
        for name, rows in (("stage_event", entries), ("revisions", revisions)):
            connection.execute(f"create table {name} ({_COLUMNS[name]})")
            for place, row in enumerate(rows, 1):
                named = {"sequence": place << 32 if name == "revisions" else place} | dict(row)  # each of its own sheet
                marks = ", ".join("?" for _ in named)
                connection.execute(f"insert into {name} ({', '.join(named)}) values ({marks})", list(named.values()))
        add_shown_stages(connection, "revisions", pipelines or shipped_pipelines())
        return connection.execute(sql).fetchall()


def table(
    entries: Sequence[Row] = (), *records: Sequence[Row], pipelines: Pipelines | None = None
) -> list[tuple[object, ...]]:
    """All columns of the events, by lead and time."""
    columns = "lead_no, stage, entered_at, origin, inferred, pipeline, reason, sequence"
    query = f"select {columns} from stage_event order by lead_no, entered_at, sequence, stage"
    return asked(query, entries, records, pipelines)


def unplaced(entries: Sequence[Row], *records: Sequence[Row]) -> dict[object, tuple[object, object]]:
    """The statuses that mean no stage: how many leads, and whether that is known."""
    found = asked("select text, leads, is_ongoing from unplaced_status", entries, records, None)
    return {text: (leads, is_ongoing) for text, leads, is_ongoing in found}


def events(entries: Sequence[Row] = (), *records: Sequence[Row], pipelines: Pipelines | None = None) -> list[Event]:
    return [
        Event(str(row[0]), str(row[1]), _short(row[2]), str(row[3]))
        for row in table(entries, *records, pipelines=pipelines)
    ]


def _short(moment: object) -> str:
    assert isinstance(moment, datetime)
    return moment.isoformat(" ", "minutes").removesuffix(" 00:00")
