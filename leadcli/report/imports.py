"""What an import did, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterator

from leadcli.domain.outcome import ImportOutcome, SheetOutcome
from leadcli.domain.tables import KINDS
from leadcli.i18n import Message, Text
from leadcli.report.model import Block, Column, ColumnKind, Report, Sentence, Table, Tone, Toned

_COUNTS = ("rows_read", "created", "updated", "unchanged", "refused")


def import_report(outcome: ImportOutcome) -> Report:
    """Show counts per sheet, how the columns were understood, and what was left out."""
    title = "import.title" if outcome.batch else "import.title_rehearsal"
    return Report("import", Message.of(title), None, tuple(_blocks(outcome)))


def _blocks(outcome: ImportOutcome) -> Iterator[Block]:
    columns = (
        Column("file", Message.of("import.file")),
        Column("sheet", Message.of("import.sheet")),
        Column("kind", Message.of("import.kind")),
        *(Column(name, Message.of(f"import.{name}"), ColumnKind.INTEGER) for name in _COUNTS),
    )
    yield Table("sheets", None, columns, [_row(sheet) for sheet in outcome.sheets])
    for sheet in outcome.sheets:
        yield from _remarks(sheet)
    for skipped in outcome.skipped:
        text = Message.of("import.skipped", sheet=skipped.sheet, why=Message.of(f"import.why_{skipped.why}"))
        yield Sentence(text, tone=Tone.MUTED)


def _row(sheet: SheetOutcome) -> list[object]:
    counts: list[object] = [sheet.rows_read, sheet.created, sheet.updated, sheet.unchanged]
    refused: object = Toned(sheet.refused, Tone.BAD) if sheet.refused else 0
    return [sheet.path.rsplit("/", 1)[-1], sheet.sheet, kind_title(sheet.kind), *counts, refused]


def kind_title(kind: str) -> Text:
    """What people call a kind of sheet."""
    return Message.of(f"kind.{KINDS[kind].name}")


def _remarks(sheet: SheetOutcome) -> Iterator[Block]:
    mapped = ", ".join(f"{header} > {field}" for header, field in sheet.mapping.items())
    lead = Message.of("import.header_row", sheet=sheet.sheet, row=sheet.header_row)
    yield Sentence(mapped, lead=lead, tone=Tone.MUTED)
    if sheet.unmapped:
        yield Sentence(Message.of("import.unmapped", headers=", ".join(sheet.unmapped)), tone=Tone.MUTED)
    if sheet.blank_rows_skipped:
        yield Sentence(Message.of("import.blank_rows", rows=sheet.blank_rows_skipped), tone=Tone.MUTED)
    if sheet.seen_before:
        yield Sentence(Message.of("import.seen_before", sheet=sheet.sheet), tone=Tone.WARN)
