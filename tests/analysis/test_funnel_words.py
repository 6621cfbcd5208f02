"""What an unknown stage text is suggested to mean: a word of the trade decides, likeness never."""

from __future__ import annotations

import pytest

from leadcli.analysis.funnel_findings import stage_meant, unknown_stages
from tests.support.funnel_tables import shipped_pipelines


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("已报价", "商务谈判"),
        ("方案报价", "商务谈判"),  # the longer word decides
        ("已提交方案", "商机孵化"),
        ("商机培育", "商机孵化"),  # a word of the stage itself stands in it
        ("合同审批中", "商务谈判"),
        ("无效", "已流失"),
        ("无效线索", "已流失"),
        ("Quote sent", "商务谈判"),
        ("Closed-Won", "成交签约"),
    ],
)
def test_what_a_text_may_mean(text: str, stage: str) -> None:
    assert stage_meant(text, shipped_pipelines().select()) == stage


@pytest.mark.parametrize(
    "text",
    [
        "已转介",  # two of three characters as in 已流失: likeness says nothing
        "未成交",  # the opposite of the word in it
        "待签约",
        "不成交",
        "无意向客户",
        "等待中标公示",
        "赢单关闭",  # a word for won and one for lost
        "wonder",  # no word of its own stands in it
        "随便写的",
        "",
    ],
)
def test_no_guess_is_better_than_a_wrong_one(text: str) -> None:
    assert stage_meant(text, shipped_pipelines().select()) is None


def test_the_same_word_may_mean_another_stage_in_another_pipeline() -> None:
    assert stage_meant("已报价", shipped_pipelines().select("opportunity")) == "方案呈现"


def test_a_pipeline_is_told_when_it_knows_several_of_the_texts() -> None:
    """试用 alone may stand in any pipeline; 需求确认 and 方案呈现 together are the opportunity pipeline's."""
    pipelines = shipped_pipelines()
    found = unknown_stages(
        {"需求确认": 3, "方案呈现": 2, "试用": 1}, pipelines.select("standard"), pipelines.by_name.values()
    )
    assert [(each.text, each.nearest, each.pipelines) for each in found] == [
        ("需求确认", "意向客户", ("opportunity",)),
        ("方案呈现", "商机孵化", ("opportunity",)),
        ("试用", "商机孵化", ()),
    ]
