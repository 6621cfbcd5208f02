"""A report that has a block of every kind, and texts that would be markup if anybody let them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pyarrow as pa

from leadcli.i18n import Message
from leadcli.report.model import (
    Bar,
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
)

DAY = date(2024, 5, 31)
ENDS_SCRIPT = "</script><script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(1)>"

STAGES = [
    Column("stage", "阶段"),
    Column("entered", "进入", ColumnKind.INTEGER),
    Column("conversion", "转下一阶段", ColumnKind.PERCENT),
    Column("dwell", "停留中位", ColumnKind.DAYS),
    Column("change", "较上月", ColumnKind.CHANGE),
]
ROWS = [
    ["潜在客户", 1420, 0.619, 5.0, 0.08],
    ["商机孵化", 120, Toned(0.3, Tone.BAD), 28.5, -0.04],
    [IMAGE, 23, None, None, None],
]
BARS = [Bar("潜在客户", 1420), Bar("商机孵化", 120, Tone.BAD), Bar(IMAGE, 23, Tone.GOOD)]
TREND = Trend("商机孵化 转化率", [("3月", 0.43), ("4月", None), ("5月", 0.3)], tone=Tone.BAD)
LOSSES = Table(
    "losses",
    "流失原因",
    [Column("reason", "原因"), Column("count", "条数", ColumnKind.INTEGER), Column("amount", "金额", ColumnKind.MONEY)],
    [["竞品低价竞争", 14, Decimal(2_645_000)], ["预算不足", 18, None]],
    note="金额为预计成交金额",
)
MONTHS = ["3月", "4月", "5月"]
TWO_LINES = Chart("trend", "转化率", MONTHS, [Series("实际", [0.3, None, 0.405]), Series("目标", [0.35] * 3)])
MONEY = Chart("owners", "签约额", ["李强", IMAGE], [Series("金额", [300_000, 105_000])], Shape.BAR, ColumnKind.MONEY)
PILED = Chart("grades", "等级", ["官网"], [Series("A", [1]), Series("B", [2])], Shape.STACKED, ColumnKind.INTEGER)
EVENTS = DataSheet(
    "events",
    "阶段记录",
    [
        Column("no", "线索编号"),
        Column("company", "公司"),
        Column("stage", Message.of("funnel.stage")),
        Column("at", "进入时间", ColumnKind.DATETIME),
        Column("amount", Message.of("funnel.amount"), ColumnKind.MONEY),
        Column("sure", "可能性", ColumnKind.CHANCE),
        Column("grade", "等级", ColumnKind.GRADE),
        Column("open", "未决"),
        Column("clock", "时刻", ColumnKind.TIME),
        Column("mixed", "自有列", ColumnKind.BARE),
    ],
    pa.table(
        {
            "no": ["LX10", "LX9", "LX2"],
            "company": [ENDS_SCRIPT, IMAGE, None],
            "stage": ["潜在客户", "商机孵化", "潜在客户"],
            "at": [datetime(2024, 5, 1, 9, 30), None, datetime(2024, 5, 3)],
            "amount": pa.array([Decimal("120000.50"), Decimal("80000.00"), None], pa.decimal128(18, 2)),
            "sure": [0.9999, 0.5, None],
            "grade": ["A", "C", None],
            "open": [True, None, True],
            "clock": [time(9, 5), None, None],
            "mixed": pa.array(
                [{"value": 7.25, "text": None}, {"value": None, "text": "七"}, None],
                pa.struct([("value", pa.float64()), ("text", pa.string())]),
            ),
        }
    ),
    notes=[(1, "no", "存疑")],
    alike=[("no", "company")],
)
MANY = DataSheet("many", "很多行", [Column("n", "序号", ColumnKind.INTEGER)], pa.table({"n": list(range(120))}))
REPORT = Report(
    "funnel",
    "销售漏斗 2024年5月",
    "standard 流程，按期间计数",
    [
        Figures(
            [
                Figure("新增线索", 1420),
                Figure("预测", 3_180_000, ColumnKind.MONEY),
                Figure("周期", 46.5, ColumnKind.DAYS),
                Figure("瓶颈", IMAGE, ColumnKind.TEXT, Tone.BAD),
            ]
        ),
        Funnel("funnel", BARS, Table("stages", None, STAGES, ROWS), TREND),
        Sentence("商机孵化 30%，目标 45%", "瓶颈", Tone.BAD),
        Sentence(ENDS_SCRIPT),
        LOSSES,
        TWO_LINES,
        MONEY,
        PILED,
        EVENTS,
        MANY,
    ],
)
