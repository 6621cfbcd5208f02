"""The relations a funnel is counted from, filled by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import duckdb
import openpyxl

from leadcli.analysis.funnel import count_history
from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_question import FunnelQuestion
from leadcli.analysis.funnel_result import FunnelResult
from leadcli.settings.pipelines import Pipeline, Pipelines, read_pipelines
from leadcli.settings.shipped import shipped_folder
from leadcli.store.deals import open_won_amounts

Rows = Iterable[Mapping[str, object]]
FUNNEL_CASES = Path(__file__).parents[1] / "cases" / "funnel"

_EVENTS = """CREATE OR REPLACE TABLE events (lead_no VARCHAR, pipeline VARCHAR, stage VARCHAR, entered_at TIMESTAMP,
    "sequence" BIGINT, reason VARCHAR, inferred BOOLEAN, origin VARCHAR)"""
_LEADS = """CREATE OR REPLACE TABLE leads (lead_no VARCHAR, company VARCHAR, owner VARCHAR, source VARCHAR,
    region VARCHAR, industry VARCHAR, product VARCHAR, grade VARCHAR, amount DECIMAL(18,2), currency VARCHAR,
    expected_close DATE)"""


def pipeline_of(tmp_path: Path, text: str, name: str = "case") -> Pipeline:
    """A pipeline written in YAML."""
    path = tmp_path / "pipelines.yaml"
    path.write_text(text, "utf-8")
    return read_pipelines(tmp_path, str(path)).select(name)


def shipped_pipelines(own: Path | None = None) -> Pipelines:
    """The shipped pipelines, under those of a file."""
    return read_pipelines(FUNNEL_CASES, str(own) if own else str(shipped_folder("config") / "pipelines.yaml"))


def case_pipeline() -> Pipeline:
    return read_pipelines(FUNNEL_CASES, str(FUNNEL_CASES / "pipelines.yaml")).select("case")


def tables(events: Rows, leads: Rows = ()) -> duckdb.DuckDBPyConnection:
    """A connection with the relations `events` and `leads`; columns not given are empty."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(_EVENTS)
    connection.execute(_LEADS)
    for position, event in enumerate(events):
        _insert(connection, "events", {"sequence": position, "inferred": False, "origin": "stage_log"} | dict(event))
    for lead in leads:
        _insert(connection, "leads", lead)
    return connection


def _insert(connection: duckdb.DuckDBPyConnection, table: str, row: Mapping[str, object]) -> None:
    columns = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" for _ in row)
    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(row.values()))


def brought(connection: duckdb.DuckDBPyConnection, deals: Iterable[tuple[str, str, int, date]], as_of: date) -> str:
    """Make `won_amount` of the amounts of `leads` and of deals (lead, currency, amount, day)."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE lead_deal"
        " (lead_no VARCHAR, currency VARCHAR, amount INT, won_on DATE, dated BOOLEAN)"
    )
    for deal in deals:
        connection.execute("INSERT INTO lead_deal VALUES (?, ?, ?, ?, TRUE)", list(deal))
    open_won_amounts(connection, "leads", as_of)
    return "won_amount"


def walk(lead_no: str, *steps: tuple[str, str] | tuple[str, str, str]) -> list[dict[str, object]]:
    """One lead's events: (stage, ISO time) or (stage, ISO time, reason)."""
    names = ("stage", "entered_at", "reason")
    rows = [dict(zip(names, step, strict=False)) for step in steps]
    return [{"lead_no": lead_no, **row, "entered_at": datetime.fromisoformat(row["entered_at"])} for row in rows]


def stage_log() -> list[dict[str, object]]:
    """The events of the case's stage log, in row order."""
    sheet = openpyxl.load_workbook(FUNNEL_CASES / "stage_log.xlsx").active
    assert sheet is not None
    rows: Sequence[tuple[object, ...]] = list(sheet.iter_rows(min_row=2, values_only=True))
    return [{"lead_no": row[0], "stage": row[1], "entered_at": row[2], "reason": row[3]} for row in rows]


def wide_dates() -> list[dict[str, object]]:
    """The events of the case's sheet with one date column per stage."""
    sheet = openpyxl.load_workbook(FUNNEL_CASES / "wide_dates.xlsx").active
    assert sheet is not None
    header, *rows = sheet.iter_rows(values_only=True)
    return [
        {"lead_no": row[0], "stage": str(name).removesuffix("日期"), "entered_at": moment}
        for row in rows
        for name, moment in zip(header[1:], row[1:], strict=True)
        if moment is not None
    ]


def counted(
    question: FunnelQuestion,
    pipeline: Pipeline,
    events: Rows,
    leads: Rows = (),
) -> FunnelResult:
    """Count a funnel from rows written by hand."""
    with (
        tables(events, leads) as connection,
        funnel_history(connection, "events", "leads", pipeline, question) as history,
    ):
        return count_history(history)
