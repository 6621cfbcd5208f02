"""Headers as people write them: where they stand, what kind of sheet they make, what each column is."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.domain.tables import KINDS
from leadcli.intake.layout import Layout, Lexicon, NoLayout, detect_layout, fingerprint
from leadcli.intake.layout_rows import (
    blank_mask,
    column_letters,
    context_year,
    joined_phones,
    repeated_mask,
    total_mask,
)
from leadcli.intake.workbook import Sheet, read_book
from leadcli.settings.fields import FieldsSettings, load_fields

CASES = Path(__file__).parents[1] / "cases"
STAGES = ("线索", "商机", "方案", "谈判", "赢单", "输单")
SETTINGS = load_fields(Path("/nonexistent")).value
LEXICON = Lexicon(SETTINGS, STAGES)
EXPECTED = json.loads((CASES / "import" / "expected.json").read_text("utf-8"))


def sheet(*rows: str, name: str = "Sheet1") -> Sheet:
    """A sheet out of lines whose cells are separated by bars."""
    cells = [[cell.strip(" ") or None for cell in row.split("|")] for row in rows]
    width = max(map(len, cells))
    columns = {
        f"c{at}": pa.array([row[at] if at < len(row) else None for row in cells], pa.string()) for at in range(width)
    }
    return Sheet(name, pa.table(columns))


def layout_of(*rows: str, **more: object) -> Layout:
    found = detect_layout(sheet(*rows), LEXICON, **more)  # type: ignore[arg-type]
    assert isinstance(found, Layout), found
    return found


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


# where the header stands


def test_the_header_is_found_below_titles_and_notes() -> None:
    rows = ["2024年线索表", "填表人：张敏|日期：5月1日", "", *["|"] * 25, "线索编号|公司名称|联系人", "1|甲|乙"]
    layout = layout_of(*rows)
    assert (layout.header_row, layout.first_data_row) == (29, 30)
    assert layout.title == ("2024年线索表", "填表人：张敏", "日期：5月1日")


def test_an_example_row_above_the_header_is_no_title() -> None:
    layout = layout_of(
        "线索表|", "LX20240501001|甲|乙|2024-05-01", "线索编号|公司名称|联系人|获取时间", "1|丙|丁|5月9日"
    )
    assert layout.title == ("线索表",)


def test_a_header_beyond_the_first_thirty_rows_is_not_looked_for() -> None:
    found = detect_layout(sheet(*["x"] * 30, "线索编号|公司名称|联系人"), LEXICON)
    assert isinstance(found, NoLayout)


def test_rows_are_counted_from_where_the_table_starts() -> None:
    moved = sheet("线索编号|公司名称", "1|甲")
    found = detect_layout(Sheet(moved.name, moved.cells, first_row=5), LEXICON)
    assert isinstance(found, Layout)
    assert (found.header_row, found.first_data_row) == (5, 6)


def test_a_group_above_a_repeated_word_makes_the_heading() -> None:
    layout = layout_of("机会编号|客户名称|签约||回款|", "||日期|备注|日期|金额", "1|甲|2024-05-01||2024-06-01|5")
    assert (layout.header_row, layout.header_rows_used, layout.first_data_row) == (2, 2, 3)
    assert [column.field for column in layout.columns] == [
        "opp_no",
        "company",
        "signed_at",
        "note",
        "paid_at",
        "paid_amount",
    ]


def test_a_group_of_phones_is_two_columns_of_them() -> None:
    """联系方式 is a heading itself, and in the sheet's own words; the row below it tells the columns apart."""
    layout = layout_of("公司名称|联系人|联系方式||获取时间", "|||座机|", "甲|乙|13912345678|0532-88065555|")
    assert layout.header_rows_used == 2
    layout = layout_of(
        "公司名称|联系人|联系方式||获取时间", "||手机|座机|", "甲|乙|13912345678|0532-88065555|2024-05-01"
    )
    assert (layout.header_row, layout.header_rows_used, layout.first_data_row) == (2, 2, 3)
    assert [column.field for column in layout.columns] == ["company", "contact", "phone", "phone", "acquired_at"]


def test_a_header_in_two_languages() -> None:
    layout = layout_of("公司名称|联系人|电话|意向", "Company|Contact|Tel|Interest", "甲|乙|1|x")
    assert (layout.header_row, layout.header_rows_used, layout.first_data_row) == (2, 2, 3)
    assert layout.mapping == {"公司名称": "company", "联系人": "contact", "电话": "phone"}


def test_a_data_row_with_blanks_is_no_second_header_row() -> None:
    layout = layout_of("编号|公司名称|联系人|电话|备注", "1|甲|||电话", "2|乙|丙|1|")
    assert (layout.header_row, layout.header_rows_used, layout.first_data_row) == (1, 1, 2)


def test_nothing_known_shows_what_was_found_and_the_nearest() -> None:
    found = detect_layout(sheet("某某表", "公司名儿|顾客姓名|阿尔法", "甲|乙|1"), LEXICON)
    assert found == NoLayout(2, ("公司名儿", "顾客姓名", "阿尔法"), {"公司名儿": "company", "顾客姓名": "contact"})


def test_an_empty_sheet() -> None:
    assert detect_layout(Sheet("空", pa.table({})), LEXICON) == NoLayout(None, (), {})


# what the user says, and what is remembered


def test_a_mapping_by_hand() -> None:
    layout = layout_of(
        "代号|东家|小名|备注", "1|甲|乙|", forced_map={"代号": "lead_no", "东 家": "company", "备注": ""}
    )
    assert layout.mapping == {"代号": "lead_no", "东家": "company"}
    assert layout.unmapped == ["小名", "备注"]
    assert layout.missing == ()


def test_a_mapping_by_hand_outranks_a_better_known_heading() -> None:
    layout = layout_of("公司名称|甲方单位|联系人", "a|b|c", forced_map={"甲方单位": "company"})
    assert layout.mapping == {"甲方单位": "company", "联系人": "contact"}


def test_a_mapped_heading_the_sheet_does_not_have() -> None:
    assert layout_of("公司名称|联系人", forced_map={"东家": "company"}).missing == ("东家",)
    nothing = detect_layout(sheet("甲|乙"), LEXICON, forced_map={"东家": "company"})
    assert isinstance(nothing, NoLayout)
    assert nothing.missing == ("东家",)


def test_fields_that_such_a_sheet_cannot_have() -> None:
    with pytest.raises(LeadcliError) as raised:
        layout_of("公司名称|甲|乙", forced_map={"甲": "market_size", "乙": "seconds"}, forced_kind="lead")
    assert [problem.code for problem in raised.value.problems] == ["no_such_field_here"] * 2


def test_with_little_known_but_what_the_user_said_it_is_a_sheet_of_leads() -> None:
    assert layout_of("东家|小名", forced_map={"东家": "company"}).kind == "lead"


def test_a_layout_mapped_once_is_remembered_whatever_the_order() -> None:
    first = layout_of(
        "代号|东家|小名", "1|甲|乙", forced_map={"东家": "company", "小名": "contact"}, forced_kind="lead"
    )
    remembered = [(first.fingerprint, first.kind, first.said)]
    again = layout_of("线索", "小 名|*东家|代号", "乙|甲|1", remembered=remembered)
    assert (again.kind, again.header_row) == ("lead", 2)
    assert {column.header: column.field for column in again.columns} == {
        "小 名": "contact",
        "*东家": "company",
        "代号": None,
    }
    assert isinstance(detect_layout(sheet("代号|东家"), LEXICON, remembered=remembered), NoLayout)


def test_a_fingerprint_is_of_the_headings_alone() -> None:
    assert fingerprint(["公司 名称", "电话", ""]) == fingerprint(["电话", "*公司名称"])
    assert fingerprint(["公司名称"]) != fingerprint(["公司名称", "电话"])


def test_the_teams_own_column_keeps_one_name() -> None:
    own = {"own": [{"name": "意向产品", "aliases": ["感兴趣的产品"]}]}
    settings = FieldsSettings.model_validate(SETTINGS.model_dump() | own)
    lexicon = Lexicon(settings, STAGES)
    found = detect_layout(sheet("公司名称|联系人|感兴趣的产品|啥", "1|2|3|4"), lexicon, forced_map={"啥": "意向产品"})
    assert isinstance(found, Layout)
    assert found.unmapped == ["意向产品", "意向产品_2"]


# rows below the header


def test_blank_rows() -> None:
    cells = sheet("a|", "", " \t|　", "|b").cells
    assert blank_mask(cells).to_pylist() == [False, True, True, False]
    assert blank_mask(pa.table({})).to_pylist() == []


@pytest.mark.parametrize(
    ("row", "total"),
    [
        ("合计||5家", True),
        ("|合 计|5", True),
        ("总计：|5", True),
        ("合计5家", True),
        ("小计（3）", True),
        ("5月小计|3", True),
        ("【合计】|3", True),
        ("Total|3", True),
        ("Grand Total: 12", True),
        ("合计通讯有限公司|1", False),
        ("Totally Ltd|1", False),
        ("LX001|合计", False),
        ("总计划|1", False),
        ("Total (12)|3", True),
        ("合计：共5家|", True),
        ("合计 共 5 家|", True),
        ("合计 ￥120,000|", True),
        ("Total 3 leads|", True),
        ("Total (China) Investment Co.|", False),
        ("Total Energies|", False),
        ("累计科技|", False),
        ("合计信息技术|", False),
        ("备注：黄色为重点客户|", True),
        ("|注: 金额含税", True),
        ("Note: yellow is a key account|", True),
        ("备注科技|", False),
        ("Notes Software|", False),
        ("|", False),
    ],
)
def test_total_rows(row: str, total: bool) -> None:
    assert total_mask(sheet(row, "|").cells, SETTINGS.total_words).to_pylist() == [total, False]


@pytest.mark.parametrize(
    ("row", "repeated"),
    [
        ("公司名称|联系人|电话", True),
        (" 公司 名称 |联系人|", True),
        ("公司名称|张三|1", False),
        ("公司名称有限公司|联系人|1", False),
        ("2024年5月线索||", True),
        ("2024年5月线索|张三|", False),
        ("||", False),
    ],
)
def test_a_header_printed_again(row: str, repeated: bool) -> None:
    head = [{0: "公司名称", 1: "联系人", 2: "电话"}, {0: "2024年5月线索"}]
    assert repeated_mask(sheet(row, "甲|乙|1").cells, head).to_pylist() == [repeated, False]


@pytest.mark.parametrize(
    ("name", "title", "dates", "year"),
    [
        ("2024年5月", "", ["5月9日"], 2024),
        ("线索202405", "", [], 2024),
        ("24年线索", "", [], 2024),
        ("5月", "华东区线索表（2023年）", ["2024-01-01"], 2023),
        ("5月", "2023-2024年度线索", ["2024-01-01", "2024/1/2", "2023年5月1日", "5月9日"], 2024),
        ("5月", "", ["5月9日"], None),
        ("13912345678", "", [], None),
    ],
)
def test_the_year_a_sheet_is_about(name: str, title: str, dates: list[str], year: int | None) -> None:
    book = sheet(title, "公司名称|联系人|获取时间", *(f"甲|乙|{date}" for date in dates), name=name)
    layout = detect_layout(book, LEXICON)
    assert isinstance(layout, Layout)
    assert context_year(book, layout) == year


def test_column_letters() -> None:
    assert [column_letters(at) for at in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
