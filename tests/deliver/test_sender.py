"""Sending: really, to a web and a mail server of this machine; what bots are given, what is told of failures."""

from __future__ import annotations

import logging

import pytest

pytest.importorskip("apprise", reason="needs leadcli[notify]")

from hypothesis import given
from hypothesis import strategies as st

from leadcli.deliver.sender import Failure, Sender, parts_of
from tests.support.notice_sinks import bots_at, http_sink, mail_sink

TOKEN = "a1b2c3d4-e5f6-7890-abcd-ef0123456789"  # noqa: S105 - nobody's
DING = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
WECOM = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={TOKEN}"
ADDRESSES = {
    "wecom": [WECOM, f"wecombot://{TOKEN}"],
    "dingtalk": [f"https://oapi.dingtalk.com/robot/send?access_token={DING}", f"dingtalk://SEC{DING}@{DING}"],
    "feishu": [f"https://open.feishu.cn/open-apis/bot/v2/hook/{TOKEN}", f"feishu://{TOKEN}"],
}
HOSTS = {"wecom": "qyapi.weixin.qq.com", "dingtalk": "oapi.dingtalk.com", "feishu": "open.feishu.cn"}


def sender(attempts: int = 1) -> tuple[Sender, list[float]]:
    pauses: list[float] = []
    return Sender(attempts, 2.5, pauses.append), pauses


def test_a_post_to_a_server() -> None:
    with http_sink() as sink:
        assert sender()[0].send("apprise", f"json://127.0.0.1:{sink.port}/hook", "待办：3") is None
    assert [(path, body["message"]) for path, body in zip(sink.paths, sink.bodies, strict=True)] == [
        ("/hook", "待办：3")
    ]


@pytest.mark.parametrize(("kind", "url"), [(kind, url) for kind, urls in ADDRESSES.items() for url in urls])
def test_what_bots_are_given(kind: str, url: str) -> None:
    """As the vendors' documents have it; the addresses they hand out are understood as they are."""
    with http_sink() as sink, bots_at(sink.port) as meant:
        assert sender()[0].send(kind, url, "日报\n跟进 12") is None
    assert meant == [HOSTS[kind]]
    [body] = sink.bodies
    if kind == "feishu":
        assert (body["msg_type"], body["content"]["text"]) == ("text", "日报\n跟进 12")
    else:
        assert (body["msgtype"], body["text"]["content"]) == ("text", "日报\n跟进 12")
    assert (TOKEN if kind != "dingtalk" else DING) in sink.paths[0]
    assert ("sign=" in sink.paths[0]) == ("SEC" in url)


def test_a_mail_reaches_a_mail_server() -> None:
    with mail_sink() as (port, mails):
        url = f"mailto://127.0.0.1:{port}?from=crm@example.com"
        failure = sender()[0].send("email", url, "1. 甲\n2. 乙 <b>&", title="待办 2024-05-31", to="wang@example.com")
    assert failure is None
    [mail] = mails
    assert (mail["X-Rcpt"], mail["Subject"]) == ("wang@example.com", "待办 2024-05-31")
    assert mail.get_content_type() == "text/plain" or mail.is_multipart()
    part = mail.get_body(("plain",))
    assert part is not None
    assert part.get_content().splitlines()[:2] == ["1. 甲", "2. 乙 <b>&"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, {"errcode": 93000, "errmsg": f"invalid webhook url {TOKEN}"}), "93000 "),
        ((500, {}), "error=500"),
    ],
)
def test_a_refusal_is_a_failure_without_the_secret(answer: tuple[int, dict[str, object]], said: str) -> None:
    """企业微信 refuses with status 200."""
    send, pauses = sender(3)
    with http_sink() as sink, bots_at(sink.port):
        sink.answers = [answer]
        failure = send.send("wecom", WECOM, "日报")
    assert failure is not None
    assert (failure.key, said in failure.reason, TOKEN in failure.reason) == ("notify.failed", True, False)
    assert (len(sink.bodies), pauses) == (3, [2.5, 2.5, 2.5])


def test_tried_again_until_it_is_taken() -> None:
    with http_sink() as sink, bots_at(sink.port):
        sink.answers = [(502, {}), (200, {"errcode": 0})]
        assert sender(3)[0].send("wecom", WECOM, "日报") is None
    assert len(sink.bodies) == 2


def test_nobody_hears_an_address(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    """Also a program that logs everything, also when nobody answers."""
    caplog.set_level(logging.DEBUG)
    with http_sink() as sink, bots_at(sink.port):
        sender()[0].send("wecom", WECOM, "日报")
    with bots_at(9):
        failure = sender()[0].send("wecom", WECOM, "日报")
    bad = sender()[0].send("wecom", f"nonsense://{TOKEN}", "日报")
    assert bad == Failure("notify.bad_address")
    everything = f"{caplog.text}{capfd.readouterr()}{failure}"
    assert (failure is None, TOKEN in everything) == (False, False)


def test_an_address_of_another_kind() -> None:
    assert sender()[0].send("dingtalk", WECOM, "日报") == Failure("notify.other_kind")


def test_cut_between_lines() -> None:
    """Lines of 1,001 bytes with their end: two of them fit into 2,048, not three."""
    lines = ["一" * 333 + str(place) for place in range(5)]
    assert parts_of("\n".join(lines), "wecom") == ["\n".join(lines[:2]), "\n".join(lines[2:4]), lines[4]]
    assert parts_of("\n".join(lines), "email") == ["\n".join(lines)]


@given(st.text(st.sampled_from("一a😀\n"), max_size=3_000).map(lambda text: text * 3))
def test_nothing_is_lost_and_nothing_is_too_long(text: str) -> None:
    parts = parts_of(text, "wecom")
    assert all(len(part.encode()) <= 2_048 for part in parts)
    assert "".join(parts).replace("\n", "") == text.replace("\n", "")
