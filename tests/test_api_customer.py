"""Customers from Python: the contract's figures under the contract's names."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

import leadcli
from leadcli.api.answers import Answer
from leadcli.api.answers_customer import CustomerCard, CustomerReport
from leadcli.cli.boundary import main
from tests.support.customers import CUSTOMERS, DEALS, customer, deal


@pytest.fixture
def work(tmp_path: Path) -> leadcli.Workspace:
    (tmp_path / "customers.csv").write_text(
        "\n".join([CUSTOMERS, customer("C1", "甲厂"), customer("C2", "乙厂")]), "utf-8"
    )
    rows = [
        DEALS,
        deal("甲厂", "2024-01-01", 300_000),
        deal("甲厂", "2024-03-01", 300_000),
        deal("乙厂", "2024-03-01", 5),
    ]
    (tmp_path / "deals.csv").write_text("\n".join(rows), "utf-8")
    work = leadcli.Workspace(tmp_path, as_of="2024-05-31", language="en")
    work.import_files(tmp_path / "customers.csv", tmp_path / "deals.csv")
    return work


def test_figures_are_frames(work: leadcli.Workspace) -> None:
    """One of two buyers bought twice, for 60万 in a year; 60 days lie between."""
    found = work.customer_report(out=work.folder / "customers.xlsx", html=work.folder / "customers.html")
    assert (found.customers, found.repurchases["rate"]) == (2, 0.5)
    assert list(found.key_accounts["company"]) == ["甲厂"]
    assert found.customer_rows.set_index("company").loc["甲厂", "interval_days"] == 60
    assert found.written == [work.folder / "customers.xlsx", work.folder / "customers.html"]
    card = work.customer_show("甲厂")
    assert (card.customer_no, card.orders, list(card.order_rows["amount"])) == ("C1", 2, [300_000, 300_000])


def test_the_answers_name_the_figures_of_the_contract(
    work: leadcli.Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(work.folder)
    for answer, arguments in ((CustomerReport, ["report"]), (CustomerCard, ["show", "C1"])):
        assert main(["--json", "customer", *arguments, "--as-of", "2024-05-31"]) == 0
        printed = json.loads(capsys.readouterr().out)["data"]
        assert {each.name for each in fields(answer)} - {each.name for each in fields(Answer)} == set(printed)


def test_an_unknown_customer(work: leadcli.Workspace) -> None:
    with pytest.raises(leadcli.LeadcliError) as caught:
        work.customer_show("丁厂")
    assert caught.value.problems[0].code == "unknown_customer"
