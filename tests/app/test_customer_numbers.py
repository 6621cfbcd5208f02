"""Numbers of customers by rule: industry, size and stage as they are when the number is made, and a running number."""

from __future__ import annotations

from typing import Any

from leadcli.settings.shipped import shipped_folder
from tests.support.imported import Workspace

HEADS = "客户编号,客户名称,所属行业,企业规模,关键决策人,联系方式,客户阶段"


def customer(number: str, company: str, industry: str, size: str, stage: str, phone: str = "13800000000") -> str:
    return f"{number},{company},{industry},{size},王{company[:1]},{phone},{stage}"


def numbers(workspace: Workspace) -> dict[str, str]:
    return dict(workspace.current("company, number"))


def imported(workspace: Workspace, *rows: str, name: str = "customers.csv") -> dict[str, Any]:
    return workspace.told("import", workspace.csv(name, HEADS, *rows))


def test_the_number_of_the_document(workspace: Workspace) -> None:
    """YL-ZY-YX-001 is 医疗, 中型, 意向, the first; each beginning counts by itself."""
    answer = imported(
        workspace,
        customer("", "康宁医院", "医疗-医院", "中型", "意向", "13800000001"),
        customer("", "安和诊所", "诊所", "300-500人", "意向客户", "13800000002"),
        customer("", "远航学校", "职业教育", "1000人以上", "潜在", "13800000003"),
    )
    assert numbers(workspace) == {"康宁医院": "YL-ZY-YX-001", "安和诊所": "YL-ZY-YX-002", "远航学校": "JY-DY-QZ-001"}
    assert answer["issues"] == []


def test_numbers_of_the_team_are_kept_and_counted_on_from(workspace: Workspace) -> None:
    """Written small, and further down; a number of another form is left alone."""
    imported(
        workspace,
        customer("", "甲医院", "医疗", "中型", "意向", "13800000001"),
        customer("yl-zy-yx-007", "乙医院", "医疗", "中型", "意向", "13800000002"),
        customer("C0001", "丙医院", "医疗", "中型", "意向", "13800000003"),
    )
    assert numbers(workspace) == {"甲医院": "YL-ZY-YX-008", "乙医院": "yl-zy-yx-007", "丙医院": "C0001"}


def test_a_number_says_how_it_was_and_never_changes(workspace: Workspace) -> None:
    imported(workspace, customer("", "甲医院", "医疗", "中型", "意向"))
    imported(workspace, customer("YL-ZY-YX-001", "甲医院", "医疗", "大型", "成交"), name="later.csv")
    imported(workspace, customer("", "甲医院", "医疗", "大型", "成交"), name="again.csv")
    assert workspace.current("company, number, stage") == [("甲医院", "YL-ZY-YX-001", "成交")]


def test_what_has_no_code_gets_the_fallback_and_is_said(workspace: Workspace) -> None:
    answer = imported(
        workspace,
        customer("", "甲农场", "农业", "中型", "意向", "13800000001"),
        customer("", "乙农场", "农业", "", "意向", "13800000002"),
        customer("", "丙医院", "", "小型", "观望", "13800000003"),
    )
    assert numbers(workspace) == {"甲农场": "QT-ZY-YX-001", "乙农场": "QT-WZ-YX-001", "丙医院": "QT-XY-WZ-001"}
    assert sorted((each["code"], each["severity"], each["value"]) for each in answer["issues"]) == [
        ("number_without_industry", "info", "QT-ZY-YX-001"),
        ("number_without_size", "info", "QT-WZ-YX-001"),
        ("number_without_stage", "info", "QT-XY-WZ-001"),
        ("unknown_stage", "warning", "观望"),
    ]
    told = [each["message"] for each in answer["issues"] if each["code"] == "number_without_industry"]
    assert told == ["new customers whose industry has no code (农业): 3; their numbers have QT, such as QT-ZY-YX-001"]


def test_no_stage_needs_no_word(workspace: Workspace) -> None:
    answer = imported(workspace, customer("", "甲医院", "医疗", "中型", "", "13800000001"))
    assert (numbers(workspace), answer["issues"]) == ({"甲医院": "YL-ZY-WZ-001"}, [])


def test_codes_of_the_team(workspace: Workspace) -> None:
    """An industry of its own, and another form of the number."""
    (workspace.folder / "config").mkdir()
    for name, old, new in (
        ("customers.yaml", "industries:\n", "industries:\n  - {name: 农业, code: NY}\n"),
        ("fields.yaml", "{industry}-{size}-{stage}-{seq}", "KH{yyyy}{industry}{seq}"),
    ):
        shipped = (shipped_folder("config") / name).read_text("utf-8")
        assert old in shipped
        (workspace.folder / "config" / name).write_text(shipped.replace(old, new), "utf-8")
    imported(workspace, customer("", "甲农场", "农业", "中型", "意向"))
    assert numbers(workspace) == {"甲农场": "KH2024NY001"}


def test_a_customer_of_several_rows_is_numbered_once(workspace: Workspace) -> None:
    """By what is said first."""
    imported(
        workspace,
        customer("", "甲医院", "", "中型", "意向"),
        customer("", "甲医院", "医疗", "中型", "谈判"),
    )
    assert numbers(workspace) == {"甲医院": "YL-ZY-YX-001"}
