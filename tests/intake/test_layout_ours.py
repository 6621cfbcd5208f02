"""Sheets that leadcli wrote come back: its own columns are told apart, whatever the team's are called."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from leadcli.intake.book import Sheet, table_of
from leadcli.intake.layout import Layout, Lexicon, OurHeadings, detect_layout
from leadcli.settings.fields import load_fields

OURS = OurHeadings(
    reason=("错误原因", "Reason"),
    scored=(("得分", "等级", "主记录", "建议动作", "客户"), ("score", "grade", "lead", "what to do", "account")),
    to_fill_in=("手工等级", "手工等级原因"),
)
SETTINGS = load_fields(Path("/nowhere")).value
LEXICON = Lexicon(SETTINGS, ours=OURS)


def layout_of(headers: str, row: str = "", **told: object) -> Layout:
    rows = [headers.split("|"), row.split("|")]
    width = len(rows[0])
    rows[1] += [""] * (width - len(rows[1]))
    cells = table_of({at: pa.array([line[at] for line in rows], pa.string()) for at in range(width)})
    found = detect_layout(Sheet("表", cells), LEXICON, **told)  # type: ignore[arg-type]
    assert isinstance(found, Layout)
    return found


def test_what_stands_from_the_score_to_the_grade_is_ours_whatever_the_dimensions_are_called() -> None:
    layout = layout_of(
        "线索编号|公司名称|预算范围|得分|契合度|预算范围|等级|建议动作|主记录|客户|手工等级",
        "1|甲|5万|80|9|9|A|去|1|1|B",
    )
    assert layout.mapping == {
        "线索编号": "lead_no",
        "公司名称": "company",
        "预算范围": "budget",
        "手工等级": "manual_grade",
    }
    assert layout.unmapped == []
    assert layout.ours == ("得分", "契合度", "预算范围", "等级", "建议动作", "主记录", "客户")
    assert layout.lead_number == 8


def test_the_teams_own_columns_of_the_same_names_stay_theirs() -> None:
    layout = layout_of("线索编号|客户|等级|得分|得分|契合度|等级|建议动作|主记录|客户", "1|甲|vip|7|80|9|A|去|1|1")
    assert layout.mapping == {"线索编号": "lead_no", "客户": "company"}
    assert layout.unmapped == ["等级", "得分"]


def test_without_the_whole_block_nothing_is_ours() -> None:
    layout = layout_of("线索编号|公司名称|得分|等级", "1|甲|80|A")
    assert (layout.unmapped, layout.ours, layout.lead_number) == (["得分", "等级"], (), None)


def test_headings_in_english() -> None:
    layout = layout_of("Company|Contact|score|fit|grade|what to do|lead|account|kept", "a|b|1|1|A|x|1|1|y")
    assert layout.mapping == {"Company": "company", "Contact": "contact"}
    assert (layout.unmapped, layout.lead_number) == (["kept"], 6)


def test_the_column_of_reasons_is_left_out_wherever_it_stands() -> None:
    assert layout_of("错误原因|公司名称|联系人").unmapped == []
    assert layout_of("公司名称|联系人|错误原因", "甲|乙|缺电话").ours == ("错误原因",)


@pytest.mark.parametrize(
    "headers",
    ["错误原因|代号|东家|小名", "代号|东家|小名|得分|等级|主记录|手工等级|手工等级原因", "小名|代号|东家"],
)
def test_a_remembered_layout_is_known_again_with_our_columns_in_it(headers: str) -> None:
    first = layout_of("代号|东家|小名", "1|甲|乙", forced_map={"东家": "company", "小名": "contact"})
    again = layout_of(headers, remembered=[(first.fingerprint, first.kind, first.said)])
    assert {"东家": "company", "小名": "contact"}.items() <= again.mapping.items()
    assert again.fingerprint == first.fingerprint


def test_a_number_and_a_firm_alone_make_no_funnel_table() -> None:
    assert layout_of("线索编号|公司名称|负责人").kind == "lead"
    assert layout_of("线索编号|公司名称|漏斗阶段").kind == "funnel"


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("客户名称|联系人|跟进时间|跟进方式|跟进人|沟通内容", "followup"),
        ("线索编号|客户名称|联系人|电话|跟进时间|跟进方式|跟进人|沟通内容", "followup"),
        ("客户名称|手机|时间|行为|停留秒数", "behaviour"),
        ("编号|客户名称|阶段|进入时间|变更原因|操作人", "stage_log"),
        ("线索编号|客户名称|漏斗阶段|阶段进入时间", "funnel"),
    ],
)
def test_logs_may_say_whose_an_entry_is(headers: str, kind: str) -> None:
    layout = layout_of(headers)
    assert (layout.kind, layout.unmapped) == (kind, [])


def test_a_heading_below_several_groups_carries_its_group() -> None:
    rows = ["机会编号|客户名称|签约||回款|", "||日期|备注|日期|金额", "1|甲|2024-05-01||2024-06-01|5"]
    cells = [row.split("|") for row in rows]
    table = table_of({at: pa.array([line[at] for line in cells], pa.string()) for at in range(6)})
    layout = detect_layout(Sheet("表", table), LEXICON)
    assert isinstance(layout, Layout)
    assert layout.mapping == {
        "机会编号": "opp_no",
        "客户名称": "company",
        "签约日期": "signed_at",
        "备注": "note",
        "回款日期": "paid_at",
        "金额": "paid_amount",
    }
