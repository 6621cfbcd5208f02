"""Leads that stand in a stage without meeting what its entry asks for, as a report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby

from leadcli.analysis.stage_entry import EntryCheck
from leadcli.i18n import Message, Text, Words
from leadcli.report.funnel_labels import stages_translated
from leadcli.report.model import (
    Block,
    Column,
    ColumnKind,
    DataSheet,
    Figure,
    Figures,
    Report,
    Sentence,
    Table,
    Tone,
    Value,
)
from leadcli.report.stage_cells import condition_asks, condition_name, field_name, left_out, unmet_text, when
from leadcli.settings.stage_entry import EntryCondition

SHOWN = 30
_KINDS = {
    "since": ColumnKind.DATETIME,
    **dict.fromkeys(("found", "needed", "found_now"), ColumnKind.NUMBER),
}


def check_report(
    pipeline: str,
    as_of: date,
    owner: str | None,
    check: EntryCheck,
    labels: Mapping[str, str],
    words: Words | None = None,
) -> Report:
    """Show how many fail in each stage, and who lacks what; with `words` all rows, as a sheet of a workbook.

    `labels` are what stages and conditions are called in the reader's language.
    """
    blocks: list[Block] = []
    if check.conditions.checked:
        standing = sum(each.standing for each in check.stages)
        tone = Tone.WARN if check.leads else Tone.GOOD
        blocks.append(
            Figures(
                [
                    Figure(Message.of("stage.figure_standing"), standing),
                    Figure(Message.of("stage.figure_leads"), check.leads, tone=tone),
                ]
            )
        )
        blocks.append(_by_condition(check, labels))
    else:
        blocks.append(Sentence(Message.of("stage.nothing_checked")))
    if check.leads and not words:
        blocks.append(_leads(check, labels))
    blocks += left_out(check.conditions, labels, of_stages=True)
    if words and check.leads:
        blocks.append(_sheet(check, labels, words))
    title = Message.of("stage.title_check", as_of=as_of)
    of = Message.of("stage.pipeline", pipeline=pipeline)
    whose = Message.of("stage.of_owner", owner=owner) if owner else ""
    return Report("stage_check", title, Message.of("stage.definition_check", pipeline=of, whose=whose), blocks)


def _column(key: str, kind: ColumnKind = ColumnKind.TEXT) -> Column:
    return Column(key, Message.of(f"stage.{key}"), kind)


def _by_condition(check: EntryCheck, labels: Mapping[str, str]) -> Table:
    standing = {each.stage: each.standing for each in check.stages}
    columns = [
        _column("stage"),
        _column("condition"),
        _column("standing", ColumnKind.INTEGER),
        _column("unmet_count", ColumnKind.INTEGER),
        _column("unmet_share", ColumnKind.PERCENT),
    ]
    rows: list[list[Value]] = []
    for each in check.conditions.checked:
        leads, failing = standing[each.stage], check.unmet.get(each.place, 0)
        share = failing / leads if leads else None
        rows.append([labels.get(each.stage, each.stage), _asked(each.condition, labels), leads, failing, share])
    return Table("by_condition", Message.of("stage.by_condition"), columns, rows)


def _asked(condition: EntryCondition, labels: Mapping[str, str]) -> Text:
    name, asks = condition_name(condition, labels), condition_asks(condition)
    return Message.of("stage.named", name=name, missing=asks) if condition.name else asks


def _leads(check: EntryCheck, labels: Mapping[str, str]) -> Table:
    by_place = {each.place: each.condition for each in check.conditions.checked}
    most = SHOWN * sum(len(each.condition.fields_known or "1") for each in check.conditions.checked)
    rows: list[list[Value]] = []
    for lead_no, lacking in groupby(check.rows.slice(0, most).to_pylist(), lambda row: row["lead_no"]):
        first, *more = lacking
        texts: list[Text] = [unmet_text(by_place[row["place"]], row, labels) for row in (first, *more)]
        since = first["since"] and when(first["since"])
        stage = labels.get(first["stage"], first["stage"])
        missing = Message.of("stage.names", names=texts)
        rows.append([lead_no, first["company"], stage, since, first["owner"], missing])
    columns = [
        *map(_column, ("lead_no", "company", "stage")),
        _column("since", ColumnKind.DATETIME),
        *map(_column, ("owner", "missing")),
    ]
    note = Message.of("stage.shown", shown=SHOWN, total=check.leads) if check.leads > SHOWN else None
    return Table("leads", Message.of("stage.leads"), columns, rows[:SHOWN], note)


def _sheet(check: EntryCheck, labels: Mapping[str, str], words: Words) -> DataSheet:
    """One row per lead and thing it lacks."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = stages_translated(check.rows, labels)
    names = {each.place: str(words.spoken(condition_name(each.condition, labels))) for each in check.conditions.checked}
    places = rows["place"].combine_chunks().dictionary_encode()
    told = pa.array([names[place] for place in places.dictionary.to_pylist()], pa.string())
    rows = rows.set_column(rows.column_names.index("place"), "condition", pc.take(told, places.indices))
    fields = {name: str(words.spoken(field_name(name))) for name in pc.unique(rows["field"]).to_pylist() if name}
    rows = stages_translated(rows, fields, ("field",))
    kept = [name for name in rows.column_names if rows[name].null_count < rows.num_rows]
    columns = [_column(name, _KINDS.get(name, ColumnKind.TEXT)) for name in kept]
    return DataSheet("unmet", Message.of("stage.sheet_unmet"), columns, rows.select(kept))
