"""Delimited text: found encoding and delimiter, and nothing lost, however broken the file."""

from __future__ import annotations

import codecs
import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leadcli.domain.errors import LeadcliError
from leadcli.domain.issue import Issue
from leadcli.intake.workbook import read_bytes
from tests.support.examples import examples

CHINESE = "编号,公司名称,备注\nG1,㙍城镕科技有限公司,龑女士\nG2,北京京信科技有限公司,李娜\n"


def rows(data: bytes) -> list[list[str | None]]:
    return [list(row.values()) for row in read_bytes("a.csv", data).sheets[0].cells.to_pylist()]


def issues(data: bytes) -> list[Issue]:
    return read_bytes("a.csv", data).issues


@pytest.mark.parametrize(
    "data",
    [
        CHINESE.encode(),
        CHINESE.encode("utf-8-sig"),
        CHINESE.encode("gb18030"),
        CHINESE.encode("utf-16"),
        codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be"),
        CHINESE.encode("utf-16-le"),
        CHINESE.encode("utf-16-be"),
    ],
    ids=["utf-8", "bom", "gb18030", "utf-16 bom", "utf-16-be bom", "utf-16-le", "utf-16-be"],
)
def test_encodings_are_found(data: bytes) -> None:
    assert rows(data) == [line.split(",") for line in CHINESE.splitlines()]
    assert issues(data) == []


def test_gbk_without_rare_characters_and_western_text() -> None:
    assert rows("公司,电话\n优职教育,1\n".encode("gbk"))[1] == ["优职教育", "1"]
    assert rows("name,city\nJosé,Málaga\nAndré,Besançon\n".encode("cp1252"))[1:] == [
        ["José", "Málaga"],
        ["André", "Besançon"],
    ]


TRADITIONAL = (
    "公司名稱,聯絡人,需求描述\n臺灣積體電路製造股份有限公司,陳美玲,需要採購一套系統\n鴻海精密工業,郭志明,想瞭解報價\n"
)


@pytest.mark.parametrize("encoding", ["cp950", "gbk", "utf-8"])
def test_traditional_characters_in_each_encoding_people_use(encoding: str) -> None:
    data = TRADITIONAL.encode(encoding)
    assert rows(data) == [line.split(",") for line in TRADITIONAL.splitlines()]
    assert issues(data) == []


@pytest.mark.parametrize("text", ["Ärger,Åse\n", "Société Générale,Müller\n", "Ängström,Øre\nÅs,Ærø\n"])
def test_accents_are_no_big5(text: str) -> None:
    assert rows(text.encode("cp1252")) == [line.split(",") for line in text.splitlines()]


@example(["司司", "司司", "司司"])
@example(["系统", "系统"])
@given(
    st.lists(
        st.text(st.sampled_from("公司名称联系人电话需求系统上海优职教育科技张敏采购总监报价"), min_size=2), min_size=3
    )
)
def test_common_simplified_text_is_never_taken_for_big5(cells: list[str]) -> None:
    assert rows(",".join(cells).encode("gb18030")) == [cells]


def test_a_byte_that_means_nothing_is_told_and_costs_only_itself() -> None:
    data = "公司,备注\n优职教育,好\n苏州精工,更好\n".encode()
    broken = data.replace("更".encode(), b"\xff")
    assert rows(broken)[2] == ["苏州精工", "\ufffd好"]
    assert [(issue.code, issue.params) for issue in issues(broken)] == [
        ("undecodable_text", {"count": 1, "encoding": "UTF-8"})
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters_are_found(delimiter: str) -> None:
    lines = [["编号", "公司", "需求"], ["1", "甲", "a"], ["2", "乙", "b"]]
    assert rows("\n".join(delimiter.join(line) for line in lines).encode()) == lines


def test_commas_inside_the_cells_of_a_semicolon_file_do_not_win() -> None:
    data = "编号;金额;备注\n1;1,5;好,很好\n2;2,5;一般\n".encode()
    assert rows(data)[1] == ["1", "1,5", "好,很好"]


def test_the_delimiter_excel_was_told() -> None:
    assert rows(b"sep=;\r\na,b;c\r\n1,2;3\r\n") == [["a,b", "c"], ["1,2", "3"]]


def test_a_title_row_and_blank_rows_stay_in_place() -> None:
    data = "华东区线索表\n\n编号,公司\n1,甲\n\n2,乙\n".encode()
    assert rows(data) == [
        ["华东区线索表", None],
        [None, None],
        ["编号", "公司"],
        ["1", "甲"],
        [None, None],
        ["2", "乙"],
    ]


def test_rows_longer_than_the_header_keep_their_cells() -> None:
    assert rows(b"a,b\n1\n1,2,3,4\n") == [["a", "b", None, None], ["1", None, None, None], ["1", "2", "3", "4"]]


def test_quotes_line_breaks_and_every_line_end() -> None:
    for end in ("\n", "\r\n", "\r"):
        data = f'a,b{end}1,"x, ""y""{end}z"{end}2, "w"{end}'.encode()
        assert rows(data) == [["a", "b"], ["1", f'x, "y"{end}z'], ["2", "w"]]


def test_a_person_called_na_and_leading_zeros() -> None:
    assert rows(b"no,name\n007,NA\n008,null\n") == [["no", "name"], ["007", "NA"], ["008", "null"]]


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_quote_never_closed_costs_one_line_not_the_rest(position: int) -> None:
    cells = [["1", "甲", "x"], ["2", "乙", "y"], ["3", "丙", "z"]]
    cells[1][position] = '"' + cells[1][position]
    data = "\n".join(",".join(row) for row in cells).encode()
    assert rows(data) == cells
    assert [(issue.code, issue.row, issue.params) for issue in issues(data)] == [("broken_quotes", 2, {"count": 1})]


def test_a_quote_never_closed_in_a_long_file() -> None:
    lines = [f"{number},n{number}" for number in range(3000)]
    lines[10] = '10,"n10'
    read = rows("\n".join(lines).encode())
    assert len(read) == 3000
    assert read[10] == ["10", '"n10']
    assert read[2999] == ["2999", "n2999"]


def test_a_cell_longer_than_any_parser_likes() -> None:
    text = "长" * 200_000
    assert rows(f"a,b\n1,{text}\n2,x\n".encode()) == [["a", "b"], ["1", text], ["2", "x"]]


def test_zero_bytes_are_dropped() -> None:
    assert rows(b"a,b\n1\0,2\n") == [["a", "b"], ["1", "2"]]


def test_one_endless_row_is_told_before_it_exhausts_the_memory() -> None:
    data = b"a,b\n" * 30_000 + b"," * 200_000 + b"\n"
    with pytest.raises(LeadcliError) as raised:
        read_bytes("a.csv", data)
    assert raised.value.problems[0].code == "sheet_too_sparse"
    assert raised.value.problems[0].params["columns"] == 200_001


CELLS = st.lists(st.lists(st.text("ab,\"\n\r 'é公", max_size=5), min_size=1, max_size=4), min_size=1, max_size=6)


@given(CELLS)
@examples(150)
def test_what_a_writer_wrote_is_read_back(cells: list[list[str]]) -> None:
    cells = [["编号", "公司", "电话", "备注"], *cells]
    target = io.StringIO(newline="")
    csv.writer(target, quoting=csv.QUOTE_ALL).writerows(cells)
    wanted = [[cell or None for cell in [*row, *[""] * (4 - len(row))]] for row in cells]
    assert rows(target.getvalue().encode()) == wanted


@given(st.text('ab,"\n 公', min_size=1, max_size=40))
@examples(150)
def test_no_visible_character_is_ever_lost(text: str) -> None:
    seen = "".join(cell or "" for row in rows(f"编号,公司\n{text}".encode()) for cell in row)
    skipped = str.maketrans("", "", ',"\n ')
    assert seen.translate(skipped) == f"编号公司{text}".translate(skipped)
