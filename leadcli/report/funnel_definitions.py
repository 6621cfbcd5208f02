"""How each figure of a funnel is counted and which sheet has its rows: the key that goes with a report book."""

from __future__ import annotations

from collections.abc import Iterator

from leadcli.analysis.funnel_question import Basis
from leadcli.analysis.funnel_result import FunnelResult
from leadcli.i18n import Message, Words
from leadcli.report.model import Column, DataSheet

_SHEETS = {
    "new_leads": "leads",
    "entered": "leads",
    "conversion": "leads",
    "advanced": "leads",
    "lost": "leads",
    "open": "leads",
    "drop_off_rate": "leads",
    "loss_rate": "leads",
    "overall": "leads",
    "cumulative": "leads",
    "dwell_mean": "dwell",
    "dwell_p90": "dwell",
    "waiting_now": "open_visits",
    "standing": "open_visits",
    "win_rate": "won",
    "created_rate": "leads",
    "pessimistic": "open_visits",
    "cycle": "won",
    "average_deal": "won",
    "losses": "losses",
    "change_year_before": None,
    "compared": None,
    "bottleneck": None,
}
"""Each figure in the order a reader meets them, and the sheet whose rows are behind it."""


def definitions_sheet(result: FunnelResult, definition: Message, words: Words) -> DataSheet:
    """The sheet that says of each figure how it is counted; `definition` is the one the whole report counts by."""
    import pyarrow as pa

    rows = [
        {
            "figure": words(f"funnel.{key}"),
            "counted": words.text(text),
            "rows": sheet and words(f"funnel.sheet_{sheet}"),
        }
        for key, text, sheet in _definitions(result, definition)
    ]
    columns = [Column(name, Message.of(f"funnel.definition_{name}")) for name in ("figure", "counted", "rows")]
    data = pa.Table.from_pylist(rows, pa.schema([(column.key, pa.string()) for column in columns]))
    return DataSheet("definitions", Message.of("funnel.sheet_definitions"), columns, data, widths={"counted": 96.0})


def _definitions(result: FunnelResult, definition: Message) -> Iterator[tuple[str, Message, str | None]]:
    basis = "cohort" if result.question.basis is Basis.COHORT else "period"
    within = Message.of(f"funnel.within_{basis}")
    for key, sheet in _SHEETS.items():
        text = Message.of(f"funnel.define_{key}", within=within, as_of=result.question.as_of)
        yield key, definition if key == "entered" else text, sheet
