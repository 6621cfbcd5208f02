"""Time the main job on a made sheet: each command as a process of its own, seconds and peak memory.

    python scripts/bench.py [ROWS] [--rounds 3] [--history LEADS]

Once, a funnel of LEADS leads and four times as many stage events is counted by four groupings, what is due is found
among as many leads with three times as many follow-ups, and work lists of as many leads are written for 200 owners.
A command's figure is the median over the rounds; the machine's noise is in all of them alike, so compare runs of one
machine, or ratios. The sheet is made by DuckDB: every seventh row enters an earlier person once more.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import xlsxwriter

LEADCLI = [str(Path(sys.executable).with_name("leadcli"))]
STEPS = {
    "help": ["--help"],
    "import": ["import", "leads.xlsx"],
    "dedupe": ["dedupe"],
    "score": ["score", "--out", "scored.xlsx"],
    "funnel": ["funnel", "report", "--month", "2024-05"],
    "import again": ["import", "leads.xlsx"],
}
SHEET = """
with row as (select i, case when i % 7 = 6 then i - 5 else i end as person from range($rows) as made(i))
select 'LX' || (20240000000 + i)::varchar as 线索编号,
       ['教育展', '官网表单', '转介绍', '百度推广'][1 + (hash(i) % 4)::int] as 来源渠道,
       ['职业教育', '医疗', '制造业', '互联网', '餐饮'][1 + (hash(person) % 5)::int] as 所属行业,
       ['上海', '南京', '杭州', '广州', '成都'][1 + (person % 5)::int] || '云海华天中信达科创新源恒泰博瑞金诚盛世鼎力'[1 + (hash(person // 3) % 22)::int]
         || '优智宏图嘉德立正东明珠安普惠联合众同思维领航'[1 + (hash(person // 3 + 1) % 23)::int] || (person // 3)::varchar
         || case when i = person then '科技有限公司' else '科技' end as 公司名称,
       '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林'[1 + (hash(person) % 18)::int]
         || '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂'[1 + (hash(person + 1) % 22)::int]
         || '华英红鹏飞鑫波斌莉宇浩凯琳慧建国文辉志兴良海'[1 + (hash(person + 2) % 22)::int] as 联系人,
       '1' || (3000000000 + person * 37)::varchar as 联系方式,
       ['在线课程平台搭建,预算8-12万', '采购CRM系统,预算5-10万', '了解一下', '需要生产管理软件'][1 + (hash(person) % 4)::int] as 需求描述,
       (date '2024-01-01' + (hash(i) % 150)::int)::varchar as 获取时间,
       ['待跟进', '推进中', '已成交', '已流失'][1 + (hash(i) % 4)::int] as 跟进状态,
       ['李强', '王芳', '陈磊'][1 + (person % 3)::int] as 负责人
from row order by i
"""


HISTORY_STEPS = {
    "import leads": ["import", "leads.csv"],
    "import stages": ["import", "stages.csv"],
    "funnel by 4": [
        "funnel",
        "report",
        "--quarter",
        "2024Q1",
        "--by",
        "owner",
        "--by",
        "source",
        "--by",
        "region",
        "--by",
        "industry",
    ],
}
DUE_STEPS = {
    "import leads": ["import", "leads.csv"],
    "import calls": ["import", "calls.csv"],
    "due": ["due", "--as-of", "2024-05-31"],
}
WORKLIST_STEPS = {
    "import leads": ["import", "people.csv", "--as-of", "2024-05-20"],
    "worklists": ["worklist", "--by-owner", "--out", "books", "--as-of", "2024-05-31"],
}
LEADS = """
select 'L' || lpad(i::varchar, 7, '0') as 线索编号,
       ['教育展', '官网表单', '转介绍', '百度推广', '老客户'][1 + (hash(i) % 5)::int] as 来源渠道,
       ['职业教育', '医疗', '制造业', '互联网', '餐饮'][1 + (hash(i + 1) % 5)::int] as 所属行业,
       ['华东', '华南', '华北', '西南'][1 + (hash(i + 4) % 4)::int] as 区域,
       '公司' || i::varchar || '有限公司' as 公司名称, '张' || chr((19968 + i % 2000)::int) as 联系人,
       date '2023-01-01' + (hash(i + 2) % 500)::int as 获取时间,
       '销售' || (hash(i + 3) % 40)::varchar as 负责人
from range($leads) as made(i)
"""
STAGES = """
select 'L' || lpad(i::varchar, 7, '0') as 线索编号,
       if(place = 4, ['复购增购', '流失', '商务谈判', '成交签约'][1 + (hash(i * 7) % 4)::int],
          ['潜在客户', '意向客户', '商机孵化'][place::int]) as 阶段,
       date '2023-01-01' + (hash(i + 2) % 500)::int + (place * (3 + hash(i * 3 + place) % 20))::int as 进入时间
from range($leads) as made(i), range(1, 5) as stage(place)
"""
# One in twenty is postponed, half of these without a reason; every third plans a next step.
CALLS = """
select 'L' || lpad((hash(i) % $leads)::varchar, 7, '0') as 编号,
       timestamp '2023-01-05' + to_minutes((hash(i + 5) % 720000)::int) as 跟进时间,
       ['电话', '拜访', '邮件', '微信'][1 + (hash(i + 1) % 4)::int] as 跟进方式,
       '销售' || (hash(i + 3) % 40)::varchar as 跟进人, '沟通' || (i % 1000)::varchar as 沟通内容,
       if(i % 3 = 0, (跟进时间 + to_days((hash(i + 9) % 20)::int))::date, null) as 下次跟进时间,
       if(hash(i + 2) % 20 = 0, '已延期', '已完成') as 完成状态, if(hash(i + 2) % 40 = 0, '客户出差', null) as 延期原因,
       跟进时间 + to_minutes((hash(i + 6) % 150)::int) as 记录时间
from range(3 * $leads) as made(i)
"""


PEOPLE = """
select 'L' || lpad(i::varchar, 7, '0') as 线索编号, '公司' || i::varchar || '有限公司' as 公司名称,
       '张' || chr((19968 + i % 2000)::int) as 联系人, '1' || (3000000000 + i * 37)::varchar as 联系方式,
       '采购CRM系统,预算' || (i % 90)::varchar || '万' as 需求描述, '销售' || (i % 200)::varchar as 负责人,
       date '2024-03-01' + (hash(i + 2) % 90)::int as 获取时间,
       ['待跟进', '推进中'][1 + (hash(i) % 2)::int] as 跟进状态, '备注' || (i % 5000)::varchar as 备注,
       ['潜在客户', '意向客户', '商机孵化'][1 + (hash(i + 5) % 3)::int] as 阶段,
       if(i % 3 = 0, '发方案', null) as 下一步动作, if(i % 3 = 0, date '2024-06-03', null) as 下次跟进时间
from range($leads) as made(i)
"""


def make_sheet(rows: int, path: Path) -> None:
    """Write a lead sheet of so many rows."""
    found = duckdb.execute(SHEET, {"rows": rows})
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("线索")
        sheet.write_row(0, 0, [column[0] for column in found.description])
        line = 1
        while chunk := found.fetchmany(10_000):
            for row in chunk:
                sheet.write_row(line, 0, row)
                line += 1


def make_history(leads: int, folder: Path) -> None:
    """Write a sheet of so many leads, logs of four stages and three follow-ups for each, and a sheet of 200 owners."""
    for name, query in (("leads", LEADS), ("stages", STAGES), ("calls", CALLS), ("people", PEOPLE)):
        duckdb.sql(query, params={"leads": leads}).write_csv(str(folder / f"{name}.csv"))


def measure(command: list[str], folder: Path) -> tuple[float, float]:
    """Seconds and peak MB of one process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


def main() -> None:
    """Make the sheet, run the rounds, print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, nargs="?", default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--history", type=int, default=1_000_000, metavar="LEADS")
    asked = parser.parse_args()
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ("import typer", *STEPS)}
    for _ in range(asked.rounds):
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            make_sheet(asked.rows, folder / "leads.xlsx")
            taken["import typer"].append(measure([sys.executable, "-c", "import typer"], folder))
            for name, words in STEPS.items():
                taken[name].append(measure([*LEADCLI, *words], folder))
    print(f"{asked.rows:,} rows, median of {asked.rounds}")
    show(taken)
    if asked.history:
        for steps, times, what in (
            (HISTORY_STEPS, 4, "stage events"),
            (DUE_STEPS, 3, "follow-ups"),
            (WORKLIST_STEPS, 1, "rows of 200 owners"),
        ):
            with tempfile.TemporaryDirectory() as made:
                make_history(asked.history, Path(made))
                counted = {name: [measure([*LEADCLI, *words], Path(made))] for name, words in steps.items()}
            print(f"\n{asked.history:,} leads, {times * asked.history:,} {what}")
            show(counted)


def show(taken: dict[str, list[tuple[float, float]]]) -> None:
    """A line per command: median seconds and peak MB."""
    for name, figures in taken.items():
        seconds, memory = (statistics.median(values) for values in zip(*figures, strict=True))
        print(f"{name:14}{seconds:8.2f} s {memory:8.0f} MB")


if __name__ == "__main__":
    main()
