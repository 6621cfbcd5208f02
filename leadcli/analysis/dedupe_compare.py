"""How alike the pairs are: a Splink model with fixed weights, run in a database of its own.

Splink writes working tables under names of its choice and needs a function of ours; a private in-memory connection
keeps both out of the user's database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from leadcli.analysis.dedupe_blocking import PAIR
from leadcli.analysis.dedupe_levels import ALIKE, condition, ordered_levels
from leadcli.analysis.dedupe_records import RECORD, TAILS
from leadcli.domain.sql import literal
from leadcli.settings.dedupe import NONE, DedupeSettings

SCORED = "dedupe_scored"
"""The table `compare` leaves: left_id, right_id, weight, probability, decision, keyed, apart, apart_by_name, evidence.

Only pairs that are certain, possible or to be kept apart; `keyed` says that they share a number or address of a person,
`evidence` reads `phone:same_mobile company:similar`.
"""

_KEYED = {
    "phone": ["same_mobile", "masked_mobile", "one_digit_off", "last_digit_off"],
    "email": ["same"],
    "wechat": ["same"],
}


def compare(connection: duckdb.DuckDBPyConnection, settings: DedupeSettings, model: Any) -> None:  # noqa: ANN401 (splink has no types)
    """Weigh the pairs of `dedupe_pair` by `splink_model(settings)` and leave those that matter in `dedupe_scored`."""
    own = "".join(f", x{position}" for position in range(len(settings.columns)))
    pairs = connection.sql(f"select left_id as join_key_l, right_id as join_key_r, '0' as match_key from {PAIR}")
    records = connection.sql(
        f"""
        select record_id as unique_id, firm, place, whole, name, surname, name_mask, long_name,
          mobiles, landlines, emails, wechat, masked, {TAILS} as tails{own}
        from {RECORD} where record_id in (select unnest([left_id, right_id]) from {PAIR})"""
    )
    together = pairs.to_arrow_table()
    if together.num_rows:
        weighed = _weigh(_private(connection), records.to_arrow_table(), together, model)
    else:
        weighed = _nothing_to_weigh(len(settings.comparisons))
    connection.register("dedupe_weighed", weighed)
    connection.execute(f"create or replace temp table {SCORED} as {_decided_sql(settings)}")
    connection.unregister("dedupe_weighed")


def _private(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A database in memory within the same limits, which spills beside the other."""
    query = "select current_setting('memory_limit'), current_setting('temp_directory') || '.pairs'"
    [(memory, spill)] = connection.execute(query).fetchall()
    return duckdb.connect(config={"memory_limit": memory, "temp_directory": spill})


def _weigh(private: duckdb.DuckDBPyConnection, records: Any, pairs: Any, model: Any) -> Any:  # noqa: ANN401 (pyarrow has no types)
    """Run the Splink model over Arrow tables; gives weight, probability and the level of each comparison."""
    from duckdb.func import PythonUDFType
    from splink import DuckDBAPI, Linker

    try:
        private.create_function(ALIKE, _alike, ["VARCHAR", "VARCHAR"], "DOUBLE", type=PythonUDFType.ARROW)
        private.register("dedupe_records", records)
        private.register("dedupe_pairs", pairs)
        database = DuckDBAPI(private)
        linker = Linker(database.register("dedupe_records"), model, log_level=None, validate_settings=False)
        linker.table_management.register_blocked_pairs_for_predict(database.register("dedupe_pairs"))
        predicted = linker.inference.predict(warning_mode="never")
        levels = ", ".join(f"gamma_c{position}" for position in range(len(model.comparisons)))
        return private.sql(
            f"select unique_id_l, unique_id_r, match_weight, match_probability, {levels} from {predicted.physical_name}"
        ).to_arrow_table()
    finally:
        private.close()


def _nothing_to_weigh(comparisons: int) -> Any:  # noqa: ANN401 (pyarrow has no types)
    """What `_weigh` gives of no pairs: Splink takes as long over none as over a thousand."""
    import pyarrow as pa

    ids = {name: pa.int64() for name in ("unique_id_l", "unique_id_r")}
    weights = {name: pa.float64() for name in ("match_weight", "match_probability")}
    levels = {f"gamma_c{position}": pa.int32() for position in range(comparisons)}
    return pa.schema(ids | weights | levels).empty_table()


def _alike(left: Any, right: Any) -> Any:  # noqa: ANN401 (pyarrow has no types)
    """Likeness of two Arrow columns of texts: 1 - edits ÷ length of the longer text, in characters."""
    import pyarrow as pa
    from rapidfuzz.distance import Levenshtein

    pairs = zip(left.to_pylist(), right.to_pylist(), strict=True)
    return pa.array([Levenshtein.normalized_similarity(one, other) for one, other in pairs], pa.float64())


def splink_model(settings: DedupeSettings) -> Any:  # noqa: ANN401 (splink has no types)
    """The settings in Splink's words; comparisons are called c0, c1, … so that any name of a column will do.

    Made beside other work, it loads all that Splink will need.
    """
    import sqlglot.dialects.duckdb  # noqa: F401 - Splink would load it later, while all wait
    from splink import DuckDBAPI, Linker, SettingsCreator  # noqa: F401

    comparisons: list[Any] = [
        {
            "output_column_name": f"c{position}",
            "comparison_description": name,
            "comparison_levels": [_level(settings, name, level) for level in ordered_levels(levels)],
        }
        for position, (name, levels) in enumerate(settings.comparisons.items())
    ]
    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=settings.prior,
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[],
    )


def _level(settings: DedupeSettings, comparison: str, name: str) -> dict[str, object]:
    level: dict[str, object] = {"sql_condition": condition(settings, comparison, name), "label_for_charts": name}
    if name == NONE:
        return level | {"is_null_level": True}
    weights = settings.comparisons[comparison][name]
    return level | {"m_probability": weights.m, "u_probability": weights.u}


def _decided_sql(settings: DedupeSettings) -> str:
    """SQL that turns the weighed pairs into decisions and evidence."""
    codes = {name: _codes(settings, name) for name in settings.comparisons}
    columns = {name: f"gamma_c{position}" for position, name in enumerate(codes)}
    told = ", ".join(
        f"case {columns[name]} {' '.join(_told_sql(name, level, code) for level, code in levels.items())} end"
        for name, levels in codes.items()
    )

    def any_of(rules: Iterable[Mapping[str, Sequence[str]]]) -> str:
        each = (
            " and ".join(
                f"{columns[name]} in ({', '.join(str(codes[name][level]) for level in levels if level in codes[name])})"
                for name, levels in rule.items()
            )
            for rule in rules
        )
        return " or ".join(f"({rule})" for rule in each) or "false"

    keys = [{name: levels} for name, levels in _KEYED.items() if name in columns]
    review, apart, by_name = (
        [rule.when for rule in settings.review_only if kept is None or rule.keep_apart == kept]
        for kept in (None, True, "by_name")
    )
    return f"""
      select unique_id_l as left_id, unique_id_r as right_id, match_weight as weight, match_probability as probability,
        case when probability >= {settings.certain} and not ({any_of(review)})
          then 'certain' when probability >= {settings.possible} then 'possible' else 'different' end as decision,
        {any_of(keys)} as keyed, {any_of(apart)} as apart, {any_of(by_name)} as apart_by_name,
        concat_ws(' ', {told}) as evidence
      from dedupe_weighed where probability >= {settings.possible} or apart"""


def _codes(settings: DedupeSettings, comparison: str) -> dict[str, int]:
    """The number Splink gives each level: -1 for nothing to compare, the others down to 0 for the last."""
    levels = [name for name in ordered_levels(settings.comparisons[comparison]) if name != NONE]
    return {name: len(levels) - 1 - position for position, name in enumerate(levels)} | {NONE: -1}


def _told_sql(comparison: str, level: str, code: int) -> str:
    """Every level is told but that there was nothing to compare."""
    return "" if level == NONE else f"when {code} then {literal(f'{comparison}:{level}')}"
