"""A workspace and its verbs, for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, Literal, ParamSpec, get_args

from leadcli.api.answers import (
    Deduplicated,
    Exported,
    FunnelDiagnosis,
    FunnelReport,
    Graded,
    Imported,
    Scored,
    Story,
    Undone,
    answer,
    frame,
)
from leadcli.api.answers_channel import ChannelReport
from leadcli.api.answers_opportunity import OpportunityList, OpportunityReport
from leadcli.api.answers_target import Forecast, TargetPlan, TargetStatus
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError
from leadcli.domain.period import PeriodAsked, day
from leadcli.i18n import LANGUAGES, Words
from leadcli.render.sentences import problem_hint, problem_sentence

if TYPE_CHECKING:
    import pandas as pd

_P = ParamSpec("_P")
_Basis = Literal["period", "cohort"]
_Counting = Literal["touched", "implied", "strict"]
_By = Literal["owner", "source", "region", "industry", "product", "grade", "size"]
_Whose = Literal["owner", "region"]


class Workspace:
    """A folder with a team's leads: `leads.duckdb`, and settings of its own in `config/`.

    Every method is a command of the command line, runs in one transaction, and raises `LeadcliError` where the command
    would end with exit code 2; what is wrong and how to mend it stands in the error's notes and in its `problems`.
    """

    def __init__(
        self,
        folder: str | Path = ".",
        *,
        as_of: date | str | None = None,
        language: Literal["zh", "en"] = "zh",
        wait: float = 10.0,
    ) -> None:
        """Name the folder; it is not touched before the first import.

        Args:
            folder: the workspace.
            as_of: the day that counts as today, a date or `2024-05-31`.
            language: of workbooks, sentences and the notes of errors.
            wait: seconds to wait while another process keeps the database.
        """
        now = datetime.now()  # noqa: DTZ005, TID251 - the clock of programs; that of commands is in cli/runtime.py
        with _told(language if language in LANGUAGES else "en"):
            _check_choice("language", language, LANGUAGES)
            today = day(as_of) if isinstance(as_of, str) else as_of or now.date()
        self._session = Session(Path(folder).expanduser().absolute(), today, now, wait, language)

    @property
    def folder(self) -> Path:
        """The workspace's folder, absolute."""
        return self._session.workspace

    @property
    def as_of(self) -> date:
        """The day that counts as today."""
        return self._session.as_of

    def import_files(
        self,
        *files: str | Path,
        kind: str | None = None,
        sheet: str | None = None,
        mapping: Mapping[str, str] | None = None,
        dry_run: bool = False,
        errors_out: str | Path | None = None,
    ) -> Imported:
        """Read sheets into the workspace, all of them or, on an error, none; the same bytes again change nothing.

        Args:
            files: paths; `-` reads CSV from standard input.
            kind: what the sheets are, where their headers do not tell.
            sheet: read only the sheet of this name.
            mapping: header -> field, remembered.
            dry_run: say what would happen, store nothing.
            errors_out: where to write the refused rows, to be mended and imported again.
        """
        from leadcli.app.imports import ImportRequest, import_files

        paths = [str(path) for path in files]
        request = ImportRequest(paths, kind, sheet, mapping or {}, dry_run, _path(errors_out))
        return answer(Imported, self._run(import_files, request))

    def dedupe(self, config: str | None = None, *, review_out: str | Path | None = None) -> Deduplicated:
        """Merge what is certain; `review_out` is where to write the pairs that a person must decide."""
        from leadcli.app.dedupe import find_duplicates

        return answer(Deduplicated, self._run(find_duplicates, config, _path(review_out)))

    def score(
        self, config: str | None = None, *, out: str | Path | None = None, diff: bool = False, dry_run: bool = False
    ) -> Scored:
        """Score and grade every lead; `out` is where to write the team's sheet with its scores.

        Args:
            config: a path, or a name in `config/`; `scoring.yaml` by default.
            out: a workbook.
            diff: tell whose grade moved since the last run.
            dry_run: compute and store nothing.
        """
        from leadcli.app.score import ScoreRequest, score_leads

        return answer(Scored, self._run(score_leads, ScoreRequest(config, _path(out), diff, dry_run)))

    def grade(self, lead_no: str, grade: str | None, *, reason: str | None = None, by: str | None = None) -> Graded:
        """Set a grade that outranks the score, which needs a reason; None withdraws it."""
        from leadcli.app.grade import set_grade

        return answer(Graded, self._run(set_grade, lead_no, grade, reason, by))

    def funnel_report(  # noqa: PLR0913 - one parameter per option
        self,
        period: str | tuple[str, str] | None = None,
        *,
        pipeline: str | None = None,
        basis: _Basis = "period",
        counting: _Counting = "touched",
        window: int | None = None,
        by: _By | Sequence[_By] = (),
        out: str | Path | None = None,
        html: str | Path | None = None,
    ) -> FunnelReport:
        """Count the funnel by a named definition.

        Args:
            period: `2024-05`, `2024Q2`, `2024-W19`, `2024`, or first and last day; this month by default.
            pipeline: a name of `pipelines.yaml`; its default otherwise.
            basis: events within the period, or the leads that arrived in it, followed up.
            counting: of a cohort, what counts as having reached a stage.
            window: of a cohort, follow each lead so many days.
            by: compare groups by one column, or by several.
            out: a workbook.
            html: a page that opens in a browser, offline.
        """
        from leadcli.app.funnel import FunnelRequest, report

        with _told(self._session.language):
            _check_choice("basis", basis, get_args(_Basis))
            _check_choice("counting", counting, get_args(_Counting))
        request = FunnelRequest(_asked(period), pipeline, basis, counting, window, _listed(by), _path(out), _path(html))
        return answer(FunnelReport, self._run(report, request))

    def funnel_diagnosis(
        self,
        period: str | tuple[str, str] | None = None,
        *,
        pipeline: str | None = None,
        basis: _Basis = "period",
        counting: _Counting = "touched",
        window: int | None = None,
        config: str | Path | None = None,
        out: str | Path | None = None,
    ) -> FunnelDiagnosis:
        """Find a funnel's weakest step, its shape, what is stuck and what is unsafe; see `funnel_report`.

        Args:
            period: as for `funnel_report`, likewise pipeline, basis, counting and window.
            pipeline: a name of `pipelines.yaml`.
            basis: `period` or `cohort`.
            counting: of a cohort.
            window: of a cohort.
            config: a file of benchmarks; `benchmarks.yaml` otherwise.
            out: a workbook.
        """
        from leadcli.app.funnel import FunnelRequest
        from leadcli.app.funnel_diagnosis import diagnosis

        with _told(self._session.language):
            _check_choice("basis", basis, get_args(_Basis))
            _check_choice("counting", counting, get_args(_Counting))
        request = FunnelRequest(_asked(period), pipeline, basis, counting, window, out=_path(out))
        return answer(FunnelDiagnosis, self._run(diagnosis, request, str(config) if config else None))

    def opportunity_list(
        self,
        *,
        owner: str | None = None,
        priority: str | None = None,
        pipeline: str | None = None,
        out: str | Path | None = None,
    ) -> OpportunityList:
        """List the open opportunities, of one owner, priority or pipeline; `out` is a workbook."""
        from leadcli.app.opportunity import ListRequest, show_list

        return answer(OpportunityList, self._run(show_list, ListRequest(owner, priority, pipeline, _path(out))))

    def opportunity_report(
        self,
        period: str | tuple[str, str] | None = None,
        *,
        pipeline: str | None = None,
        out: str | Path | None = None,
    ) -> OpportunityReport:
        """Report on opportunities; the period, as of `funnel_report`, is that of win rates, conversion and quotes."""
        from leadcli.app.opportunity import ReportRequest, report

        request = ReportRequest(_asked(period), pipeline, _path(out))
        return answer(OpportunityReport, self._run(report, request))

    def channel_report(
        self,
        period: str | tuple[str, str] | None = None,
        *,
        pipeline: str | None = None,
        by: Literal["source", "campaign"] = "source",
        out: str | Path | None = None,
    ) -> ChannelReport:
        """Count what each channel brought and cost, of the leads that arrived in a period.

        Args:
            period: `2024-05`, `2024Q2`, `2024-W19`, or first and last day; this month by default.
            pipeline: whose stages make opportunities and won; the default of `pipelines.yaml` otherwise.
            by: compare channels, or the campaigns of each.
            out: a workbook for marketing, with what became of each lead.
        """
        from leadcli.app.channel import ChannelRequest, report

        with _told(self._session.language):
            _check_choice("by", by, ("source", "campaign"))
        return answer(ChannelReport, self._run(report, ChannelRequest(_asked(period), pipeline, by, _path(out))))

    def target_plan(  # noqa: PLR0913 - one parameter per option
        self,
        revenue: float | str,
        *,
        average_deal: float | str | None = None,
        win_rate: float | str | None = None,
        lead_rate: float | str | None = None,
        cycle: int | None = None,
        period: str | None = None,
        pipeline: str | None = None,
        by: _Whose | None = None,
        out: str | Path | None = None,
    ) -> TargetPlan:
        """Plan back from an amount to deals, opportunities and leads; what is left out comes from own history.

        Args:
            revenue: the target, a number or text such as `1000万`.
            average_deal: what a deal brings.
            win_rate: share of opportunities won, `0.2` or `20%`.
            lead_rate: share of leads that become opportunities.
            cycle: days from lead to deal.
            period: `2024-05`, `2024Q2` or `2024`; this year by default.
            pipeline: a name of `pipelines.yaml`; its default otherwise.
            by: split by what each owner or region has won.
            out: a workbook.
        """
        from leadcli.app.target_plan import PlanRequest, plan

        with _told(self._session.language):
            _check_choice("by", by or "owner", get_args(_Whose))
        deal, wins, leads = (None if each is None else str(each) for each in (average_deal, win_rate, lead_rate))
        asked = _asked_span(period)
        request = PlanRequest(str(revenue), deal, wins, leads, cycle, asked, pipeline, by, _path(out))
        return answer(TargetPlan, self._run(plan, request))

    def target_status(
        self, period: str | None = None, *, pipeline: str | None = None, out: str | Path | None = None
    ) -> TargetStatus:
        """Compare imported targets with what is so; of a period (`2024`, `2024Q2`), or of those today lies in."""
        from leadcli.app.target_status import StatusRequest, status

        return answer(TargetStatus, self._run(status, StatusRequest(_asked_span(period), pipeline, _path(out))))

    def forecast(
        self,
        *,
        months: int | None = None,
        quarter: str | None = None,
        pipeline: str | None = None,
        by: _Whose | None = None,
        out: str | Path | None = None,
    ) -> Forecast:
        """Weigh the open opportunities by month, with an interval, the gap to targets and a backtest.

        Args:
            months: so many from this one on.
            quarter: the months of `2024Q3` instead.
            pipeline: a name of `pipelines.yaml`; its default otherwise.
            by: compare owners or regions.
            out: a workbook.
        """
        from leadcli.app.forecast import ForecastRequest, forecast

        with _told(self._session.language):
            _check_choice("by", by or "owner", get_args(_Whose))
        return answer(Forecast, self._run(forecast, ForecastRequest(months, quarter, pipeline, by, _path(out))))

    def find(self, text: str) -> pd.DataFrame:
        """Who is there already under a number, a phone, a firm or a name: one row per lead, the surest first."""
        from leadcli.app.find import find

        return frame("matches", self._run(find, text).data["matches"])

    def explain(self, lead_no: str) -> Story:
        """The whole story of one lead, by its number, or by a phone, a firm or a name that means this lead only."""
        from leadcli.app.explain import explain

        return answer(Story, self._run(explain, lead_no))

    def table(self, name: str, *, mask_phones: bool = False) -> pd.DataFrame:
        """A table under its machine names (`leads`, `members`, `scores`, `stages`, `issues` …), see `leadcli export`.

        Columns keep their exact types (they are Arrow's: a missing whole number stays one, money is exact, in 元).
        """
        import pandas as pd

        from leadcli.app.export import read_table

        with _told(self._session.language):
            data = read_table(self._session, name, mask_phones)
        found: pd.DataFrame = data.to_pandas(types_mapper=pd.ArrowDtype)
        return found

    def export(self, name: str, out: str | Path, *, mask_phones: bool = False) -> Exported:
        """Write a table as xlsx, csv, json or parquet; the ending of the file decides."""
        from leadcli.app.export import export_table

        return answer(Exported, self._run(export_table, name, Path(out), mask_phones))

    def undo(self, batch: int | None = None) -> Undone:
        """Take back the last change; `batch` says which one it has to be."""
        from leadcli.app.undo import undo

        return answer(Undone, self._run(undo, batch))

    def new_template(self, name: str, out: str | Path | None = None) -> Path:
        """Write a workbook to fill in, or a settings file to edit, and give its path."""
        from leadcli.app.template import new_template

        return Path(self._run(new_template, name, _path(out)).written[0])

    def doctor(self) -> pd.DataFrame:
        """What stands in the way of working: one row per check."""
        from leadcli.app.doctor import diagnose

        return frame("checks", self._run(diagnose).data["checks"])

    def _run(self, use_case: Callable[Concatenate[Session, _P], Result], *args: _P.args, **kwargs: _P.kwargs) -> Result:
        """Run a use case; each has its own starting time."""
        now = datetime.now()  # noqa: DTZ005, TID251 - see above
        with _told(self._session.language):
            return use_case(replace(self._session, now=now), *args, **kwargs)


@contextmanager
def _told(language: str) -> Iterator[None]:
    """Say in the notes of an error, which a traceback shows, what the command line would say."""
    try:
        yield
    except LeadcliError as error:
        words = Words(language)
        for problem in error.problems:
            place, hint = str(problem.place), problem_hint(problem, words)
            error.add_note(f"{place}: " * bool(place) + problem_sentence(problem, words))
            if hint:
                error.add_note(f"hint: {hint}")
        raise


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        told = ", ".join(f"`{choice}`" for choice in choices)
        raise LeadcliError("not_a_choice", name=name, value=value, choices=told)


def _path(path: str | Path | None) -> Path | None:
    return None if path is None else Path(path)


def _listed(by: str | Sequence[str]) -> tuple[str, ...]:
    return (by,) if isinstance(by, str) else tuple(by)


def _asked(period: str | tuple[str, str] | None) -> PeriodAsked:
    """A period as the command line's options would have it."""
    if period is None:
        return PeriodAsked()
    if not isinstance(period, str):
        return PeriodAsked(start=period[0], end=period[1])
    if period.strip().isdecimal():
        return PeriodAsked(year=period)
    if "Q" in period.upper():
        return PeriodAsked(quarter=period)
    return PeriodAsked(week=period) if "W" in period.upper() else PeriodAsked(month=period)


def _asked_span(period: str | None) -> PeriodAsked:
    """A month, a quarter or a year as the command line's options would have it."""
    if period is None or not period.isdecimal():
        return _asked(period)
    return PeriodAsked(year=period)
