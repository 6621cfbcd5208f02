"""A column that names the currency of its row's amounts."""

from __future__ import annotations

from decimal import Decimal

from tests.support.imported import Workspace

HEAD = "商机编号,公司名称,商机阶段,预计成交金额（万元）,币种,回款金额"


def test_amounts_without_a_currency_are_in_that_of_their_row(workspace: Workspace) -> None:
    """The unit of the heading holds in any currency; a cell that names its own keeps it; no word is no currency."""
    sheet = workspace.csv(
        "deals.csv",
        HEAD,
        "O1,甲公司,方案呈现,10,USD,5000",
        "O2,乙公司,方案呈现,20,美元,¥3000",
        "O3,丙公司,方案呈现,30,,8000",
        "O4,丁公司,方案呈现,40,人民币,",
        "O5,戊公司,方案呈现,,欧元,",
        "O6,己公司,方案呈现,60,火星币,7000",
    )
    facts = workspace.imported(sheet)
    assert facts["issues"] == [("unknown_currency", "E7")]
    assert workspace.current("number, amount, amount_currency, paid_amount, paid_amount_currency") == [
        ("O1", Decimal(100_000), "USD", Decimal(5_000), "USD"),
        ("O2", Decimal(200_000), "USD", Decimal(3_000), "CNY"),
        ("O3", Decimal(300_000), "CNY", Decimal(8_000), "CNY"),
        ("O4", Decimal(400_000), "CNY", None, None),
        ("O5", None, None, None, None),
        ("O6", Decimal(600_000), "CNY", Decimal(7_000), "CNY"),
    ]
    assert workspace.imported(sheet)["unchanged"] == 6


def test_a_budget_is_in_the_currency_of_its_row_too(workspace: Workspace) -> None:
    sheet = workspace.csv(
        "leads.csv", "线索编号,公司名称,联系人,预算范围,Currency", "L1,甲公司,张三,5-10万,HKD", "L2,乙公司,李四,8,RMB"
    )
    assert workspace.imported(sheet)["issues"] == [("money_unit_assumed", "D3")]
    assert workspace.current("budget_low, budget_high, budget_currency") == [
        (Decimal(50_000), Decimal(100_000), "HKD"),
        (Decimal(8), Decimal(8), "CNY"),
    ]
