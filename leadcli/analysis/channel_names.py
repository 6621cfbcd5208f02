"""Which channel, and which campaign of it, each text of a source means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyarrow as pa

from leadcli.settings.channels import ChannelsSettings
from leadcli.settings.pipelines import word_of

if TYPE_CHECKING:
    import duckdb

_TEXTS = "SELECT {column} FROM {touches} UNION SELECT {column} FROM {spending} ORDER BY length({column}), {column}"


def name_channels(
    connection: duckdb.DuckDBPyConnection, touches: str, spending: str, settings: ChannelsSettings
) -> None:
    """Make the temporary tables `channel_word` and `campaign_word`.

    `channel_word` has text, channel, detail (its campaign) and is_known (named in the settings), `campaign_word` text
    and campaign. A text that no channel is called by is a channel of its own. Notations that differ in case, blanks or
    width only are one, called by the shortest of them.

    Args:
        connection: where the relations are.
        touches: name of a relation with the sources of leads (source, campaign).
        spending: name of a relation with the sources of costs (source, campaign).
        settings: what channels are called.
    """
    named = {"touches": touches, "spending": spending}
    sources = _column(connection, _TEXTS.format(column="source", **named))
    placed = [settings.place(text) for text in sources]
    channels, campaigns = _Notations(), _Notations()
    campaign_texts = [text for text in _column(connection, _TEXTS.format(column="campaign", **named)) if text]
    names = [place[0] if place else channels.first(text) for text, place in zip(sources, placed, strict=True)]
    campaign_names = [campaigns.first(text) for text in campaign_texts]
    details = [campaigns.first(place[1]) if place and place[1] else None for place in placed]
    known = pa.array([place is not None for place in placed], pa.bool_())
    _keep(
        connection, "channel_word", _texts(text=sources, channel=names, detail=details).append_column("is_known", known)
    )
    _keep(connection, "campaign_word", _texts(text=campaign_texts, campaign=campaign_names))


class _Notations:
    """The first notation of each word: texts come by their length."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}

    def first(self, text: str) -> str:
        return self._first.setdefault(word_of(text), text)


def _column(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    return [text for (text,) in connection.execute(sql).fetchall() if text is not None]


def _texts(**columns: Iterable[str | None]) -> pa.Table:
    return pa.table({name: pa.array(list(values), pa.string()) for name, values in columns.items()})


def _keep(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register(f"{name}_given", rows)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {name}_given")
    connection.unregister(f"{name}_given")
