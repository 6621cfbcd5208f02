"""`leadcli notify`: who gets what, the figures of the day by hand, nothing twice, no secret anywhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from leadcli.i18n import LANGUAGES
from tests.support.due_lines import call, imported, lead
from tests.support.imported import Prepared, Workspace
from tests.support.notice_sinks import Sink, bots_at, http_sink

TOKEN = "a1b2c3d4-e5f6-7890-abcd-ef0123456789"  # noqa: S105 - nobody's
DAY = "2024-03-19"
TEAM = """people:
  - {name: 张敏, role: rep, manager: 李强}
  - {name: 王芳, role: rep, manager: 李强}
  - {name: 李强, role: manager}
  - {name: 老周, role: rep, manager: 李强, left: 2024-03-01}
allocation: {A: {roles: [rep]}}
"""
GROUP = "  - {name: 销售群, kind: wecom, url_from: BOT, what: [digest, team, daily]}\n"
FAST = "sending: {attempts: 1, pause_seconds: 0}\n"


def team(workspace: Workspace) -> None:
    """L1 is late with a first response and in its stage, L2 in its stage, a step of 王芳 is a day late.

    On 19 March: L3 acquired, L1 moves on, L2 moves on and is won; 张敏 called twice, 王芳 and 李强 once, the day before
    张敏 once. L9 does not want to be contacted.
    """
    imported(
        workspace,
        leads=[
            lead("L1", "2024-03-10", "A"),
            lead("L2", "2024-03-11", "", "李强"),
            lead("L3", "2024-03-19", "", "王芳"),
            lead("L4", "2024-03-12", "A", "老周"),
        ],
        calls=[
            call("L2", "2024-03-15 10:00", 跟进人="王芳", 下次跟进时间="2024-03-18", 下一步负责人="王芳"),
            call("L2", "2024-03-18 09:00"),
            call("L2", "2024-03-19 09:00"),
            call("L3", "2024-03-19 10:00"),
            call("L3", "2024-03-19 11:00", 跟进人="王芳"),
            call("L2", "2024-03-19 12:00", 跟进人="李强"),
            call("L2", "2024-03-19 13:00", 完成状态="已延期", 延期原因="客户出差"),
        ],
        log=[
            "L1,潜在客户,2024-03-10",
            "L1,意向客户,2024-03-19",
            "L2,潜在客户,2024-03-11",
            "L2,商务谈判,2024-03-19 08:00",
            "L2,意向客户,2024-03-19 09:00",
            "L2,成交签约,2024-03-19 15:00",
        ],
        customers=["YL-1,某某医疗有限公司,医疗,赵七,13800000009,否,设备,A,张敏,2024-01-01,2024-01-01"],
    )
    write(workspace)


def write(workspace: Workspace, channels: str = GROUP, more: str = FAST) -> None:
    (workspace.folder / "config").mkdir(exist_ok=True)
    (workspace.folder / "config" / "team.yaml").write_text(TEAM, "utf-8")
    (workspace.folder / "config" / "notify.yaml").write_text(f"channels:\n{channels}{more}", "utf-8")


@pytest.fixture
def work(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("BOT", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={TOKEN}")
    return prepared(team)


def told(workspace: Workspace, *arguments: object) -> dict[str, Any]:
    data: dict[str, Any] = workspace.told("notify", *arguments, as_of=DAY)["data"]
    return data


def summary(data: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    return [(each["what"], each["to"], each["state"]) for each in data["deliveries"]]


def test_figures_of_the_day_by_hand(work: Workspace) -> None:
    """A step back (商务谈判 → 意向客户) is no advance; a lead counts once a day; a postponed follow-up is none."""
    daily = told(work, "--dry-run")["daily"]
    assert {key: daily["today"][key] for key in ("new", "contacts", "advanced", "won")} == {
        "new": 1,
        "contacts": 4,
        "advanced": 2,
        "won": 1,
    }
    assert (daily["before"]["new"], daily["before"]["contacts"]) == (0, 1)
    assert daily["before"]["day"] == "2024-03-18"


def test_the_ranking_has_ties(work: Workspace) -> None:
    """In March: 张敏 18th, 19th twice; 王芳 15th, 19th; 李强 19th; who left and did nothing is not in it."""
    ranking = told(work, "--dry-run")["daily"]["ranking"]
    assert [(each["rank"], each["name"], each["value"]) for each in ranking["people"]] == [
        (1, "张敏", 3),
        (2, "王芳", 2),
        (3, "李强", 1),
    ]
    write(work, more=f"{FAST}ranking: {{by: contacts, of: day}}\n")
    people = told(work, "--dry-run")["daily"]["ranking"]["people"]
    assert [(each["rank"], each["name"]) for each in people] == [(1, "张敏"), (2, "李强"), (2, "王芳")]


def test_contacts_are_those_of_the_followup_report(work: Workspace) -> None:
    people = told(work, "--dry-run")["daily"]["ranking"]["people"]
    report = work.told("followup", "report", "--month", "2024-03", as_of=DAY)["data"]["people"]
    assert {each["name"]: each["contacts"] for each in people} == {
        each["owner"]: each["contacts"] for each in report if each["contacts"]
    }


def test_everybody_gets_his_own_and_managers_the_red_list(work: Workspace) -> None:
    data = told(work, "--dry-run")
    assert {(what, to) for what, to, _ in summary(data)} >= {("digest", "张敏"), ("team", "李强"), ("daily", None)}
    assert "老周" in data["outsiders"]
    assert not any(each["to"] == "老周" for each in data["deliveries"])
    mine = work.told("due", "--owner", "张敏", as_of=DAY)["data"]["total"]
    [digest] = [each["text"] for each in data["deliveries"] if (each["what"], each["to"]) == ("digest", "张敏")]
    assert f"逾期 {mine['late']}，今天到期 {mine['today']}" in digest or f"Late: {mine['late']}," in digest
    assert all("YL-1" not in each["text"] and "某某医疗" not in each["text"] for each in data["deliveries"])


def test_a_list_is_cut_and_the_rest_counted(work: Workspace) -> None:
    write(work, "  - {name: 群, kind: wecom, url_from: BOT, what: digest, to: 张敏, most_lines: 1, language: zh}\n")
    total = work.told("due", "--owner", "张敏", as_of=DAY)["data"]["total"]["total"]
    [only] = told(work, "--dry-run")["deliveries"]
    assert total > 1
    assert only["text"].splitlines()[-1] == f"还有 {total - 1} 条，见 leadcli due"
    assert len(only["text"].splitlines()) == 4


def test_dry_run_needs_no_channel_no_secret_and_sends_nothing(work: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOT")
    assert {state for _, _, state in summary(told(work, "--dry-run"))} == {"to_send"}
    write(work, "  []\n")
    assert {state for _, _, state in summary(told(work, "--dry-run"))} == {"no_channel"}
    ran = work.leadcli("notify", as_of=DAY)
    assert (ran.code, "error[no_channels]" in ran.err) == (2, True)
    assert not (work.folder / "notices-sent.jsonl").exists()


def test_to_a_person_or_a_channel(work: Workspace) -> None:
    assert {to for _, to, _ in summary(told(work, "--dry-run", "--to", "张敏"))} == {"张敏"}
    assert summary(told(work, "--dry-run", "--to", "销售群", "--daily")) == [("daily", None, "to_send")]
    ran = work.leadcli("notify", "--dry-run", "--to", "张民", as_of=DAY)
    assert (ran.code, "张敏" in ran.err) == (2, True)


needs_apprise = pytest.mark.usefixtures("_apprise")


@pytest.fixture
def _apprise() -> None:
    pytest.importorskip("apprise", reason="needs leadcli[notify]")


@needs_apprise
def test_sent_once_a_day(work: Workspace) -> None:
    with http_sink() as sink, bots_at(sink.port):
        first = told(work)
        count = len(sink.bodies)
        assert (first["sent"], first["failed"], count) == (len(first["deliveries"]), 0, len(first["deliveries"]))
        assert told(work)["already_sent"] == count
        assert len(sink.bodies) == count
        assert told(work, "--again")["sent"] == count
    texts = [body["text"]["content"] for body in sink.bodies[:count]]
    assert texts == [each["text"] for each in first["deliveries"]]


@needs_apprise
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_channel_that_fails_stops_no_other(work: Workspace, language: str) -> None:
    write(work, "  - {name: 甲群, kind: dingtalk, url_from: MISSING, what: daily}\n" + GROUP)
    with http_sink() as sink, bots_at(sink.port):
        answer = work.told("notify", "--daily", "--again", "--lang", language, as_of=DAY)
        assert (answer["status"], answer["data"]["failed"], answer["data"]["sent"]) == ("partial", 1, 1)
        ran = work.leadcli("notify", "--daily", "--strict", "--again", "--lang", language, as_of=DAY)
    assert ran.code == 1
    assert "甲群" in ran.err
    assert "MISSING" in ran.err


def _everything_written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@needs_apprise
@pytest.mark.parametrize("answer", [(200, {"errcode": 93000, "errmsg": f"invalid key {TOKEN}"}), (500, {}), None])
def test_no_secret_is_ever_shown(work: Workspace, answer: tuple[int, dict[str, Any]] | None) -> None:
    """In no output, traceback or file, also when nothing goes out."""
    with http_sink() as sink:
        _answer(sink, answer)
        with bots_at(sink.port if answer else 9):
            runs = [
                work.leadcli("notify", "--debug", "-v", *more, as_of=DAY) for more in ([], ["--json"], ["--dry-run"])
            ]
    assert [run.code for run in runs] == [2, 2, 0]
    assert "error[not_sent]" in runs[0].err
    assert all(TOKEN not in run.out + run.err for run in runs)
    assert TOKEN.encode() not in _everything_written(work.folder)


def _answer(sink: Sink, answer: tuple[int, dict[str, Any]] | None) -> None:
    if answer:
        sink.answers = [answer]


@pytest.mark.parametrize("key", ["url", "url_from"])
def test_a_secret_in_the_settings_is_refused_and_not_shown(work: Workspace, key: str) -> None:
    write(work, f"  - {{name: 群, kind: wecom, {key}: 'wecombot://{TOKEN}', what: daily}}\n")
    for more in ([], ["--json"], ["--debug"]):
        ran = work.leadcli("notify", "--dry-run", *more, as_of=DAY)
        assert (ran.code, "secret_in_settings" in ran.out + ran.err, TOKEN in ran.out + ran.err) == (2, True, False)


def test_without_apprise_one_sentence(work: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "apprise", None)
    ran = work.leadcli("notify", as_of=DAY)
    assert (ran.code, 'pip install "leadcli[notify]"' in ran.err) == (2, True)
    assert work.leadcli("notify", "--dry-run", as_of=DAY).code == 0


def test_a_calendar_that_can_be_read(work: Workspace) -> None:
    """Imported again it moves its events: their names stay when the day goes on."""
    icalendar = pytest.importorskip("icalendar", reason="needs leadcli[notify]")
    names = []
    for day in ("2024-03-16", "2024-03-17"):
        work.told("notify", "--dry-run", "--ics", "cal", "--to", "王芳", as_of=day)
        content = (work.folder / "cal" / "王芳.ics").read_bytes()
        assert all(len(line) <= 75 for line in content.split(b"\r\n"))
        events = icalendar.Calendar.from_ical(content).walk("VEVENT")
        [step] = [each for each in events if each.decoded("dtstart") == date(2024, 3, 18)]
        names.append(str(step["uid"]))
        assert len({str(each["uid"]) for each in events}) == len(events)
    assert names[0] == names[1]
    assert [path.name for path in (work.folder / "cal").iterdir()] == ["王芳.ics"]


def test_the_card_is_a_picture_for_phones(work: Workspace) -> None:
    image = pytest.importorskip("PIL.Image", reason="needs leadcli[notify]")
    work.told("notify", "--dry-run", "--png", "daily.png", as_of=DAY)
    with image.open(work.folder / "daily.png") as picture:
        assert (picture.format, picture.width, picture.height > 1_000) == ("PNG", 1080, True)
        assert len(picture.convert("RGB").getcolors(1 << 20)) > 20


def test_a_font_that_is_none(work: Workspace) -> None:
    pytest.importorskip("PIL", reason="needs leadcli[notify]")
    write(work, more=f"{FAST}font: nowhere.ttf\n")
    ran = work.leadcli("notify", "--dry-run", "--png", "daily.png", as_of=DAY)
    assert (ran.code, "error[no_such_font]" in ran.err) == (2, True)


def test_amounts_are_those_of_the_deals_of_the_day(work: Workspace) -> None:
    """Per currency; a deal of another day is not today's."""
    rows = ("L2教育有限公司,2024-03-19,300000", "L2教育有限公司,2024-03-19,USD 5000", "L2教育有限公司,2024-03-18,70000")
    work.told("import", work.csv("deals.csv", "客户名称,成交日期,成交金额", *rows), "--kind", "deal", as_of=DAY)
    data = told(work, "--dry-run", "--daily", "--lang", "en")
    assert data["daily"]["today"]["amounts"] == {"CNY": 300_000, "USD": 5_000}
    assert data["daily"]["before"]["amounts"] == {"CNY": 70_000}
    assert "Won: 1 (the day before: 0), worth CNY 300,000, USD 5,000" in data["deliveries"][0]["text"]


def test_an_address_in_the_team_is_refused_and_not_shown(work: Workspace) -> None:
    text = TEAM.replace("manager: 李强}", f"manager: 李强, webhook: 'wecombot://{TOKEN}'}}", 1)
    (work.folder / "config" / "team.yaml").write_text(text, "utf-8")
    ran = work.leadcli("notify", "--dry-run", "--debug", as_of=DAY)
    assert (ran.code, "secret_in_settings" in ran.err, TOKEN in ran.out + ran.err) == (2, True, False)


@pytest.mark.slow
def test_the_red_list_is_that_of_the_work_list(work: Workspace) -> None:
    """李强 must know of his own late stage, of 王芳's step, and of L4, whose owner left; a pool is no person."""
    imported(work, leads=[lead("L5", "2024-03-01", "A", ""), lead("L6", "2024-03-01", "A", "池子")])
    path = work.folder / "config" / "team.yaml"
    path.write_text(TEAM.replace("{A: {roles: [rep]}}", "{A: {roles: [rep]}, C: {pool: 池子}}"), "utf-8")
    [red] = [each["text"] for each in told(work, "--dry-run")["deliveries"] if each["what"] == "team"]
    [book] = [
        each
        for each in work.told("worklist", "--by-owner", "--out", work.folder / "out", as_of=DAY)["data"]["books"]
        if each["owner"] == "李强"
    ]
    assert len(red.splitlines()) == 2 + book["red"]
    assert all(number in red for number in ("L4", "L5"))
    assert "L6" not in red
    assert told(work, "--dry-run")["outsiders"] == ["老周"]


def test_a_deal_reopened_and_won_again_is_one_deal(work: Workspace) -> None:
    """L2 was won on 19 March, for 80,000 元; its next day goes back and is won again, which the funnel's list has not.

    Its amount is won once as well, on the day of the first.
    """
    log = work.csv("again.csv", "编号,阶段,进入时间", "L2,商务谈判,2024-03-20 08:00", "L2,成交签约,2024-03-20 09:00")
    amount = work.csv("amount.csv", "线索编号,公司名称,预计成交金额(元)", "L2,L2教育有限公司,80000")
    work.told("import", log, amount, as_of="2024-03-20")
    daily = work.told("notify", "--dry-run", "--daily", as_of="2024-03-20")["data"]["daily"]
    assert [(daily[day]["won"], daily[day]["amounts"]) for day in ("today", "before")] == [
        (0, {}),
        (1, {"CNY": 80_000}),
    ]
    assert sum(each["won"] for each in daily["ranking"]["people"]) == 1
