"""The relations that several use cases read: surviving leads and their stage history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from leadcli.analysis.dedupe_survivors import SurvivingField, surviving_fields
from leadcli.analysis.history import HistoryRules, stage_history
from leadcli.app.session import Session
from leadcli.domain.fields import FieldType, columns_of
from leadcli.domain.tables import record_fields
from leadcli.settings.dedupe import DedupeSettings, read_dedupe
from leadcli.settings.pipelines import Pipelines, read_pipelines
from leadcli.store import relations

if TYPE_CHECKING:
    import duckdb


def open_leads(session: Session, connection: duckdb.DuckDBPyConnection) -> None:
    """Make the store's relations and temp table `lead`: one row per lead with its surviving values."""
    settings = read_dedupe(session.workspace).value
    relations.open_relations(connection)
    query = surviving_fields(list(_survivors(settings)), "led_record")
    relations.open_leads(connection, query)


def _survivors(settings: DedupeSettings) -> Iterator[SurvivingField]:
    """How each field survives; where all its texts are kept, the figures read from them are the best record's."""
    for name, field in record_fields().items():
        columns = tuple(columns_of(field))
        rule = settings.survival_of(name)
        if field.type is FieldType.PHONE:
            yield from (SurvivingField((column,), settings.survival_of(column)) for column in columns)
        elif rule == "join":
            yield SurvivingField(columns[:1], rule)
            if columns[1:]:
                yield SurvivingField(columns[1:])
        else:
            yield SurvivingField(columns, rule)
    yield SurvivingField(("extras",))


def open_history(session: Session, connection: duckdb.DuckDBPyConnection) -> Pipelines:
    """Make the temporary table `stage_event` by the default pipeline; needs the store's relations."""
    pipelines = read_pipelines(session.workspace)
    default = pipelines.select()
    ends = [*default.stages[default.won].words, *default.lost]
    stage_history(connection, "stage_said", "record_history", HistoryRules(default.name, default.stages[0].name, ends))
    return pipelines
