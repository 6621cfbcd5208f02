"""The shipped templates: made from the dictionary, readable by import, copied out by `template new`."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import ModuleType

import fastexcel
import openpyxl
import pytest

from leadcli.app.session import Session
from leadcli.app.template import list_templates, new_template, template_kinds
from leadcli.domain.errors import LeadcliError
from leadcli.domain.examples import EXAMPLES
from leadcli.domain.tables import KINDS
from leadcli.i18n.words import catalogue
from leadcli.intake.layout import Layout, Lexicon, detect_layout
from leadcli.intake.workbook import read_book
from leadcli.settings.fields import load_fields
from leadcli.settings.shipped import shipped_folder
from tests.support.workbook_dump import dump

TEMPLATES = shipped_folder("templates")
FILES = sorted(TEMPLATES.rglob("*.xlsx"))
HEADER_ROW = 4
NAMES = [
    "lead_sheet",
    "funnel_table",
    "opportunity_sheet",
    "stage_log",
    "followup_log",
    "customer_sheet",
    "contacts",
    "customer_update",
    "quote_log",
    "deal_log",
    "channel_cost",
    "behaviour_log",
    "targets",
    "market",
]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = Path(__file__).parent.parent / "scripts" / "make_templates.py"
    spec = importlib.util.spec_from_file_location("make_templates", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    return Lexicon(load_fields(tmp_path_factory.mktemp("empty")).value)


def sheets(path: Path) -> Iterator[tuple[str, str]]:
    language = "en" if path.parent.name == "en" else "zh"
    for kind in template_kinds()[path.stem]:
        yield kind.name, kind.title(language)


def test_every_template_of_the_dictionary_is_shipped_in_both_languages() -> None:
    assert list(template_kinds()) == NAMES
    assert {path.relative_to(TEMPLATES).as_posix() for path in FILES} == {
        f"{place}{name}.xlsx" for name in NAMES for place in ("", "en/")
    }


def test_the_shipped_files_are_what_the_script_makes(script: ModuleType, tmp_path: Path) -> None:
    made = script.make_templates(tmp_path)
    assert len(made) == len(FILES)
    for path in made:
        assert dump(path) == dump(TEMPLATES / path.relative_to(tmp_path)), f"run scripts/make_templates.py: {path.name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_import_sees_the_header_and_no_rows(path: Path, lexicon: Lexicon) -> None:
    kinds = dict((title, kind) for kind, title in sheets(path))
    for sheet in read_book(path).sheets:
        layout = detect_layout(sheet, lexicon)
        if sheet.name not in kinds:
            assert not isinstance(layout, Layout), f"{sheet.name} only explains"
            continue
        assert isinstance(layout, Layout)
        assert (layout.kind, layout.header_row, layout.header_rows_used) == (kinds[sheet.name], HEADER_ROW, 1)
        assert list(layout.mapping.values()) == [field.name for field in KINDS[layout.kind].fields]
        assert sheet.first_row + sheet.cells.num_rows - 1 == HEADER_ROW, "nothing below the header"
        assert not layout.unmapped


def test_a_cell_of_the_lead_sheet_in_every_respect() -> None:
    sheet = openpyxl.load_workbook(TEMPLATES / "lead_sheet.xlsx").worksheets[0]
    assert sheet["A1"].value == "销售线索信息表"
    headers = [cell.value for cell in sheet[HEADER_ROW]]
    assert headers[:4] == ["线索编号", "来源渠道", "所属行业", "公司名称*"]
    assert sheet.freeze_panes == "A5"
    example = [cell.value for cell in sheet[2]]
    assert example[0] == "LX20240501001"
    assert example[3] == "上海优职教育科技有限公司"
    by_range = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
    guard = by_range["A2:T2"]
    assert (guard.type, guard.formula1) == ("custom", "FALSE")
    assert "第 5 行" in guard.error
    urgency = by_range["O5:O504"]
    assert (urgency.type, urgency.formula1, urgency.promptTitle) == ("list", '"高,中,低"', "需求紧急度")
    budget = next(each for each in sheet.column_dimensions.values() if each.min <= 14 <= each.max)
    assert budget.number_format == "@", "8-12 would become a date"


def test_amounts_say_their_unit() -> None:
    zh = openpyxl.load_workbook(TEMPLATES / "deal_log.xlsx").worksheets[0]
    en = openpyxl.load_workbook(TEMPLATES / "en" / "deal_log.xlsx").worksheets[0]
    assert (zh["E4"].value, en["E4"].value) == ("成交金额(元)*", "Amount (CNY)*")
    assert zh["E2"].value == "260000", "a bare amount, as people type it"


def test_a_long_list_of_choices_stands_on_a_hidden_sheet(tmp_path: Path) -> None:
    from leadcli.i18n import Words
    from leadcli.render.xlsx_book import Book

    book = Book(Words("zh"), date(2024, 5, 31))
    sheet = book.add_sheet("数据")
    assert book.choices(["高", "中"]) == ["高", "中"]
    wide = [f"一个相当长的选项第{number}号" for number in range(40)]
    assert book.choices(wide) == "='选项'!$A$1:$A$40"
    assert book.choices(["甲,乙", "丙"]) == "='选项'!$B$1:$B$2", "a comma would split an inline choice"
    sheet.data_validation("A1:A9", {"validate": "list", "source": book.choices(wide)})
    assert book.save(tmp_path / "lists.xlsx").sheets == ("数据",)
    hidden = openpyxl.load_workbook(tmp_path / "lists.xlsx")["选项"]
    assert (hidden.sheet_state, hidden["A40"].value, hidden["B1"].value) == ("hidden", wide[39], "甲,乙")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_typed_below_the_header_is_found_there(name: str, tmp_path: Path, lexicon: Lexicon) -> None:
    book = openpyxl.load_workbook(TEMPLATES / f"{name}.xlsx")
    for kind in template_kinds()[name]:
        sheet = book[kind.zh]
        for column, field in enumerate(kind.fields, 1):
            sheet.cell(HEADER_ROW + 1, column, EXAMPLES[kind.name].get(field.name))
    book.save(tmp_path / "filled.xlsx")
    for sheet in read_book(tmp_path / "filled.xlsx").sheets[: len(template_kinds()[name])]:
        layout = detect_layout(sheet, lexicon)
        assert isinstance(layout, Layout)
        rows = sheet.cells.slice(layout.first_data_row - sheet.first_row).to_pylist()
        typed = EXAMPLES[layout.kind]
        assert [[text for text in row.values() if text] for row in rows] == [
            [typed[field.name] for field in KINDS[layout.kind].fields if field.name in typed]
        ]


def test_each_column_is_explained_in_both_languages() -> None:
    fields = {field.name for kind in KINDS.values() if kind.template for field in kind.fields}
    for language in ("zh", "en"):
        explained = catalogue(language)
        assert {name for name in fields if f"template.field.{name}" not in explained} == set()
        settings = {path.stem for path in shipped_folder("config").glob("*.yaml")}
        assert {name for name in settings if f"template.about.{name}" not in explained} == set()


def session(workspace: Path, language: str = "zh") -> Session:
    return Session(workspace, date(2024, 5, 31), datetime(2024, 5, 31, 9, 0), language=language)


def test_the_list_names_workbooks_and_settings(tmp_path: Path) -> None:
    data = list_templates(session(tmp_path)).data
    assert [each["name"] for each in data["templates"]] == NAMES  # type: ignore[index,attr-defined]
    assert data["templates"][0] == {"name": "lead_sheet", "title": "销售线索信息表", "kinds": ["lead"]}  # type: ignore[index]
    assert {"name": "scoring.yaml"} in data["settings"]  # type: ignore[operator]


@pytest.mark.parametrize("name", ["lead_sheet", "lead_sheet.xlsx", "销售线索信息表"])
def test_new_writes_a_workbook(name: str, tmp_path: Path) -> None:
    result = new_template(session(tmp_path), name, tmp_path / "线索.xlsx")
    assert result.written == [str(tmp_path / "线索.xlsx")]
    assert (tmp_path / "线索.xlsx").read_bytes() == (TEMPLATES / "lead_sheet.xlsx").read_bytes()
    assert result.next_command is not None
    assert result.next_command.startswith("leadcli import ")


def test_a_workbook_and_a_file_of_settings_of_one_stem_are_told_apart(tmp_path: Path) -> None:
    assert new_template(session(tmp_path), "targets").written == [str(tmp_path / "targets.xlsx")]
    assert new_template(session(tmp_path), "targets.yaml").written == [str(tmp_path / "config" / "targets.yaml")]


def test_new_follows_the_language(tmp_path: Path) -> None:
    new_template(session(tmp_path, "en"), "deal_log")
    assert fastexcel.read_excel(tmp_path / "deal_log.xlsx").sheet_names == ["Deal log", "Guide"]


def test_new_writes_settings_where_commands_look_for_them(tmp_path: Path) -> None:
    result = new_template(session(tmp_path), "scoring.yaml")
    assert (tmp_path / "config" / "scoring.yaml").read_bytes() == (
        shipped_folder("config") / "scoring.yaml"
    ).read_bytes()
    assert result.next_command == "leadcli score --dry-run --diff"


def test_new_never_overwrites(tmp_path: Path) -> None:
    mine = tmp_path / "leads.xlsx"
    mine.write_text("mine")
    with pytest.raises(LeadcliError) as caught:
        new_template(session(tmp_path), "lead_sheet", mine)
    assert caught.value.problems[0].code == "file_exists"
    assert mine.read_text() == "mine"


def test_an_unknown_name_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(LeadcliError) as caught:
        new_template(session(tmp_path), "leadsheet")
    problem = caught.value.problems[0]
    assert (problem.code, problem.params["nearest"]) == ("unknown_template", "lead_sheet")
