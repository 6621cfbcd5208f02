"""The stage history of one lead as a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from leadcli.analysis.stage import Move
from leadcli.i18n import Message, Text
from leadcli.report.model import Block, Column, ColumnKind, Report, Sentence, Table, Tone, Toned, Value
from leadcli.report.stage_cells import when, which_move
from leadcli.settings.pipelines import Pipeline


def history_report(
    lead: str,
    who: Sequence[str],
    pipeline: Pipeline,
    walk: Sequence[Move],
    later: int,
    as_of: date,
    labels: Mapping[str, str],
) -> Report:
    """Show every event with the kind of move it was, and where each is known from.

    `labels` are what stages and reasons are called in the reader's language.
    """
    title = Message.of("stage.title_history", lead=lead, who="  ".join(who))
    blocks: list[Block] = []
    if walk:
        blocks += [_moves(walk, labels), _origins(walk, labels)]
    else:
        blocks.append(Sentence(Message.of("stage.no_history")))
    earlier = sum(move.before_import for move in walk)
    if earlier:
        blocks.append(Sentence(Message.of("stage.earlier", count=earlier, total=len(walk)), tone=Tone.MUTED))
    if later:
        blocks.append(Sentence(Message.of("stage.later", count=later, as_of=as_of), tone=Tone.MUTED))
    name = Message.of("stage.pipeline", pipeline=pipeline.name)
    return Report("stage_history", title, Message.of("stage.definition_history", pipeline=name), blocks)


def _column(key: str, kind: ColumnKind = ColumnKind.TEXT) -> Column:
    return Column(key, Message.of(f"stage.{key}"), kind)


def _moves(walk: Sequence[Move], labels: Mapping[str, str]) -> Table:
    columns = [
        _column("entered_at", ColumnKind.DATETIME),
        _column("came_from"),
        _column("stage"),
        _column("days", ColumnKind.DAYS),
        _column("origin"),
        _column("remarks"),
    ]
    rows: list[list[Value]] = [
        [
            _moment(move),
            move.came_from and labels.get(move.came_from, move.came_from),
            labels.get(move.stage, move.stage),
            Toned(move.open_days, Tone.MUTED) if move.is_open else move.days,
            _origin(move),
            _remarks(move, labels),
        ]
        for move in walk
    ]
    notes: list[Text] = [Message.of("stage.note_days")] if any(move.is_open and move.dated for move in walk) else []
    notes += [Message.of("stage.note_inferred")] if any(move.inferred for move in walk) else []
    notes += [Message.of("stage.note_undated")] if any(not move.dated for move in walk) else []
    return Table("events", None, columns, rows, Message.of("stage.notes", notes=notes) if notes else None)


def _moment(move: Move) -> Value:
    shown = when(move.entered_at)
    return shown if move.dated else Toned(Message.of("stage.by_then", at=shown), Tone.MUTED)


def _origin(move: Move) -> Value:
    name = Message.of(f"stage.origin_{move.origin}")
    return Toned(Message.of("stage.inferred", origin=name), Tone.MUTED) if move.inferred else name


def _remarks(move: Move, labels: Mapping[str, str]) -> Value:
    told = [*which_move(move, labels)]
    if move.is_open:
        told.append((Message.of("stage.is_open"), Tone.PLAIN))
    if not told:
        return ""
    worst = Tone.WARN if any(tone is Tone.WARN for _, tone in told) else told[0][1]
    return Toned(Message.of("stage.names", names=[text for text, _ in told]), worst)


def _origins(walk: Sequence[Move], labels: Mapping[str, str]) -> Table:
    """Where each event stands, who wrote it down, why and when."""
    columns = [
        _column("entered_at", ColumnKind.DATETIME),
        _column("said"),
        _column("place"),
        _column("reason"),
        _column("by"),
        _column("recorded_at", ColumnKind.DATETIME),
    ]
    rows: list[list[Value]] = [
        [
            _moment(move),
            move.said,
            f"{move.file}[{move.sheet}!{move.row}]" if move.file else _batch(move),
            move.reason and labels.get(move.reason, move.reason),
            move.by,
            _recorded(move.recorded_at),
        ]
        for move in walk
    ]
    note = Message.of("stage.note_by_hand") if any(map(_batch, walk)) else None
    return Table("origins", Message.of("stage.origins"), columns, rows, note)


def _batch(move: Move) -> Value:
    """Which batch an entry set by hand is, so that it can be taken back."""
    return Message.of("stage.batch", batch=move.batch_id) if move.origin == "by_hand" else None


def _recorded(moment: datetime | None) -> Value:
    return moment and f"{moment:%Y-%m-%d %H:%M}"
