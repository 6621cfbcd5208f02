"""Targets of databases that did not tell them apart by currency."""

from __future__ import annotations

import duckdb

from tests.support.imported import Workspace

TARGETS = [
    ("团队", "10万美元", None, "USD"),
    ("张敏", "5万", "USD", "USD"),
    ("李强", "5万元", "USD", "CNY"),
    ("王芳", "US$5万", None, "USD"),
    ("赵磊", "S$10万", None, "SGD"),
    ("陈静", "+15%", "港币", "HKD"),
    ("周明", "30", None, "CNY"),
]
"""Whose, the value, what the column 币种 says, and the currency it has: the same as an import of today reads."""


def test_targets_of_an_older_database_are_told_apart_by_currency(workspace: Workspace) -> None:
    """Imported by the newest schema, then made as the eighth had them; imported again, nothing is new."""
    rows = [f"2024-05,负责人,{whose},成交额,,{value},,{currency or ''}" for whose, value, currency, _ in TARGETS]
    workspace.told("import", workspace.csv("targets.csv", "期间,范围,对象,指标,阶段,目标值,责任人,币种", *rows))
    imported = workspace.rows("select identity, value_currency from target order by record_id")
    assert [currency for _, currency in imported] == [currency for *_, currency in TARGETS]
    with duckdb.connect(str(workspace.folder / "leads.duckdb")) as connection:
        connection.execute("delete from migration where version = 9")
        connection.execute("update target set identity = regexp_replace(identity, '[|][A-Z]+$', '')")
        connection.execute("update target set value_currency = null")
    workspace.told("target", "status", "--month", "2024-05")
    assert workspace.rows("select identity, value_currency from target order by record_id") == imported


def test_a_target_imported_again_before_the_schema_knew_it_counts_once(workspace: Workspace) -> None:
    sheet = workspace.csv("targets.csv", "期间,范围,对象,指标,目标值", "2024-05,负责人,张敏,成交额,10万美元")
    workspace.told("import", sheet)
    with duckdb.connect(str(workspace.folder / "leads.duckdb")) as connection:
        connection.execute("delete from migration where version = 9")
        connection.execute(
            "update target set identity = regexp_replace(identity, '[|]USD$', ''), value_currency = null"
        )
        connection.execute(
            """insert into target by name
            select * replace (2 as batch_id, 2 as record_id, identity || '|USD' as identity, 'USD' as value_currency)
            from target"""
        )
    assert len(workspace.told("target", "status", "--month", "2024-05")["data"]["targets"]) == 1
