"""Before anything is stored: every sheet of every file understood, every reason against it told at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leadcli.app.command_line import command_line
from leadcli.app.imports_read import ImportRequest
from leadcli.domain.dictionary import FIELDS
from leadcli.domain.errors import LeadcliError, Place, Problem
from leadcli.domain.outcome import SkippedSheet
from leadcli.domain.tables import KINDS
from leadcli.i18n import Message
from leadcli.intake.book import Book, Sheet
from leadcli.intake.layout import Layout, Lexicon, NoLayout, Remembered, detect_layout
from leadcli.intake.layout_forced import named_fields
from leadcli.intake.layout_header import key_of
from leadcli.intake.layout_lexicon import kinds_named
from leadcli.settings.suggest import suggestion
from leadcli.store import exports

_SHOWN = 12  # headings named in an error
_MOST_COLUMNS = 500  # a sheet of people has fewer; each costs time
_PAIRS = "decision"
_EXAMPLES = 3  # --map options in a hint


@dataclass(frozen=True)
class PlannedSheet:
    """A sheet to take in; `first_of_book` says that issues of the whole file are told with it."""

    path: str
    book: Book
    sheet: Sheet
    layout: Layout
    first_of_book: bool


@dataclass(frozen=True)
class ImportPlan:
    """The sheets to take in, in order, and those to leave out; sheets are taken off so that their memory is freed."""

    sheets: deque[PlannedSheet]
    skipped: list[SkippedSheet]


def check_request(request: ImportRequest) -> None:
    """Refuse a kind of sheet that does not exist.

    Raises:
        LeadcliError: `no_such_kind` with the nearest.
    """
    if request.kind and not kinds_named(request.kind):
        params: dict[str, object] = {"name": request.kind}
        raise LeadcliError.of([Problem("no_such_kind", params | suggestion(request.kind, [*KINDS, "market"]))])


def plan_import(
    books: Sequence[tuple[str, Book]],
    lexicon: Lexicon,
    remembered: Remembered,
    our_sheets: Collection[str],
    request: ImportRequest,
    language: str,
) -> ImportPlan:
    """Tell which sheets to take in, and as what.

    Args:
        books: the files by path.
        lexicon: the headings known.
        remembered: what was mapped by hand earlier.
        our_sheets: names of the sheets that leadcli puts beside a scored one.
        request: what the user said.
        language: the language of commands to type.

    Raises:
        LeadcliError: for every file without a single sheet to read, every mapped heading that no sheet has, and every
            field that does not exist.
    """
    plan = ImportPlan(deque(), [])
    mapping, problems = named_fields(request.mapping, lexicon, request.kind)
    layouts: list[Layout | NoLayout] = []
    problems += [_to_read(path, str(book.report)) for path, book in books if book.report in _TO_READ]
    for path, book in books:
        if book.report in _TO_READ:
            continue
        visible = list(_visible(path, book, request, plan.skipped, problems))
        found = [(sheet, detect_layout(sheet, lexicon, remembered, mapping, request.kind)) for sheet in visible]
        layouts += [layout for _, layout in found]
        taken = list(_taken(path, book, found, our_sheets if request.sheet is None else (), plan.skipped))
        plan.sheets.extend(taken)
        problems += [_too_wide(each) for each in taken if len(each.layout.columns) > _MOST_COLUMNS]
        if not taken and not any(problem.place.file == path for problem in problems):
            problems.append(_unreadable(path, book, [layout for _, layout in found], language))
    problems += _unmapped_headings(mapping, layouts)
    if problems:
        raise LeadcliError.of(problems)
    return plan


def _visible(
    path: str, book: Book, request: ImportRequest, skipped: list[SkippedSheet], problems: list[Problem]
) -> Iterator[Sheet]:
    """The sheets to look at: the one the user named, else all that are not hidden."""
    names = [sheet.name for sheet in book.sheets]
    if request.sheet and request.sheet not in names:
        params: dict[str, object] = {"sheet": request.sheet, "names": names}
        problems.append(Problem("no_such_sheet", params, Place(path)))
    for sheet in book.sheets:
        if request.sheet in (None, sheet.name):
            if sheet.hidden and not request.sheet:
                skipped.append(SkippedSheet(path, sheet.name, "hidden"))
            else:
                yield sheet


def _taken(
    path: str,
    book: Book,
    found: Sequence[tuple[Sheet, Layout | NoLayout]],
    our_sheets: Collection[str],
    skipped: list[SkippedSheet],
) -> Iterator[PlannedSheet]:
    """The sheets understood; those that leadcli wrote beside a scored one, or pairs to review, are no people's data."""
    written = any(
        isinstance(each, Layout) and (each.lead_number is not None or each.kind == _PAIRS) for _, each in found
    )
    first = True
    for sheet, layout in found:
        if written and sheet.name in our_sheets:
            skipped.append(SkippedSheet(path, sheet.name, "ours"))
        elif isinstance(layout, Layout):
            yield PlannedSheet(path, book, sheet, layout, first)
            first = False
        else:
            skipped.append(SkippedSheet(path, sheet.name, "no_header" if layout.row else "empty"))


_TO_READ = frozenset({"funnel", *(f"export.{table}" for table in exports.MADE)})  # reports whose rows nobody gives back


def _to_read(path: str, report: str) -> Problem:
    """A workbook that leadcli wrote for reading: what it holds comes out of the workspace."""
    form, _, table = report.partition(".")
    what = Message.of(f"import.ours_{form}", **({"table": Message.of(f"export.table_{table}")} if table else {}))
    return Problem("file_is_report", {"what": what}, Place(path))


def _too_wide(planned: PlannedSheet) -> Problem:
    params: dict[str, object] = {
        "sheet": planned.sheet.name,
        "columns": f"{len(planned.layout.columns):,}",
        "most": f"{_MOST_COLUMNS:,}",
    }
    return Problem("too_many_columns", params, Place(planned.path))


def _unreadable(path: str, book: Book, layouts: Sequence[Layout | NoLayout], language: str) -> Problem:
    """Why a file has nothing to import: only hidden sheets, no content, or headings nobody knows."""
    unknown = [layout for layout in layouts if isinstance(layout, NoLayout) and layout.row]
    hidden = [sheet.name for sheet in book.sheets if sheet.hidden]
    if not unknown and hidden:
        example = command_line("import", path, "--sheet", hidden[0])
        return Problem("only_hidden_sheets", {"names": hidden, "example": example}, Place(path))
    if not unknown:
        return Problem("no_content", {}, Place(path))
    likeliest = max(unknown, key=lambda layout: (len(layout.suggestions), len(layout.found)))
    meant = likeliest.suggestions or {likeliest.found[0]: "company"}
    said = [f"{heading}={_typed(name, language)}" for heading, name in list(meant.items())[:_EXAMPLES]]
    example = command_line("import", path, *(part for each in said for part in ("--map", each)))
    params: dict[str, object] = {"found": likeliest.found[:_SHOWN], "example": example, "row": likeliest.row}
    return Problem("no_known_header", params, Place(path))


def _typed(name: str, language: str) -> str:
    """A field as it is easiest to type: in Chinese as the sheets have it."""
    return FIELDS[name].zh if language == "zh" and name in FIELDS else name


def _unmapped_headings(mapping: Mapping[str, str], layouts: Sequence[Layout | NoLayout]) -> Iterator[Problem]:
    """The headings the user mapped that stand in no sheet."""
    found = dict.fromkeys(name for layout in layouts for name in _headings(layout))
    missing = (heading for heading in mapping if all(heading in layout.missing for layout in layouts))
    for heading in missing if layouts else ():
        params = suggestion(heading, [name for name in found if key_of(name)])
        yield Problem("no_such_heading", {"name": heading, "found": list(found)[:_SHOWN]} | params)


def _headings(layout: Layout | NoLayout) -> Sequence[str]:
    return [column.header for column in layout.columns] if isinstance(layout, Layout) else layout.found
