"""Figures of customers, counted by hand."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from tests.support.customers import by_company, customer, deal, imported, reported
from tests.support.imported import Workspace


def groups(found: list[dict[str, Any]]) -> dict[tuple[str | None, str | None], tuple[object, ...]]:
    return {
        (each["parent"], each["name"]): (each["customers"], each["share"], each["won"], each["decided"])
        for each in found
    }


def test_industries_in_two_levels(workspace: Workspace) -> None:
    """Ten customers: 4 of 制造业 (2 of 汽车零部件, one of them won, one 电子制造 lost), 5 of 医疗, one unknown."""
    imported(
        workspace,
        customers=[
            customer("C1", "甲厂", 所属行业="制造业-汽车零部件"),
            customer("C2", "乙厂", 所属行业="汽车零部件"),
            customer("C3", "丙厂", 所属行业="制造业/电子制造"),
            customer("C4", "丁厂", 所属行业="制造"),
            *(customer(f"Y{n}", f"第{n}医院", 所属行业="医院", 区域="华北", 企业规模="大型") for n in range(5)),
            customer("C5", "无名", 所属行业="", 区域="", 企业规模=""),
        ],
        log=["C1,潜在客户,2024-03-01", "C1,成交签约,2024-05-01", "C3,潜在客户,2024-03-01", "C3,已流失,2024-05-02"],
    )
    data = reported(workspace)
    assert data["customers"] == 10
    assert groups(data["industries"]) == {
        (None, "医疗"): (5, 0.5, 0, 0),
        (None, "制造业"): (4, 0.4, 1, 2),
        (None, None): (1, 0.1, 0, 0),
    }
    branches = groups(data["branches"])
    assert branches["制造业", "汽车零部件"] == (2, 0.2, 1, 1)
    assert branches["制造业", "电子制造"] == (1, 0.1, 0, 1)
    assert branches["制造业", None] == (1, 0.1, 0, 0)
    assert groups(data["regions"])[None, "华北"] == (5, 0.5, 0, 0)
    assert groups(data["sizes"])[None, "中型"] == (4, 0.4, 1, 2)
    rates = {each["name"]: (each["win_rate"], each["small_sample"]) for each in data["industries"]}
    assert rates == {"医疗": (None, True), "制造业": (0.5, True), None: (None, True)}


def test_repurchase_rate_and_orders_of_the_log(workspace: Workspace) -> None:
    """Two of three buyers bought twice; a won lead of one with deals is none more, of one without it is a guess."""
    imported(
        workspace,
        customers=[customer(f"C{n}", f"第{n}厂") for n in range(1, 6)],
        deals=[
            deal("第1厂", "2024-01-10", 300_000),
            deal("第1厂", "2024-03-10", 250_000),
            deal("改过名的厂", "2024-02-01", 100_000, 客户编号="c2"),
            deal("第2厂", "2024-04-01", 100_000),
            deal("第4厂", "2024-06-01", 100_000),
        ],
        log=["C1,成交签约,2024-03-10", "C3,潜在客户,2024-02-01", "C3,成交签约,2024-02-20"],
    )
    data = reported(workspace)
    assert data["repurchases"] == {"customers": 5, "buyers": 3, "repeat": 2, "rate": 2 / 3, "rate_of_all": 0.4}
    rows = by_company(workspace)
    assert {name: (row["orders"], row["guessed_orders"], row["amount"]) for name, row in rows.items()} == {
        "第1厂": (2, 0, 550_000),
        "第2厂": (2, 0, 200_000),
        "第3厂": (1, 1, None),
        "第4厂": (0, 0, None),
        "第5厂": (0, 0, None),
    }
    assert (data["doubts"]["guessed_orders"], data["doubts"]["later_orders"]) == (1, 1)
    assert rows["第3厂"]["last_order_on"] == "2024-02-20"


def test_key_accounts_are_above_half_a_million_a_year(workspace: Workspace) -> None:
    """Of the twelve months up to 31 May 2024: exactly 50万 is not above it, and an order of 31 May 2023 is too old."""
    imported(
        workspace,
        customers=[customer(f"C{n}", f"第{n}厂") for n in range(1, 5)],
        deals=[
            deal("第1厂", "2023-06-01", 300_000),
            deal("第1厂", "2024-05-31", 200_001),
            deal("第2厂", "2024-05-01", 500_000),
            deal("第3厂", "2023-05-31", 900_000),
            deal("第4厂", "2024-05-01", "USD 900000"),
        ],
    )
    data = reported(workspace)
    assert [(each["company"], each["year_amount"]) for each in data["key_accounts"]] == [("第1厂", 500_001)]
    assert [(each["currency"], each["orders"], each["amount"]) for each in data["currencies"]] == [
        ("CNY", 4, 1_900_001),
        ("USD", 1, 900_000),
    ]
    assert data["doubts"]["without_base_currency"] == 1
    bands = {(each["low"], each["high"]): (each["customers"], each["amount"]) for each in data["value_bands"]}
    assert bands == {
        (None, 100_000): (0, 0),
        (100_000, 500_000): (0, 0),
        (500_000, 1_000_000): (3, 1_900_001),
        (1_000_000, None): (0, 0),
    }


def test_when_the_next_order_is_due(workspace: Workspace) -> None:
    """第1厂 buys every 30, 40, 50 days: 40 after 10 May is 19 June. 第2厂 takes the industry's 40, 第3厂 has none."""
    imported(
        workspace,
        customers=[customer("C1", "第1厂"), customer("C2", "第2厂"), customer("C3", "学校", 所属行业="教育")],
        deals=[
            deal("第1厂", "2024-01-11", 1),
            deal("第1厂", "2024-02-10", 1),
            deal("第1厂", "2024-03-21", 1),
            deal("第1厂", "2024-03-21", 2),
            deal("第1厂", "2024-05-10", 1),
            deal("第2厂", "2024-04-01", 1),
            deal("学校", "2024-05-01", 1),
        ],
        calls=["C1,2024-05-20 10:00,电话,张敏,聊,已完成", "C2,2024-05-31 09:00,电话,张敏,改期,已延期"],
    )
    rows = by_company(workspace)
    told = {name: (row["interval_days"], row["interval_of"], row["due_on"]) for name, row in rows.items()}
    assert told == {
        "第1厂": (40, "own", "2024-06-19"),
        "第2厂": (40, "industry", "2024-05-11"),
        "学校": (40, "everyone", "2024-06-10"),
    }
    silent = {name: (row["silent_days"], row["silent_intervals"], row["risk"]) for name, row in rows.items()}
    assert silent == {"第1厂": (11, 11 / 40, "low"), "第2厂": (60, 1.5, "watch"), "学校": (30, 0.75, "low")}
    data = reported(workspace)
    assert [(each["company"], each["days_late"]) for each in data["repurchase_due"]] == [
        ("第2厂", 20),
        ("学校", -10),
        ("第1厂", -19),
    ]
    assert data["risks"] == {"low": 2, "watch": 1, "high": 0, "lost": 0, "unknown": 0}


def test_fifths_of_buyers(workspace: Workspace) -> None:
    """Five buyers: orders 1, 1, 1, 2, 3 are the marks 1, 1, 1, 4, 5; whoever bought last has recency 5."""
    imported(
        workspace,
        deals=[
            deal("甲", "2024-01-01", 100),
            deal("乙", "2024-02-01", 200),
            deal("丙", "2024-03-01", 300),
            *(deal("丁", f"2024-04-0{n}", 100) for n in (1, 2)),
            *(deal("戊", f"2024-05-0{n}", 200) for n in (1, 2, 3)),
        ],
    )
    rows = by_company(workspace)
    marks = {name: (row["recency"], row["frequency"], row["money"]) for name, row in rows.items()}
    assert marks == {"甲": (1, 1, 1), "乙": (2, 1, 2), "丙": (3, 1, 4), "丁": (4, 4, 2), "戊": (5, 5, 5)}
    assert (rows["戊"]["segment"], rows["甲"]["segment"], rows["丙"]["segment"]) == (
        "重要价值客户",
        "一般挽留客户",
        "重要挽留客户",
    )
    assert reported(workspace)["doubts"]["deals_of_no_record"] == 5


def test_too_few_buyers_have_no_fifths(workspace: Workspace) -> None:
    imported(workspace, deals=[deal(name, "2024-05-01", 100) for name in "甲乙丙丁"])
    assert [row["recency"] for row in reported(workspace)["customer_rows"]] == [None] * 4
    assert reported(workspace)["segments"] == []


def test_what_profiles_lack(workspace: Workspace) -> None:
    """By owner, the least complete first; what another sheet knows is not missing."""
    imported(
        workspace,
        customers=[
            customer("C1", "甲厂", 核心需求="", 预算范围="待确认", 负责人="李强"),
            customer("C2", "乙厂", 联系方式="", 负责人="李强"),
            customer("C3", "丙厂"),
        ],
    )
    data = reported(workspace)
    assert data["completeness"] == [
        {"owner": "李强", "profiles": 2, "complete": 0, "rate": 0.0, "missing": {"budget": 1, "need": 1, "phone": 1}},
        {"owner": "张敏", "profiles": 1, "complete": 1, "rate": 1.0, "missing": {}},
    ]
    assert data["missing"] == {"budget": 1, "need": 1, "phone": 1}


def test_suppliers_and_concerns(workspace: Workspace) -> None:
    """Two in one cell count for both, written alike or not."""
    imported(
        workspace,
        customers=[
            customer("C1", "甲厂", 当前合作供应商="SAP、用友", 关注点="价格"),
            customer("C2", "乙厂", 当前合作供应商="sap", 关注点="价格/服务"),
            customer("C3", "丙厂"),
        ],
        log=["C1,潜在客户,2024-03-01", "C1,成交签约,2024-05-01"],
    )
    data = reported(workspace)
    told = {each["name"]: (each["customers"], each["won"], each["decided"]) for each in data["incumbents"]}
    assert told == {"SAP": (2, 1, 1), "用友": (1, 1, 1)}
    assert {each["name"]: each["customers"] for each in data["concerns"]} == {"价格": 2, "服务": 1}


@pytest.mark.parametrize("merged", [False, True])
def test_a_lead_and_a_customer_of_one_firm_are_one_customer(workspace: Workspace, merged: bool) -> None:
    workspace.told(
        "import",
        workspace.csv("leads.csv", "线索编号,公司名称,联系人,获取时间", "L1,苏州甲精密机械有限公司,李四,2024-03-01"),
    )
    imported(workspace, customers=[customer("C1", "苏州甲精密机械有限公司", 区域="华东")])
    if merged:
        workspace.told("dedupe")
    [row] = reported(workspace)["customer_rows"]
    assert (row["customer_no"], row["leads"], row["region"], row["has_sheet"]) == ("C1", 2, "华东", True)


def test_win_rates_are_those_of_the_funnel(workspace: Workspace) -> None:
    """C2 was lost, then won; C3 was won, then lost; C4 was lost and is worked again: 1 of 3, the last word counts."""
    imported(
        workspace,
        customers=[customer(f"C{n}", f"第{n}厂") for n in range(1, 5)],
        log=[
            *("C2,潜在客户,2024-01-01", "C2,已流失,2024-02-01", "C2,成交签约,2024-03-01"),
            *("C3,成交签约,2024-02-01", "C3,已流失,2024-03-01"),
            *("C4,潜在客户,2024-01-01", "C4,已流失,2024-02-01", "C4,意向客户,2024-03-01"),
        ],
    )
    [industry] = reported(workspace)["industries"]
    funnel = workspace.told("funnel", "report", "--from", "2024-01-01", "--to", "2024-05-31")["data"]["win_rate"]
    assert (industry["won"], industry["decided"]) == (funnel["won"], funnel["decided"]) == (1, 3)


def test_few_leads_or_none_leave_a_rate_out(workspace: Workspace) -> None:
    """Nothing but a customer: no rate, no amount, no table of what was bought."""
    imported(workspace, customers=[customer("C1", "甲厂")])
    data = reported(workspace)
    assert data["repurchases"] == {"customers": 1, "buyers": 0, "repeat": 0, "rate": None, "rate_of_all": 0.0}
    assert (data["industries"][0]["win_rate"], data["industries"][0]["amount"]) == (None, None)
    assert (data["value_bands"], data["segments"], data["repurchase_due"]) == ([], [], [])
    told = workspace.leadcli("customer", "report", "--lang", "zh")
    assert "没有订单" in told.out


def test_the_best_branch_is_told(workspace: Workspace) -> None:
    """制造业 is all; of 汽车零部件 4 of 5 were won, of 化工 1 of 5."""
    won = {**dict.fromkeys("ABCD", "汽车零部件"), "F": "化工"}
    lost = {"E": "汽车零部件", **dict.fromkeys("GHIJ", "化工")}
    imported(
        workspace,
        customers=[customer(name, f"{name}厂", 所属行业=f"制造业-{branch}") for name, branch in (won | lost).items()],
        log=[*(f"{name},成交签约,2024-05-01" for name in won), *(f"{name},已流失,2024-05-01" for name in lost)],
    )
    told = workspace.leadcli("customer", "report", "--lang", "zh").out
    assert "制造业占客户的 100%，其中汽车零部件成交率最高（80%，5 条里赢了 4 条）" in told


def test_files_and_both_languages(workspace: Workspace) -> None:
    imported(workspace, customers=[customer("C1", "甲厂")], deals=[deal("甲厂", "2024-05-01", 5)])
    for language, sheet in (("zh", "订单"), ("en", "Orders")):
        out = workspace.folder / f"{language}.xlsx"
        page = workspace.folder / f"{language}.html"
        assert workspace.leadcli("customer", "report", "--out", out, "--html", page, "--lang", language).code == 0
        book = openpyxl.load_workbook(out)
        assert sheet in book.sheetnames
        assert book[sheet].max_row == 2
        assert page.stat().st_size > 10_000


def test_people_without_a_firm_are_customers_each(workspace: Workspace) -> None:
    """个人 names no firm."""
    imported(
        workspace,
        customers=[customer("C1", "个人"), customer("C2", "个人"), customer("C3", "甲厂"), customer("C4", "甲 厂")],
    )
    assert sorted(row["leads"] for row in reported(workspace)["customer_rows"]) == [1, 1, 2]
    asked = workspace.leadcli("customer", "show", "个人", "--json")
    assert asked.json["error"]["code"] == "several_customers"
