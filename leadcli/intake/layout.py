"""Where the header of a sheet stands, what kind of sheet it is, and which column is what.

    lexicon = Lexicon(settings, stages)
    layout = detect_layout(sheet, lexicon)
    if isinstance(layout, Layout):
        layout.mapping  # {"公司名称": "company", ...}

A heading that is only nearly known is never mapped, it is suggested.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from leadcli.domain.errors import LeadcliError
from leadcli.domain.kind import Kind
from leadcli.domain.tables import KINDS
from leadcli.intake.book import Sheet
from leadcli.intake.layout_columns import ColumnMapping, columns_of
from leadcli.intake.layout_fit import Fit, best_fit, fit, known_fields
from leadcli.intake.layout_forced import unfit_fields
from leadcli.intake.layout_header import BLANK, Header, key_of
from leadcli.intake.layout_lexicon import Lexicon, kinds_named
from leadcli.intake.layout_ours import ListHeadings, OurHeadings, Ours
from leadcli.intake.layout_said import Remembered, Said

__all__ = [
    "ColumnMapping",
    "Layout",
    "Lexicon",
    "ListHeadings",
    "NoLayout",
    "OurHeadings",
    "Remembered",
    "detect_layout",
    "fingerprint",
]

SEARCHED_ROWS = 30
_LONGEST_HEADING = 80
_MOST_SHOWN = 50
_LIKELY, _POSSIBLE = 75, 50  # likeness of spelling, in percent, of a suggestion


@dataclass(frozen=True)
class Layout:
    """A sheet understood. Rows are spreadsheet rows, from 1; with a two-row header `header_row` is the lower one.

    `fingerprint` identifies the layout when it comes again. `title` is the text above the header, `suggestions` are
    fields that headings of `unmapped` may have meant, `said` what the user now mapped by hand, `missing` what of it the
    sheet does not have.
    `ours` are the headings of columns that leadcli once added, which are left out; `lead_number` is the position of the
    lead's number when the sheet is a scored one or a work list; in a work list `issued` tells for each column that
    people fill in the position of the one that keeps what was handed out.
    """

    kind: str
    header_row: int
    header_rows_used: int
    first_data_row: int
    columns: tuple[ColumnMapping, ...]
    fingerprint: str
    title: tuple[str, ...] = ()
    suggestions: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    lead_number: int | None = None
    issued: Mapping[int, int] = field(default_factory=dict)

    @property
    def mapping(self) -> dict[str, str]:
        """Heading -> canonical field."""
        return {column.name: column.field for column in self.columns if column.field}

    @property
    def unmapped(self) -> list[str]:
        """The team's own columns, by the name they are kept under."""
        return [column.name for column in self.columns if not column.field]

    @property
    def holds_refused(self) -> bool:
        """Whether it is a sheet of refused rows that comes back: then the only column of ours says why."""
        return bool(self.ours) and self.lead_number is None


@dataclass(frozen=True)
class NoLayout:
    """No header was recognised: `found` are the texts of the row that looks most like one (`row`, from 1).

    `suggestions` are the fields they are nearest to; `missing` as in Layout. A sheet without content has no row.
    """

    row: int | None
    found: tuple[str, ...]
    suggestions: Mapping[str, str]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Candidate:
    """Rows that may be the header: the index of the last one, how many, and the headings they make together.

    Those of columns of `ours` are blank.
    """

    row: int
    used: int
    headers: Sequence[Header]
    ours: Ours

    @property
    def scored(self) -> bool:
        """Whether it is the header of a scored sheet or a work list."""
        return self.ours.number is not None


def fingerprint(headers: Iterable[str]) -> str:
    """Identify a layout by its headings, whatever their order and spacing."""
    keys = sorted({key for header in headers if (key := key_of(header))})
    return hashlib.sha256("\x1f".join(keys).encode()).hexdigest()[:32]


def detect_layout(
    sheet: Sheet,
    lexicon: Lexicon,
    remembered: Remembered | None = None,
    forced_map: Mapping[str, str] | None = None,
    forced_kind: str | None = None,
) -> Layout | NoLayout:
    """Find the header in the first 30 rows, the kind, and the meaning of each column.

    Args:
        sheet: the sheet.
        lexicon: the headings known.
        remembered: what was mapped by hand earlier: it holds for a heading in every sheet of that kind; a layout mapped
            before is of that kind again, unless the user now names another.
        forced_map: heading -> canonical field, as the user said; an empty field keeps the column as the team's own.
            Outranks what is remembered.
        forced_kind: the kind of sheet, as the user said; `market` means its four tables.

    Raises:
        LeadcliError: `no_such_field_here`, one problem for each field of `forced_map` that such a sheet cannot have.
    """
    rows = _head(sheet)
    candidates = list(_candidates(rows, lexicon))
    forced_map = forced_map or {}
    missing = tuple(header for header in forced_map if not any(_has(each, key_of(header)) for each in candidates))
    prints = {_fingerprint(candidate, lexicon) for candidate in candidates} if remembered else set()
    asked = kinds_named(forced_kind) if forced_kind else list(KINDS.values())
    said = Said(forced_map, remembered or (), prints, asked, forced_kind)
    kinds = [KINDS[said.kind]] if said.kind else asked
    found = _best(candidates, kinds, lexicon, said, bool(forced_kind or forced_map or said.kind))
    if found is None:
        return replace(_no_layout(rows, lexicon), missing=missing)
    header, chosen = found
    unfit = unfit_fields((said.now[key] for key in said.now if _has(header, key)), chosen.kind, lexicon)
    if unfit:
        raise LeadcliError.of(unfit)
    here = {heading: name for heading, name in forced_map.items() if _has(header, key_of(heading))}
    return replace(_layout(sheet, rows, lexicon, header, chosen, said), said=here, missing=missing)


def _head(sheet: Sheet) -> list[list[str | None]]:
    """Give the first rows; a long text is no heading."""
    columns = [column.slice(0, SEARCHED_ROWS + 1).to_pylist() for column in sheet.cells.columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return [[text if text and len(text) <= _LONGEST_HEADING else None for text in row] for row in rows]


def _candidates(rows: list[list[str | None]], lexicon: Lexicon) -> Iterator[_Candidate]:
    above: list[Header] = []
    for row, texts in enumerate(rows[:SEARCHED_ROWS]):
        headers = [lexicon.header(text) for text in texts]
        ours = lexicon.ours.places(headers)
        headers = [BLANK if at in ours.places else header for at, header in enumerate(headers)]
        yield _Candidate(row, 1, headers, ours)
        if above and not all(header.blank for header in headers):
            yield _Candidate(row, 2, _stacked(above, headers), ours)
        above = headers


def _fingerprint(candidate: _Candidate, lexicon: Lexicon) -> str:
    return fingerprint(lexicon.ours.without_added(header.written for header in candidate.headers))


def _stacked(above: Sequence[Header], below: Sequence[Header]) -> list[Header]:
    """Join two header rows: the lower one counts, the group above fills its blanks.

    回款 above 日期 may also be read together: 回款日期; it is called so where 日期 stands below another group too.
    """
    again = Counter(lower.written for lower in below)
    stacked = []
    group = BLANK
    for upper, lower in zip(above, below, strict=True):
        group = group if upper.blank else upper
        if lower.blank:
            stacked.append(upper)
        elif group.blank:
            stacked.append(lower)
        else:
            written = group.written + lower.written if again[lower.written] > 1 else lower.written
            stacked.append(replace(lower, written=written, keys=(group.keys[-1] + lower.keys[-1], *lower.keys)))
    return stacked


def _has(candidate: _Candidate, key: str) -> bool:
    return any(key in header.keys for header in candidate.headers)


def _best(
    candidates: Iterable[_Candidate], kinds: Sequence[Kind], lexicon: Lexicon, said: Said, told: bool
) -> tuple[_Candidate, Fit] | None:
    """Choose the header: most fields known, then most columns, then one row rather than two, then the upper one."""
    best: tuple[_Candidate, Fit] | None = None

    def rank(candidate: _Candidate, found: Fit) -> tuple[object, ...]:
        *known, in_own_words = found.score
        return *known, len(found.meanings), in_own_words, -candidate.used

    for candidate in candidates:
        keys = said.keys(scored=candidate.scored)
        known = [
            header if keys & set(header.keys) or lexicon.recognises(header) else BLANK for header in candidate.headers
        ]
        if all(header.blank for header in known):
            continue
        fitting = [KINDS["lead"]] if candidate.ours.issued else kinds
        found = best_fit((fit(kind, known, lexicon, said.of(kind, scored=candidate.scored)) for kind in fitting), told)
        if found and (best is None or rank(candidate, found) > rank(*best)):
            best = candidate, found
    return best


def _layout(
    sheet: Sheet,
    rows: list[list[str | None]],
    lexicon: Lexicon,
    header: _Candidate,
    found: Fit,
    said: Said,
) -> Layout:
    last = header.row + _repeated(rows, lexicon, header, found)
    first_data = last + 1
    by_hand = said.of(found.kind, scored=header.scored)
    own = lexicon.own | {key: field for key, field in by_hand.items() if field in lexicon.own.values()}
    columns = columns_of(header.headers, found.meanings, own, sheet.cells.slice(first_data), header.ours.places)
    unused = {each.name for each in found.kind.fields} - found.fields
    suggestions = {
        column.name: guess
        for column in [column for column in columns if not column.field][:_MOST_SHOWN]
        if (guess := lexicon.nearest(lexicon.header(column.header), unused, _LIKELY))
    }
    return Layout(
        kind=found.kind.name,
        header_row=sheet.first_row + last,
        header_rows_used=header.used + last - header.row,
        first_data_row=sheet.first_row + first_data,
        columns=columns,
        fingerprint=_fingerprint(header, lexicon),
        title=_title(rows[: header.row - header.used + 1]),
        suggestions=suggestions,
        ours=tuple(str(rows[header.row][at]) for at in sorted(header.ours.places - {*header.ours.issued.values()})),
        lead_number=header.ours.number if found.kind.is_prospect else None,
        issued=header.ours.issued,
    )


def _title(rows: Iterable[Sequence[str | None]]) -> tuple[str, ...]:
    """Give the texts that stand alone or in pairs in a row; a template's example row above the header is no title."""
    filled = ([text for text in row if text] for row in rows)
    return tuple(text for texts in filled if len(texts) < 3 for text in texts)


def _repeated(rows: list[list[str | None]], lexicon: Lexicon, header: _Candidate, found: Fit) -> int:
    """Tell whether the next row says the same headings again in another language: 1 if so, else 0."""
    if header.used > 1 or header.row + 1 >= len(rows):
        return 0
    below = [lexicon.header(text) for text in rows[header.row + 1]]
    again = fit(found.kind, below, lexicon, {})
    same = sum(
        found.meanings.get(at) is not None and found.meanings[at].field == each.field
        for at, each in again.meanings.items()
    )
    return int(same > 1 and 2 * same > sum(not each.blank for each in below))


def _no_layout(rows: list[list[str | None]], lexicon: Lexicon) -> NoLayout:
    """Show the row that looks most like a header: the most texts that are not numbers."""
    counts = [
        sum(not lexicon.header(text).blank and not key_of(text or "").isdecimal() for text in row) for row in rows
    ]
    if not any(counts):
        return NoLayout(None, (), {})
    row = counts.index(max(counts))
    headers = [header for text in rows[row] if not (header := lexicon.header(text)).blank]
    guesses = {header.written: lexicon.nearest(header, known_fields(), _POSSIBLE) for header in headers[:_MOST_SHOWN]}
    return NoLayout(row + 1, tuple(guesses), {written: guess for written, guess in guesses.items() if guess})
