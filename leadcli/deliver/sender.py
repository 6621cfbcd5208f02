"""Sending a text through apprise: to a bot of 企业微信, 钉钉 or 飞书, to a mailbox, or wherever else it reaches."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from leadcli.deliver.secrets import scrubbed
from leadcli.domain.errors import LeadcliError

if TYPE_CHECKING:
    import apprise
    import requests

EXTRA = 'pip install "leadcli[notify]"'
_SCHEMES = {
    "wecom": {"wecombot"},
    "dingtalk": {"dingtalk"},
    "feishu": {"feishu", "lark"},
    "email": {"mailto", "mailtos"},
}
# Bytes of UTF-8 that a message may have: 企业微信 takes 2,048 of a text, 钉钉 and 飞书 20,000 of a whole request, in
# which apprise writes a Chinese character of 3 bytes as 6 (\uXXXX).
_LIMITS = {"wecom": 2_048, "dingtalk": 9_000, "feishu": 9_000}
_ANY = 1_000_000
_HANDED_OUT = (
    (re.compile(r"https://oapi\.dingtalk\.com/robot/send\?access_token=(\w+)"), "dingtalk"),
    (re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?"), "feishu"),
)
"""Addresses as vendors hand them out, which apprise does not read, and the scheme it has for them."""
_CODES = ("errcode", "code")
"""Where bots that answer 200 say that they refused."""


@dataclass(frozen=True)
class Failure:
    """Why a message did not go out: a key of the catalogues, and what a library says, without any secret."""

    key: str
    reason: str = ""


def need_apprise() -> None:
    """Raises LeadcliError: `notify_extra` where apprise is not installed."""
    try:
        import apprise  # noqa: F401 - only whether it is there
    except ImportError:
        raise LeadcliError("notify_extra", library="apprise", command=EXTRA) from None


def parts_of(text: str, kind: str) -> list[str]:
    """Cut a text between lines, a line too long between characters, into what a channel takes at once."""
    most = _LIMITS.get(kind, _ANY)
    parts, size = [""], 0
    for line in (piece for each in text.split("\n") for piece in _pieces(each, most - 1)):
        length = len(line.encode()) + 1
        if size and size + length > most:
            parts.append("")
            size = 0
        parts[-1] += f"\n{line}" if size else line
        size += length
    return parts


def _pieces(line: str, most: int) -> Iterator[str]:
    content = line.encode()
    while len(content) > most:
        piece = content[:most].decode("utf-8", "ignore")
        yield piece
        content = content[len(piece.encode()) :]
    yield content.decode()


@dataclass(frozen=True)
class Sender:
    """Sends through apprise, each message so many times before it is given up, with a pause after each."""

    attempts: int
    pause: float
    wait: Callable[[float], None] = time.sleep

    def send(self, kind: str, url: str, text: str, *, title: str = "", to: str | None = None) -> Failure | None:
        """Send one message; None when it went out.

        Args:
            kind: of the channel.
            url: its secret address.
            text: at most as long as `parts_of` cuts.
            title: the subject of an e-mail.
            to: whom an e-mail is for.
        """
        failure = None
        for _ in range(self.attempts):
            failure = _tried(kind, url, text, title, to)
            self.wait(self.pause)
            if failure is None or failure.key != "notify.failed":
                break
        return failure


def _tried(kind: str, url: str, text: str, title: str, to: str | None) -> Failure | None:
    with _quiet() as told, _answers() as refused:
        try:
            plugin = _plugin(kind, url, to)
            if isinstance(plugin, Failure):
                return plugin
            sent = plugin.notify(body=text, title=title) is not False
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises may hold the address
            return Failure("notify.failed", scrubbed(f"{type(error).__name__}: {error}", url))
        said = refused or ([] if sent else told)
        return None if sent and not refused else Failure("notify.failed", scrubbed(" ".join(said), url))


def _plugin(kind: str, url: str, to: str | None) -> apprise.NotifyBase | Failure:
    import apprise

    more = {"format": "text", **({"to": to} if to else {})} if kind == "email" else {}
    url = _as_apprise_writes(url)
    address = f"{url}{'&' if '?' in url else '?'}{urlencode(more)}" if more else url
    asset = apprise.AppriseAsset(app_id="leadcli", app_desc="leadcli", async_mode=False)
    plugin = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    if plugin is None:
        return Failure("notify.bad_address")
    schemes = {getattr(plugin, "protocol", None), getattr(plugin, "secure_protocol", None)}
    flat = {each for scheme in schemes if scheme for each in ([scheme] if isinstance(scheme, str) else scheme)}
    if kind in _SCHEMES and not flat & _SCHEMES[kind]:
        return Failure("notify.other_kind")
    return plugin


def _as_apprise_writes(url: str) -> str:
    found = ((pattern.fullmatch(url), scheme) for pattern, scheme in _HANDED_OUT)
    return next((f"{scheme}://{match[1]}/" for match, scheme in found if match), url)


@contextmanager
def _quiet() -> Iterator[list[str]]:
    """Keep what libraries log from everybody, since it holds addresses; gives the warnings as they come."""
    told: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(record.getMessage())

    loggers = [logging.getLogger(name) for name in ("apprise", "urllib3", "requests")]
    before = [(each.handlers, each.level, each.propagate) for each in loggers]
    for each in loggers:
        each.handlers, each.propagate = [Kept()], False
        each.setLevel(logging.WARNING)
    try:
        yield told
    finally:
        for each, (handlers, level, propagate) in zip(loggers, before, strict=True):
            each.handlers, each.propagate = handlers, propagate
            each.setLevel(level)


@contextmanager
def _answers() -> Iterator[list[str]]:
    """Read along what bots answer: those of 企业微信 and 钉钉 refuse with status 200, which apprise takes for sent."""
    import requests

    refused: list[str] = []
    session: Any = requests.Session
    send = session.send

    def read_along(*given: object, **options: object) -> requests.Response:
        answer: requests.Response = send(*given, **options)
        refused.extend(_refusal(answer))
        return answer

    session.send = read_along
    try:
        yield refused
    finally:
        session.send = send


def _refusal(answer: requests.Response) -> Iterator[str]:
    try:
        said = answer.json()
    except ValueError:
        return
    if not isinstance(said, dict):
        return
    code = next((said[key] for key in _CODES if isinstance(said.get(key), int)), 0)
    if code:
        yield f"{code} {said.get('errmsg') or said.get('msg') or ''}".strip()
