"""Pipelines: the shipped ones, a team's own over them, and every problem of a file with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.domain.period import CIVIL, Calendar
from leadcli.settings.pipelines import Pipelines, read_pipelines
from tests.support.problems import codes_told

SHORT = """
default: standard
pipelines:
  case:
    stages: [线索, 商机, 方案, 谈判, 赢单]
    won: 赢单
    lost: 输单
"""


def read(folder: Path, text: str) -> Pipelines:
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config" / "pipelines.yaml").write_text(text, "utf-8")
    return read_pipelines(folder)


def problems(folder: Path, text: str) -> list[tuple[str, int | None, int | None]]:
    with pytest.raises(LeadcliError) as caught:
        read(folder, text)
    assert {problem.place.file for problem in caught.value.problems} == {folder / "config" / "pipelines.yaml"}
    places = [(each.place.line, each.place.column) for each in caught.value.problems]
    return [(code, *place) for code, place in zip(codes_told(caught.value), places, strict=True)]


def test_shipped_pipelines_are_the_documents(tmp_path: Path) -> None:
    shipped = read_pipelines(tmp_path)
    assert shipped.default == "standard"
    assert {name: pipeline.names for name, pipeline in shipped.by_name.items()} == {
        "standard": ["潜在客户", "意向客户", "商机孵化", "商务谈判", "成交签约", "复购增购"],
        "opportunity": ["线索获取", "需求确认", "方案呈现", "商务谈判", "合同签订", "成交落地"],
        "toolkit": ["接触", "方案提交", "谈判", "成交"],
        "generic": ["线索", "商机", "谈判", "成交"],
        "lifecycle": ["线索池", "商机确认", "方案博弈", "成交"],
        "saas": ["演示", "试用", "商务谈判", "成交"],
        "industrial": ["技术评估", "投标", "标前澄清", "成交"],
        "customer": ["潜在", "意向", "谈判", "成交"],
    }
    won = {name: pipeline.names[pipeline.won] for name, pipeline in shipped.by_name.items()}
    assert won["standard"] == "成交签约"
    assert won["opportunity"] == "成交落地"
    assert [name for name, pipeline in shipped.by_name.items() if pipeline.churn_after_won] == ["customer"]
    assert shipped.select("standard").stages[2].error_days == 30
    assert shipped.select("lifecycle").stages[1].probability == (0.5, 0.7)


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("意向客户", "意向客户"),
        (" 意向 客户\n", "意向客户"),
        ("谈判", "商务谈判"),
        ("已成交", "成交签约"),
        ("ＷＯＮ", "成交签约"),
        ("已流失", "已流失"),
        ("输单", "已流失"),
        ("谈判中", "商务谈判"),
        ("已签约", "成交签约"),
        ("战败", "已流失"),
        ("推进中", None),
        ("火星", None),
    ],
)
def test_words_of_a_stage(tmp_path: Path, text: str, stage: str | None) -> None:
    assert read_pipelines(tmp_path).select().stage_named(text) == stage


def test_business_months_and_years(tmp_path: Path) -> None:
    assert read_pipelines(tmp_path).calendar == CIVIL
    assert read(tmp_path, "month_start_day: 26\nyear_start_month: 4\n").calendar == Calendar(26, 4)
    with pytest.raises(LeadcliError) as caught:
        read(tmp_path, "month_start_day: 29\nyear_start_month: 0\n")
    assert [problem.place.line for problem in caught.value.problems] == [1, 2]


def test_every_shipped_name_has_an_english_one(tmp_path: Path) -> None:
    for pipeline in read_pipelines(tmp_path).by_name.values():
        reasons = pipeline.loss_reasons
        names = {*pipeline.names, pipeline.lost[0], *(each.name for each in reasons)}
        labels = pipeline.labels("en")
        assert names | {each.remedy for each in reasons if each.remedy} <= labels.keys()
        assert all(label.isascii() for label in labels.values())
        assert pipeline.labels("zh") == {}


def test_a_teams_english_names_stand_beside_the_shipped_ones(tmp_path: Path) -> None:
    own = "english: {成交签约: Signed, 样机: Sample}\npipelines: {own: {stages: [线索, 样机]}}\n"
    pipelines = read(tmp_path, own)
    shipped = pipelines.select("standard").labels("en")
    assert (shipped["成交签约"], shipped["潜在客户"]) == ("Signed", "Prospect")
    theirs = pipelines.select("own").labels("en")
    assert (theirs.get("线索"), theirs["样机"], theirs["预算不足"]) == (None, "Sample", "Budget too small")


def test_a_lead_is_an_opportunity_from_the_second_stage_on_unless_told(tmp_path: Path) -> None:
    own = "pipelines:\n  short: {stages: [成交]}\n  named: {stages: [甲, 乙, 丙], opportunity: 丙}\n"
    found = read(tmp_path, own).by_name
    stages = {name: pipeline.names[pipeline.opportunity] for name, pipeline in found.items()}
    assert (stages["standard"], stages["generic"], stages["lifecycle"]) == ("意向客户", "商机", "商机确认")
    assert (stages["short"], stages["named"]) == ("成交", "丙")


def test_status_words_that_say_nothing_of_the_stage(tmp_path: Path) -> None:
    standard = read_pipelines(tmp_path).select()
    assert standard.is_ongoing("待跟进")
    assert not standard.is_ongoing("已成交")


def test_a_workspace_file_replaces_only_the_pipelines_it_names(tmp_path: Path) -> None:
    shipped = read_pipelines(tmp_path)
    own = read(tmp_path, SHORT)
    case = own.select("case")
    assert (case.names, case.won, case.lost) == (["线索", "商机", "方案", "谈判", "赢单"], 4, ("输单",))
    assert case.loss_reasons == shipped.select().loss_reasons
    assert own.select() == shipped.select("standard")
    assert list(own.by_name) == [*shipped.by_name, "case"]


def test_a_workspace_file_may_change_what_holds_for_all(tmp_path: Path) -> None:
    own = read(tmp_path, "default: saas\nlost: 没戏\nsmall_sample: 5\nloss_reasons: [太贵]\n")
    saas = own.select()
    assert (saas.name, saas.lost, saas.small_sample) == ("saas", ("没戏",), 5)
    assert [reason.name for reason in saas.loss_reasons] == ["太贵"]


def test_a_stage_may_be_a_mapping(tmp_path: Path) -> None:
    text = """
pipelines:
  own:
    stages:
      - 一
      - {name: 二, aliases: 第二, probability: 30%, warn_days: 5, error_days: 9, target_conversion: 45}
      - {name: 三, probability: [0.5, 70%]}
"""
    own = read(tmp_path, text).select("own")
    second = own.stages[1]
    assert (own.won, second.aliases, second.probability, second.warn_days) == (2, ("第二",), (0.3,), 5)
    assert second.target_conversion == pytest.approx(0.45)
    assert own.stages[2].probability == (0.5, 0.7)


def test_a_stage_may_use_a_word_for_lost(tmp_path: Path) -> None:
    """`流失` is a shipped word for lost; a pipeline that has it as a stage means the stage."""
    own = read(tmp_path, "pipelines:\n  own:\n    stages: [成交, 流失]\n    won: 成交\n").select("own")
    assert own.step_of("流失") == 1
    assert "流失" not in own.lost
    assert own.step_of("输单") == 2


def test_all_problems_at_once_with_their_places(tmp_path: Path) -> None:
    text = """
pipelines:
  first:
    stages: [甲, 乙, 甲]
    won: 丙
    opportunity: 戊
    lost: [丁, 乙]
  second:
    stages:
      - {name: 一, aliases: [二], colour: red}
      - {name: 二, probability: [0.8, 0.2]}
      - {name: 三, warn_days: 9, error_days: 3}
      - {name: 四, target_conversion: ten}
loss_reasons:
  - {name: 价格, aliases: [太贵]}
  - 太贵
"""
    assert problems(tmp_path, text) == [
        ("word_of_two_stages", 4, 20),
        ("won_not_a_stage", 5, 10),
        ("opportunity_not_a_stage", 6, 18),
        ("lost_is_a_stage", 7, 15),
        ("unknown_key", 10, 33),
        ("word_of_two_stages", 11, 16),
        ("not_a_band", 11, 32),
        ("warn_after_error", 12, 30),
        ("not_a_number", 13, 38),
        ("word_of_two_reasons", 16, 5),
    ]


def test_the_default_must_exist_here_or_among_the_shipped(tmp_path: Path) -> None:
    assert problems(tmp_path, "default: standrad\n") == [("unknown_pipeline", 1, 10)]
    assert read(tmp_path, f"default: case\n{SHORT.replace('default: standard', '')}").default == "case"


def test_an_unknown_default_is_told_beside_what_is_wrong_with_the_pipelines(tmp_path: Path) -> None:
    text = (
        "default: standrad\npipelines:\n  own:\n    stages: [一, 二]\n    colour: red\n  other: 成交\nsmall_sample: x\n"
    )
    assert problems(tmp_path, text) == [
        ("unknown_pipeline", 1, 10),
        ("unknown_key", 5, 5),
        ("not_a_mapping", 6, 10),
        ("not_a_number", 7, 15),
    ]
    assert problems(tmp_path, "default: standrad\npipelines: 成交\n") == [
        ("unknown_pipeline", 1, 10),
        ("not_a_mapping", 2, 12),
    ]


def test_a_default_that_names_a_broken_pipeline_is_not_unknown(tmp_path: Path) -> None:
    assert problems(tmp_path, "default: own\npipelines:\n  own: 成交\n") == [("not_a_mapping", 3, 8)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pipelines:\n  own:\n    stages: []\n", "empty_list"),
        ("pipelines:\n  own:\n    won: 成交\n", "missing_key"),
        ("pipelines:\n  own:\n    stages: [" + ", ".join(f"s{n}" for n in range(41)) + "]\n", "too_many_stages"),
        ("pipelines:\n  own: 成交\n", "not_a_mapping"),
        ("pipelines:\n  own:\n    stages: [一, 二]\n    churn_after_won: maybe\n", "not_yes_or_no"),
        ("small_sample: -1\n", "too_small"),
    ],
)
def test_single_problems(tmp_path: Path, text: str, code: str) -> None:
    assert [found for found, _, _ in problems(tmp_path, text)] == [code]


def test_an_unknown_pipeline_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(LeadcliError) as caught:
        read_pipelines(tmp_path).select("standart")
    assert codes_told(caught.value) == ["unknown_pipeline"]
    assert caught.value.problems[0].params["nearest"] == "standard"


def test_a_pipeline_is_known_by_its_title(tmp_path: Path) -> None:
    pipelines = read_pipelines(tmp_path)
    assert pipelines.select("业务机会") is pipelines.select("opportunity")
    with pytest.raises(LeadcliError) as caught:
        pipelines.select("标准")
    assert caught.value.problems[0].params["nearest"] == "标准销售漏斗"


@pytest.mark.parametrize(
    ("text", "stage", "ongoing"),
    [
        ("商务谈判（等报价）", "商务谈判", False),
        ("商务谈判 (等 报价)", "商务谈判", False),
        ("成交签约【6月】", "成交签约", False),
        ("丢单[预算]（竞品）", "已流失", False),
        ("推进中（报价）", None, True),
        ("推进中（商务谈判）", None, True),
        ("商务谈判（谈判中）", "商务谈判", False),
        ("商务谈判（已流失）", None, False),
        ("（商务谈判）", None, False),
        ("商务谈判（", None, False),
        ("瞎写的（报价）", None, False),
    ],
)
def test_an_addition_in_brackets_does_not_matter(tmp_path: Path, text: str, stage: str | None, ongoing: bool) -> None:
    pipeline = read_pipelines(tmp_path).select("standard")
    assert (pipeline.stage_named(text), pipeline.is_ongoing(text)) == (stage, ongoing)


def test_a_word_with_brackets_of_its_own_is_known_as_a_whole(tmp_path: Path) -> None:
    settings = "pipelines:\n  own:\n    stages: [立项, 立项（复审）, 赢单]\nongoing: [立项（暂停）]\n"
    pipeline = read(tmp_path, settings).select("own")
    assert [pipeline.step_of(text) for text in ("立项(复审)", "立项（初审）", "立项（暂停）")] == [1, 0, None]
    assert pipeline.is_ongoing("立项（暂停）")


def test_conditions_of_entry(tmp_path: Path) -> None:
    text = (
        "pipelines:\n  own:\n    stages:\n      - 一\n      - name: 二\n        entry:\n"
        "          - {name: 聊过, followups: 2, methods: 电话}\n          - {fields: [need, extra.意向产品]}\n"
        "          - {days_before: 7}\n          - 客户点头\n      - {name: 三, entry: 合同已寄}\n"
    )
    _, second, third = read(tmp_path, text).select("own").stages
    talked, known, waited, judged = second.entry
    assert (talked.name, talked.followups, talked.methods) == ("聊过", 2, ("电话",))
    assert (known.fields_known, waited.days_before, judged.judged) == (("need", "extra.意向产品"), 7, "客户点头")
    assert [each.judged for each in third.entry] == ["合同已寄"]


@pytest.mark.parametrize(
    ("condition", "code", "column"),
    [
        ("{fields: [nead]}", "unknown_field", 21),
        ("{feilds: [need], days_before: 3}", "unknown_key", 12),
        ("{name: 空的}", "entry_asks_nothing", 11),
        ("{fields: [need], days_before: 3}", "entry_asks_several", 11),
        ("{fields: [need], methods: [电话]}", "methods_without_followups", 37),
        ("{followups: 0}", "too_small", 23),
        ("{followups: 两次}", "not_a_number", 23),
        ("{days_before: }", "entry_asks_nothing", 11),
    ],
)
def test_conditions_that_cannot_be(tmp_path: Path, condition: str, code: str, column: int) -> None:
    text = f"pipelines:\n  own:\n    stages:\n      - 一\n      - name: 二\n        entry:\n        - {condition}\n"
    assert problems(tmp_path, text) == [(code, 7, column)]
