"""Headers as people write them: where they stand, and what a user says they mean."""

from __future__ import annotations

import pyarrow as pa
import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.intake.layout import Layout, Lexicon, NoLayout, detect_layout, fingerprint
from leadcli.intake.workbook import Sheet
from leadcli.settings.fields import FieldsSettings
from tests.support.layouts import LEXICON, SETTINGS, STAGES, layout_of, sheet

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
