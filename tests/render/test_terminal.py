"""Reports on the terminal, at fixed widths, against text set by hand."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import replace
from decimal import Decimal
from string import Formatter

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from leadcli.i18n import LANGUAGES, Message
from leadcli.i18n.words import catalogue
from leadcli.render.terminal import print_report
from leadcli.render.terminal_cells import cells
from leadcli.render.terminal_wrap import TerminalWords, width, wrap
from leadcli.report.model import (
    Bar,
    Block,
    Chart,
    Column,
    ColumnKind,
    DataSheet,
    Figure,
    Figures,
    Funnel,
    Report,
    Sentence,
    Series,
    Shape,
    Table,
    Tone,
    Toned,
    Trend,
    Value,
)


def shown(*blocks: Block, columns: int = 60, language: str = "zh", colours: bool = False) -> str:
    out = io.StringIO()
    system = "truecolor" if colours else None
    console = Console(file=out, width=columns, color_system=system, force_terminal=colours, markup=False, emoji=False)
    print_report(Report("test", "报告", None, blocks), console, language)
    return out.getvalue().removeprefix("报告\n\n")


FUNNEL = Funnel(
    "funnel",
    [Bar("潜在客户", 400), Bar("意向客户", 200), Bar("商机孵化", 100, Tone.BAD), Bar("成交签约", 0, Tone.GOOD)],
    Table(
        "stages",
        None,
        [
            Column("stage", "阶段"),
            Column("entered", "进入", ColumnKind.INTEGER),
            Column("conversion", "转化", ColumnKind.PERCENT),
        ],
        [
            ["潜在客户", 400, 0.5],
            ["意向客户", 200, 0.5],
            ["商机孵化", 100, Toned(0.0, Tone.BAD)],
            ["成交签约", 0, None],
        ],
    ),
)
LOSSES = Table(
    "losses",
    "流失原因",
    [
        Column("reason", "原因"),
        Column("count", "条数", ColumnKind.INTEGER),
        Column("amount", "金额", ColumnKind.MONEY),
    ],
    [["竞品低价竞争", 18, Decimal(2640000)], ["预算不足", 14, Decimal(1215000)], ["[red]其他", 9, None]],
)
OWNERS = Table(
    "owners",
    "按负责人",
    [Column("owner", "负责人"), Column("won", "成交", ColumnKind.INTEGER)],
    [["张敏", 9], ["李强", 6]],
    note="两人",
)


def test_a_funnel_is_centred() -> None:
    # the widest bar has 36 cells; 200 of 400 is 18, 100 is 10 (9 is odd, and would not share the middle)
    assert shown(FUNNEL) == (
        "阶段                                            进入  转化\n"
        "潜在客户  ####################################   400   50%\n"
        "意向客户           ##################            200   50%\n"
        "商机孵化               ##########                100    0%\n"
        "成交签约                                           0     -\n"
    )


def test_bars_are_blanks_on_a_coloured_ground() -> None:
    text = shown(FUNNEL, colours=True)
    assert "#" not in text
    assert "\x1b[48;2;192;57;43m" + " " * 10 + "\x1b[0m" in text  # the bottleneck, red
    assert text.count("\x1b[48;2;192;57;43m") == 1


def test_tables_stand_side_by_side_where_there_is_room() -> None:
    assert shown(LOSSES, OWNERS) == (
        "流失原因                              按负责人\n"
        "原因          条数  金额(万元)        负责人  成交\n"
        "竞品低价竞争    18       264.0        张敏       9\n"
        "预算不足        14       121.5        李强       6\n"
        "[red]其他        9           -        两人\n"
    )


def test_a_table_without_a_title_stands_alone() -> None:
    """Beside another one it would be read as its columns."""
    bare = replace(OWNERS, title=None)
    alone = "负责人  成交\n张敏       9\n李强       6\n两人\n"
    assert shown(bare, LOSSES).startswith(alone + "\n流失原因\n")
    assert shown(LOSSES, bare).endswith("两人\n")
    assert "\n\n" + alone in shown(LOSSES, bare)


def test_sentences_line_up_behind_their_leads() -> None:
    sentences = [
        Sentence("三条", lead="瓶颈"),
        Sentence("没有"),
        Sentence("先做小范围试点，再谈价格", lead="给负责人的建议"),
    ]
    assert shown(*sentences, columns=34) == (
        "瓶颈            三条\n没有\n给负责人的建议  先做小范围试点，再\n                谈价格\n"
    )


def test_a_command_stays_on_one_line() -> None:
    assert shown(Sentence("全部：`leadcli score --out 评分.xlsx`，再导入"), columns=36) == (
        "全部：\n`leadcli score --out 评分.xlsx`，再\n导入\n"
    )


def test_tables_stand_below_one_another_where_there_is_not() -> None:
    assert shown(LOSSES, OWNERS, columns=40) == (
        "流失原因\n"
        "原因          条数  金额(万元)\n"
        "竞品低价竞争    18       264.0\n"
        "预算不足        14       121.5\n"
        "[red]其他        9           -\n"
        "\n"
        "按负责人\n"
        "负责人  成交\n"
        "张敏       9\n"
        "李强       6\n"
        "两人\n"
    )


def test_a_narrow_screen_folds_text_and_leaves_the_last_columns_out() -> None:
    table = Table(
        "wide",
        None,
        [
            Column("firm", "公司"),
            Column("n", "条数", ColumnKind.INTEGER),
            Column("why", "说明"),
            Column("more", "备注"),
        ],
        [["上海华信科技有限公司", 1234567, "号码相同", "一"]],
    )
    # 47 cells are needed: the firm is folded first
    assert shown(table, columns=42) == (
        "公司                  条数  说明      备注\n上海华信科技有   1,234,567  号码相同  一\n限公司\n"
    )
    # and where 12 cells for the firm are not enough either, columns go
    assert shown(table, columns=26) == (
        "公司                  条数\n上海华信科技有   1,234,567\n限公司\n屏幕太窄，没有显示：说明、\n备注\n"
    )


def test_a_sentence_hangs_behind_its_lead() -> None:
    sentence = Sentence("商机孵化 > 商务谈判 30%，目标 45%，33 条停留超过 30 天。", lead="瓶颈", tone=Tone.BAD)
    assert shown(sentence, columns=41) == ("瓶颈  商机孵化 > 商务谈判 30%，目标 45%，\n      33 条停留超过 30 天。\n")


def test_figures_stand_on_one_line_while_they_fit() -> None:
    figures = Figures(
        [
            Figure("成交", 1234),
            Figure("赢单率", 0.375, ColumnKind.PERCENT),
            Figure("成交额", Decimal("12345678.90"), ColumnKind.MONEY),
            Figure("周期", 41.25, ColumnKind.DAYS),
        ]
    )
    assert shown(figures) == "成交 1,234    赢单率 38%    成交额 1,234.6 万元\n周期 41.3 天\n"
    assert shown(figures, columns=90, language="en") == (
        "成交 1,234    赢单率 38%    成交额 CNY 12,345,679    周期 41.3 d\n"
    )


def test_rows_behind_the_figures_are_mentioned() -> None:
    sheet = DataSheet("rows", "进入明细", [], pa.table({"lead_no": ["a", "b"]}))
    assert shown(sheet, Sentence("完")) == "文件里的明细表：进入明细 2 行\n\n完\n"


def test_a_table_without_rows_says_so() -> None:
    assert shown(Table("empty", "流失原因", [Column("reason", "原因")], [])) == "流失原因\n（没有）\n"


def test_the_definition_stands_behind_the_title_or_below_it() -> None:
    for columns, text in ((60, "漏斗   按期间计数\n"), (16, "漏斗\n按期间计数\n")):
        out = io.StringIO()
        print_report(Report("r", "漏斗", "按期间计数", []), Console(file=out, width=columns), "zh")
        assert out.getvalue() == text


@pytest.mark.parametrize(
    ("kind", "values", "texts"),
    [
        (ColumnKind.PERCENT, [0.62, 0.46, 0.3], ["62%", "46%", "30%"]),
        (ColumnKind.PERCENT, [0.029, 0.119, 0.25], ["2.9%", "11.9%", "25.0%"]),
        (ColumnKind.PERCENT, [0, 1, None, 0.5], ["0%", "100%", "-", "50%"]),
        (ColumnKind.PERCENT, [0.0002, 0.9996], ["<0.1%", "100.0%"]),
        (ColumnKind.PERCENT, [1.25], ["125%"]),
        (ColumnKind.CHANCE, [0.7, 0.9994, 0.9996, 1], ["70.0%", "99.9%", ">99.9%", ">99.9%"]),
        (ColumnKind.CHANGE, [0.08, -0.04, 0], ["+8%", "-4%", "0%"]),
        (ColumnKind.INTEGER, [1048576, 0, None], ["1,048,576", "0", "-"]),
        (ColumnKind.NUMBER, [87.5, 60], ["87.5", "60.0"]),
        (ColumnKind.NUMBER, [2.25, 3], ["2.25", "3.00"]),
        (ColumnKind.MONEY, [Decimal(2640000), Decimal(480000)], ["264", "48"]),
        (ColumnKind.MONEY, [Decimal("2640000"), Decimal(2500)], ["264.00", "0.25"]),
        (ColumnKind.DAYS, [5, 28.04], ["5.0 天", "28.0 天"]),
        (ColumnKind.GRADE, ["A", None], ["A", "-"]),
        (ColumnKind.TEXT, ["a\x1b[31mb\nc", True, "", 7], ["a [31mb c", "是", "-", "7"]),
        (ColumnKind.NUMBER, [float("nan"), float("inf"), Message.of("cli.no_rows")], ["-", "-", "（没有）"]),
    ],
)
def test_how_values_read(kind: ColumnKind, values: list[Value], texts: list[str]) -> None:
    assert [cell.text for cell in cells(values, kind, TerminalWords("zh"))] == texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_has_signs_of_ambiguous_width(language: str) -> None:
    known = {"\ufffd"}  # told as such
    for key, sentence in catalogue(language).items():
        params = {name: "" for _, name, _, _ in Formatter().parse(sentence) if name}
        said = TerminalWords(language)(key, **params) if not re.search(r"{\w*[:.\[]", sentence) else ""
        assert not {sign for sign in said if unicodedata.east_asian_width(sign) == "A"} - known, key


def test_the_users_text_keeps_its_signs() -> None:
    assert TerminalWords("zh")("cli.columns_left_out", columns="A—B") == "屏幕太窄，没有显示：A—B"
    assert shown(Sentence("A—B → [bold]C[/bold] :smile:")) == "A—B → [bold]C[/bold] :smile:\n"


@given(st.text(alphabet="ab 漏斗，。（）-é\u0301", max_size=80), st.integers(4, 30))
def test_wrapping_loses_nothing_and_keeps_to_the_limit(text: str, limit: int) -> None:
    lines = wrap(text, limit)
    assert all(width(line) <= limit for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("每条线索(元)", 8, ["每条线索", "(元)"]),
        ("成交金额(万元)", 8, ["成交金额", "(万元)"]),
        ("转化率按批次（cohort，implied），周期", 18, ["转化率按批次", "（cohort，implied", "），周期"]),
        ("Per lead (CNY)", 9, ["Per lead", "(CNY)"]),
        ("answer 8 (36.4%); 1.6 each", 16, ["answer 8", "(36.4%); 1.6", "each"]),
        ("bring a log (`leadcli due`) or", 16, ["bring a log", "(`leadcli due`)", "or"]),
        ("导入记录（`leadcli due`）；再看", 19, ["导入记录", "（`leadcli due`）；", "再看"]),
    ],
)
def test_a_unit_in_brackets_stays_whole(text: str, limit: int, lines: list[str]) -> None:
    assert wrap(text, limit) == lines


def test_a_trend_stands_in_one_row_and_loses_its_oldest_points_first() -> None:
    points = [("2月", 0.44), ("3月", None), ("4月", 0.41), ("5月", 0.3)]
    funnel = Funnel("funnel", [Bar("潜在客户", 1)], Table("t", None, [Column("s", "阶段")], [["潜在客户"]]), None)
    told = replace(funnel, trend=Trend("商机孵化 > 商务谈判", points))
    assert shown(told).split("\n\n")[1] == ("商机孵化 > 商务谈判\n2月  3月  4月  5月\n44%    -  41%  30%\n")
    assert shown(told, columns=26).endswith("2月  3月  4月  5月\n44%    -  41%  30%\n")
    assert shown(told, columns=14).endswith("商机孵化 > 商务谈判\n3月  4月  5月\n  -  41%  30%\n")


def test_lines_are_signs_from_low_to_high_with_both_ends_named() -> None:
    """Of eight signs the lowest value has the first, the highest the last; 4 of 0 to 7 has the fifth."""
    lines = [Series("转化率", [0.0, 0.04, None, 0.07]), Series("流失率", [0.5, 0.5, 0.5, 0.5])]
    chart = Chart("trend", "近 4 个月", ["2月", "3月", "4月", "5月"], lines)
    assert shown(chart) == ("近 4 个月\n转化率  _= #  2月 0.0%, 5月 7.0%\n流失率  ____  2月 50%, 5月 50%\n")


def test_bars_are_as_long_as_their_figure() -> None:
    owners = Chart("owners", "线索", ["李强", "王芳"], [Series("线索", [30, 10])], Shape.BAR, ColumnKind.INTEGER)
    assert shown(owners) == f"线索\n李强  {'#' * 30}  30\n王芳  {'#' * 10}{' ' * 20}  10\n"


def test_a_chart_of_money_names_its_unit() -> None:
    amounts = Chart("stages", "金额", ["商务谈判"], [Series("金额", [300_000.0])], Shape.BAR, ColumnKind.MONEY)
    assert shown(amounts) == f"金额(万元)\n商务谈判  {'#' * 30}  30\n"


def test_a_chart_that_signs_cannot_draw_is_left_to_its_table() -> None:
    grades = [Series("A", [1, 2]), Series("B", [2, 1])]
    stacked = Chart("grades", "等级", ["官网", "展会"], grades, Shape.STACKED, ColumnKind.INTEGER)
    assert shown(Sentence("全部"), stacked) == "全部\n"


def test_no_colour_keeps_the_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    text = shown(FUNNEL, colours=True)
    assert "#" * 36 in text
    assert "\x1b[48" not in text
    assert "\x1b[31" not in text
