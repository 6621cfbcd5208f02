"""The cells of a workbook as text, each at its true address, and its error cells.

fastexcel reads (seconds for a full sheet); python-calamine, slower but on a newer core, reads the sheets it cannot.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import logging
import os
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from leadcli.intake.book import EMPTY, Sheet, refusal, table_of

logging.getLogger("calamine").addHandler(logging.NullHandler())  # it would print its warnings to the terminal

ERROR_TEXTS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}
_DURATION = re.compile(r"PT(?P<hours>[0-9]{1,5})H(?P<minutes>[0-9]{1,2})M(?P<seconds>[0-9]{1,2})S")
_MIDNIGHT = dt.datetime(1899, 12, 31)
_UNREAD = re.compile(r"got '(\w+)\((.*)\)'$", re.DOTALL)


def read_workbook(data: bytes, name: str, old_binary: bool, names: Collection[str] | None = None) -> list[Sheet]:
    """Read the sheets of an xlsx, xlsm, xlsb, ods or xls file.

    Args:
        data: the file's bytes; the extension of its name does not matter.
        name: the file as the user named it, for the error.
        old_binary: the file is `.xls`, where a damaged formula makes the fast reader abort with noise.
        names: the sheets wanted, all when None.

    Raises:
        LeadcliError: `file_unreadable` with the reader's reason.
    """
    with quiet_stderr() if old_binary else contextlib.nullcontext():
        try:
            reader = fastexcel.read_excel(data)
            wanted = [at for at, title in enumerate(reader.sheet_names) if names is None or title in names]
            return [_read_sheet(reader, position, data) for position in wanted]
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException as error:  # noqa: BLE001 - a panic of the Rust core is no Exception
            sheets = _read_all_slowly(data, name, reason=_first_line(error))
            return [sheet for sheet in sheets if names is None or sheet.name in names]


def _read_sheet(reader: fastexcel.ExcelReader, position: int, data: bytes) -> Sheet:
    try:
        # skip_rows=0 keeps the blank rows above the content, so that table rows are spreadsheet rows
        sheet = reader.load_sheet(position, header_row=None, skip_rows=0, dtypes="string")
        batch, unread = sheet.to_arrow_with_errors()
    except fastexcel.FastExcelError:
        return _read_slowly(data, position)
    if batch.num_columns == 0:
        return Sheet(sheet.name, EMPTY, hidden=sheet.visible != "visible")
    places = [column.absolute_index for column in sheet.available_columns()]
    arrays = dict(zip(places, batch.columns, strict=True))
    errors: list[tuple[int, int, str]] = []
    times: dict[int, dict[int, str]] = defaultdict(dict)
    for cell in unread.errors if unread else []:
        row, column = cell.position
        kind, text = _unread_value(cell.detail)
        if kind == "Error":
            errors.append((row + 1, places[column], ERROR_TEXTS.get(text, f"#{text}")))
        else:  # an ISO duration, which has no text form of its own
            times[places[column]][row] = _time_text(text)
    arrays |= {place: _put(arrays[place], texts) for place, texts in times.items()}
    return Sheet(sheet.name, table_of(arrays), sheet.visible != "visible", error_cells=errors)


def _unread_value(detail: str) -> tuple[str, str]:
    found = _UNREAD.search(detail)
    return (found[1], found[2].strip('"')) if found else ("Error", detail)


def _put(array: pa.Array, texts: dict[int, str]) -> pa.Array:
    """Put texts into a column, by row."""
    rows = pa.array(sorted(texts), pa.int64())
    mask = pc.is_in(pa.arange(0, len(array)), value_set=rows)
    return pc.replace_with_mask(array, mask, pa.array([texts[row] for row in sorted(texts)], array.type))


def _time_text(duration: str) -> str:
    """The time of day of an ods file as that of an xlsx file is read."""
    if not (found := _DURATION.fullmatch(duration)):
        return duration
    return str(_MIDNIGHT + dt.timedelta(**{unit: int(count) for unit, count in found.groupdict().items()}))


def _read_all_slowly(data: bytes, name: str, reason: str) -> list[Sheet]:
    import python_calamine

    try:
        count = len(python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names)
        return [_read_slowly(data, position) for position in range(count)]
    except (python_calamine.CalamineError, OSError, ValueError):
        raise refusal("file_unreadable", name, reason=reason) from None


def _read_slowly(data: bytes, position: int) -> Sheet:
    import python_calamine

    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    about = workbook.sheets_metadata[position]
    hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
    if about.typ != python_calamine.SheetTypeEnum.WorkSheet:  # a chart or macro sheet holds no cells
        return Sheet(about.name, EMPTY, hidden)
    rows = workbook.get_sheet_by_index(position).to_python(skip_empty_area=False)
    columns = [[_as_text(value) for value in column] for column in zip(*rows, strict=True)]
    return Sheet(about.name, table_of({at: pa.array(texts, pa.string()) for at, texts in enumerate(columns)}), hidden)


def _as_text(value: object) -> str:
    """Write a value as the fast reader does."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.9f}".rstrip("0").rstrip(".")
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return f"{value} 00:00:00"
    return str(value)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].removeprefix("calamine error: ")


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Keep the Rust core's panic report, which no Python hook can catch, off the terminal."""
    sys.stderr.flush()
    saved = os.dup(2)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)
