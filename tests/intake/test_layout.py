"""Headers as people write them: what kind of sheet they make, what each column is."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from leadcli.domain.tables import KINDS
from leadcli.intake.layout import Layout, NoLayout, detect_layout
from leadcli.intake.layout_rows import (
    joined_phones,
)
from leadcli.intake.workbook import read_book
from tests.support.layouts import LEXICON, STAGES, layout_of, sheet

CASES = Path(__file__).parents[1] / "cases"
EXPECTED = json.loads((CASES / "import" / "expected.json").read_text("utf-8"))


# the books whose right answers are known


@pytest.mark.parametrize("name", ["title_and_total.xlsx", "two_row_header.xlsx", "gb18030.csv", "lying_cells.xlsx"])
def test_known_books(name: str) -> None:
    expected = EXPECTED[name]
    layout = detect_layout(read_book(CASES / "import" / name).sheets[0], LEXICON)
    assert isinstance(layout, Layout)
    assert layout.kind == "lead"
    assert layout.header_row == expected.get("header_row", 1)
    assert expected.get("mapping", {}).items() <= layout.mapping.items()
    if name != "lying_cells.xlsx":  # 客户决策链信息 is a column of the lead sheet by now
        assert layout.unmapped == expected.get("unmapped", [])
    assert layout.mapping.get("线索编号", "lead_no") == "lead_no"


def test_several_sheets() -> None:
    book = read_book(CASES / "import" / "several_sheets.xlsx")
    skipped = EXPECTED["several_sheets.xlsx"]["skipped"]
    found = {each.name: detect_layout(each, LEXICON) for each in book.sheets if not each.hidden}
    assert [each.name for each in book.sheets if each.hidden] == [n for n, why in skipped.items() if why == "hidden"]
    assert [name for name, each in found.items() if isinstance(each, Layout)] == ["5月", "6月"]
    assert isinstance(found["说明"], NoLayout)


def test_one_date_column_per_stage() -> None:
    layout = detect_layout(read_book(CASES / "funnel" / "wide_dates.xlsx").sheets[0], LEXICON)
    assert isinstance(layout, Layout)
    assert layout.kind == "stage_dates"
    assert [(column.header, column.stage) for column in layout.columns] == [
        ("编号", None),
        *((f"{stage}日期", stage) for stage in STAGES),
    ]


def test_a_stage_log() -> None:
    layout = detect_layout(read_book(CASES / "funnel" / "stage_log.xlsx").sheets[0], LEXICON)
    assert isinstance(layout, Layout)
    assert layout.kind == "stage_log"
    assert layout.mapping == {
        "编号": "number",
        "阶段": "stage",
        "进入时间": "entered_at",
        "变更原因": "reason",
        "操作人": "by",
    }


# kinds


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if kind.name != "stage_dates"], ids=lambda kind: kind.name
)
def test_every_template_is_recognised_without_its_title(kind: object, language: str) -> None:
    fields = kind.fields  # type: ignore[attr-defined]
    layout = layout_of("|".join(field.header(language) for field in fields))
    assert layout.kind == kind.name  # type: ignore[attr-defined]
    assert layout.unmapped == []
    assert list(layout.mapping.values()) == [field.name for field in fields]


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if kind.name != "stage_dates"], ids=lambda kind: kind.name
)
def test_machine_names_come_back(kind: object) -> None:
    layout = layout_of("|".join(field.name for field in kind.fields))  # type: ignore[attr-defined]
    assert (layout.kind, layout.unmapped) == (kind.name, [])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("线索编号|公司名称|联系人|联系方式|获取时间", "lead"),
        ("机会编号|线索编号|客户名称|联系人|联系方式|预计成交金额", "opportunity"),
        ("线索编号|机会编号|客户名称|联系人|预计成交金额|当前阶段", "opportunity"),
        ("客户编号|客户名称|联系人|联系方式|需求描述|来源", "customer"),
        # customer-like columns, yet its own number is a lead's
        ("线索编号|客户名称|所属行业|企业规模|关键决策人|职务|联系方式|核心需求|需求紧急程度|信息获取渠道", "lead"),
        ("客户名称|所属行业|企业规模|关键决策人|职务|联系方式|核心需求|需求紧急程度|信息获取渠道", "customer"),
        ("公司|姓名|手机", "lead"),
        ("Company|Name|Email|Lead Source|Lead Status", "lead"),
        ("线索编号|阶段|进入时间", "stage_log"),
        ("线索编号|客户名称|漏斗阶段|当前进度|下一步动作", "funnel"),
        ("线索编号|跟进时间|跟进方式|跟进人|沟通内容", "followup"),
        ("机会编号|报价日期|金额|折扣|版本|结果", "quote"),
        ("客户编号|客户名称|机会编号|成交日期|成交金额|产品线|类型|负责人", "deal"),
        ("客户名称|联系人|职务|决策角色|联系方式|态度", "contact"),
        ("客户名称|联系人|职务|联系方式", "lead"),
        ("渠道|活动|期间起|期间止|投入金额", "channel_cost"),
        ("编号|线索日期|商机日期|方案时间|进入谈判日期", "stage_dates"),
        ("线索编号|公司名称|线索日期|商机日期|方案日期|谈判日期|赢单日期", "stage_dates"),
    ],
)
def test_the_kind_follows_the_number_column_then_the_most_headings(headers: str, kind: str) -> None:
    assert layout_of(headers).kind == kind


def test_a_kind_the_user_names() -> None:
    headers = "客户名称|联系人|职务|联系方式"
    assert layout_of(headers, forced_kind="contact").kind == "contact"
    assert layout_of("细分市场|年份|规模", forced_kind="market").kind == "market_size"
    assert isinstance(detect_layout(sheet("甲|乙"), LEXICON, forced_kind="lead"), NoLayout)


# headings


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("*公司 名称", "company"),
        ("＊公司名称＊", "company"),
        ("公司\n名称", "company"),
        ("公司　名称：", "company"),
        ("公司名称（必填）", "company"),
        ("【公司名称】", "company"),
        ("COMPANY NAME", "company"),
        ("company_name", "company"),
        ("手机", "phone"),
        ("手机号", "phone"),
        ("电话", "phone"),
        ("Tel.", "phone"),
        ("联系方式(手机/座机)", "phone"),
        ("手机号码/邮箱", "phone"),
        ("姓名/职位", "contact"),
        ("联系人及职务", "contact"),
        ("ＥＭＡＩＬ", "phone"),
        ("单位名称", "company"),
        ("职务", "title"),
        ("员工人数(人)", "employees"),
        ("获取时间(YYYY/MM/DD)", "acquired_at"),
        ("企业规模", "size"),  # a column of the customer sheet, known in any prospect sheet
    ],
)
def test_a_heading_means_a_field(header: str, field: str) -> None:
    others = {"company": "联系人|需求描述", "contact": "公司名称|需求描述", "phone": "公司名称|需求描述"}
    layout = layout_of(f"线索编号|{header}|{others.get(field, '公司名称|联系人')}")
    assert layout.columns[1].field == field
    assert layout.unmapped == []


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("预计成交金额(万元)", Decimal(10000)),
        ("预计成交金额（单位：万元）", Decimal(10000)),
        ("预计成交金额/万元", Decimal(10000)),
        ("金额万", Decimal(10000)),
        ("金额(元)", Decimal(1)),
        ("预计成交金额【亿元】", Decimal(100000000)),
        ("金额(千元)", Decimal(1000)),
        ("金额", None),
        ("金额(含税)", None),
        ("Amount (RMB)", Decimal(1)),
    ],
)
def test_the_unit_of_a_heading(header: str, unit: Decimal | None) -> None:
    column = layout_of(f"机会编号|客户名称|{header}").columns[2]
    assert (column.field, column.unit) == ("amount", unit)


def test_choices_in_a_heading() -> None:
    layout = layout_of("线索编号|客户名称|漏斗阶段|阶段状态(待跟进/推进中/已成交)")
    assert layout.kind == "funnel"
    assert (layout.columns[3].field, layout.columns[3].choices) == ("stage_status", ("待跟进", "推进中", "已成交"))


def test_the_same_heading_twice() -> None:
    layout = layout_of("公司名称|联系人|备注|备注|备注", "甲|乙|1|2|3")
    assert layout.mapping == {"公司名称": "company", "联系人": "contact", "备注": "note"}
    assert layout.unmapped == ["备注_2", "备注_3"]


def test_two_headings_for_one_field_the_surer_one_wins() -> None:
    layout = layout_of("单位名称|公司名称|联系人")
    assert layout.mapping["公司名称"] == "company"
    assert layout.unmapped == ["单位名称"]


def test_all_phone_columns_are_the_phone() -> None:
    book = sheet("公司名称|手机|座机|邮箱|微信", "甲|13912345678||a@b.cn|abc_1", "乙||0755-1||", "丙||||")
    layout = detect_layout(book, LEXICON)
    assert isinstance(layout, Layout)
    phones = [column for column in layout.columns if column.field == "phone"]
    assert [column.header for column in phones] == ["手机", "座机", "邮箱", "微信"]
    assert joined_phones(book.cells.slice(1), phones).to_pylist() == [
        "13912345678 / a@b.cn / 微信:abc_1",
        "0755-1",
        None,
    ]


def test_a_column_without_heading_is_kept_when_it_holds_something() -> None:
    layout = layout_of("公司名称||联系人|", "甲|x|乙|")
    assert [(column.index, column.name, column.field) for column in layout.columns] == [
        (0, "公司名称", "company"),
        (1, "列B", None),
        (2, "联系人", "contact"),
    ]
    assert layout_of("Company||Name", "a|x|b").unmapped == ["Column B"]


def test_a_near_miss_is_suggested_never_mapped() -> None:
    layout = layout_of("线索编号|公司名称|联系人员|电话", "1|甲|乙|1")
    assert layout.unmapped == ["联系人员"]
    assert layout.suggestions == {"联系人员": "contact"}
