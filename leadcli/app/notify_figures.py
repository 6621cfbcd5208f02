"""What notices tell: everybody's due lines, what managers should know of, and the figures of the day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from leadcli.analysis.dedupe_survivors import JOINT
from leadcli.analysis.due import Asked, Count, count_due, due_rows_each, find_due, keep_worst_each
from leadcli.analysis.due_rule import LEVELS, RED, Due
from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_opportunities import won_amounts
from leadcli.analysis.funnel_visits import keep_walks
from leadcli.analysis.notify import Span, count_done, rank
from leadcli.app.due import open_due
from leadcli.app.leads import set_aside_amounts, stage_labels
from leadcli.app.session import Session
from leadcli.app.stage_entry import every_event
from leadcli.app.teams import NOBODY, Teams
from leadcli.domain.period import Calendar, Period, PeriodKind, month_of, week_of
from leadcli.report.due_cells import Row
from leadcli.report.notify import Daily, Notice, daily_notice, digest, red_list
from leadcli.settings.notify import MOST_LINES, NotifySettings
from leadcli.settings.pipelines import read_pipelines
from leadcli.settings.team import Person, TeamSettings
from leadcli.store import database
from leadcli.store import due as store
from leadcli.store.deals import open_won_amounts
from leadcli.store.followup import FIELDS, open_told
from leadcli.store.funnel import open_funnel_leads

if TYPE_CHECKING:
    import duckdb

_MOST_EVENTS = 500
"""Of a calendar file."""


@dataclass(frozen=True)
class Gathered:
    """Notices of people and managers, the daily report, the lines for calendars, and who is in no team."""

    notices: Sequence[Notice]
    daily: Daily
    calendar: Mapping[str, Sequence[Row]]
    outsiders: Sequence[str]
    labels: Mapping[str, str]


def gather(session: Session, settings: NotifySettings, team: TeamSettings, *, ahead: bool) -> Gathered:
    """Read all that notices tell; with `ahead` also what comes due, for calendars.

    Raises:
        LeadcliError: `nothing_imported`, or all problems of the settings.
    """
    labels = stage_labels(session)
    with database.reading(session.database, wait=session.wait) as connection:
        due = open_due(session, connection, settings.calendar.days if ahead else 0, {"amount", *FIELDS})
        session.progress("notify.step", None)
        find_due(due, None)
        counts = {each.name: each for each in count_due(due, "owner")}
        there = [each for each in team.people if each.is_there(session.as_of)]
        teams = Teams(team, session.as_of)
        owners = [name or NOBODY for name in counts if name not in team.pools]
        names = teams.people or [name for name in owners if name]
        lines = _lines(due, _asked(settings, teams, names, owners, ahead=ahead))
        daily = _daily(session, connection, settings, there, team.pools, list(counts.values()))
    notices = [*_digests(names, counts, lines, session, labels), *_red_lists(teams, lines, session, labels)]
    return Gathered(
        notices=[*notices, daily_notice(daily)],
        daily=daily,
        calendar={name: [row for row in lines.get(_ahead(name), ()) if row["ended_at"] is None] for name in names},
        outsiders=sorted(set(owners) - {*names, NOBODY}),
        labels=labels,
    )


def _ahead(name: str) -> str:
    return f"ahead:{name}"


def _team(name: str) -> str:
    return f"team:{name}"


def _own(name: str) -> str:
    return f"own:{name}"


def _asked(
    settings: NotifySettings, teams: Teams, names: Sequence[str], owners: Sequence[str], *, ahead: bool
) -> list[Asked]:
    most = max((each.most_lines for each in settings.channels), default=MOST_LINES)
    asked = [Asked(_own(name), name, most) for name in names]
    asked += [Asked(_team(each), owner, most, RED) for each in teams.managers for owner in teams.seen_by(each, owners)]
    return asked + [Asked(_ahead(name), name, _MOST_EVENTS, LEVELS, True) for name in names if ahead]


def _lines(due: Due, asked: Sequence[Asked]) -> dict[str, list[Row]]:
    keep_worst_each(due, asked)
    store.place_lines(due.connection, "due_worst")
    found: dict[str, list[Row]] = {}
    for row in due_rows_each(due).to_pylist():  # bounded by people and lines shown
        found.setdefault(row["name"], []).append(row)
    return found


def _digests(
    names: Sequence[str],
    counts: Mapping[str | None, Count],
    lines: Mapping[str, Sequence[Row]],
    session: Session,
    labels: Mapping[str, str],
) -> Iterator[Notice]:
    for name in names:
        rows = lines.get(_own(name), ())
        if rows:
            yield digest(name, counts[name], rows, session.as_of, labels)


def _red_lists(
    teams: Teams, lines: Mapping[str, Sequence[Row]], session: Session, labels: Mapping[str, str]
) -> Iterator[Notice]:
    for manager in teams.managers:
        rows = lines.get(_team(manager), ())
        if rows:
            yield red_list(manager, rows, session.as_of, labels)


def _daily(
    session: Session,
    connection: duckdb.DuckDBPyConnection,
    settings: NotifySettings,
    there: Sequence[Person],
    pools: Collection[str],
    counts: Sequence[Count],
) -> Daily:
    pipelines = read_pipelines(session.workspace)
    pipeline = pipelines.select(None)
    day, ranking = timedelta(days=1), settings.ranking
    periods = [
        *(Period(PeriodKind.RANGE, each, each) for each in (session.as_of, session.as_of - day)),
        _ranked(session, ranking.of, pipelines.calendar),
    ]
    set_aside_amounts(session, connection)
    open_told(connection)
    open_funnel_leads(connection, joint=JOINT, graded=False)
    open_won_amounts(connection, "funnel_leads", session.as_of)
    asked = every_event(session.as_of)
    with funnel_history(connection, "stage_event", "funnel_leads", pipeline, asked, "won_amount") as history:
        keep_walks(history)
        amounts = won_amounts(history, periods, dated_only=True)
    done = count_done(connection, periods, pipeline.won, session.as_of)
    today, before, ranked = (Span(*each) for each in zip(periods, done, amounts, strict=True))
    people = [each.name for each in there if each.department == "sales"]
    return Daily(
        as_of=session.as_of,
        today=today,
        before=before,
        ranked=ranked,
        ranking=rank(ranked.by_person, people, ranking.by, pools),
        by=ranking.by,
        most=ranking.most,
        late=[each for each in counts if each.name and each.name not in pools],
        unowned=sum(each.late for each in counts if not each.name or each.name in pools),
        pipeline=pipeline.name,
    )


def _ranked(session: Session, of: str, calendar: Calendar) -> Period:
    if of == "day":
        return Period(PeriodKind.RANGE, session.as_of, session.as_of)
    return week_of(session.as_of) if of == "week" else month_of(session.as_of, calendar)
