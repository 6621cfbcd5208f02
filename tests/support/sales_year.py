"""A year of sales written by hand: leads, the stages they entered, what they brought."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tests.support.imported import Workspace

FIRST, OPPORTUNITY, TALKS, WON, LOST = "潜在客户", "意向客户", "商务谈判", "成交签约", "输单"
_DEALS = "机会编号,客户名称,联系人,联系方式,预计成交金额,预计成交日期,负责销售代表,区域,成交可能性"
_LOG = "编号,阶段,进入时间"


@dataclass(frozen=True)
class Deal:
    """One lead: when it came, which stages it entered so many days later, and what stands in its opportunity sheet."""

    came: date
    steps: Sequence[tuple[str, int]]
    amount: str = ""
    owner: str = "张敏"
    region: str = "华东"
    close: str = ""
    probability: str = ""


def bring(workspace: Workspace, deals: Iterable[Deal], as_of: str = "2024-05-31", name: str = "deals") -> None:
    """Import an opportunity sheet and the stage log of these deals, numbered D0001 on."""
    sheet, log = [_DEALS], [_LOG]
    for place, deal in enumerate(deals, 1):
        number = f"D{place:04d}"
        who = f"{number},客户{place:04d}有限公司,王{place:04d},139{place:08d}"
        sheet.append(f"{who},{deal.amount},{deal.close},{deal.owner},{deal.region},{deal.probability}")
        log.append(f"{number},{FIRST},{deal.came}")
        log += [f"{number},{stage},{deal.came + timedelta(days=days)}" for stage, days in deal.steps]
    files = workspace.csv(f"{name}.csv", *sheet), workspace.csv(f"{name}_log.csv", *log)
    workspace.imported(files[0], "--kind", "opportunity", as_of=as_of)
    workspace.imported(files[1], as_of=as_of)


def forty_leads(workspace: Workspace) -> None:
    """Forty leads of 2 January 2024: twenty opportunities 30 days later, ten of these won 60 days after they came.

    Each won deal brought 100,000; six are 张敏's in 华东, four 李强's in 华南.
    """
    came = date(2024, 1, 2)
    won = [
        Deal(
            came,
            [(OPPORTUNITY, 30), (WON, 60)],
            "100000",
            "张敏" if place < 6 else "李强",
            "华东" if place < 6 else "华南",
        )
        for place in range(10)
    ]
    bring(workspace, [*won, *[Deal(came, [(OPPORTUNITY, 30)])] * 10, *[Deal(came, [])] * 20])
