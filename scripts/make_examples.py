"""Write the example books: a lead sheet as a sales team keeps it, and its stage log.

Everything in them is invented. The same seed always gives the same books.
"""

from __future__ import annotations

import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

SEED = 20240531
HEADERS = [
    "线索编号", "来源 渠道", "所属行业", "*公司名称", "联 系 人", "职位", "手机号码", "需求描述", "获取时间",
    "跟进状态", "负责人", "员工人数", "预算范围", "区域", "意向产品",
]  # fmt: skip
FIRMS = [
    ("上海", "优职", "教育科技有限公司", "职业教育", "华东"), ("南京", "安康", "医疗器械有限公司", "医疗", "华东"),
    ("杭州", "云帆", "科技有限公司", "互联网", "华东"), ("无锡", "恒泰", "制造有限公司", "制造业", "华东"),
    ("苏州", "精工", "机械有限公司", "制造业", "华东"), ("成都", "味佳", "餐饮管理有限公司", "餐饮", "西南"),
    ("广州", "华联", "网络科技有限公司", "互联网", "华南"), ("深圳", "科创", "软件有限公司", "软件", "华南"),
    ("西安", "立信", "教育咨询有限公司", "教育", "西北"), ("北京", "优智", "科技有限公司", "软件", "华北"),
    ("武汉", "启航", "职业培训学校", "职业教育", "华中"), ("青岛", "海达", "物流有限公司", "物流", "华东"),
    ("长沙", "仁和", "医药有限公司", "医疗", "华中"), ("重庆", "瑞丰", "汽车零部件有限公司", "制造业", "西南"),
    ("宁波", "远洋", "供应链管理有限公司", "物流", "华东"), ("天津", "思源", "教育科技有限公司", "教育", "华北"),
    ("厦门", "嘉禾", "食品有限公司", "餐饮", "华南"), ("合肥", "中科", "信息技术有限公司", "软件", "华东"),
    ("郑州", "博爱", "健康管理有限公司", "医疗", "华中"), ("沈阳", "东方", "精密工业有限公司", "制造业", "东北"),
]  # fmt: skip
BRANDS = [
    "明德",
    "汇通",
    "博学",
    "安泰",
    "卓越",
    "新程",
    "宏远",
    "佳和",
    "智联",
    "同创",
    "康宁",
    "锐捷",
    "百川",
    "盛世",
    "天成",
    "华信",
    "德立",
    "凌云",
    "普惠",
    "正方",
]
PEOPLE = [
    "张敏",
    "王芳",
    "李娜",
    "刘洋",
    "陈磊",
    "杨静",
    "赵军",
    "黄丽",
    "周强",
    "吴婷",
    "徐明",
    "孙浩",
    "胡杰",
    "朱琳",
    "高峰",
    "林涛",
    "何倩",
    "郭敏",
    "马超",
    "罗艳",
]
TITLES = ["采购总监", "总经理", "IT经理", "运营经理", "校长", "生产总监", "市场总监", "院长"]
SOURCES = ["教育展", "官网表单", "展会留资", "合作伙伴推荐", "百度推广", "电话咨询", "转介绍"]
NEEDS = [
    "在线课程平台搭建,预算8-12万", "采购CRM系统,预算5-10万", "需要生产管理软件", "质量追溯系统，预算约30万元", "了解一下",
    "需要具备直播功能的课程系统", "学员留存率数据分析功能", "供应链可视化平台,预算50万以上", "先看看", "门店会员小程序,预算3万",
]  # fmt: skip
SIZES = ["500人以上", "100-500人", "100人以下", "320", "约800人", "", "50人以下", "1200人"]
BUDGETS = ["8-12万", "30万左右", "", "50万以上", "5万以内", "待确认", "15万", "20-30万"]
OWNERS = ["李强", "王芳", "陈磊", "刘静"]
PRODUCTS = ["课程平台", "CRM", "MES", "数据分析", "小程序"]
STAGES = ["潜在客户", "意向客户", "商机孵化", "商务谈判", "成交签约"]
PASS = {"潜在客户": 0.68, "意向客户": 0.6, "商机孵化": 0.34, "商务谈判": 0.7}
LOSSES = ["竞品低价竞争", "预算不足", "需求不匹配", "决策周期延长", ""]


def make_leads(rnd: random.Random, count: int) -> list[list[str]]:
    """The rows of the lead sheet: clean ones, and now and then a person entered twice."""
    rows: list[list[str]] = []
    for index in range(count):
        day = datetime(2024, 3, 1) + timedelta(days=rnd.randrange(92))
        if index > 20 and rnd.random() < 0.13:
            rows.append(_again(rnd, rnd.choice(rows), day, index))
            continue
        city, brand, tail, industry, region = rnd.choice(FIRMS)
        if index >= len(FIRMS):
            brand = rnd.choice(BRANDS)
        rows.append(
            [
                f"LX{day:%Y%m%d}{index + 1:03d}",
                rnd.choice(SOURCES),
                industry,
                city + brand + tail,
                rnd.choice(PEOPLE),
                rnd.choice(TITLES),
                f"13{rnd.randrange(10)}{rnd.randrange(10**8):08d}",
                rnd.choice(NEEDS),
                f"{day:%Y-%m-%d}",
                rnd.choice(["待跟进", "推进中"]),
                rnd.choice(OWNERS),
                rnd.choice(SIZES),
                rnd.choice(BUDGETS),
                region,
                rnd.choice(PRODUCTS),
            ]
        )
    return rows


def _again(rnd: random.Random, row: list[str], day: datetime, index: int) -> list[str]:
    """The same person once more, from another channel and in another spelling."""
    phone = row[6]
    made = list(row)
    made[0] = f"LX{day:%Y%m%d}{index + 1:03d}"
    made[1] = rnd.choice(SOURCES)
    made[3] = rnd.choice([row[3], row[3].replace("有限公司", ""), f"{row[3][:2]}市 {row[3][2:]}"])
    made[4] = rnd.choice([row[4], row[4], row[4][0] + "经理"])
    made[6] = rnd.choice([phone, f"{phone[:3]}-{phone[3:7]}-{phone[7:]}", f"+86 {phone}", f"{phone}/021-61234567"])
    made[8] = rnd.choice([f"{day:%Y/%-m/%-d}", f"{day:%Y.%-m.%-d}", f"{day:%Y年%-m月%-d日}"])
    made[10] = rnd.choice(OWNERS)
    made[12] = rnd.choice(BUDGETS)
    return made


def make_stages(rnd: random.Random, leads: list[list[str]]) -> list[list[str]]:
    """The stage log: each lead walks on, is lost, or stays where it is."""
    rows = []
    for lead in leads:
        when = datetime.strptime(lead[0][2:10], "%Y%m%d") + timedelta(hours=9 + rnd.randrange(8))
        for stage in STAGES:
            rows.append([lead[0], stage, when, "", lead[10]])
            when += timedelta(days=rnd.randrange(3, 12 if stage != "商机孵化" else 34), hours=rnd.randrange(6))
            if when > datetime(2024, 5, 31, 18):
                break
            if rnd.random() > PASS.get(stage, 0):
                if stage != STAGES[-1] and rnd.random() < 0.55:
                    rows.append([lead[0], "已流失", when, rnd.choice(LOSSES), lead[10]])
                break
    return rows


def write_leads(leads: list[list[str]], path: Path) -> None:
    """The book as teams keep it: a sheet a month under a title, a total at the end, a hidden list of choices."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for month in (3, 4, 5):
        rows = [row for row in leads if row[0][2:8] == f"2024{month:02d}"]
        sheet = book.create_sheet(f"{month}月")
        sheet.append([f"2024年{month}月销售线索信息表（市场部）"])
        sheet.append([])
        sheet.append(HEADERS)
        for row in rows:
            sheet.append(row)
        sheet.append(["合计", "", "", f"{len(rows)}家"])
        _style(sheet, len(rows) + 3)
    _break_some_cells(book["5月"])
    hidden = book.create_sheet("字典")
    for source in ["来源渠道", *SOURCES]:
        hidden.append([source])
    hidden.sheet_state = "hidden"
    book.save(path)


def _style(sheet: object, last: int) -> None:
    sheet.merge_cells("A1:O1")  # type: ignore[attr-defined]
    sheet["A1"].font = Font(size=14, bold=True)  # type: ignore[index]
    sheet["A1"].alignment = Alignment(horizontal="center")  # type: ignore[index]
    for column, header in enumerate(HEADERS, 1):
        cell = sheet.cell(3, column)  # type: ignore[attr-defined]
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDEBF7")
        width = 26 if header in ("*公司名称", "需求描述") else 13
        sheet.column_dimensions[get_column_letter(column)].width = width  # type: ignore[attr-defined]


def _break_some_cells(sheet: object) -> None:
    """What hands do to sheets: an impossible date, a half phone number, a row nobody finished."""
    sheet["I6"] = "2024/13/02"  # type: ignore[index]
    sheet["G9"] = "139"  # type: ignore[index]
    sheet["G12"] = "13800138000"  # type: ignore[index]
    for column in "DEG":
        sheet[f"{column}15"] = None  # type: ignore[index]


def write_stages(rows: list[list[str]], path: Path) -> None:
    """The stage log as one plain table."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "阶段变更记录"
    sheet.append(["编号", "阶段", "进入时间", "变更原因", "操作人"])
    for row in rows:
        sheet.append(row)
    book.save(path)


def main(folder: Path) -> None:
    """Write both books into a folder."""
    rnd = random.Random(SEED)
    leads = make_leads(rnd, 240)
    write_leads(leads, folder / "leads.xlsx")
    write_stages(make_stages(rnd, leads), folder / "stage_log.xlsx")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("examples"))
