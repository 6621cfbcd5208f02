"""The relations that several use cases read: surviving leads and their stage history."""

from __future__ import annotations

import duckdb

from leadcli.analysis.history import HistoryRules, stage_history
from leadcli.app.session import Session
from leadcli.settings.pipelines import Pipelines, read_pipelines


def open_history(session: Session, connection: duckdb.DuckDBPyConnection) -> Pipelines:
    """Make the temporary table `stage_event` by the default pipeline; needs the store's relations."""
    pipelines = read_pipelines(session.workspace)
    default = pipelines.select()
    ends = [*default.stages[default.won].words, *default.lost]
    stage_history(connection, "stage_said", "record_history", HistoryRules(default.name, default.stages[0].name, ends))
    return pipelines
