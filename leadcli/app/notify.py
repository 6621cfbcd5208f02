"""Sending people what they must do, managers what they should know, and groups the daily report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from leadcli.app.notify_figures import Gathered, gather
from leadcli.app.notify_files import check_notify_files, write_notify_files
from leadcli.app.notify_route import deliveries_of, selected
from leadcli.app.result import Result, Status
from leadcli.app.session import Session
from leadcli.deliver.secrets import Secrets, read_secrets
from leadcli.deliver.sender import Sender, need_apprise
from leadcli.deliver.sent import Sent
from leadcli.domain.errors import LeadcliError, Problem
from leadcli.i18n import Message, Text
from leadcli.report.notify_report import Delivery, daily_data, notify_report
from leadcli.settings.notify import NotifySettings, read_notify
from leadcli.settings.team import read_team


@dataclass(frozen=True)
class NotifyRequest:
    """Whom to tell (channels or people; everybody when empty), what, whether really, and which files to write.

    `secrets` is the environment that addresses are looked up in.
    """

    to: Sequence[str] = ()
    daily: bool = False
    dry_run: bool = False
    again: bool = False
    strict: bool = False
    ics: Path | None = None
    png: Path | None = None
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


def notify(session: Session, request: NotifyRequest) -> Result:
    """Send what is due and the daily report to the channels of `notify.yaml`.

    One channel that fails stops no other; a text that went out today does not go out again.

    Raises:
        LeadcliError: `no_channels`, `unknown_addressee`, `notify_extra`, `nothing_sent` where all failed, what is wrong
            with the secrets or the files asked for, `nothing_imported`, or all problems of the settings.
    """
    loaded, team = read_notify(session.workspace), read_team(session.workspace).value
    settings = loaded.value
    wants_files = bool(request.ics or request.png)
    if not settings.channels and not request.dry_run and not wants_files:
        raise LeadcliError("no_channels", path=str(loaded.path))
    sends = bool(settings.channels) and not request.dry_run
    secrets = Secrets({})
    if sends:
        need_apprise()
        secrets = read_secrets(request.secrets, session.workspace)
    check_notify_files(session, request.ics, request.png)
    gathered = gather(session, settings, team, ahead=request.ics is not None)
    choice = selected(request.to, settings, team, gathered)
    found = deliveries_of(choice, settings, team, gathered, daily=request.daily, language=session.language)
    written = write_notify_files(session, settings, gathered, choice.people, request.ics, request.png)
    if sends:
        found = _sent(session, settings, found, secrets, again=request.again)
    failed = [each for each in found if each.state == "failed"]
    if failed and len(failed) == len(found):
        raise LeadcliError.of([Problem("not_sent", _failure_of(each)) for each in failed])
    return Result(
        "notify",
        _data(request, found, gathered),
        notify_report(session.as_of, found, dry_run=request.dry_run),
        status=Status.PARTIAL if failed else Status.SUCCESS,
        written=written,
        notices=[*_notices(gathered, secrets), *(Message.of("notify.told_failed", **_failure_of(e)) for e in failed)],
        findings=len(failed) if request.strict else 0,
    )


def _failure_of(delivery: Delivery) -> dict[str, object]:
    return {"channel": delivery.channel, "to": delivery.to or "", "reason": delivery.reason or ""}


def _sent(
    session: Session, settings: NotifySettings, found: Sequence[Delivery], secrets: Secrets, *, again: bool
) -> list[Delivery]:
    """Try every delivery, whatever becomes of the others."""
    sender = Sender(settings.sending.attempts, settings.sending.pause_seconds)
    sent = Sent(session.workspace, session.now.date())
    done = []
    for place, each in enumerate(found):
        session.progress("notify.step_send", place / len(found))
        done.append(_sent_one(each, secrets, sender, sent, again=again))
    return done


def _sent_one(delivery: Delivery, secrets: Secrets, sender: Sender, sent: Sent, *, again: bool) -> Delivery:
    if delivery.state == "failed":
        return delivery
    url = secrets.get(delivery.secret)
    if url is None:
        return replace(delivery, state="failed", reason=Message.of("notify.no_secret", name=delivery.secret))
    state = "already_sent"
    for part in delivery.parts:
        if sent.has(delivery.channel, delivery.to or "", part) and not again:
            continue
        failure = sender.send(delivery.kind, url, part, title=delivery.subject, to=delivery.address)
        if failure:
            return replace(delivery, state="failed", reason=Message.of(failure.key, reason=failure.reason))
        sent.add(delivery.channel, delivery.to or "", part)
        state = "sent"
    return replace(delivery, state=state)


def _notices(gathered: Gathered, secrets: Secrets) -> list[Text]:
    told: list[Text] = []
    if secrets.readable:
        told.append(Message.of("notify.secrets_readable", path=str(secrets.readable)))
    if gathered.outsiders:
        told.append(Message.of("notify.outsiders", people=list(gathered.outsiders)))
    return told


def _data(request: NotifyRequest, found: Sequence[Delivery], gathered: Gathered) -> dict[str, object]:
    states = [each.state for each in found]
    return {
        "dry_run": request.dry_run,
        "sent": states.count("sent"),
        "already_sent": states.count("already_sent"),
        "failed": states.count("failed"),
        "deliveries": [
            {
                "channel": each.channel or None,
                "kind": each.kind or None,
                "to": each.to,
                "what": each.what,
                "state": each.state,
                "reason": each.reason and each.reason.key.partition(".")[2],
                "parts": len(each.parts),
                "text": each.text,
            }
            for each in found
        ],
        "daily": daily_data(gathered.daily),
        "outsiders": list(gathered.outsiders),
    }
