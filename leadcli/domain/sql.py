"""Texts and names as they stand inside SQL: nothing in them can be read as anything else."""

from __future__ import annotations


def literal(text: str) -> str:
    """Quote a text; DuckDB's plain strings know no escape but the doubled quote."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Quote the name of a column."""
    return '"' + name.replace('"', '""') + '"'
