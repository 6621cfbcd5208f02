"""How far leads have come: temperature, engagement, marks, and grades to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from leadcli.analysis.due import open_standing
from leadcli.analysis.due_rule import WORKED_LEAD, Due
from leadcli.analysis.lifecycle import (
    LifeSources,
    build_lifecycle,
    count_lifecycle,
    engaged_rows,
    lead_rows,
    proposal_rows,
)
from leadcli.analysis.score import SCORES, score_leads
from leadcli.app.command_line import command_line
from leadcli.app.due import open_due
from leadcli.app.explain_values import fields_scored
from leadcli.app.files import MOST_ROWS, NO_FILES, Files
from leadcli.app.leads import stage_labels
from leadcli.app.outputs import check_files, write_report
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.i18n import Words
from leadcli.report.lifecycle import LifecycleReport, Part, lifecycle_report
from leadcli.settings.lifecycle import LifecycleSettings, read_lifecycle
from leadcli.settings.pipelines import Pipeline, read_pipelines
from leadcli.store import database
from leadcli.store import lifecycle as store

if TYPE_CHECKING:
    import duckdb

MOST_ENGAGED = 15
SOURCES = LifeSources(WORKED_LEAD, "due_behaviour", "lifecycle_temperature")


@dataclass(frozen=True)
class LifecycleRequest:
    """Where the report goes."""

    files: Files = NO_FILES


def report(session: Session, request: LifecycleRequest) -> Result:
    """Tell how warm and how engaged the leads are that are worked on, which are marked, and which grades to look at.

    Raises:
        LeadcliError: `nothing_imported`, what `check_files` refuses, or all problems of the settings.
    """
    check_files(session, request.files, "lifecycle report")
    settings = read_lifecycle(session.workspace).value
    with database.reading(session.database, wait=session.wait) as connection:
        judged(session, connection, settings)
        found = LifecycleReport(
            as_of=session.as_of,
            counts=count_lifecycle(connection, SOURCES, settings),
            parts=tuple(_parts(connection, settings)),
            proposals=proposal_rows(connection),
            engaged=engaged_rows(connection, MOST_ENGAGED),
            leads=lead_rows(connection) if request.files else None,
            small_sample=read_pipelines(session.workspace).select().small_sample,
            half_life_days=float(settings.engagement.half_life_days),
            least_known=settings.least_known,
        )
    labels = {**stage_labels(session), **settings.labels(session.language)}
    words, playbook = Words(session.language), settings.playbook
    written = []
    if request.files:
        written = write_report(session, lifecycle_report(found, playbook, labels, words), request.files)
    following = _following(found, request)
    told = lifecycle_report(found, playbook, labels)
    return Result("lifecycle report", _data(found), told, written=written, next_command=following)


def judged(session: Session, connection: duckdb.DuckDBPyConnection, settings: LifecycleSettings) -> Due:
    """Make `lifecycle_judged` and all that it is made of."""
    due = open_due(session, connection, 0, fields_scored(settings.temperature) | {"contact", "company"})
    open_standing(due)
    session.progress("lifecycle.step", None)
    store.open_warm_leads(connection, session.as_of, WORKED_LEAD)
    score_leads(connection, "warm_lead", settings.temperature)
    store.keep_temperatures(connection, SCORES, settings.least_known)
    build_lifecycle(connection, SOURCES, settings, list(_stage_marks(due.pipelines)), session.as_of)
    return due


def _stage_marks(pipelines: Sequence[Pipeline]) -> Iterator[tuple[int, int, str]]:
    """Which stage of which pipeline bears a mark, by their places; the lost end is no stage."""
    for place, pipeline in enumerate(pipelines):
        for step, stage in enumerate(pipeline.stages):
            if stage.mark:
                yield place, step, stage.mark


def _parts(connection: duckdb.DuckDBPyConnection, settings: LifecycleSettings) -> Iterator[Part]:
    found = {key: (leads, share) for key, leads, share in store.known_parts(connection)}
    for each in settings.temperature.dimensions:
        yield Part(each.key, each.name, float(each.weight), *found.get(each.key, (0, None)))


def _data(found: LifecycleReport) -> dict[str, object]:
    proposals = found.proposals.slice(0, MOST_ROWS).to_pylist()
    return {
        **asdict(found.counts),
        "dimensions": [asdict(each) for each in found.parts],
        "proposals": [{**row, "command": command_of(row)} for row in proposals],
        "proposals_total": found.proposals.num_rows,
        "most_engaged": found.engaged.to_pylist(),
    }


def command_of(row: dict[str, object]) -> str:
    """The command that does what a proposal says."""
    return command_line("grade", row["lead_no"], row["proposed"], "--reason", row["reason"])


def _following(found: LifecycleReport, request: LifecycleRequest) -> str | None:
    if found.proposals.num_rows:
        [first] = found.proposals.slice(0, 1).to_pylist()
        return command_of(first)
    return None if request.files else command_line("lifecycle", "nurture", "--out", "nurture.xlsx")
