"""`notify.yaml`: where notices go, what goes there, how it is sent. No secret stands in it, only names of secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from leadcli.settings.shipped import find_settings
from leadcli.settings.source import Found, Loaded, SettingsModel, listed, read_settings

FILE_NAME = "notify.yaml"
_KINDS = {"企业微信": "wecom", "钉钉": "dingtalk", "飞书": "feishu", "邮件": "email"}
_SECRET_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
HIDDEN = "***"
"""What is shown in place of a secret."""


def is_secret_name(text: str) -> bool:
    """Whether a text names an environment variable, and cannot be the secret itself."""
    return bool(_SECRET_NAME.fullmatch(text))


def _kind(text: object) -> object:
    return _KINDS.get(text, text) if isinstance(text, str) else text


_Text = Annotated[str, Field(min_length=1)]
_Count = Annotated[int, Field(ge=1, le=1_000)]
Kind = Annotated[Literal["wecom", "dingtalk", "feishu", "email", "apprise"], BeforeValidator(_kind)]
What = Literal["digest", "team", "daily"]
"""A digest of somebody's own work, the red list of a manager's people, the daily report with the ranking."""
Metric = Literal["contacts", "new", "advanced", "won"]
MOST_LINES = 10
"""Of a list in a notice, where no channel says otherwise."""


class Channel(SettingsModel):
    """A group's bot, a mailbox, or anything else that apprise reaches.

    `url_from` names the secret that holds its address; a bot without one goes to each person's own (`webhook` in
    team.yaml).
    """

    name: _Text
    kind: Kind
    what: Annotated[tuple[What, ...], BeforeValidator(listed), Field(min_length=1)]
    url_from: _Text | None = None
    to: Annotated[tuple[_Text, ...], BeforeValidator(listed)] = ()
    language: Literal["zh", "en"] | None = None
    most_lines: _Count = MOST_LINES
    url: object = None

    def problems(self, complete: bool) -> Iterator[Found]:
        """A secret that was written into the file; an e-mail that nobody says how to send."""
        if self.url is not None:
            yield ("url",), "secret_in_settings", {"found": HIDDEN}
        if self.url_from is not None and not is_secret_name(self.url_from):
            yield ("url_from",), "secret_in_settings", {"found": HIDDEN}
        if complete and self.kind in {"email", "apprise"} and self.url_from is None and self.url is None:
            yield (), "no_url_from", {"kind": self.kind}


class Ranking(SettingsModel):
    """What people are ranked by, over which time up to the day, and how many are shown."""

    by: Metric = "contacts"
    of: Literal["day", "week", "month"] = "month"
    most: _Count = 10


class Sending(SettingsModel):
    """How often a message is tried, and how many seconds lie between two messages or attempts."""

    attempts: Annotated[int, Field(ge=1, le=10)] = 3
    pause_seconds: Annotated[float, Field(ge=0, le=600)] = 3


class Calendar(SettingsModel):
    """How many days ahead a calendar file reaches, and in which time zone its times are."""

    days: Annotated[int, Field(ge=0, le=365)] = 14
    time_zone: _Text = "Asia/Shanghai"

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):  # a folder of zones is an OSError
            raise PydanticCustomError("unknown_time_zone", "unknown_time_zone") from None
        return value


class NotifySettings(SettingsModel):
    """`notify.yaml`: the channels, and how notices are made and sent."""

    channels: tuple[Channel, ...] = ()
    ranking: Ranking = Ranking()
    sending: Sending = Sending()
    calendar: Calendar = Calendar()
    font: _Text | None = None

    def problems(self, complete: bool) -> Iterator[Found]:
        """A name that stands twice."""
        names = [each.name for each in self.channels]
        for place, name in enumerate(names):
            if name in names[:place]:
                yield ("channels", place, "name"), "channel_twice", {}


def read_notify(workspace: Path) -> Loaded[NotifySettings]:
    """Read the workspace's `notify.yaml`, else the shipped one, which has no channel.

    Raises:
        LeadcliError: with all problems of the file.
    """
    return read_settings(find_settings(FILE_NAME, workspace), NotifySettings)
