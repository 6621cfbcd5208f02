"""A report on the terminal: title, figures, funnel, tables, sentences; rows behind the figures are only mentioned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Console
from rich.text import Text

from leadcli.i18n import Words
from leadcli.render.terminal_cells import cells, figure
from leadcli.render.terminal_chart import chart_lines
from leadcli.render.terminal_funnel import funnel_lines
from leadcli.render.terminal_table import (
    STYLES,
    GridColumn,
    beside,
    fitting,
    grid_columns,
    grid_lines,
    natural_width,
)
from leadcli.render.terminal_wrap import TerminalWords, pad, printable, width, wrap
from leadcli.report.model import (
    Block,
    Chart,
    DataSheet,
    Figure,
    Figures,
    Funnel,
    Report,
    Sentence,
    Table,
    Tone,
    Trend,
)

_BETWEEN = 4
"""Blanks between figures."""
_GUTTER = 8
"""Blanks between tables that stand side by side; fewer, and they would be read as one."""
_LINE_WIDTH = 100
"""Running text is broken here even on wider screens."""


def print_report(report: Report, console: Console, language: str) -> None:
    """Show a report in the room the console has, its bars coloured where the console has colours."""
    coloured = console.color_system is not None and not console.no_color
    page = _Page(TerminalWords(language), console.width, coloured)
    print_lines(page.report(report), console)


def print_lines(lines: Sequence[Text], console: Console) -> None:
    """Print lines that are already set: nothing is wrapped, cropped or read as markup."""
    for line in lines:
        console.print(line, soft_wrap=True, highlight=False)


class _Page:
    """Where a report is set: the language, the room, whether there are colours."""

    def __init__(self, words: Words, limit: int, coloured: bool) -> None:
        self.words, self.limit, self.coloured = words, limit, coloured

    def report(self, report: Report) -> list[Text]:
        lines = self.title(report)
        for kind, blocks in groupby(report.blocks, type):
            for paragraph in self.paragraphs(kind, list(blocks)):
                lines += [Text(), *paragraph]
        return lines

    def title(self, report: Report) -> list[Text]:
        """The title, and the definition behind it where it fits, else below."""
        title = self.text(report.title)
        if report.definition is None:
            return [Text(title, "bold")]
        definition = self.text(report.definition)
        if width(title) + 3 + width(definition) <= self.limit:
            return [Text.assemble((title, "bold"), "   ", (definition, "dim"))]
        return [Text(title, "bold"), *self.running(definition, "dim")]

    def paragraphs(self, kind: type[Block], blocks: Sequence[Block]) -> Iterator[list[Text]]:
        """Blocks of one kind that follow each other, as groups of lines."""
        if kind is Sentence:
            yield self.sentences([block for block in blocks if isinstance(block, Sentence)])
        elif kind is Table:
            yield from self.tables([block for block in blocks if isinstance(block, Table)])
        elif kind is DataSheet:
            yield self.data_sheets([block for block in blocks if isinstance(block, DataSheet)])
        elif kind is Chart:
            yield from self.charts([block for block in blocks if isinstance(block, Chart)])
        elif kind is Figures:
            yield from (self.figures(block) for block in blocks if isinstance(block, Figures))
        else:
            yield from (self.funnel(block) for block in blocks if isinstance(block, Funnel))

    def sentences(self, sentences: Sequence[Sentence]) -> list[Text]:
        """Sentences, those with a lead in one column behind their leads."""
        leads = [width(self.text(each.lead)) for each in sentences if each.lead is not None]
        return [line for each in sentences for line in self.sentence(each, max(leads, default=0))]

    def sentence(self, sentence: Sentence, widest: int) -> list[Text]:
        style = STYLES[sentence.tone]
        if sentence.lead is None:
            return self.running(self.text(sentence.text), style)
        lead = self.text(sentence.lead)
        indent = widest + 2
        first, *rest = wrap(self.text(sentence.text), min(self.limit, _LINE_WIDTH) - indent)
        return [
            Text.assemble((pad(lead, widest), f"bold {style}".strip()), "  ", first),
            *(Text(" " * indent + line) for line in rest),
        ]

    def figures(self, figures: Figures) -> list[Text]:
        """Labels and figures on one line, on more when there are too many."""
        lines: list[Text] = []
        for item in map(self.figure, figures.items):
            if lines and width(lines[-1].plain) + _BETWEEN + width(item.plain) <= self.limit:
                lines[-1].append(" " * _BETWEEN).append_text(item)
            else:
                lines.append(item)
        return lines

    def figure(self, figure_: Figure) -> Text:
        cell = figure(figure_.value, figure_.kind, self.words)
        tone = cell.tone if figure_.tone is Tone.PLAIN else figure_.tone
        return Text.assemble((self.text(figure_.label), "dim"), " ", (cell.text, f"bold {STYLES[tone]}".strip()))

    def funnel(self, funnel: Funnel) -> list[Text]:
        lines, dropped = funnel_lines(funnel, self.words, self.limit, coloured=self.coloured)
        trend = [] if funnel.trend is None else [Text(), *self.trend(funnel.trend)]
        return [*self.heading(funnel.table), *lines, *self.foot(funnel.table, dropped), *trend]

    def charts(self, charts: Sequence[Chart]) -> Iterator[list[Text]]:
        """The charts that can be drawn with signs."""
        yield from filter(None, (chart_lines(each, self.words, self.limit, coloured=self.coloured) for each in charts))

    def trend(self, trend: Trend) -> list[Text]:
        """A figure over time in one row, the latest at the right; the oldest go where there is no room."""
        values = cells([value for _, value in trend.points], trend.kind, self.words)
        named = zip(trend.points, values, strict=True)
        columns = [GridColumn(self.text(name), [Text(cell.text)], right=True) for (name, _), cell in named]
        while natural_width(columns) > self.limit:
            columns.pop(0)
        return [Text(self.text(trend.title), "bold"), *grid_lines(columns, self.limit)]

    def tables(self, tables: Sequence[Table]) -> Iterator[list[Text]]:
        """Tables, side by side as far as there is room; one without a title stands alone."""
        row: list[list[Text]] = []
        used = 0
        for table in tables:
            columns = grid_columns(table, self.words)
            needed = natural_width(columns)
            if row and (table.title is None or used + _GUTTER + needed > self.limit):
                yield beside(row, _GUTTER)
                row, used = [], 0
            used += needed + (_GUTTER if row else 0)
            row.append(self.table(table, columns))
            if table.title is None:
                yield row.pop()
                used = 0
        if row:
            yield beside(row, _GUTTER)

    def table(self, table: Table, columns: Sequence[GridColumn]) -> list[Text]:
        kept = fitting(columns, self.limit)
        dropped = [column.heading for column in columns[len(kept) :]]
        body = grid_lines(kept, self.limit) if table.rows else [Text(self.words("cli.no_rows"), "dim")]
        return [*self.heading(table), *body, *self.foot(table, dropped)]

    def heading(self, table: Table) -> list[Text]:
        return [] if table.title is None else [Text(self.text(table.title), "bold")]

    def foot(self, table: Table, dropped: Sequence[str]) -> list[Text]:
        """The note of a table, and which columns the screen had no room for."""
        lines = [] if table.note is None else self.running(self.text(table.note), "dim")
        if dropped:
            lines += self.running(self.words("cli.columns_left_out", columns=self.listed(dropped)), "dim")
        return lines

    def data_sheets(self, sheets: Sequence[DataSheet]) -> list[Text]:
        """Which rows stand behind the figures: the workbook holds them."""
        counted = [
            self.words("cli.sheet_rows", sheet=self.text(sheet.title), rows=f"{sheet.data.num_rows:,}")
            for sheet in sheets
        ]
        return self.running(self.words("cli.data_sheets", sheets=self.listed(counted)), "dim")

    def running(self, text: str, style: str) -> list[Text]:
        return [Text(line, style) for line in wrap(text, min(self.limit, _LINE_WIDTH))]

    def listed(self, parts: Sequence[str]) -> str:
        return self.words("cli.list_comma").join(parts)

    def text(self, text: object) -> str:
        return printable(self.words.text(text))  # type: ignore[arg-type]
