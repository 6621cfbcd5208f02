"""What a lead's points rest on: the values that were scored, the rules they met, and the cells they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from leadcli.analysis.dedupe_survivors import RANKS
from leadcli.analysis.score_values import scored_values
from leadcli.app.session import Session
from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import columns_of
from leadcli.settings.dedupe import read_dedupe
from leadcli.settings.scoring import ScoringSettings
from leadcli.store.cells import surviving_cells

if TYPE_CHECKING:
    import duckdb

_ALL_TEXTS = frozenset(("join", "union"))
"""The rules by which a value survives from more than one record."""


def fields_scored(settings: ScoringSettings) -> set[str]:
    """The fields of sheets that any dimension looks at."""
    tests = [test for dimension in settings.dimensions for rule in dimension.rules for test in (rule, *rule.also)]
    named = [*(each.field for each in tests), *(each.field for each in settings.dimensions)]
    return {_column(field) for fields in named for field in fields or ()}


def with_values(
    session: Session,
    connection: duckdb.DuckDBPyConnection,
    lead_no: str,
    parts: Sequence[Mapping[str, Any]],
    settings: ScoringSettings,
) -> list[dict[str, Any]]:
    """The parts of a lead's score, each with the values it rests on now.

    `fields` are those that have a value, `texts` or `number` what is scored of them, `rule` the word or band that was
    met, `cells` where that is written; `changed` tells that the values are worth other points by now. Needs `lead`.
    """
    found = {each.dimension: each for each in scored_values(connection, "lead", lead_no, settings)}
    asked = {_column(field) for each in found.values() for field in each.fields}
    rules = {field: read_dedupe(session.workspace).value.survival_of(field) for field in asked}
    ranks = {field: RANKS[rule] for field, rule in rules.items()}
    all_of = {field for field, rule in rules.items() if rule in _ALL_TEXTS}
    cells = surviving_cells(connection, lead_no, ranks, all_of)
    told = []
    for part in parts:
        value = found.get(part["dimension"])
        columns = dict.fromkeys(map(_column, value.fields)) if value else {}
        places = [asdict(cell) for column in columns for cell in cells.get(column, ())]
        told.append(
            {
                **part,
                "rule": value and value.rule,
                "fields": list(value.fields) if value else [],
                "texts": list(value.texts) if value else [],
                "number": value and value.number,
                "cells": places,
                "changed": value is None or value.points != part["points"],
            }
        )
    return told


def _column(field: str) -> str:
    """The field of a sheet that something scored is read from: a need also tells a budget, a phone an e-mail."""
    if field in FIELDS:
        return field
    names = {f"{field}{end}" for end in ("", "_low")}
    return next((each.name for each in FIELDS.values() if names & columns_of(each).keys()), field)
