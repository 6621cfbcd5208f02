"""Which notice goes where: channels, the people they are for, and the texts as each channel takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from leadcli.app.notify_figures import Gathered
from leadcli.app.teams import name_typed
from leadcli.deliver.sender import parts_of
from leadcli.domain.errors import LeadcliError, Problem
from leadcli.i18n import Message, Words
from leadcli.report.notify import Notice
from leadcli.report.notify_report import Delivery
from leadcli.settings.notify import MOST_LINES, Channel, NotifySettings
from leadcli.settings.suggest import suggestion
from leadcli.settings.team import Person, TeamSettings


@dataclass(frozen=True)
class Choice:
    """The channels and the people a command is for; `people` is None for everybody."""

    channels: Sequence[Channel]
    people: frozenset[str] | None = None

    def has(self, person: str | None) -> bool:
        """Whether somebody is asked for; nobody in particular only where no people were named."""
        return self.people is None or person in self.people


def selected(to: Sequence[str], settings: NotifySettings, team: TeamSettings, gathered: Gathered) -> Choice:
    """Read the names of channels and people.

    Raises:
        LeadcliError: `unknown_addressee`.
    """
    channels = {each.name: each for each in settings.channels}
    people = {*team.names, *gathered.calendar}
    asked = [name_typed(name) for name in to]
    unknown = [name for name in asked if name not in channels and name not in people]
    if unknown:
        known = [*channels, *sorted(people)]
        raise LeadcliError.of(
            [Problem("unknown_addressee", {"found": name} | suggestion(name, known)) for name in unknown]
        )
    wanted = [channels[name] for name in asked if name in channels]
    persons = frozenset(name for name in asked if name not in channels)
    return Choice(wanted or list(channels.values()), persons or None)


def deliveries_of(
    choice: Choice, settings: NotifySettings, team: TeamSettings, gathered: Gathered, *, daily: bool, language: str
) -> list[Delivery]:
    """Every notice by every channel that it goes through; without any channel all of them, to be looked at."""
    notices = [each for each in gathered.notices if not daily or each.what == "daily"]
    people = {each.name: each for each in team.people}
    if not settings.channels:
        words = Words(language)
        kept = [each for each in notices if choice.has(each.person)]
        return [_made(None, each, each.person, words) for each in kept]
    found = []
    for channel in choice.channels:
        words = Words(channel.language or language)
        for notice in notices:
            if notice.what in channel.what:
                found += list(_through(channel, notice, choice, people, gathered, words))
    return found


def _through(
    channel: Channel,
    notice: Notice,
    choice: Choice,
    people: dict[str, Person],
    gathered: Gathered,
    words: Words,
) -> Iterator[Delivery]:
    """One delivery to the channel's own address, or one to each person it is for."""
    if notice.person is not None:
        readers = [notice.person]
    elif channel.kind == "email" or channel.url_from is None:
        readers = list(channel.to or gathered.calendar)
    else:
        if choice.people is None:
            yield _made(channel, notice, None, words)
        return
    for name in readers:
        if choice.has(name) and (not channel.to or name in channel.to):
            yield _addressed(channel, _made(channel, notice, name, words), people.get(name))


def _addressed(channel: Channel, made: Delivery, person: Person | None) -> Delivery:
    """The same with the address of the person where a channel goes to each."""
    if channel.kind == "email":
        address = person.email if person else None
        return replace(made, address=address) if address else _without(made, "notify.no_email")
    if channel.url_from is None:
        secret = person.webhook if person else None
        return replace(made, secret=secret) if secret else _without(made, "notify.no_webhook")
    return made


def _without(made: Delivery, key: str) -> Delivery:
    return replace(made, state="failed", reason=Message.of(key, person=made.to or ""))


def _made(channel: Channel | None, notice: Notice, to: str | None, words: Words) -> Delivery:
    title = words.text(notice.title)
    lines = notice.told(words, channel.most_lines if channel else MOST_LINES)
    kind = channel.kind if channel else ""
    is_mail = kind == "email"
    text = "\n".join(lines if is_mail else [title, *lines])
    return Delivery(
        channel=channel.name if channel else "",
        kind=kind,
        what=notice.what,
        to=to,
        subject=title if is_mail else "",
        text=text,
        parts=parts_of(text, kind),
        state="to_send" if channel else "no_channel",
        secret=(channel.url_from or "") if channel else "",
    )
