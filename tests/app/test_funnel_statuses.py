"""Sheets that tell a lead's status but not since when: what is counted, and what is said to be missing."""

from __future__ import annotations

import re

import openpyxl
import pytest

from leadcli.i18n import LANGUAGES
from tests.support.funnel_asked import LEADS, asked, entered
from tests.support.imported import Workspace


def lead_rows(*statuses: str) -> list[str]:
    """One lead of 2 May 2024 for each status."""
    return [
        f"{number},展会,,公司{number},王芳,138123456{number:02d},2024-05-02,,,,{status}"
        for number, status in enumerate(statuses, 1)
    ]


COMMON_STATUSES = {
    "意向客户": "意向客户",
    "谈判中": "商务谈判",
    "已成交": "成交签约",
    "已签约": "成交签约",
    **dict.fromkeys(["已流失", "丢单", "战败"], "lost"),
    **dict.fromkeys(["跟进中", "待跟进", "未联系", "已联系", "已加微信", "已拜访", "暂缓"], "潜在客户"),
}
"""What a status means: the stage the lead has come to."""


@pytest.mark.parametrize("heading", ["状态", "阶段", "跟进状态"])
def test_statuses_are_stages_where_their_meaning_is_plain(workspace: Workspace, heading: str) -> None:
    """Acquired in May, and on the last day of May, when the sheet is imported, already further on."""
    rows = lead_rows(*COMMON_STATUSES)
    workspace.imported(workspace.csv("leads.csv", LEADS.replace("跟进状态", heading), *rows))
    data = asked(workspace)
    assert data["unknown_stages"] == []
    assert entered(data) == {"潜在客户": 14, "意向客户": 1, "商务谈判": 1, "成交签约": 2}
    assert data["lost_entered"] == 3
    standing = {stage["stage"]: stage["open_visits"]["n"] for stage in data["stages"]}
    assert standing == {"潜在客户": 7, "意向客户": 1, "商机孵化": 0, "商务谈判": 1, "成交签约": 0, "复购增购": 0}


@pytest.mark.parametrize(("language", "says"), [("zh", "商务谈判 的 aliases"), ("en", "aliases of 商务谈判")])
def test_a_status_that_is_not_plain_is_named_once(workspace: Workspace, language: str, says: str) -> None:
    rows = lead_rows("已报价", "方案报价", "已报价", "无效", "随便写的", "未成交")
    workspace.imported(workspace.csv("leads.csv", LEADS, *rows))
    unknown = asked(workspace)["unknown_stages"]
    assert [(each["stage"], each["count"], each["nearest"]) for each in unknown] == [
        ("已报价", 2, "商务谈判"),
        ("方案报价", 1, "商务谈判"),
        ("无效", 1, "已流失"),
        ("未成交", 1, None),
        ("随便写的", 1, None),
    ]
    shown = workspace.leadcli("--lang", language, "funnel", "report").out
    assert re.search(rf"已报价 +2 +{says}", shown)
    assert re.search(r"无效 +1 +lost", shown)
    assert shown.count("随便写的") == 1


def test_what_is_suggested_is_counted_once_it_is_written_down(workspace: Workspace) -> None:
    """What the report says of 已报价, done."""
    workspace.imported(workspace.csv("leads.csv", LEADS, *lead_rows("已报价")))
    assert workspace.leadcli("template", "new", "pipelines.yaml").code == 0
    settings = workspace.folder / "config" / "pipelines.yaml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("aliases: [谈判, 谈判中, 商务谈判中,", "aliases: [已报价, 谈判, 谈判中,"), "utf-8")
    data = asked(workspace)
    assert (data["unknown_stages"], entered(data)) == ([], {"潜在客户": 1, "商务谈判": 1})


def test_ends_without_a_date_enter_no_cycle_and_no_stay(workspace: Workspace) -> None:
    """Imported on 31 May: two won (one signed on 22 May, 20 days after it came) and one lost, without a date."""
    header = LEADS + ",签约日期"
    rows = [*lead_rows("已成交", "已成交", "已流失"), "9,官网,,公司9,王芳,13912345678,2024-05-02,,,,"]
    rows[1] += ",2024-05-22"
    workspace.imported(workspace.csv("leads.csv", header, *(row + "," * (11 - row.count(",")) for row in rows)))
    data = asked(workspace)
    assert data["cycle_days"] == {"n": 1, "mean": 20, "median": 20, "p90": 20}
    assert data["cycle_undated"] == 1
    first = data["stages"][0]
    assert (first["dwell_days"], first["dwell_undated"]) == ({"n": 1, "mean": 20, "median": 20, "p90": 20}, 2)
    assert first["open_visits"] | {"n": 1, "median_age": 29, "undated": 0} == first["open_visits"]
    won = data["win_rate"]
    assert (won["won"], won["decided"], won["undated"]) == (2, 3, 2)
    assert data["undated_events"] == 2
    shown = workspace.leadcli("--lang", "zh", "funnel", "report").out
    assert "平均周期（1 单，另 1 单无日期） 20 天" in shown
    assert "期内已决 2/3 = 66.7%（2 单的结局没有日期，算在导入那天）" in shown
    assert "其中 2 次进入没有日期" in shown


def test_rows_behind_undated_figures_say_so(workspace: Workspace) -> None:
    workspace.imported(workspace.csv("leads.csv", LEADS, *lead_rows("已成交", "已流失", "意向客户")))
    assert workspace.leadcli("--lang", "en", "funnel", "report", "--out", "funnel.xlsx").code == 0
    book = openpyxl.load_workbook(workspace.folder / "funnel.xlsx")
    for sheet in ("Stays", "Standing now", "Won deals", "Losses"):
        header, *rows = book[sheet].iter_rows(values_only=True)
        assert all(row[header.index("No date")] for row in rows), sheet


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_of_leads_alone_says_what_is_missing(workspace: Workspace, language: str) -> None:
    """Entries by the day acquired; no bottleneck is made up; one lead without any date, one of the future."""
    rows = [
        *lead_rows("跟进中", "意向客户"),
        "8,,,公司8,王芳,13912345678,,,,,",
        "9,,,公司9,王芳,13912345679,2024-06-02,,,,",
    ]
    workspace.imported(workspace.csv("leads.csv", LEADS, *rows))
    data = asked(workspace)
    assert entered(data) == {"潜在客户": 2, "意向客户": 1}
    assert (data["bottleneck"], data["later_events"], data["undated_leads"]) == (None, 1, 1)
    ran = workspace.leadcli("--lang", language, "funnel", "report")
    assert "leadcli template new stage_log" in " ".join(ran.out.split())
    assert "--month 2024-05 --basis cohort --counting implied" in ran.err
    implied = asked(workspace, "--basis", "cohort", "--counting", "implied")
    assert [stage["entered"] for stage in implied["stages"]][:3] == [2, 1, 0]
    assert implied["bottleneck"]["stage"] == "意向客户"


@pytest.mark.parametrize(
    ("language", "inferred", "undated"),
    [
        ("zh", "5 次进入没有登记", "1 次进入没有日期"),
        ("en", "between two imports: 5", "no stay and no cycle: 1"),
    ],
)
def test_inferred_events_are_told(workspace: Workspace, language: str, inferred: str, undated: str) -> None:
    rows = [f"{number},展会,,公司{number},王芳,1381234567{number},2024-05-02,,,,跟进中" for number in range(5)]
    workspace.imported(workspace.csv("leads.csv", LEADS, *rows, "9,展会,,公司9,赵强,13812345679,2024-04-02,,,,已流失"))
    assert asked(workspace)["inferred_events"] == 6
    shown = " ".join(workspace.leadcli("--lang", language, "funnel", "report").out.split())
    assert inferred in shown
    assert undated in shown
