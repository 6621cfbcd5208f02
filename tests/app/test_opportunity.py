"""`opportunity list` and `opportunity report`: figures counted by hand, and what is doubted, empty or wrong."""

from __future__ import annotations

import openpyxl
import pytest

from leadcli.i18n import LANGUAGES
from leadcli.settings.shipped import shipped_folder
from tests.support.imported import Prepared, Workspace
from tests.support.opportunities import ANKANG, BOYA, QIMING, YUNFAN, imported, listed, reported, spring


@pytest.fixture
def team(prepared: Prepared) -> Workspace:
    return prepared(spring)


def test_the_list_tells_of_each_where_it_stands(team: Workspace) -> None:
    rows = listed(team)
    assert list(rows) == ["202405-001", "202405-002", "202405-003"]  # A, B, not known
    qiming = rows["202405-001"]
    assert (qiming["stage"], qiming["amount"], qiming["currency"]) == ("商务谈判", 600_000, "CNY")
    assert (qiming["probability"], qiming["probability_from"]) == (0.8, "own")
    assert (qiming["priority"], qiming["priority_before"], qiming["change"]) == ("A", "B", "up")
    assert (qiming["probability_before"], qiming["stage_before"]) == (0.5, "方案呈现")
    assert (qiming["slips"], qiming["slip_days"]) == (1, 15)  # 15 to 30 June
    assert qiming["sheet_priority"] == "B"
    assert qiming["last_followup_at"] == "2024-05-30T10:00:00"
    yunfan = rows["202405-002"]
    assert (yunfan["priority"], yunfan["fits_several"], yunfan["overdue"], yunfan["change"]) == ("B", True, True, None)
    boya = rows["202405-003"]
    assert (boya["priority"], boya["amount"], boya["probability"], boya["change"]) == (None, None, None, "new")


def test_what_is_due(team: Workspace) -> None:
    """A twice a week: one follow-up on 30 May is one too few. Nothing was said of 云帆 since 10 May."""
    rows = listed(team)
    assert {number: row["contact_due"] for number, row in rows.items()} == {
        "202405-001": True,
        "202405-002": True,
        "202405-003": False,  # without a priority there is no cadence
    }
    assert [number for number, row in rows.items() if row["refresh_due"]] == ["202405-002"]
    on = {day: listed(team, as_of=day)["202405-002"]["refresh_due"] for day in ("2024-05-17", "2024-05-18")}
    assert on == {"2024-05-17": False, "2024-05-18": True}  # 7 days after 10 May, and 8
    calls = team.csv("more.csv", "编号,跟进时间,跟进方式,跟进人,沟通内容", "202405-001,2024-05-31 09:00,电话,张敏,二访")
    team.imported(calls)
    assert listed(team)["202405-001"]["contact_due"] is False


def test_filters(team: Workspace) -> None:
    assert list(listed(team, "--owner", "李 强")) == ["202405-002", "202405-003"]
    assert list(listed(team, "--priority", "A")) == ["202405-001"]
    assert listed(team, "--owner", "李强", "--priority", "A") == {}
    ran = team.leadcli("--lang", "en", "opportunity", "list", "--owner", "李强", "--priority", "A")
    assert "no open opportunity fits: owner 李强, priority A" in ran.out


@pytest.mark.parametrize(
    ("command", "arguments", "code"),
    [
        ("list", "--priority D", "unknown_priority"),
        ("list", "--pipeline standart", "unknown_pipeline"),
        ("list", "--out list.txt", "unknown_format"),
        ("report", "--month 2024-13", "month_unreadable"),
        ("report", "--out report.pdf", "unknown_format"),
    ],
)
def test_what_cannot_be_asked(team: Workspace, command: str, arguments: str, code: str) -> None:
    ran = team.leadcli("opportunity", command, *arguments.split())
    assert (ran.code, ran.out) == (2, "")
    assert f"error[{code}]" in ran.err


@pytest.mark.parametrize("command", ["list", "report"])
def test_nothing_is_imported_yet(workspace: Workspace, command: str) -> None:
    assert "error[nothing_imported]" in workspace.leadcli("opportunity", command).err


def test_the_matrix_and_its_changes(team: Workspace) -> None:
    data = reported(team)
    matrix = {each["priority"]: (each["count"], each["amounts"], each["without_amount"]) for each in data["priorities"]}
    assert matrix == {"A": (1, {"CNY": 600_000}, 0), "B": (1, {"CNY": 300_000}, 0), "C": (0, {}, 0), None: (1, {}, 1)}
    assert (data["open"], data["compared_with"]) == (3, "2024-05-24")
    assert data["changes"] == {"new": 1, "up": 1, "down": 0, "graded": 0, "ungraded": 0, "gone": 1}
    assert {row["lead_no"]: (row["change"], row["became"]) for row in data["changed_opportunities"]} == {
        "202405-001": ("up", None),
        "202405-003": ("new", None),
        "202404-001": ("gone", "won"),
    }


def test_slips_quotes_and_closings(team: Workspace) -> None:
    """Of May's three quotes one was accepted, one refused; 安康 was signed on 25 May and not paid."""
    data = reported(team)
    slips = data["slips"]
    assert (slips["open"], slips["dated"], slips["overdue"], slips["slipped"], slips["moves"]) == (3, 3, 1, 1, 1)
    assert (slips["mean_days"], slips["median_days"], slips["most_days"]) == (15, 15, 15)
    quotes = data["quotes"]
    assert (quotes["count"], quotes["accepted"], quotes["refused"], quotes["unanswered"]) == (3, 1, 1, 1)
    assert (quotes["acceptance"], quotes["opportunities"], quotes["versions_mean"]) == (0.5, 2, 1.5)
    counts = {each["state"]: each["count"] for each in data["closings"]}
    assert {state for state, count in counts.items() if count} == {"won", "signed", "signed_not_paid", "won_not_paid"}
    assert next(each["amounts"] for each in data["closings"] if each["state"] == "signed") == {"CNY": 800_000}


def test_conversion_follow_ups_and_win_rates_per_owner(team: Workspace) -> None:
    """安康 was A until it was won on 25 May, after two follow-ups: the postponed and the later one do not count.

    All four entered the pipeline in May; pessimistic: won 1 ÷ (won 1 + 云帆 overdue).
    """
    data = reported(team)
    reps = {each["owner"]: each for each in data["reps"]}
    assert list(reps) == ["李强", "张敏"]
    strong, team_all = reps["李强"], data["team"]
    for each in (strong, team_all):
        assert (each["high_won"], each["high_decided"], each["high_conversion"]) == (1, 1, 1)
        assert (each["won"], each["followups_per_won"]) == (1, 2)
        assert (each["win_rate"]["won"], each["win_rate"]["decided"]) == (1, 1)
        assert each["win_rate"]["pessimistic"]["rate"] == 0.5
    assert (strong["win_rate"]["created"], team_all["win_rate"]["created"]) == (
        {"won": 1, "created": 3, "rate": 1 / 3},
        {"won": 1, "created": 4, "rate": 1 / 4},
    )
    zhang = reps["张敏"]
    assert (zhang["open"], zhang["high_open"], zhang["high_conversion"], zhang["followups_per_won"]) == (
        1,
        1,
        None,
        None,
    )
    assert zhang["win_rate"]["rate"] is None


def test_the_win_rates_are_those_of_the_funnel(team: Workspace) -> None:
    funnel = team.told("funnel", "report", "--pipeline", "opportunity", "--quarter", "2024Q2")["data"]["win_rate"]
    data = reported(team, "--quarter", "2024Q2")
    assert data["pipeline"] == "opportunity"
    assert data["team"]["win_rate"] == funnel
    for key in ("won", "decided", "undated"):
        assert sum(rep["win_rate"][key] for rep in data["reps"]) == funnel[key]


def test_a_deal_first_seen_won_has_the_priority_of_its_sheet(workspace: Workspace) -> None:
    """At 100 % everything large would be A; 云帆 says B, 博雅 says nothing, so nobody knows."""
    imported(
        workspace,
        "2024-05-20",
        f"{ANKANG},800000,100%,,李强,成交落地,A,,2024-05-18",
        f"{YUNFAN},800000,100%,,李强,成交落地,B,,2024-05-18",
        f"{BOYA},800000,100%,,李强,成交落地,,,2024-05-18",
    )
    team = reported(workspace)["team"]
    assert (team["won"], team["high_won"], team["high_decided"], team["not_graded"]) == (3, 1, 1, 1)


def test_amounts_of_several_currencies_and_absurd_ones(workspace: Workspace) -> None:
    """Never added up, never used in silence; a rate in priority.yaml only finds the priority: 7 × 100,000 is A."""
    rows = (
        f"{QIMING},100000美元,80%,,张敏,商务谈判,",
        f"{YUNFAN},99亿,80%,,李强,商务谈判,",
        f"{BOYA},0,80%,,李强,商务谈判,",
        f"{ANKANG},-5000,80%,,李强,商务谈判,",
    )
    imported(workspace, "2024-05-20", *rows)
    data = reported(workspace)
    assert data["priorities"][-1]["amounts"] == {"USD": 100_000}
    assert (data["priorities"][-1]["count"], data["priorities"][-1]["without_amount"]) == (4, 3)
    assert data["doubt_counts"] == {"amount_implausible": 2, "no_rate": 1}  # the import doubted the negative one
    (workspace.folder / "config").mkdir()
    text = (shipped_folder("config") / "priority.yaml").read_text("utf-8")
    (workspace.folder / "config" / "priority.yaml").write_text(text.replace("{}", "{USD: 7}"), "utf-8")
    assert listed(workspace)["202405-001"]["priority"] == "A"
    assert reported(workspace)["priorities"][0]["amounts"] == {"USD": 100_000}


def test_a_short_list_of_doubts_leaves_no_kind_out(workspace: Workspace) -> None:
    """Twelve rows fit B and C; the one absurd amount is told among the first ten all the same."""
    rows = [f"202403-0{n},苏州第{n}机械有限公司,周{n},137555510{n},300000,10%,,李强,商务谈判" for n in range(10, 22)]
    imported(workspace, "2024-05-20", *rows, f"{YUNFAN},99亿,80%,,李强,商务谈判,")
    shown = workspace.leadcli("--lang", "en", "opportunity", "list").out
    assert "9,900,000,000 CNY" in shown
    assert "10 of 13 shown" in shown


def test_dates_that_cannot_be(workspace: Workspace) -> None:
    """Signed after the as-of day counts as not signed; won before the lead was acquired is doubted."""
    leads = workspace.csv(
        "leads.csv",
        "线索编号,公司名称,联系人,联系方式,获取时间,负责人",
        "LX1,苏州宏达机械有限公司,周敏,13755550002,2024-05-10,李强",
    )
    workspace.imported(leads)
    log = workspace.csv(
        "log.csv",
        "编号,阶段,进入时间",
        "LX1,商务谈判,2024-05-01",
        "LX1,成交签约,2024-05-02",
        "202405-001,成交落地,2024-07-01",
    )
    imported(workspace, "2024-05-20", f"{QIMING},600000,80%,2024-06-15,张敏,商务谈判,A,,2024-09-01,2024-09-02,600000")
    workspace.imported(log)
    doubts = {(row["code"], row["lead_no"]) for row in workspace.told("opportunity", "list")["data"]["doubts"]}
    assert doubts == {
        ("signed_in_future", "202405-001"),
        ("paid_in_future", "202405-001"),
        ("won_in_future", "202405-001"),
        ("won_before_created", "LX1"),
    }
    assert listed(workspace)["202405-001"]["priority"] == "A"  # still open
    counts = {each["state"]: each["count"] for each in reported(workspace, "--pipeline", "opportunity")["closings"]}
    assert (counts["signed"], counts["paid"]) == (0, 0)


def test_a_missing_probability_is_the_stages_and_marked(workspace: Workspace) -> None:
    """商务谈判 of the standard pipeline has 70 %; 意向客户 of a lead is an opportunity, 潜在客户 is none."""
    rows = [
        "LX20240501001,杭州启明教育有限公司,王芳,13812345678,商务谈判",
        "LX20240501002,上海云帆医疗器械有限公司,李明,13912345678,意向客户",
        "LX20240501003,成都博雅培训学校,赵强,13712345678,潜在客户",
        "LX20240501004,南京安康医疗器械有限公司,孙浩,13755550001,已流失",
    ]
    workspace.imported(workspace.csv("funnel.csv", "线索编号,客户名称,联系人,联系方式,漏斗阶段", *rows))
    found = {number: (row["probability"], row["probability_from"]) for number, row in listed(workspace).items()}
    assert found == {"LX20240501001": (0.7, "stage"), "LX20240501002": (0.2, "stage")}
    shown = workspace.leadcli("--lang", "en", "opportunity", "list").out
    assert "70%*" in shown
    assert "* no probability in the sheet" in shown


def test_customer_priorities_are_another_grading(workspace: Workspace) -> None:
    rows = workspace.csv(
        "customers.csv",
        "客户编号,客户名称,关键决策人,职务,联系方式,所属行业,企业规模,客户阶段,优先级",
        "YL-1,上海云帆医疗器械有限公司,李明,经理,13912345678,医疗,中型企业,谈判,A",
    )
    workspace.imported(rows)
    assert listed(workspace)["YL-1"]["sheet_priority"] is None


def test_amounts_and_dates_from_own_history(workspace: Workspace) -> None:
    """Five deals of one product: amounts 10 to 50万, 10 to 50 days from 商务谈判 to won: medians 30万 and 30 days.

    云帆 entered 商务谈判 on 20 May: 19 June. 博雅 has another product; 启明 stands in a stage no deal came through.
    """
    won = ["2024-02-11", "2024-02-21", "2024-03-02", "2024-03-12", "2024-03-22"]
    log, sheet = [], []
    for n, day in enumerate(won, 1):
        sheet.append(f"202401-00{n},苏州第{n}机械有限公司,周{n},1375555100{n},{n}00000,100%,,李强,成交落地,,影像系统")
        log += [f"202401-00{n},商务谈判,2024-02-01", f"202401-00{n},成交落地,{day}"]
    sheet.append(f"{YUNFAN},,60%,,李强,商务谈判,,影像系统")
    sheet.append(f"{BOYA},,60%,,李强,商务谈判,,课程平台")
    sheet.append(f"{QIMING},,60%,,李强,需求确认,,影像系统")
    log += ["202405-002,商务谈判,2024-05-20", "202405-003,商务谈判,2024-05-20", "202405-001,需求确认,2024-05-20"]
    imported(workspace, "2024-05-30", *sheet)
    workspace.imported(workspace.csv("log.csv", "编号,阶段,进入时间", *log))
    rows = listed(workspace)
    keys = ("proposed_amount", "amount_basis", "amount_deals", "proposed_close", "close_deals")
    assert [rows["202405-002"][key] for key in keys] == [300_000, "product", 5, "2024-06-19", 5]
    assert [rows["202405-003"][key] for key in keys] == [None, None, None, "2024-06-19", 5]
    assert [rows["202405-001"][key] for key in keys] == [300_000, "product", 5, None, None]
    assert rows["202405-002"]["amount"] is None
    assert reported(workspace)["proposals"] == {"without_amount": 3, "amounts": 2, "without_close": 3, "closes": 2}
    assert "proposed amount CNY 300,000 (median of 5 won deals)" in " ".join(
        workspace.leadcli("--lang", "en", "opportunity", "list").out.split()
    )


def test_nothing_earlier_is_no_change(workspace: Workspace) -> None:
    imported(workspace, "2024-05-30", f"{QIMING},600000,80%,2024-06-30,张敏,商务谈判,A")
    data = reported(workspace)
    assert (data["changes"], data["changed_opportunities"], data["compared_with"]) == (None, [], None)
    assert listed(workspace)["202405-001"]["change"] is None
    assert (
        "nothing was imported by the day compared with" in workspace.leadcli("--lang", "en", "opportunity", "list").out
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.slow
def test_no_opportunities_at_all(workspace: Workspace, language: str) -> None:
    workspace.imported(
        workspace.csv(
            "leads.csv",
            "线索编号,公司名称,联系人,联系方式,获取时间",
            "LX1,成都博雅培训学校,赵强,13712345678,2024-05-10",
        )
    )
    for command in ("list", "report"):
        ran = workspace.leadcli("--lang", language, "opportunity", command, "--out", "empty.xlsx")
        assert ran.code == 0
        assert {"zh": "没有在跟的商机", "en": "there is no open opportunity"}[language] in ran.out
    assert listed(workspace) == {}
    assert (reported(workspace)["open"], reported(workspace)["team"]["high_conversion"]) == (0, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_book_has_the_rows_behind_every_figure(team: Workspace, language: str) -> None:
    ran = team.leadcli("--lang", language, "opportunity", "report", "--out", "report.xlsx")
    assert ran.code == 0
    book = openpyxl.load_workbook(team.folder / "report.xlsx")
    sheets = {
        "zh": "在跟商机 变化明细 已决明细 报价明细 口径",
        "en": "Open opportunities|What changed|Decided deals|Quotes behind",
    }
    wanted = sheets[language].split("|" if language == "en" else " ")
    assert set(wanted) <= set(book.sheetnames)
    rows = list(book[wanted[1]].iter_rows(2, values_only=True))
    assert {"zh": "升级", "en": "up"}[language] == rows[0][0]
    ran = team.leadcli("--lang", language, "opportunity", "list", "--out", "list.xlsx")
    assert openpyxl.load_workbook(team.folder / "list.xlsx")[wanted[0]].max_row == 4  # the heading and three


def test_the_next_step(team: Workspace) -> None:
    assert team.told("opportunity", "list")["next"] == "leadcli opportunity report"
    assert team.told("opportunity", "report")["next"] == "leadcli opportunity report --out opportunities.xlsx"
