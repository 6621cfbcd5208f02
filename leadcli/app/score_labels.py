"""Stored explanations of scores in another language than the scoring file's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.settings.scoring import ScoringSettings

_CLAUSES = "；"


def in_labels(table: pa.Table, settings: ScoringSettings, labels: Mapping[str, str]) -> pa.Table:
    """Put the columns `explanation` and `invalid_reason` of a table into the words of `labels`."""
    if not labels:
        return table
    names = [each.name for each in settings.dimensions]
    said: dict[str, Callable[[str], str]] = {
        "explanation": lambda text: "; ".join(_clause(each, names, labels) for each in text.split(_CLAUSES)),
        "invalid_reason": lambda text: labels.get(text, text),
    }
    for name, translate in said.items():
        if name in table.column_names:
            codes = table[name].combine_chunks().cast(pa.string()).dictionary_encode()
            spoken = pa.array([translate(text) for text in codes.dictionary.to_pylist()], pa.string())
            table = table.set_column(table.column_names.index(name), name, pc.take(spoken, codes.indices))
    return table


def _clause(clause: str, names: list[str], labels: Mapping[str, str]) -> str:
    """`公司规模 15/25 100至499人` as `company size 15/25 100 to 499 people`."""
    for name in names:
        if clause.startswith(f"{name} "):
            points, _, reason = clause.removeprefix(f"{name} ").partition(" ")
            return " ".join(filter(None, (labels.get(name, name), points, labels.get(reason, reason))))
    return clause
