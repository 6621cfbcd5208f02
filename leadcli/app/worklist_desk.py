"""Everybody's work on one desk, and the sheets of each person out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from leadcli.analysis.due_rule import RED
from leadcli.analysis.worklist import Work, parted, with_issued
from leadcli.app.teams import NOBODY
from leadcli.i18n import Words
from leadcli.report.model import DataSheet
from leadcli.report.worklist import (
    BookMade,
    WorkBook,
    lead_sheet,
    opportunity_sheet,
    red_sheet,
    team_sheet,
    today_sheet,
)

if TYPE_CHECKING:
    import pyarrow as pa


class Desk:
    """Everybody's work, cut by owner; stages are called by `labels` where only people read them."""

    def __init__(self, work: Work, stages: Sequence[str], labels: Mapping[str, str], words: Words) -> None:
        whole = (with_issued(work.leads), with_issued(work.opportunities), work.lines)
        self._leads, self._opportunities, self._lines = (_Parts(rows) for rows in whole)
        self._today = today_sheet(work.lines, labels, words)
        self._shown = _Parts(self._today.data)
        self._stages, self._words = stages, words

    @property
    def owners(self) -> set[str]:
        """Everybody who has any work."""
        return {*self._leads.found, *self._opportunities.found, *self._lines.found}

    def made(self, owner: str, path: str = "", members: Sequence[str] = ()) -> BookMade:
        """How much somebody has, and how much is red of those he manages."""
        import pyarrow.compute as pc

        leads, lines = self._leads.of(owner), self._lines.of(owner)
        return BookMade(
            owner=None if owner == NOBODY else owner,
            path=path,
            leads=leads.num_rows,
            won=int(pc.sum(leads["is_won"]).as_py() or 0),
            opportunities=self._opportunities.of(owner).num_rows,
            due=lines.num_rows,
            late=int(pc.sum(lines["is_late"]).as_py() or 0),
            red=sum(int(pc.sum(self._is_red(each)).as_py() or 0) for each in members or [owner]),
        )

    def book(self, owner: str, members: Sequence[str]) -> WorkBook:
        """What somebody's workbook holds; `members` are those he manages."""
        today, team = replace(self._today, data=self._shown.of(owner)), list(self._team(members))
        sheets = [today, *team] if today.data.num_rows else [*team, today]
        sheets.append(lead_sheet(self._leads.of(owner), self._stages, self._words))
        sheets.append(opportunity_sheet(self._opportunities.of(owner), self._stages, self._words))
        return WorkBook(None if owner == NOBODY else owner, sheets, self._numbers(owner))

    def in_hands_of(self, owners: Sequence[str]) -> int:
        """How many leads some owners have."""
        return sum(self._leads.of(each).num_rows + self._opportunities.of(each).num_rows for each in owners)

    def _team(self, members: Sequence[str]) -> Iterator[DataSheet]:
        import pyarrow as pa

        if members:
            parts = [self._shown.of(each).filter(self._is_red(each)) for each in members]
            rows = pa.concat_tables(parts).sort_by([("days_late", "descending"), ("owner", "ascending")])
            yield red_sheet(self._today, rows)
            yield team_sheet([self.made(each) for each in members], self._words)

    def _is_red(self, owner: str) -> pa.ChunkedArray:
        import pyarrow as pa
        import pyarrow.compute as pc

        return pc.is_in(self._lines.of(owner)["level"], value_set=pa.array(RED))

    def _numbers(self, owner: str) -> pa.Table:
        """The leads somebody's follow-ups may be about."""
        import pyarrow as pa
        import pyarrow.compute as pc

        tables = [part.of(owner).select(["lead_no"]) for part in (self._leads, self._opportunities, self._lines)]
        return pa.table({"lead_no": pc.unique(pa.concat_tables(tables)["lead_no"]).drop_null()})


class _Parts:
    """The rows of a table by their owner."""

    def __init__(self, rows: pa.Table) -> None:
        self.found = parted(rows)
        self._nothing = rows.slice(0, 0)

    def of(self, owner: str) -> pa.Table:
        """An owner's rows."""
        return self.found.get(owner, self._nothing)
