"""Issues in words, as many as there are."""

from __future__ import annotations

import pytest

from leadcli.i18n import Words
from leadcli.i18n.words import LANGUAGES
from leadcli.store.exports import NAMES
from tests.support.exported import exported
from tests.support.imported import Workspace


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_issue_is_a_sentence(workspace: Workspace, language: str) -> None:
    """The worst first; braces and quotes in people's texts stay what they are."""
    heads = "线索编号,公司名称,联系人,获取时间"
    rows = ("A1,甲's {公司},张三,", "A1,甲's {公司},张三,2024/13/02", "A1,乙公司,李四,", ",,,2024-05-01")
    workspace.told("import", workspace.csv("leads.csv", heads, *rows))
    words = Words(language)
    assert [row["message"] for row in exported(workspace, "issues", "--lang", language)] == [
        words("issue.nothing_identifies"),
        words("issue.invalid_date", value="2024/13/02"),
        words("issue.number_conflict", value="A1", whose="甲's {公司} 张三", made="A1#2"),
        words("issue.number_repeated", value="A1", row=2),
    ]


def test_every_table_goes_out(workspace: Workspace) -> None:
    """Also before there are duplicates, scores or logs."""
    workspace.told("import", workspace.csv("leads.csv", "线索编号,公司名称", "A1,甲公司"))
    rows = {table: workspace.told("export", table, "-o", "out.csv")["data"]["rows"] for table in NAMES}
    filled = ("leads", "members", "records", "sources", "batches")
    assert {table: count for table, count in rows.items() if count} == dict.fromkeys(filled, 1)


def test_no_issue_is_an_empty_table(workspace: Workspace) -> None:
    workspace.told("import", workspace.csv("leads.csv", "线索编号,公司名称", "A1,甲公司"))
    assert exported(workspace, "issues") == []
    workspace.told("export", "issues", "-o", "issues.csv")
    assert (workspace.folder / "issues.csv").read_text("utf-8-sig").splitlines() == [
        '"code","severity","resolved","file","sheet","row","cell","field","value","message"'
    ]
