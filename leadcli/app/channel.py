"""Counting what channels brought and cost, and writing the book that goes to marketing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from leadcli.analysis import funnel_counts
from leadcli.analysis.channel import ChannelQuestion, ChannelTables, count_channels
from leadcli.analysis.channel_costs import REVERSED, UNDATED, doubted_costs
from leadcli.analysis.channel_data import channel_data
from leadcli.analysis.channel_result import ChannelResult
from leadcli.analysis.channel_rows import cost_rows, lead_rows, won_rows
from leadcli.analysis.dedupe_survivors import JOINT
from leadcli.analysis.funnel_history import FunnelHistory, funnel_history
from leadcli.analysis.funnel_question import Basis, Counting, FunnelQuestion
from leadcli.analysis.funnel_reached import reached_leads
from leadcli.analysis.funnel_won import deals_apart
from leadcli.app.command_line import command_line
from leadcli.app.files import NO_FILES, Files
from leadcli.app.leads import open_history, open_priced_leads
from leadcli.app.outputs import check_files, write_report
from leadcli.app.result import Result
from leadcli.app.score_settings import open_scores
from leadcli.app.session import Session
from leadcli.domain.dictionary import FIELDS
from leadcli.domain.period import PeriodAsked
from leadcli.i18n import Words
from leadcli.report.channel import channel_book, channel_report, definition_of
from leadcli.report.channel_doubts import Background
from leadcli.report.channel_rows import in_names
from leadcli.settings.channels import load_channels
from leadcli.settings.fields import load_fields
from leadcli.settings.pipelines import read_pipelines, word_of
from leadcli.settings.scoring import ScoringSettings
from leadcli.store import channel as store
from leadcli.store import database
from leadcli.store.deals import open_won_amounts

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

MOST_ISSUES = 1_000
_TABLES = ChannelTables(
    "reached_lead", "channel_touch", "channel_spending", "current_score", "channel_amount", "won_amount"
)
_SHOWN = {"company", "contact", "owner", "acquired_at", "amount"}


@dataclass(frozen=True)
class ChannelRequest:
    """What is asked of the channels, and where the book goes."""

    period: PeriodAsked
    pipeline: str | None = None
    by: str = "source"
    files: Files = NO_FILES


def report(session: Session, request: ChannelRequest) -> Result:
    """Count what became of the leads of each channel, and what they cost.

    Raises:
        LeadcliError: `nothing_imported`, `unknown_pipeline`, or what `check_files` or a period refuses.
    """
    pipelines = read_pipelines(session.workspace)
    pipeline = pipelines.select(request.pipeline)
    period = request.period.read(session.as_of, pipelines.calendar)
    question = FunnelQuestion(period, session.as_of, Basis.COHORT, Counting.IMPLIED)
    settings = load_channels(session.workspace).value
    names = {**settings.labels(session.language), **pipeline.labels(session.language)}
    check_files(session, request.files, "channel report")
    written: list[str] = []
    with database.reading(session.database, wait=session.wait) as connection:
        scoring = _open_relations(session, connection)
        session.progress("channel.step_count", None)
        with funnel_history(connection, "stage_event", "channel_amount", pipeline, question, "won_amount") as history:
            grades = scoring.grade_names if scoring else ()
            asked = ChannelQuestion(period, session.as_of, request.by, grades)
            with reached_leads(history):
                result = count_channels(connection, _TABLES, pipeline, asked, settings)
            background = _background(history, result)
            issues = doubted_costs(connection, MOST_ISSUES)
            if request.files:
                labels = {**names, **(scoring.labels(session.language) if scoring else {})}
                rows = _rows(session, connection, labels)
                book = channel_book(result, background, names, rows, Words(session.language))
                written = write_report(session, book, request.files)
    data = channel_data(result, Words(session.language).text(definition_of(result, names)))
    data |= {"deals_apart": asdict(background.deals)}
    data |= {"inferred_events": background.gaps.inferred_events, "undated_leads": background.gaps.undated_leads}
    shown = channel_report(result, background, names)
    return Result(
        "channel report",
        data,
        shown,
        issues=issues,
        issues_total=sum(each.count for each in result.uncounted),
        written=written,
        next_command=_following(request, result, background),
    )


def _open_relations(session: Session, connection: duckdb.DuckDBPyConnection) -> ScoringSettings | None:
    """Make all that channels are counted from; gives the scoring the grades come from."""
    open_priced_leads(session, connection, _SHOWN)
    open_history(session, connection)
    store.open_touches(connection, JOINT, _campaign_columns(session, store.own_columns(connection)))
    store.open_spending(connection)
    store.open_amounts(connection)
    open_won_amounts(connection, "channel_amount", session.as_of)
    store.open_last_followups(connection, session.as_of)
    return open_scores(session, connection)


def _campaign_columns(session: Session, own: list[str]) -> list[str]:
    """The team's own columns that are headed as a campaign is."""
    field = FIELDS["campaign"]
    aliases = load_fields(session.workspace).value.aliases.get(field.name, ())
    words = {word_of(word) for word in (field.zh, field.en, *aliases)}
    return [name for name in own if word_of(name) in words]


def _background(history: FunnelHistory, result: ChannelResult) -> Background:
    months = () if result.total.leads else funnel_counts.months_with_entries(history)
    return Background(funnel_counts.gaps(history), months, deals_apart(history, "lead_deal"))


def _rows(session: Session, connection: duckdb.DuckDBPyConnection, labels: Mapping[str, str]) -> dict[str, pa.Table]:
    """The rows behind the figures, their codes and names in words."""
    words = Words(session.language)
    outcomes = {code: words(f"channel.outcome_{code}") for code in ("won", "lost", "open")}
    doubts = {code: words(f"channel.why_{code}") for code in (UNDATED, REVERSED)}
    named = dict.fromkeys(("channel", "others", "stage", "reason", "invalid_reason"), labels)
    return {
        "leads": in_names(lead_rows(connection, "lead", "last_followup"), named | {"outcome": outcomes}, words),
        "won": in_names(won_rows(connection, "lead"), {"channel": labels}, words),
        "costs": in_names(cost_rows(connection), {"channel": labels, "doubt": doubts}, words),
    }


def _following(request: ChannelRequest, result: ChannelResult, background: Background) -> str | None:
    """The next thing worth doing: look where leads came, score them, write the book down."""
    if background.months:
        last = background.months[-1].month
        dates = ["--month", f"{last.year}-{last.number:02d}"]
        return command_line("channel", "report", *dates, *_options(request))
    if not result.channels:
        return command_line("template", "new", "lead_sheet")
    if result.total.unscored == result.total.leads > 0:
        return command_line("score")
    if not result.has_costs:
        return command_line("template", "new", "channel_cost")
    if request.files:
        return None
    return command_line("channel", "report", *_dates(request.period), *_options(request), "--out", "channels.xlsx")


def _dates(asked: PeriodAsked) -> list[str]:
    """A period as it was typed."""
    typed = {"--month": asked.month, "--quarter": asked.quarter, "--week": asked.week, "--year": asked.year}
    typed |= {"--from": asked.start, "--to": asked.end}
    return [part for option, value in typed.items() if value for part in (option, value)]


def _options(request: ChannelRequest) -> list[str]:
    pipeline = ["--pipeline", request.pipeline] if request.pipeline else []
    return [*pipeline, *(["--by", request.by] if request.by != "source" else [])]
