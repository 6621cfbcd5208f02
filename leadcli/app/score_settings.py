"""The scoring file in force: the one asked for, or the one the stored scores were made by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.app.session import Session
from leadcli.domain.dictionary import FIELDS
from leadcli.domain.errors import LeadcliError
from leadcli.domain.tables import record_fields
from leadcli.i18n import Message, Text
from leadcli.settings.scoring import ScoringSettings, read_scoring
from leadcli.settings.shipped import find_settings, shipped_folder
from leadcli.settings.source import Loaded
from leadcli.store import grades, score

if TYPE_CHECKING:
    import duckdb

FILE_NAME = "scoring.yaml"


def load_scoring(session: Session, config: str | None = None) -> Loaded[ScoringSettings]:
    """The scoring file asked for, else the workspace's, else the shipped one.

    Raises:
        LeadcliError: with all problems of the file.
    """
    return read_scoring(find_settings(FILE_NAME, session.workspace, config), frozenset(record_fields()))


def told_file(session: Session, path: Path) -> Text:
    """A settings file as people are told of it: from the workspace on, and one that was shipped by its name."""
    if path.is_relative_to(session.workspace):
        return str(path.relative_to(session.workspace))
    is_shipped = path.parent == shipped_folder("config")
    return Message.of("score.shipped_file", name=path.name) if is_shipped else str(path)


def open_scores(session: Session, connection: duckdb.DuckDBPyConnection) -> ScoringSettings | None:
    """Make the relations of scores and grades as they count now, by the settings the scores were made by.

    Returns:
        Those settings, else the ones a next scoring would take; None when none can be read: a file that is broken by
        now must not hide what was scored.
    """
    settings = scoring_in_force(session, connection)
    open_grades(connection, settings)
    return settings


def open_grades(connection: duckdb.DuckDBPyConnection, settings: ScoringSettings | None) -> None:
    """Make the relations of scores and grades as they count now, by settings known already."""
    grades.open_manual_grades(connection, settings.grade_names if settings else FIELDS["manual_grade"].choices)


def scoring_in_force(session: Session, connection: duckdb.DuckDBPyConnection) -> ScoringSettings | None:
    """The settings the scores were made by, else those a next scoring would take; None when none can be read."""
    for config in (score.scored_by(connection), None):
        try:
            return load_scoring(session, config).value
        except LeadcliError:
            continue
    return None
