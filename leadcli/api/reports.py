"""The reports of a workspace, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

from leadcli.api.answers import FunnelDiagnosis, FunnelReport, answer
from leadcli.api.answers_channel import ChannelReport
from leadcli.api.answers_customer import CustomerCard, CustomerReport
from leadcli.api.answers_due import DueList
from leadcli.api.answers_followup import FollowupReport
from leadcli.api.answers_lifecycle import LifecycleCounts, NurtureList, WinBackList
from leadcli.api.answers_opportunity import OpportunityList, OpportunityReport
from leadcli.api.answers_stage import StageCheck
from leadcli.api.answers_target import Forecast, TargetPlan, TargetStatus
from leadcli.api.answers_worklist import Worklists
from leadcli.api.running import Running, check_choice, path_of, told
from leadcli.app.files import Files
from leadcli.domain.period import PeriodAsked

_Basis = Literal["period", "cohort"]
_Counting = Literal["touched", "implied", "strict"]
_By = Literal["owner", "source", "region", "industry", "product", "grade", "size"]
_Whose = Literal["owner", "region"]


class Reports(Running):
    """What a workspace can report; every method is a command of the command line."""

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

        with told(self._session.language):
            check_choice("basis", basis, get_args(_Basis))
            check_choice("counting", counting, get_args(_Counting))
        files = _files(out, html)
        request = FunnelRequest(_asked(period), pipeline, basis, counting, window, _listed(by), files)
        return answer(FunnelReport, self._run(report, request))

    def funnel_diagnosis(  # noqa: PLR0913 - one parameter per option
        self,
        period: str | tuple[str, str] | None = None,
        *,
        pipeline: str | None = None,
        basis: _Basis = "period",
        counting: _Counting = "touched",
        window: int | None = None,
        config: str | Path | None = None,
        out: str | Path | None = None,
        html: str | Path | None = None,
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
            html: a page that opens in a browser, offline.
        """
        from leadcli.app.funnel import FunnelRequest
        from leadcli.app.funnel_diagnosis import diagnosis

        with told(self._session.language):
            check_choice("basis", basis, get_args(_Basis))
            check_choice("counting", counting, get_args(_Counting))
        request = FunnelRequest(_asked(period), pipeline, basis, counting, window, files=_files(out, html))
        return answer(FunnelDiagnosis, self._run(diagnosis, request, str(config) if config else None))

    def due(
        self,
        *,
        owner: str | None = None,
        days: int = 0,
        out: str | Path | None = None,
        html: str | Path | None = None,
    ) -> DueList:
        """List who must do what, of one owner or of all.

        Args:
            owner: only what this person must do.
            days: also what comes due within so many days.
            out: a workbook.
            html: a page that opens in a browser, offline.
        """
        from leadcli.app.due import DueRequest, show_due

        return answer(DueList, self._run(show_due, DueRequest(owner, days, files=_files(out, html))))

    def worklist(self, out: str | Path, *, owners: str | Sequence[str] = (), mask_phones: bool = False) -> Worklists:
        """Write one workbook per person into a folder; `owners` are the people wanted, everybody when none is named."""
        from leadcli.app.worklist import WorklistRequest, issue_worklists

        wanted = (owners,) if isinstance(owners, str) else tuple(owners)
        request = WorklistRequest(Path(out), wanted, by_owner=not wanted, mask_phones=mask_phones)
        return answer(Worklists, self._run(issue_worklists, request))

    def followup_report(
        self,
        period: str | tuple[str, str] | None = None,
        *,
        owner: str | None = None,
        pipeline: str | None = None,
        out: str | Path | None = None,
        html: str | Path | None = None,
    ) -> FollowupReport:
        """Report on the follow-ups of a period, given as for `funnel_report`, of one owner or of all."""
        from leadcli.app.followup import FollowupRequest, report

        request = FollowupRequest(_asked(period), owner, pipeline, _files(out, html))
        return answer(FollowupReport, self._run(report, request))

    def opportunity_list(
        self,
        *,
        owner: str | None = None,
        priority: str | None = None,
        pipeline: str | None = None,
        out: str | Path | None = None,
        html: str | Path | None = None,
    ) -> OpportunityList:
        """List the open opportunities, of one owner, priority or pipeline; `out` is a workbook, `html` a page."""
        from leadcli.app.opportunity import ListRequest, show_list

        return answer(OpportunityList, self._run(show_list, ListRequest(owner, priority, pipeline, _files(out, html))))

    def opportunity_report(
        self,
        period: str | tuple[str, str] | None = None,
        *,
        pipeline: str | None = None,
        out: str | Path | None = None,
        html: str | Path | None = None,
    ) -> OpportunityReport:
        """Report on opportunities; the period, as of `funnel_report`, is that of win rates, conversion and quotes."""
        from leadcli.app.opportunity import ReportRequest, report

        request = ReportRequest(_asked(period), pipeline, _files(out, html))
        return answer(OpportunityReport, self._run(report, request))

    def channel_report(
        self,
        period: str | tuple[str, str] | None = None,
        *,
        pipeline: str | None = None,
        by: Literal["source", "campaign"] = "source",
        out: str | Path | None = None,
        html: str | Path | None = None,
    ) -> ChannelReport:
        """Count what each channel brought and cost, of the leads that arrived in a period.

        Args:
            period: `2024-05`, `2024Q2`, `2024-W19`, or first and last day; this month by default.
            pipeline: whose stages make opportunities and won; the default of `pipelines.yaml` otherwise.
            by: compare channels, or the campaigns of each.
            out: a workbook for marketing, with what became of each lead.
            html: a page that opens in a browser, offline.
        """
        from leadcli.app.channel import ChannelRequest, report

        with told(self._session.language):
            check_choice("by", by, ("source", "campaign"))
        return answer(ChannelReport, self._run(report, ChannelRequest(_asked(period), pipeline, by, _files(out, html))))

    def customer_report(self, *, out: str | Path | None = None, html: str | Path | None = None) -> CustomerReport:
        """Report on all customers as of today; `out` is a workbook, `html` a page."""
        from leadcli.app.customer import CustomersRequest, report

        return answer(CustomerReport, self._run(report, CustomersRequest(_files(out, html))))

    def customer_show(self, name: str) -> CustomerCard:
        """All that is known of one customer, by its name, a number, or a part of it that means this one only."""
        from leadcli.app.customer_card import show_customer

        return answer(CustomerCard, self._run(show_customer, name))

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
        html: str | Path | None = None,
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
            html: a page that opens in a browser, offline.
        """
        from leadcli.app.target_plan import PlanRequest, plan

        with told(self._session.language):
            check_choice("by", by or "owner", get_args(_Whose))
        deal, wins, leads = (None if each is None else str(each) for each in (average_deal, win_rate, lead_rate))
        asked = _asked(period)
        request = PlanRequest(str(revenue), deal, wins, leads, cycle, asked, pipeline, by, _files(out, html))
        return answer(TargetPlan, self._run(plan, request))

    def target_status(
        self,
        period: str | None = None,
        *,
        pipeline: str | None = None,
        out: str | Path | None = None,
        html: str | Path | None = None,
    ) -> TargetStatus:
        """Compare imported targets with what is so; of a period (`2024`, `2024Q2`), or of those today lies in."""
        from leadcli.app.target_status import StatusRequest, status

        return answer(TargetStatus, self._run(status, StatusRequest(_asked(period), pipeline, _files(out, html))))

    def forecast(
        self,
        *,
        months: int | None = None,
        quarter: str | None = None,
        pipeline: str | None = None,
        by: _Whose | None = None,
        out: str | Path | None = None,
        html: str | Path | None = None,
    ) -> Forecast:
        """Weigh the open opportunities by month, with an interval, the gap to targets and a backtest.

        Args:
            months: so many from this one on.
            quarter: the months of `2024Q3` instead.
            pipeline: a name of `pipelines.yaml`; its default otherwise.
            by: compare owners or regions.
            out: a workbook.
            html: a page that opens in a browser, offline.
        """
        from leadcli.app.forecast import ForecastRequest, forecast

        with told(self._session.language):
            check_choice("by", by or "owner", get_args(_Whose))
        return answer(Forecast, self._run(forecast, ForecastRequest(months, quarter, pipeline, by, _files(out, html))))

    def stage_check(
        self,
        *,
        pipeline: str | None = None,
        owner: str | None = None,
        out: str | Path | None = None,
        html: str | Path | None = None,
    ) -> StageCheck:
        """List the leads that do not meet what the stage they stand in asks for.

        Args:
            pipeline: a name of `pipelines.yaml`; its default otherwise.
            owner: only leads of this owner.
            out: a workbook.
            html: a page that opens in a browser, offline.
        """
        from leadcli.app.stage_check import CheckRequest, check_stages

        return answer(StageCheck, self._run(check_stages, CheckRequest(pipeline, owner, files=_files(out, html))))

    def lifecycle_report(self, *, out: str | Path | None = None, html: str | Path | None = None) -> LifecycleCounts:
        """Tell temperatures, engagement, marks, and grades to be looked at again."""
        from leadcli.app.lifecycle import LifecycleRequest, report

        return answer(LifecycleCounts, self._run(report, LifecycleRequest(_files(out, html))))

    def lifecycle_nurture(
        self, *, owner: str | None = None, out: str | Path | None = None, html: str | Path | None = None
    ) -> NurtureList:
        """List what is sent to whom, how, and when next; `owner` keeps only his leads."""
        from leadcli.app.lifecycle_plan import PlanRequest, nurture

        return answer(NurtureList, self._run(nurture, PlanRequest(owner, _files(out, html))))

    def lifecycle_winback(
        self, *, owner: str | None = None, out: str | Path | None = None, html: str | Path | None = None
    ) -> WinBackList:
        """List the lost leads with why, the remedy, and when to come back; `owner` keeps only his leads."""
        from leadcli.app.lifecycle_plan import PlanRequest, winback

        return answer(WinBackList, self._run(winback, PlanRequest(owner, _files(out, html))))


def _files(out: str | Path | None, html: str | Path | None) -> Files:
    return Files(path_of(out), path_of(html))


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
