"""The relations channels are counted from, filled by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from leadcli.analysis.channel import ChannelQuestion, ChannelTables, count_channels
from leadcli.analysis.channel_result import ChannelCount, ChannelResult
from leadcli.domain.period import Period, range_period
from leadcli.settings.channels import ChannelsSettings, load_channels
from leadcli.settings.pipelines import Pipeline, Stage

Rows = Iterable[Mapping[str, object]]

PIPELINE = Pipeline(
    "case", tuple(Stage(name=name) for name in ("线索", "商机", "赢单")), 2, 1, ("输单",), small_sample=30
)
TABLES = ChannelTables("reached", "touches", "spending", "scores", "amounts", "brought")
MAY = range_period("2024-05-01", "2024-05-31")
AS_OF = date(2024, 6, 30)

_SCHEMAS = {
    "reached": {
        "lead_no": pa.string(),
        "entered_at": pa.timestamp("us"),
        "stage": pa.string(),
        "is_opportunity": pa.bool_(),
        "is_won": pa.bool_(),
        "outcome": pa.string(),
        "reason": pa.string(),
    },
    "touches": {"lead_no": pa.string(), "place": pa.int64(), "source": pa.string(), "campaign": pa.string()},
    "spending": {
        "source": pa.string(),
        "campaign": pa.string(),
        "period_start": pa.date32(),
        "period_end": pa.date32(),
        "cost": pa.decimal128(18, 2),
        "currency": pa.string(),
        "target_leads": pa.int64(),
        "file": pa.string(),
        "sheet": pa.string(),
        "row_number": pa.int64(),
    },
    "scores": {"lead_no": pa.string(), "grade": pa.string(), "invalid_reason": pa.string()},
    "amounts": {"lead_no": pa.string(), "amount": pa.decimal128(18, 2), "currency": pa.string()},
    "brought": {
        "lead_no": pa.string(),
        "currency": pa.string(),
        "amount": pa.decimal128(18, 2),
        "won_on": pa.date32(),
    },
}


def shipped_channels() -> ChannelsSettings:
    return load_channels(Path(__file__).parent).value


def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def lead(lead_no: str, source: str | None, outcome: str = "open", *, opportunity: bool = False) -> dict[str, Any]:
    """A lead of the cohort and its first source."""
    return {
        "lead_no": lead_no,
        "source": source,
        "is_opportunity": opportunity or outcome == "won",
        "is_won": outcome == "won",
        "outcome": outcome,
    }


def cost(source: str, amount: object, start: str | None, end: str | None, **more: object) -> dict[str, Any]:
    dates = {"period_start": start and date.fromisoformat(start), "period_end": end and date.fromisoformat(end)}
    return {"source": source, "cost": Decimal(str(amount)), "currency": "CNY", **dates, **more}


def fill(
    database: duckdb.DuckDBPyConnection,
    leads: Rows,
    costs: Rows = (),
    scores: Rows = (),
    amounts: Rows = (),
    brought: Rows | None = None,
) -> None:
    """Make the relations; each lead with a `source` has one touch, and brought its amount unless told."""
    amounts = list(amounts)
    if brought is None:
        brought = [each for each in amounts if each.get("amount") is not None]
    leads = list(leads)
    touches = [each | {"place": 1} for each in map(dict, leads) if each.get("source")]
    rows = {"reached": leads, "touches": touches, "spending": costs, "scores": scores}
    rows |= {"amounts": amounts, "brought": brought}
    for name, given in rows.items():
        schema = pa.schema(list(_SCHEMAS[name].items()))
        database.register("given", pa.Table.from_pylist([dict(row) for row in given], schema))
        database.execute(f"CREATE OR REPLACE TABLE {name} AS FROM given")


def counted(
    leads: Rows,
    costs: Rows = (),
    scores: Rows = (),
    amounts: Rows = (),
    *,
    period: Period = MAY,
    by: str = "source",
    settings: ChannelsSettings | None = None,
    grades: Sequence[str] = ("A", "B", "C"),
) -> ChannelResult:
    """Count channels from rows written by hand."""
    with connection() as database:
        fill(database, leads, costs, scores, amounts)
        question = ChannelQuestion(period, AS_OF, by, grades)
        return count_channels(database, TABLES, PIPELINE, question, settings or shipped_channels())


def named(result: ChannelResult) -> dict[str | None, ChannelCount]:
    return {each.channel: each for each in result.channels}
