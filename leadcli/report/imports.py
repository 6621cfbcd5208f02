"""What an import did, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.outcome import ImportOutcome, SheetOutcome, SkippedSheet
from leadcli.domain.tables import KINDS
from leadcli.i18n import Message, Text
from leadcli.report.model import Block, Column, ColumnKind, Report, Sentence, Table, Tone, Toned

_NAMED = 30  # headings named in a sentence
_COUNTS = ("rows_read", "created", "updated", "unchanged", "refused")


def import_report(outcome: ImportOutcome, *, verbose: bool = False) -> Report:
    """Show counts per sheet, what was left out, and, if `verbose` or a rehearsal, how the columns were understood."""
    return Report("import", Message.of(_title(outcome)), None, tuple(_blocks(outcome, verbose or outcome.rehearsal)))


def _title(outcome: ImportOutcome) -> str:
    if outcome.rehearsal:
        return "import.title_rehearsal"
    if not outcome.accepted:
        return "import.title_nothing"
    return "import.title" if outcome.changed else "import.title_known"


def _blocks(outcome: ImportOutcome, verbose: bool) -> Iterator[Block]:
    columns = (
        Column("file", Message.of("import.file")),
        Column("sheet", Message.of("import.sheet")),
        Column("kind", Message.of("import.kind")),
        *(Column(name, Message.of(f"import.{name}"), ColumnKind.INTEGER) for name in _COUNTS),
    )
    yield Table("sheets", None, columns, [_row(sheet) for sheet in outcome.sheets])
    if verbose:
        yield from _mappings(outcome.sheets)
    yield from _remarks(outcome.sheets)
    yield from _known(outcome)
    yield from _skipped(outcome.skipped)


def _row(sheet: SheetOutcome) -> list[object]:
    counts: list[object] = [sheet.rows_read, sheet.created, sheet.updated, sheet.unchanged]
    refused: object = Toned(sheet.refused, Tone.BAD) if sheet.refused else 0
    return [_name(sheet.path), sheet.sheet, Message.of(f"kind.{sheet.kind}"), *counts, refused]


def _name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _mappings(sheets: Sequence[SheetOutcome]) -> Iterator[Block]:
    """How the columns were understood, once for all sheets alike."""
    layouts: dict[tuple[object, ...], list[SheetOutcome]] = {}
    for sheet in sheets:
        alike = (sheet.kind, sheet.header_row, *sheet.mapping.items(), *sheet.unmapped)
        layouts.setdefault(alike, []).append(sheet)
    columns = (Column("heading", Message.of("import.heading")), Column("field", Message.of("import.field")))
    for same in layouts.values():
        title = Message.of("import.layout", sheets=_names(same), row=same[0].header_row)
        rows: list[list[object]] = [[heading, _field(name, same[0].kind)] for heading, name in same[0].mapping.items()]
        rows += [[heading, Toned(Message.of("import.own"), Tone.MUTED)] for heading in same[0].unmapped]
        yield Table("mapping", title, columns, rows)


def _field(name: str, kind: str) -> Text:
    """What a sheet of this kind calls a field; a team's own by its own name."""
    headed = {each.name: each.zh for each in KINDS[kind].fields}
    if name not in FIELDS:
        return name
    differs = headed.get(name, FIELDS[name].zh) != FIELDS[name].zh
    return Message.of(f"field.{kind}.{name}" if differs else f"field.{name}")


def _remarks(sheets: Sequence[SheetOutcome]) -> Iterator[Block]:
    """The team's own columns, and whether they may be meant as others; columns wanting; columns of ours; blank rows."""
    own = _by_columns((sheet.unmapped, sheet) for sheet in sheets if sheet.kind != "decision")
    for headings, same in own.items():
        params = {"headers": _first(headings), "sheets": _names(same)}
        yield Sentence(
            Message.of("import.unmapped" if len(own) == 1 else "import.unmapped_of", **params), tone=Tone.MUTED
        )
    asked = {(heading, name, sheet.kind): None for sheet in sheets for heading, name in sheet.suggestions.items()}
    for heading, name, kind in asked:
        yield Sentence(Message.of("import.did_you_mean", header=heading, field=_field(name, kind)), tone=Tone.WARN)
    for names, same in _by_columns((sheet.missing_columns, sheet) for sheet in sheets).items():
        params = {"fields": [_field(name, same[0].kind) for name in names], "sheets": _names(same)}
        yield Sentence(Message.of("import.missing", **params), tone=Tone.MUTED)
    for headings in _by_columns((sheet.left_out, sheet) for sheet in sheets):
        yield Sentence(Message.of("import.left_out", headers=_first(headings)), tone=Tone.MUTED)
    blank = sum(sheet.blank_rows_skipped for sheet in sheets)
    if blank:
        yield Sentence(Message.of("import.blank_rows", rows=f"{blank:,}"), tone=Tone.MUTED)


def _first(headings: Sequence[str]) -> list[Text]:
    """The first headings, and how many more there are."""
    more = [Message.of("import.and_more", count=len(headings) - _NAMED)] if len(headings) > _NAMED else []
    return [*headings[:_NAMED], *more]


def _by_columns(sheets: Iterable[tuple[Sequence[str], SheetOutcome]]) -> Mapping[tuple[str, ...], list[SheetOutcome]]:
    found: dict[tuple[str, ...], list[SheetOutcome]] = {}
    for headings, sheet in sheets:
        if headings:
            found.setdefault(tuple(headings), []).append(sheet)
    return found


def _known(outcome: ImportOutcome) -> Iterator[Block]:
    """Which sheets came a second time."""
    seen = [sheet for sheet in outcome.sheets if sheet.seen_before]
    if seen and outcome.changed:
        yield Sentence(Message.of("import.seen_before", sheets=_names(seen)), tone=Tone.WARN)


def _skipped(skipped: Sequence[SkippedSheet]) -> Iterator[Block]:
    """Which sheets were not read, by file and reason."""
    ordered = sorted(skipped, key=lambda each: (each.path, each.why))
    several = len({each.path for each in skipped}) > 1
    for (path, why), same in groupby(ordered, key=lambda each: (each.path, each.why)):
        names = [each.sheet for each in same]
        reason = Message.of(f"import.why_{why}")
        key = "import.skipped_of" if several else "import.skipped"
        yield Sentence(Message.of(key, file=_name(path), sheets=names, why=reason), tone=Tone.MUTED)


def _names(sheets: Sequence[SheetOutcome]) -> list[str]:
    """The sheets by name; the sheet of a CSV file is called as its file."""
    return list(dict.fromkeys(sheet.sheet for sheet in sheets))
