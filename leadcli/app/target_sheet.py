"""What the rows of a target sheet mean: periods, whose, which figure, and how much; and those that say none of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from leadcli.analysis.target_status import UNITS, Target, TargetRow, Unread
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.period import Calendar, Period
from leadcli.intake.parse_period import parse_period
from leadcli.intake.parse_target import TargetValue, parse_target
from leadcli.settings.pipelines import Pipeline, word_of
from leadcli.settings.suggest import closest
from leadcli.settings.targets import Metric, Scope, TargetSettings

_ReadValue = Callable[[str, Metric], TargetValue]


@dataclass(frozen=True)
class TargetSheet:
    """The targets, the rows that are none, period texts whose year was assumed, and teams taken for everybody."""

    targets: Sequence[Target]
    unread: Sequence[Unread]
    assumed: Sequence[str]
    everybody: Sequence[str]


@dataclass(frozen=True)
class Reader:
    """Reads rows of target sheets; each distinct text is understood once."""

    settings: TargetSettings
    pipeline: Pipeline
    as_of: date
    calendar: Calendar

    def read(self, rows: Sequence[TargetRow]) -> TargetSheet:
        """Understand all rows."""
        period_of = cache(lambda text: parse_period(text, self.as_of, self.calendar))
        value_of = cache(self._value)
        strangers = {row.object for row in rows if self._is_unknown_team(row)}
        targets: list[Target] = []
        unread: list[Unread] = []
        assumed: dict[str, None] = {}
        for row in rows:
            found = period_of(row.period or "")
            read = self._row(row, found.period, value_of, len(strangers) == 1)
            if isinstance(read, Target):
                targets.append(read)
                assumed |= {row.period or "": None} if found.assumed else {}
            else:
                unread.append(read)
        everybody = [name for name in strangers if name and len(strangers) == 1]
        return TargetSheet(targets, unread, list(assumed), everybody)

    def _row(self, row: TargetRow, period: Period | None, value_of: _ReadValue, one_team: bool) -> Target | Unread:
        """One row, or the first thing in it that is not understood."""
        scope = self.settings.scope_of(row.scope) if row.scope else "team"
        metric = self.settings.metric_of(row.metric)
        step = self.pipeline.step_of(row.stage) if row.stage else None
        if period is None:
            return Unread(row, "period", None)
        if scope is None:
            return Unread(row, "scope", _near(row.scope, [words[0] for words in self.settings.scopes.values()]))
        if metric is None:
            known = [word for words in self.settings.metrics.values() for word in words]
            return Unread(row, "metric", _near(row.metric, known))
        if metric == "stage_conversion" and (step is None or step + 1 >= len(self.pipeline.stages)):
            return Unread(row, "stage", _near(row.stage, self.pipeline.names[:-1]))
        target = self._target(row, period, scope, metric, step, value_of(row.value, metric))
        return self._doubt(row, target, one_team) or target

    def _doubt(self, row: TargetRow, target: Target, one_team: bool) -> Unread | None:
        """What keeps a target from being counted."""
        if target.scope != "team" and not row.object:
            return Unread(row, "object", None)
        if self._is_unknown_team(row) and not one_team:
            return Unread(row, "team", None)
        return Unread(row, "value", None) if target.value is None and target.change is None else None

    def _target(
        self, row: TargetRow, period: Period, scope: Scope, metric: Metric, step: int | None, value: TargetValue
    ) -> Target:
        builds_on = value.base or self.settings.relative_to
        base = period.a_year_before() if builds_on == "year_before" else period.previous()
        is_stage = metric == "stage_conversion"
        return Target(
            period=period,
            scope=scope,
            object=row.object,
            metric=metric,
            whose=self._whose(scope, row.object),
            step=step if is_stage else None,
            stage=self.pipeline.names[step] if is_stage and step is not None else None,
            value=value.value,
            change=value.change,
            base=None if value.change is None else base,
            currency=self._currency(row, metric) or value.currency,
            owner=row.owner,
        )

    def _currency(self, row: TargetRow, metric: Metric) -> str | None:
        """The foreign currency an amount is in."""
        is_foreign = UNITS[metric] == "money" and row.currency != BASE_CURRENCY
        return row.currency if is_foreign else None

    def _value(self, text: str, metric: Metric) -> TargetValue:
        return parse_target(text, UNITS[metric], self.settings.relative_words)

    def _whose(self, scope: Scope, name: str | None) -> tuple[str, str] | None:
        if name and (scope != "team" or name in self.settings.teams):
            return scope, name
        return None

    def _is_unknown_team(self, row: TargetRow) -> bool:
        """Whether a team is asked for that nobody said who is in it; words such as 全公司 name everybody."""
        is_team = not row.scope or self.settings.scope_of(row.scope) == "team"
        if not (is_team and row.object) or row.object in self.settings.teams:
            return False
        return word_of(row.object) not in map(word_of, self.settings.scopes["team"])


def _near(text: str | None, known: Sequence[str]) -> str | None:
    """The known word that a text may mean."""
    return closest(text, known) if text else None
