"""Numbers made for rows without one keep clear of all that the team typed, wherever in the import it stands."""

from __future__ import annotations

from tests.support.imported import Workspace

HEADS = "线索编号,公司名称,联系人,获取时间"


def by_firm(workspace: Workspace) -> dict[str, str]:
    return {str(company): str(number) for company, number in workspace.current("company, number")}


def test_a_number_typed_in_a_later_sheet_is_left_to_it(workspace: Workspace) -> None:
    """Two rows of 20 June have none; 002 (small, with a blank) is typed on the second sheet, 003 in another file."""
    first = [HEADS.split(","), ["", "甲公司", "张三", "2024-06-20"], ["", "乙公司", "李四", "2024-06-20"]]
    second = [HEADS.split(","), ["lx20240620 002", "丙公司", "王五", "2024-06-20"]]
    book = workspace.book("leads.xlsx", 六月=first, 展会=second)
    file = workspace.csv("more.csv", HEADS, "LX20240620003,丁公司,赵六,2024-06-20")
    answer = workspace.told("import", book, file)
    assert [each["code"] for each in answer["issues"]] == []
    assert by_firm(workspace) == {
        "甲公司": "LX20240620004",
        "乙公司": "LX20240620005",
        "丙公司": "lx20240620 002",
        "丁公司": "LX20240620003",
    }


def test_a_number_that_a_log_of_the_same_import_names_is_left_to_it(workspace: Workspace) -> None:
    leads = workspace.csv("leads.csv", "公司名称,联系人,获取时间", "甲公司,张三,2024-06-20")
    log = workspace.csv("log.csv", "编号,阶段,进入时间", "LX20240620001,意向客户,2024-06-21")
    workspace.told("import", leads, log)
    assert by_firm(workspace) == {"甲公司": "LX20240620002"}
