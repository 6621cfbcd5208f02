"""`leadcli due` as a list: whom it asks, what it exits with, what it finds wrong, and its workbook."""

from __future__ import annotations

import openpyxl
import pytest

from leadcli.i18n import LANGUAGES
from leadcli.settings.shipped import shipped_folder
from tests.support.due_lines import call, imported, lead, short_stages, told
from tests.support.imported import Prepared, Workspace


def team(workspace: Workspace) -> None:
    """L1 waits for a first response since 15 March, L2 for a next step of 王芳 on 18 March; bad rows beside."""
    short_stages(workspace)
    imported(
        workspace,
        leads=[lead("L1", "2024-03-15", "A"), lead("L2", "2024-03-14", "", "李强")],
        calls=[
            call(
                "L2",
                "2024-03-15 10:00",
                跟进人="李强",
                下一步行动="演示",
                下次跟进时间="2024-03-18",
                下一步负责人="王芳",
            ),
            call("X9", "2024-03-15 10:00"),
            call("L2", "2024-03-25 10:00", 跟进人="李强"),
            call("L2", "2024-03-16 10:00", 跟进人="李强", 下次跟进时间="2024-03-10", 记录时间="2024-03-16 09:00"),
            call("L2", "2024-03-16", 跟进人="李强", 沟通内容="又谈", 记录时间="2024-03-16"),
        ],
    )


@pytest.fixture
def work(prepared: Prepared) -> Workspace:
    return prepared(team)


def summary(workspace: Workspace, as_of: str, *arguments: object) -> list[tuple[object, ...]]:
    data = told(workspace, as_of, *arguments)
    return [(line["rule"], line["lead_no"], line["owner"], line["level"]) for line in data["lines"]]


def test_worst_first(work: Workspace) -> None:
    """On 19 March L1 is 3 days late and 4 days in its first stage, L2 5 days; its step is a day late.

    That one of its follow-ups plans a step for the past changes nothing.
    """
    assert summary(work, "2024-03-19") == [
        ("first_response", "L1", "张敏", "reassign"),
        ("stage_timeout", "L2", "李强", "error"),
        ("stage_timeout", "L1", "张敏", "warn"),
        ("next_step", "L2", "王芳", "warn"),
    ]


def test_counts_by_rule_and_owner(work: Workspace) -> None:
    data = told(work, "2024-03-18", "--days", "1")
    assert {each["name"]: (each["today"], each["late"], each["coming"]) for each in data["by_rule"]} == {
        "first_response": (0, 1, 0),
        "next_step": (1, 0, 0),
        "stage_timeout": (1, 1, 0),  # 3 days, and 4
    }
    assert {each["name"]: each["total"] for each in data["by_owner"]} == {"张敏": 2, "李强": 1, "王芳": 1}
    total = data["total"]
    assert (total["total"], total["today"], total["late"], total["coming"]) == (4, 2, 2, 0)
    coming = told(work, "2024-03-16", "--days", "2")["total"]
    assert (coming["today"], coming["late"], coming["coming"]) == (1, 0, 3)  # L2's stage on the 17th, L1's on the 18th


def test_of_one_owner(work: Workspace) -> None:
    assert summary(work, "2024-03-16", "--owner", "张敏") == [("first_response", "L1", "张敏", "info")]
    assert summary(work, "2024-03-16", "--owner", "张 敏") == [("first_response", "L1", "张敏", "info")]
    assert summary(work, "2024-03-16", "--owner", " 王芳 ") == []
    ran = work.leadcli("due", "--owner", "王芳", "--lang", "en", as_of="2024-03-16")
    assert "nothing is due for 王芳" in ran.out


def test_an_unknown_owner_is_no_empty_list(work: Workspace) -> None:
    ran = work.leadcli("due", "--owner", "张民")
    assert (ran.code, ran.out) == (2, "")
    assert "error[unknown_owner]" in ran.err
    assert "张敏" in ran.err


@pytest.mark.parametrize(
    ("as_of", "fail_on", "code"),
    [
        ("2024-03-16", "warn", 0),  # due today
        ("2024-03-17", "warn", 1),  # a day late
        ("2024-03-17", "error", 0),
        ("2024-03-18", "error", 1),
    ],
)
def test_exit_codes_for_cron(work: Workspace, as_of: str, fail_on: str, code: int) -> None:
    assert work.leadcli("due", "--fail-on", fail_on, as_of=as_of).code == code
    assert work.leadcli("due", as_of=as_of).code == 0


def test_a_follow_up_of_a_firm_nobody_knows_is_told_by_its_name(workspace: Workspace) -> None:
    workspace.told("import", workspace.csv("leads.csv", "线索编号,公司名称", "L1,甲公司"))
    log = workspace.csv("log.csv", "公司名称,联系人,跟进时间,跟进方式,跟进内容", "查无此公司,谁,2024-03-03,电话,x")
    workspace.told("import", log)
    [doubt] = told(workspace, "2024-03-18")["doubts"]
    assert (doubt["code"], doubt["lead_no"], doubt["value"]) == ("unknown_number", None, "查无此公司 谁")


def test_what_logs_say_and_cannot_be(work: Workspace) -> None:
    """A midnight that is only a day is no time: of the last row nothing is certain."""
    data = told(work, "2024-03-18")
    found = [(doubt["code"], doubt["lead_no"], doubt["value"], doubt["row"]) for doubt in data["doubts"]]
    assert found == [
        ("unknown_number", "X9", "X9", 3),
        ("in_future", "L2", "2024-03-25 10:00", 4),
        ("next_before", "L2", "2024-03-10", 5),
        ("recorded_before", "L2", "2024-03-16 09:00", 5),
    ]
    assert data["doubts_total"] == 4
    assert work.rows("select count(*) from followup where number = 'X9' and superseded_by is null") == [(1,)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_book_has_every_line(work: Workspace, language: str) -> None:
    work.told("due", "--out", "due.xlsx", "--lang", language, as_of="2024-03-19")
    book = openpyxl.load_workbook(work.folder / "due.xlsx")
    title = {"zh": "待办", "en": "Due"}[language]
    rows = list(book[title].iter_rows(values_only=True))
    headings = next(row for row in rows if row and {"zh": "规则", "en": "Rule"}[language] in row)
    lines = rows[rows.index(headings) + 1 :]
    number = headings.index({"zh": "编号", "en": "No."}[language])
    assert [line[number] for line in lines[:4]] == ["L1", "L2", "L1", "L2"]
    assert not any(code in str(rows) for code in ("first_response", "stage_timeout", "reassign_"))


def test_a_calendar_year_that_is_not_announced(work: Workspace) -> None:
    assert told(work, "2024-03-18")["unknown_years"] == []
    assert told(work, "2098-12-30", "--days", "7")["unknown_years"] == [2098, 2099]
    assert "2098" in work.leadcli("due", as_of="2098-12-30").out


def test_without_grades_it_says_so(work: Workspace) -> None:
    known = told(work, "2024-03-18")
    assert (known["graded"], known["contacts_known"]) == (True, True)
    work.told("undo", as_of="2024-03-18")
    imported(work, leads=[lead("L1", "2024-03-15")])
    unknown = told(work, "2024-03-18")
    assert (unknown["graded"], unknown["contacts_known"]) == (False, False)
    out = work.leadcli("due", as_of="2024-03-18").out
    assert "leadcli score" in out
    assert "leadcli template new followup_log" in " ".join(out.split())


def test_all_rules_left_out(work: Workspace) -> None:
    text = (shipped_folder("config") / "followup.yaml").read_text("utf-8")
    (work.folder / "config").mkdir(exist_ok=True)
    (work.folder / "config" / "followup.yaml").write_text(text[: text.index("\nrules:")] + "\nrules: {}\n", "utf-8")
    assert told(work, "2024-03-19")["lines"] == []


def test_nothing_is_imported_yet(workspace: Workspace) -> None:
    assert "error[nothing_imported]" in workspace.leadcli("due").err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [("--fail-on info", "not_a_choice"), ("--days -1", "option_out_of_range"), ("--out due.txt", "unknown_format")],
)
def test_what_cannot_be_asked(work: Workspace, arguments: str, code: str) -> None:
    ran = work.leadcli("due", *arguments.split())
    assert (ran.code, ran.out) == (2, "")
    assert f"error[{code}]" in ran.err


def test_broken_settings_are_told_all_at_once(work: Workspace) -> None:
    text = (shipped_folder("config") / "followup.yaml").read_text("utf-8")
    (work.folder / "config").mkdir(exist_ok=True)
    broken = text.replace("country: CN", "country: Atlantis").replace("9:00-18:00", "nine to six", 2)
    (work.folder / "config" / "followup.yaml").write_text(broken.replace("{hours: 2}", "{hours: two}"), "utf-8")
    ran = work.leadcli("due")
    assert ran.code == 2
    assert all(f"error[{code}]" in ran.err for code in ("unknown_country", "bad_hours", "not_a_number"))


@pytest.mark.parametrize("command", ["due", "followup report", "lifecycle nurture", "lifecycle winback"])
def test_who_is_new_in_the_team_has_nothing_to_do(work: Workspace, command: str) -> None:
    """As work lists have it, of whom nothing is known is no unknown name."""
    (work.folder / "config").mkdir(exist_ok=True)
    text = "people: [{name: 新人, role: rep}]\nallocation: {A: {roles: [rep]}}\n"
    (work.folder / "config" / "team.yaml").write_text(text, "utf-8")
    assert work.told(*command.split(), "--owner", " 新人 ")["data"]["owner"] == "新人"
