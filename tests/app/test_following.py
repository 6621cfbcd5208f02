"""The command proposed after each command: quoted for a shell, in the same surroundings, where there is data."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from leadcli.app.command_line import command_line
from tests.support.cli_program import Run
from tests.support.imported import Workspace

LEADS = "线索编号,公司名称,联系人,联系方式,获取时间"
LOG = "编号,阶段,进入时间"


@pytest.mark.parametrize(
    ("part", "typed"),
    [
        ("5月/leads.xlsx", "5月/leads.xlsx"),
        ("my leads.xlsx", '"my leads.xlsx"'),
        ("a&b (1).xlsx", '"a&b (1).xlsx"'),
        ("it's.xlsx", '"it\'s.xlsx"'),
        ("$HOME.xlsx", "'$HOME.xlsx'"),
        ("", "''"),
    ],
)
def test_what_a_shell_would_misread_is_quoted(part: str, typed: str) -> None:
    line = command_line("import", part)
    assert line == f"leadcli import {typed}"
    assert shlex.split(line) == ["leadcli", "import", part]


def test_options_typed_for_the_whole_program_are_kept(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{LEADS}\nA1,一公司,张三,13912345678,2024-05-02\n", "utf-8")
    ran = run("-w", "my team", "import", "a.csv", "--as-of", "2024-05-31", "--lang=zh", "--json")
    assert ran.json["next"] == 'leadcli dedupe -w "my team" --as-of 2024-05-31 --lang zh'
    assert run(*shlex.split(ran.json["next"])[1:]).err.splitlines()[-1] == (
        '下一步  leadcli score --out scored.xlsx -w "my team" --as-of 2024-05-31 --lang zh'
    )


def test_what_the_environment_says_is_not_repeated(workspace: Workspace) -> None:
    workspace.csv("a.csv", LEADS, "A1,一公司,张三,13912345678,2024-05-02")
    assert workspace.told("import", "a.csv")["next"] == "leadcli dedupe"


@pytest.mark.slow
def test_each_step_leads_to_the_next(workspace: Workspace) -> None:
    """The last lead before the day came in April; a surname without a number waits for a person."""
    rows = ["A1,优职教育科技,张敏,13700010001,2024-03-02", "A2,优职教育科技,张经理,,2024-04-30"]
    workspace.csv("a b.csv", LEADS, *rows, "A3,味佳餐饮管理,刘洋,13600000004,2024-06-01")
    assert workspace.told("import", "a b.csv", "--dry-run")["next"] == 'leadcli import "a b.csv"'
    workspace.told("import", "a b.csv")
    found = workspace.told("dedupe")
    assert found["data"]["review_pairs"] == 1
    assert found["next"] == "leadcli score --out scored.xlsx"
    assert workspace.told("dedupe", "--review", "review.xlsx")["next"] == "leadcli score --out scored.xlsx"
    rehearsed = workspace.told("score", "--dry-run", "--config", "scoring.yaml", "--out", "my scores.xlsx")
    assert rehearsed["next"] == 'leadcli score --config scoring.yaml --out "my scores.xlsx"'
    assert workspace.told("score")["next"] == "leadcli funnel report --month 2024-04"
    assert workspace.told("doctor")["next"] == "leadcli funnel report --month 2024-04"
    assert workspace.told("grade", "A1", "A", "--reason", "x")["next"] == "leadcli explain A1"
    for following in (
        "leadcli funnel report --month 2024-04",  # the grade is gone, the scores stand
        "leadcli score --out scored.xlsx",
        "leadcli score --out scored.xlsx",
        "leadcli dedupe",
        'leadcli import "a b.csv"',
    ):
        assert workspace.told("undo")["next"] == following


def test_a_log_alone_leads_to_the_funnel_of_its_last_month(workspace: Workspace) -> None:
    workspace.csv("log.csv", LOG, "A1,潜在客户,2024-02-03", "A1,意向客户,2024-03-05", "A1,商机孵化,2024-07-01")
    assert workspace.told("import", "log.csv")["next"] == "leadcli funnel report --month 2024-03"


def test_settings_written_elsewhere_are_named(workspace: Workspace) -> None:
    assert workspace.told("template", "new", "scoring.yaml")["next"] == "leadcli score --dry-run --diff"
    elsewhere = workspace.told("template", "new", "scoring.yaml", "-o", "my rules.yaml")["next"]
    assert elsewhere == 'leadcli score --dry-run --diff --config "my rules.yaml"'
    variant = workspace.told("template", "new", "scoring-lifecycle.yaml")["next"]
    assert variant == "leadcli score --dry-run --diff --config scoring-lifecycle.yaml"
    assert workspace.told("template", "new", "fields.yaml")["next"] is None


def test_nothing_follows_where_nothing_was_done(workspace: Workspace) -> None:
    workspace.csv("total.csv", LEADS, "合计,2家,,,")
    ran = workspace.leadcli("import", "total.csv", "--json")
    assert (ran.code, ran.json["next"], ran.json["error"]["code"]) == (2, None, "nothing_done")


def test_refused_rows_are_mended_first(workspace: Workspace) -> None:
    """What nobody mended cannot be imported: the sentence says so, `next` stays a command."""
    sheet = workspace.csv("leads.csv", LEADS, "A1,一公司,张三,13912345678,2024-05-02", "A2,,,,2024-05-03")
    for language, first in (
        ("en", "mend the refused rows (1) in r.xlsx, then: "),
        ("zh", "先在 r.xlsx 里改好拒收的 1 行，再运行："),
    ):
        ran = workspace.leadcli("import", sheet, "--errors", "r.xlsx", "--dry-run", "--lang", language)
        assert f"{first}leadcli import r.xlsx --lang {language}" in ran.err.splitlines()[-1]


def test_refused_rows_of_which_none_was_mended_lead_nowhere(workspace: Workspace) -> None:
    """Nobody in row 3, and a remark below the table, which is nothing to mend."""
    rows = ("A1,一公司,张三,13912345678,2024-05-02", "A2,,,,2024-05-03", "备注：黄色为重点客户,,,,")
    first = workspace.told("import", workspace.csv("leads.csv", LEADS, *rows), "--errors", "refused.xlsx")
    assert [(each["code"], each["row"]) for each in first["issues"]] == [("nothing_identifies", 3), ("total_row", 4)]
    assert first["next"] == "leadcli import refused.xlsx"
    assert workspace.leadcli("import", "refused.xlsx", "--json").json["next"] is None
