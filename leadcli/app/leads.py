"""The relations that several use cases read: surviving leads and their stage history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from leadcli.analysis.dedupe_survivors import RANKS, SurvivingField, ranked_records, surviving_fields
from leadcli.analysis.history import add_shown_stages
from leadcli.app.session import Session
from leadcli.domain.fields import Field, FieldType, columns_of
from leadcli.domain.tables import record_fields
from leadcli.settings.dedupe import DedupeSettings, read_dedupe
from leadcli.settings.pipelines import Pipeline, Pipelines, read_pipelines
from leadcli.settings.priority import read_priority
from leadcli.store import deals, history, lead_doubts, relations

if TYPE_CHECKING:
    import duckdb


def open_leads(
    session: Session,
    connection: duckdb.DuckDBPyConnection,
    wanted: Collection[str] | None = None,
    day: date | None = None,
) -> None:
    """Make the store's relations and temp view `lead`: one row per lead with its surviving values.

    `wanted` are the fields needed, all when None. Fields that no sheet ever had are empty columns. With `day` the
    values are those of that day, of the records imported by then.
    """
    settings = read_dedupe(session.workspace).value
    relations.open_relations(connection)
    if day:
        relations.rewind(connection, day)
    present = relations.fields_present(connection)
    fields = [each for each in record_fields().values() if each.name in present]
    known = [*(column for each in fields for column in columns_of(each)), "extras"]
    asked = [each for each in fields if each.name in (wanted or present)]
    survivors = list(_survivors(asked, settings))
    if not relations.has_merged(connection):
        relations.rank_nothing(connection, sorted({*RANKS.values()}))
        relations.open_leads(connection, surviving_fields(survivors, "led_record"))
        return
    by_fullness = any(each.rule == "fullest" for each in survivors)
    ranking = ranked_records("brought_record", known, settings.vocabulary, by_fullness=by_fullness)
    relations.rank_records(connection, ranking)
    relations.open_leads(connection, surviving_fields(survivors, "led_record", "ranked_record"))


def open_priced_leads(session: Session, connection: duckdb.DuckDBPyConnection, wanted: Collection[str]) -> None:
    """`open_leads` for figures of amounts: those that cannot be right are not used, see `set_aside_amounts`."""
    open_leads(session, connection, wanted)
    set_aside_amounts(session, connection)


def set_aside_amounts(session: Session, connection: duckdb.DuckDBPyConnection) -> None:
    """Leave out of `lead` the amounts that cannot be right, and read the deal log, see `open_deals`."""
    largest = read_priority(session.workspace).value.largest_amount
    open_deals(session, connection)
    relations.set_aside_amounts(connection, largest)


def open_deals(session: Session, connection: duckdb.DuckDBPyConnection) -> None:
    """Read the deal log; needs the store's relations."""
    largest = read_priority(session.workspace).value.largest_amount
    deals.open_deals(connection, largest, read_dedupe(session.workspace).value.vocabulary.no_firm)


def _survivors(fields: Iterable[Field], settings: DedupeSettings) -> Iterator[SurvivingField]:
    """How each field survives; where all its texts are kept, the figures read from them are the best record's."""
    for field in fields:
        columns = tuple(columns_of(field))
        rule = settings.survival_of(field.name)
        if field.type is FieldType.PHONE:
            yield from (SurvivingField((column,), settings.survival_of(column)) for column in columns)
        elif rule == "join":
            yield SurvivingField(columns[:1], rule)
            if columns[1:]:
                yield SurvivingField(columns[1:])
        else:
            yield SurvivingField(columns, rule)
    yield SurvivingField(("extras",))


def stage_labels(session: Session) -> dict[str, str]:
    """What the stages of all pipelines are called in the session's language, where that is not their own name."""
    pipelines = read_pipelines(session.workspace).by_name.values()
    return {stage: label for each in pipelines for stage, label in each.labels(session.language).items()}


def open_history(session: Session, connection: duckdb.DuckDBPyConnection) -> None:
    """Make `stage_event` and `stage_now` by the pipelines of the workspace; needs the store's relations."""
    history.open_sources(connection)
    add_shown_stages(connection, "record_history", read_pipelines(session.workspace))
    history.open_stages(connection, session.as_of)


def pipelines_in_order(pipelines: Pipelines, asked: str | None) -> list[Pipeline]:
    """The pipelines a stage may belong to: the one asked for, else all, the default first and a team's own next."""
    if asked:
        return [pipelines.select(asked)]
    default = pipelines.select()
    return [default, *(each for each in list(pipelines.by_name.values())[::-1] if each is not default)]


def open_lead_doubts(session: Session, connection: duckdb.DuckDBPyConnection) -> None:
    """Make `lead_doubt`, what is doubtful about leads as they are now.

    Needs `open_leads` and, where there is any log, `open_history`.
    """
    survives = read_dedupe(session.workspace).value.survival_of("amount")
    lead_doubts.open_lead_doubts(connection, RANKS[survives])
