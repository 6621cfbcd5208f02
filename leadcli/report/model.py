"""The parts a report is made of: figures, funnels, tables, sentences, and the rows behind them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from leadcli.i18n import Text

if TYPE_CHECKING:
    import pyarrow as pa


class ColumnKind(StrEnum):
    """What a value is, so that every renderer shows it the same way; None is always "no value" (a dash)."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"  # in 元; people read 万元
    PERCENT = "percent"  # a fraction, 0.35 is 35 %
    CHANCE = "chance"  # a fraction that is never quite 1: at most > 99.9 %
    CHANGE = "change"  # a signed fraction
    DAYS = "days"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"  # of day
    BARE = "bare"  # a number nobody knows the meaning of: no separators, all its decimals
    GRADE = "grade"


class Tone(StrEnum):
    """How much a value wants attention; a renderer decides what that looks like."""

    PLAIN = "plain"
    MUTED = "muted"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


Value = object
"""A cell: str, Message, int, float, Decimal, date, datetime, bool or None (no value)."""


@dataclass(frozen=True)
class Toned:
    """A cell that wants attention."""

    value: Value
    tone: Tone


@dataclass(frozen=True)
class Column:
    """One column of a table: its machine key, its heading and what its values are."""

    key: str
    heading: Text
    kind: ColumnKind = ColumnKind.TEXT


@dataclass(frozen=True)
class Figure:
    """One key figure with its label."""

    label: Text
    value: Value
    kind: ColumnKind = ColumnKind.INTEGER
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Figures:
    """The few figures a reader looks at first."""

    items: Sequence[Figure]


@dataclass(frozen=True)
class Table:
    """A small table; `rows` hold one value per column. Large data goes into `DataSheet`."""

    key: str
    title: Text | None
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    note: Text | None = None


@dataclass(frozen=True)
class Bar:
    """One bar of a funnel."""

    label: Text
    count: int
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Trend:
    """One figure over time, such as the conversion of the bottleneck in the last months; drawn where charts can be."""

    title: Text
    points: Sequence[tuple[Text, float | None]]
    kind: ColumnKind = ColumnKind.PERCENT
    tone: Tone = Tone.PLAIN


_FEW_BARS = 6


class Shape(StrEnum):
    """How a chart is drawn."""

    LINE = "line"
    BAR = "bar"
    STACKED = "stacked"


@dataclass(frozen=True)
class Series:
    """One line, or the bars of one colour; None is no value."""

    name: Text
    values: Sequence[float | None]
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Chart:
    """Figures drawn over labels such as periods or owners; a table of the report has them as well.

    Where nothing can be drawn, lines are shown by signs and bars of one series by their length; the rest is left out.
    """

    key: str
    title: Text
    labels: Sequence[Text]
    series: Sequence[Series]
    shape: Shape = Shape.LINE
    kind: ColumnKind = ColumnKind.PERCENT

    @property
    def is_slim(self) -> bool:
        """Whether a few bars are all there is, so that more than two charts may stand side by side."""
        return self.shape is Shape.BAR and len(self.series) == 1 and len(self.labels) <= _FEW_BARS


@dataclass(frozen=True)
class Funnel:
    """Centred bars, one per stage, and beside each bar the cells of its table row."""

    key: str
    bars: Sequence[Bar]
    table: Table  # one row per bar; first column is the label
    trend: Trend | None = None  # what explains the bottleneck


@dataclass(frozen=True)
class Sentence:
    """A finding in words, `lead` in bold before it."""

    text: Text
    lead: Text | None = None
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class DataSheet:
    """Rows behind the figures: a whole Arrow table for a workbook sheet, never shown in the terminal.

    `notes` are remarks on single cells: (row from 0, column key, text); `alike` are pairs of columns to be compared:
    where both hold the same, both are tinted. Long texts in the columns `folded` take several lines; the columns
    `to_fill_in` wait for a person; those `added` stand beside people's own; those `hidden` are only for whoever reads
    the workbook back.
    """

    key: str
    title: Text
    columns: Sequence[Column]
    data: pa.Table
    dropdowns: Mapping[str, Sequence[Text]] = field(default_factory=dict)
    notes: Sequence[tuple[int, str, Text]] = ()
    widths: dict[str, float] = field(default_factory=dict)
    alike: Sequence[tuple[str, str]] = ()
    folded: Collection[str] = ()
    to_fill_in: Collection[str] = ()
    added: Collection[str] = ()
    hidden: Collection[str] = ()


Block = Figures | Table | Funnel | Chart | Sentence | DataSheet


@dataclass(frozen=True)
class Report:
    """A whole report: what it is called, by which definition it counts, and its blocks in reading order."""

    key: str
    title: Text
    definition: Text | None
    blocks: Sequence[Block]
