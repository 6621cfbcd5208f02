"""`leadcli handover`: leads, opportunities and next steps pass on, and who had them is kept."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from leadcli.i18n import LANGUAGES
from tests.support.due_lines import call
from tests.support.due_lines import imported as logs
from tests.support.exported import exported
from tests.support.imported import Prepared, Workspace
from tests.support.team import HEADINGS, given, row, team_of

TEAM = ("name: 张敏, role: rep, left: 2024-05-31", "name: 王芳, role: rep", "name: 李强, role: rep, department: 技术")


def leaving(workspace: Workspace) -> None:
    """张敏 owns firms 1, 2 and 3 (two leads), and works firm 5 beside 李强; 王芳 owns firm 4."""
    rows = [row(number, owner="张敏") for number in (1, 2, 3)] + [row(6, owner="张敏", firm=3)]
    rows += [row(4, owner="王芳"), row(5, owner="张敏"), row(7, owner="李强", firm=5)]
    team_of(workspace, rows, *TEAM)


@pytest.fixture
def work(prepared: Prepared) -> Workspace:
    return prepared(leaving)


def handed(workspace: Workspace, *names: str, **options: Any) -> dict[str, Any]:
    data: dict[str, Any] = workspace.told("handover", *names, **options)["data"]
    return data


def owners(workspace: Workspace) -> dict[str, str]:
    return {line["lead_no"]: line["owner"] for line in exported(workspace, "leads")}


def test_everything_goes_to_one(work: Workspace) -> None:
    data = handed(work, "张敏", "王芳")
    assert (data["moved"], data["heirs"][0]["accounts"], data["heirs"][0]["leads"]) == (5, 4, 5)
    assert owners(work) == {**dict.fromkeys(("L1", "L2", "L3", "L4", "L5", "L6"), "王芳"), "L7": "李强"}


def test_accounts_go_as_a_whole_in_turns(work: Workspace) -> None:
    """Firm 5 to 李强, who works it already; 1, 2 and 3 in turns. Then the account is contested no more."""
    assert [each["owner"] for each in exported(work, "contested")] == ["张敏", "李强"]
    handed(work, "张敏", "王芳", "李强")
    found = owners(work)
    assert found == {"L1": "王芳", "L2": "李强", "L3": "王芳", "L6": "王芳", "L4": "王芳", "L5": "李强", "L7": "李强"}
    assert exported(work, "contested") == []


def test_history_is_kept_and_undo_brings_all_back(work: Workspace) -> None:
    before = work.everything()
    handed(work, "张敏", "王芳", "--by", "主管")
    handed(work, "王芳", "李强")
    told = work.told("explain", "L1")["data"]
    assert told["owner"] == "李强"
    moves = [(each["what"], each["text"]) for each in told["timeline"] if each["what"] == "handed_over"]
    assert moves == [("handed_over", "张敏 → 王芳"), ("handed_over", "王芳 → 李强")]
    first, last = [line for line in exported(work, "owners") if line["lead_no"] == "L1"]
    assert (first["owner_before"], first["owner"], first["by"]) == ("张敏", "王芳", "主管")
    assert first["until"] == last["given_at"]
    assert last["until"] is None
    work.told("undo")
    work.told("undo")
    assert work.everything() == before


def test_a_rehearsal_stores_nothing(work: Workspace) -> None:
    before = work.everything()
    assert handed(work, "张敏", "王芳", "--dry-run")["moved"] == 5
    assert work.everything() == before


def test_next_steps_go_along(work: Workspace) -> None:
    """Also one on a lead of somebody else, and from heir to heir; one planned since stays as it was planned."""
    steps = {"下次跟进时间": "2024-05-20", "下一步行动": "演示", "下一步负责人": "张敏"}
    logs(work, "2024-05-10", calls=[call("L1", "2024-05-09 10:00", **steps), call("L4", "2024-05-09 11:00", **steps)])
    assert handed(work, "张敏", "王芳")["next_steps"] == 2
    handed(work, "王芳", "李强")

    def asked() -> dict[str, str]:
        lines = work.told("due", as_of="2024-05-21")["data"]["lines"]
        return {line["lead_no"]: line["owner"] for line in lines if line["rule"] == "next_step"}

    assert asked() == {"L1": "李强", "L4": "李强"}
    logs(work, "2024-05-11", calls=[call("L1", "2024-05-10 10:00", **steps)])
    assert asked() == {"L1": "张敏", "L4": "李强"}


def test_the_report_on_follow_ups_charges_whoever_has_the_step(work: Workspace) -> None:
    """张敏 missed the step of 10 May; that of the 28th is 王芳's since the 20th, and missed by her."""
    plan = {"下一步负责人": "张敏"}
    calls = [call("L1", "2024-05-08 10:00", 下次跟进时间="2024-05-10", **plan)]
    calls.append(call("L2", "2024-05-08 10:00", 下次跟进时间="2024-05-28", **plan))
    logs(work, "2024-05-09", calls=calls)
    handed(work, "张敏", "王芳", as_of="2024-05-20")
    people = work.told("followup", "report", "--month", "2024-05", as_of="2024-05-31")["data"]["people"]
    assert {each["owner"]: (each["next_step"]["on_time"], each["next_step"]["due"]) for each in people} == {
        "李强": (0, 0),
        "张敏": (0, 1),
        "王芳": (0, 1),
    }


def test_tasks_go_along(work: Workspace) -> None:
    """The task of L8 is sales' while it is 王芳's, then of 李强's department."""
    work.told("import", work.csv("more.csv", HEADINGS, row(8)))
    assert [line["owner"] for line in given(work)["assignments"]] == ["王芳"]
    handed(work, "王芳", "李强")
    [kept] = [line for line in exported(work, "owners") if line["lead_no"] == "L8" and line["way"] == "handed_over"]
    assert (kept["grade"], kept["department"]) == ("B", "technical")
    assert kept["due_at"]


def test_a_task_that_a_sheet_ended_does_not_go_along(work: Workspace) -> None:
    """L8 was handed out to 王芳; a sheet then says it is 李强's, who hands it on: the task of the hand-out is over."""
    work.told("import", work.csv("more.csv", HEADINGS, row(8)))
    given(work)
    work.told("import", work.csv("moved.csv", HEADINGS, row(8, owner="李强")))
    handed(work, "李强", "王芳")
    [kept] = [line for line in exported(work, "owners") if line["lead_no"] == "L8" and line["way"] == "handed_over"]
    assert (kept["grade"], kept["department"], kept["due_at"]) == (None, None, None)


def test_an_old_sheet_does_not_take_it_back(work: Workspace) -> None:
    handed(work, "张敏", "王芳")
    work.told("import", work.csv("again.csv", HEADINGS, row(1, owner="张敏"), row(2, owner="李强")))
    assert (owners(work)["L1"], owners(work)["L2"]) == ("王芳", "李强")


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("张民", "王芳"), "unknown_leaver"),
        (("张敏", "王方"), "unknown_heir"),
        (("张敏", "张敏"), "handover_to_self"),
        (("王芳", "张敏"), "unknown_heir"),  # who has left
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_names_nobody_has(work: Workspace, names: tuple[str, ...], code: str, language: str) -> None:
    ran = work.leadcli("handover", *names, "--json", "--lang", language)
    assert (ran.code, ran.json["error"]["code"]) == (2, code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_book_has_every_lead(work: Workspace, language: str) -> None:
    out = work.folder / "handover.xlsx"
    work.told("handover", "张敏", "王芳", "--out", out, "--lang", language)
    sheet = openpyxl.load_workbook(out).worksheets[-1]
    assert {cell.value for line in sheet.iter_rows() for cell in line} >= {"L1", "L2", "L3", "L5", "L6"}


def test_nothing_to_hand_over(work: Workspace) -> None:
    handed(work, "王芳", "李强")
    assert work.leadcli("handover", "王芳", "李强").code == 2  # nobody is called so any more
    logs(work, "2024-05-10", calls=[call("L1", "2024-05-09 10:00", 跟进人="王芳")])
    data = handed(work, "王芳", "李强")
    assert (data["moved"], data["next_steps"]) == (0, 0)
