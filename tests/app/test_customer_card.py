"""Everything known of one customer, and what it may be asked by."""

from __future__ import annotations

import pytest

from tests.support.customers import customer, deal, imported
from tests.support.imported import Prepared, Workspace


def filled(workspace: Workspace) -> None:
    """A customer with two people, three orders of two currencies, follow-ups, an update and a quote; and another."""
    imported(
        workspace,
        customers=[
            customer("YL-ZY-YX-001", "杭州康宁医疗器械有限公司", 所属行业="医疗-医疗器械", 是否允许沟通="否"),
            customer("C2", "苏州精工机械有限公司", 预算范围=""),
        ],
        deals=[
            deal("杭州康宁医疗器械有限公司", "2024-01-01", 600_000),
            deal("", "2024-03-01", 100_000, 客户编号="YL-ZY-YX-001", 客户名称="康宁"),
            deal("杭州康宁医疗器械有限公司", "2024-04-30", "USD 2000"),
            deal("杭州康宁医疗器械有限公司", "2024-06-30", 1),
        ],
        log=["YL-ZY-YX-001,意向客户,2023-12-01", "YL-ZY-YX-001,成交签约,2024-01-01"],
        calls=[
            "YL-ZY-YX-001,2024-05-02 10:00,电话,张敏,初谈,已完成",
            "YL-ZY-YX-001,2024-05-20 09:30,拜访,张敏,验收,已完成",
            "YL-ZY-YX-001,2024-06-20 09:30,拜访,张敏,以后的,已完成",
        ],
    )
    workspace.imported(
        workspace.csv(
            "contacts.csv",
            "客户名称,联系人,职务,决策角色,联系方式,态度",
            "杭州康宁医疗器械有限公司,李四,采购经理,采购,13912345671,中立",
            "杭州康宁医疗器械有限公司,王杭,董事长,决策者,13912345672,支持",
            "别的公司,赵六,经理,采购,13912345673,反对",
        )
    )
    workspace.imported(
        workspace.csv(
            "news.csv", "客户名称,时间,类型,内容,记录人", "杭州康宁医疗器械有限公司,2024-05-06,增购需求,二期,张敏"
        )
    )
    workspace.imported(
        workspace.csv(
            "quotes.csv", "机会编号,报价日期,金额(元),折扣,版本,结果", "YL-ZY-YX-001,2024-05-03,90000,0.9,V1,接受"
        )
    )


@pytest.mark.parametrize("of_a_deal", [False, True])
def test_a_word_that_names_no_firm_shares_nothing(workspace: Workspace, of_a_deal: bool) -> None:
    """个人 is no firm: its rows are as many people; a firm that only the deal log names has its own contacts."""
    sheets = {"deals": [deal("个人", "2024-03-01", 1000), deal("恒达公司", "2024-03-01", 1000)]} if of_a_deal else {}
    imported(
        workspace,
        customers=[customer("C1", "个人", 关键决策人="王甲"), customer("C2", "个人", 关键决策人="李乙")],
        **sheets,
    )
    told = [
        "客户名称,联系人,职务,决策角色,联系方式,态度",
        "个人,赵六,经理,采购,13912345673,反对",
        "恒达公司,钱七,经理,采购,13912345674,反对",
    ]
    workspace.imported(workspace.csv("contacts.csv", *told))
    workspace.imported(
        workspace.csv("news.csv", "客户名称,时间,类型,内容,记录人", "个人,2024-05-06,增购需求,二期,张敏")
    )
    cards = {name: workspace.told("customer", "show", name)["data"] for name in ("C1", "C2")}
    assert {name: [each["contact"] for each in card["contacts"]] for name, card in cards.items()} == {
        "C1": ["王甲"],
        "C2": ["李乙"],
    }
    assert [card["updates"] for card in cards.values()] == [[], []]
    if of_a_deal:
        card = workspace.told("customer", "show", "恒达公司")["data"]
        assert [each["contact"] for each in card["contacts"]] == ["钱七"]


def test_a_card_has_all_of_it(prepared: Prepared) -> None:
    workspace = prepared(filled)
    card = workspace.told("customer", "show", "YL-ZY-YX-001")["data"]
    assert (card["company"], card["industry"], card["branch"]) == ("杭州康宁医疗器械有限公司", "医疗", "医疗器械")
    assert (card["orders"], card["amount"], card["other_amounts"]) == (3, 700_000, "USD 2000")
    assert (card["is_key"], card["interval_days"], card["due_on"]) == (True, 60, "2024-06-29")
    assert [(each["contact"], each["title"], each["role"], each["attitude"]) for each in card["contacts"]] == [
        ("李四", "采购经理", "采购", "中立"),
        ("王杭", "董事长", "决策者", "支持"),
    ]
    assert [(each["lead_no"], each["stage"], each["outcome"]) for each in card["lead_rows"]] == [
        ("YL-ZY-YX-001", "成交签约", "won")
    ]
    assert [each["ordered_on"] for each in card["order_rows"]] == ["2024-04-30", "2024-03-01", "2024-01-01"]
    assert [each["content"] for each in card["followups"]] == ["验收", "初谈"]
    assert [each["content"] for each in card["updates"]] == ["二期"]
    assert [(each["version"], each["amount"]) for each in card["quotes"]] == [("V1", 90_000)]
    assert card["silent_days"] == 11


@pytest.mark.parametrize(
    "asked", ["yl-zy-yx-001", "杭州康宁医疗器械有限公司", "杭州 康宁医疗器械有限公司", "康宁", "王杭"]
)
def test_what_a_customer_is_asked_by(asked: str, prepared: Prepared) -> None:
    workspace = prepared(filled)
    assert workspace.told("customer", "show", asked)["data"]["customer_no"] == "YL-ZY-YX-001"


@pytest.mark.parametrize("asked", ["杭州康宇医疗器械有限公司", "YL-ZY-YX-002"])
def test_an_unknown_customer(asked: str, prepared: Prepared) -> None:
    workspace = prepared(filled)
    ran = workspace.leadcli("customer", "show", asked, "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "unknown_customer")
    nearest = "YL-ZY-YX-001" if asked.startswith("YL") else "杭州康宁医疗器械有限公司"
    assert ran.json["error"]["hint"].startswith(f"nearest: {nearest},")


def test_a_customer_of_the_deal_log_alone_is_found_by_a_part_of_its_name(workspace: Workspace) -> None:
    deals = [deal("宁波丙贸易有限公司", "2024-01-01", 5)]
    imported(workspace, customers=[customer("C1", "苏州甲机械有限公司")], deals=deals)
    assert workspace.told("customer", "show", "丙贸易")["data"]["company"] == "宁波丙贸易有限公司"
    ran = workspace.leadcli("customer", "show", "有限公司", "--json")
    assert ran.json["error"]["code"] == "several_customers"


def test_a_text_like_no_customer_names_none(prepared: Prepared) -> None:
    workspace = prepared(filled)
    ran = workspace.leadcli("customer", "show", "qqq", "--json")
    assert ran.json["error"]["hint"] == "all of them: `leadcli customer report --out customers.xlsx`"


@pytest.mark.parametrize("asked", ["", "  "])
def test_nothing_asked(asked: str, prepared: Prepared) -> None:
    workspace = prepared(filled)
    assert workspace.leadcli("customer", "show", asked, "--json").json["error"]["code"] == "unknown_customer"


def test_a_text_that_means_several(workspace: Workspace) -> None:
    imported(workspace, customers=[customer("C1", "苏州甲机械有限公司"), customer("C2", "苏州乙机械有限公司")])
    ran = workspace.leadcli("customer", "show", "苏州", "--json")
    assert ran.json["error"]["code"] == "several_customers"
    assert "C1 苏州甲机械有限公司" in ran.json["error"]["message"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_card_can_be_read(language: str, prepared: Prepared) -> None:
    """In both languages; whoever wants no contact is marked."""
    workspace = prepared(filled)
    ran = workspace.leadcli("customer", "show", "康宁", "--lang", language)
    assert ran.code == 0
    assert ("不允许沟通" if language == "zh" else "wants no contact") in ran.out
    assert workspace.leadcli("customer", "show", "精工", "--lang", language).code == 0


def test_no_customer_of_a_firm_nobody_else_knows(workspace: Workspace) -> None:
    """Only the deal log has it."""
    imported(workspace, deals=[deal("外部公司", "2024-05-01", 5)])
    card = workspace.told("customer", "show", "外部公司")["data"]
    assert (card["orders"], card["lead_rows"], card["facts"], card["customer_no"]) == (1, [], None, None)


def test_a_short_text_is_no_part_of_a_number_with_dashes(workspace: Workspace) -> None:
    imported(workspace, customers=[customer("YL-ZY-YX-001", "甲厂")])
    assert workspace.told("find", "外公司")["data"]["matches"] == []
