"""A nightly run: the steps of a batch file one after the other, gone on with after a crash, and once only."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.app.command_line import command_line
from leadcli.app.result import Result, Status
from leadcli.app.run_inbox import look, take
from leadcli.app.run_job import Job
from leadcli.app.run_lock import make_folder, only_run
from leadcli.app.run_log import RunLog, open_log
from leadcli.app.run_program import python_program
from leadcli.app.run_state import RunState, load, save
from leadcli.app.run_step import begun, run_step
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError, Problem
from leadcli.domain.run import FileOutcome, FileState, LeftFile, RunOutcome, StepOutcome, StepState
from leadcli.i18n import Words
from leadcli.report.run import message, run_report
from leadcli.settings.batch import Check, Step, read_batch
from leadcli.settings.suggest import suggestion

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class RunRequest:
    """Which batch file, which step alone, whether only to say what would be done; how to run and to check a command."""

    batch: str | None = None
    step: str | None = None
    dry_run: bool = False
    check: Check | None = None
    program: Sequence[str] = field(default_factory=python_program)


@dataclass(frozen=True)
class _Inbox:
    """The files that are ready, and those that wait."""

    ready: Sequence[Path]
    left: Sequence[LeftFile]


def run_batch(session: Session, request: RunRequest) -> Result:
    """Do what a batch file says.

    Raises:
        LeadcliError: all problems of the batch file; `no_such_step`; `no_inbox`; `run_busy`; `state_unreadable`.
    """
    job = Job(session, read_batch(session.workspace, request.batch, request.check), request.program)
    only = None if request.step is None else _step_meant(job, request.step)
    inbox = _inbox(job)
    if request.dry_run:
        return _result(job, request, _rehearsed(job, inbox, only))
    with only_run(job), open_log(job) as log:  # whoever held the lock before may have emptied the inbox
        return _result(job, request, _Run(job, _inbox(job), log, only).outcome())


def _inbox(job: Job) -> _Inbox:
    """The files there are, for a batch that takes any."""
    takes_inbox = any(step.takes_inbox for step in job.settings.steps)
    return _Inbox(*look(job)) if takes_inbox else _Inbox([], [])


def _step_meant(job: Job, text: str) -> str:
    """The step of a name, or the only one a part of whose name it is: 评分 or score for 评分-score."""
    known = [step.name for step in job.settings.steps]
    meant = [name for name in known if name == text] or [name for name in known if text in name.split("-")]
    if len(meant) != 1:
        raise LeadcliError.of([Problem("no_such_step", {"found": text} | suggestion(text, known))])
    return meant[0]


class _Run:
    """One run while its lock is held."""

    def __init__(self, job: Job, inbox: _Inbox, log: RunLog, only: str | None) -> None:
        self.job, self.inbox, self.log, self.only = job, inbox, log, only
        self.before = load(job.state)
        self.state = _state_of(job, self.before, inbox)
        self.resumed = self.state.unfinished if self.state is self.before else None

    def outcome(self) -> RunOutcome:
        """Do what is left to do."""
        if self.state is self.before and self.resumed is None and self.only is None:
            self.log("nothing_new")
            return self._told(nothing_new=True)
        make_folder(self.job.folder("reports"))
        self._start()
        for step in self._steps():
            if not self._settle(step) and step.on_error == "stop":
                break
        self.state.holder = self.state.since = None
        save(self.job.state, self.state)
        told = self._told()
        self._summarise(told)
        self.log("run_ended", seconds=told.seconds, steps={step.name: step.state for step in told.steps})
        return told

    def _start(self) -> None:
        if self.resumed and self.only is None:
            self.state.go_back_to(self.resumed)
        self.state.holder, self.state.since = os.getpid(), self.job.now.isoformat(timespec="seconds")
        save(self.job.state, self.state)
        files = [path.name for path in self.inbox.ready]
        left = [asdict(file) for file in self.inbox.left]
        batch_file = str(self.job.loaded.path)
        self.log("run_started", batch_file=batch_file, resumed=self.resumed, step=self.only, files=files, left=left)

    def _steps(self) -> Iterator[Step]:
        """The steps to do, in order: the one asked for, or all that are not settled."""
        for step in self.job.settings.steps:
            if step.name == self.only or (self.only is None and not self.state.is_settled(step.name)):
                yield step

    def _settle(self, step: Step) -> bool:
        """Do a step, or skip it; false when it failed."""
        words = self.job.words(step)
        running = begun(self.job, step.name, words)
        if self.only is None and not self._holds(step):
            return self._keep(replace(running, state=StepState.SKIPPED, started_at=None))
        self.job.session.progress("run.step", None)
        self.log("step_started", step=step.name, command=running.command)
        self._summarise(self._told())
        self.state.steps[step.name] = running
        save(self.job.state, self.state)
        if not step.takes_inbox:
            return self._keep(run_step(self.job, running, words))
        known = set(self.state.files)
        done = take(self.job, self.state, running, words, self.inbox.ready)
        for file in self.state.files:
            if file not in known:
                self.log("file", **asdict(file))
        return self._keep(done)

    def _summarise(self, told: RunOutcome) -> None:
        """Write the run so far as a text, for a step that sends it."""
        self.job.summary.write_text(message(told, Words(self.job.session.language)) + "\n", "utf-8")

    def _keep(self, outcome: StepOutcome) -> bool:
        self.state.steps[outcome.name] = outcome
        save(self.job.state, self.state)
        self.log("step_ended", **asdict(outcome))
        return outcome.state is not StepState.FAILED

    def _holds(self, step: Step) -> bool:
        """Whether a step is to be run: its day has come, or what was stored since the run began is its reason."""
        if self.job.holds_today(step):
            return True
        with _reading(self.job) as connection:
            if connection is None:
                return False
            from leadcli.store.activity import commands_since

            stored = commands_since(connection, self.state.batch_before)
        return ("imported" in step.when and "import" in stored) or ("changed" in step.when and bool(stored))

    def _told(self, *, nothing_new: bool = False) -> RunOutcome:
        job, state, before = self.job, self.state, self.before
        missed = before is not None and before is not state and before.day != state.day and before.unfinished
        return RunOutcome(
            batch_file=str(job.loaded.path),
            day=state.day,
            started_at=job.session.now,
            seconds=round((job.now - job.session.now).total_seconds(), 3),
            steps=[state.steps.get(step.name) or _pending(job, step) for step in job.settings.steps],
            files=list(state.files),
            left=self.inbox.left,
            log=str(job.log),
            nothing_new=nothing_new,
            resumed=self.resumed,
            unfinished_day=before.day if before and missed else None,
        )


def _state_of(job: Job, before: RunState | None, inbox: _Inbox) -> RunState:
    """The run to go on with, or a new one: on another day, by another batch file, or for files that came since.

    What a run that was not finished had stored is still to be worked on, and its files still to be put away.
    """
    importing = [step.name for step in job.settings.steps if step.takes_inbox]
    if before and before.identity == job.identity:
        taken = all(before.is_settled(name) for name in importing)
        if not inbox.ready or not taken:
            return before
    newest, files = _newest_batch(job), list[FileOutcome]()
    if before and before.unfinished:
        newest = min(newest, before.batch_before)
        files = [file for file in before.files if file.moved_to is None and file.state is not FileState.FAILED]
    planned = [step.name for step in job.settings.steps]
    return RunState(job.identity, job.session.as_of.isoformat(), newest, planned, files=files)


@contextmanager
def _reading(job: Job) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """The store; None where there is none yet."""
    from leadcli.store import database

    if not job.session.database.exists():
        yield None
        return
    with database.reading(job.session.database, wait=job.session.wait) as connection:
        yield connection


def _newest_batch(job: Job) -> int:
    with _reading(job) as connection:
        if connection is None:
            return 0
        from leadcli.store.activity import newest_batch

        return newest_batch(connection)


def _pending(job: Job, step: Step) -> StepOutcome:
    return replace(begun(job, step.name, job.words(step)), state=StepState.PENDING, started_at=None)


def _rehearsed(job: Job, inbox: _Inbox, only: str | None) -> RunOutcome:
    """What a run would do now; nothing is written, not even a log."""
    before = load(job.state)
    state = _state_of(job, before, inbox)
    resumed = state.unfinished if state is before else None
    if resumed and only is None:
        state.go_back_to(resumed)
    steps = []
    for step in job.settings.steps:
        settled = only is None and state.is_settled(step.name)
        left_out = only is not None and step.name != only
        never = only is None and not job.holds_today(step) and {"imported", "changed"}.isdisjoint(step.when)
        pending = _pending(job, step)
        if settled:
            pending = state.steps[step.name]
        elif left_out or never:
            pending = replace(pending, state=StepState.SKIPPED)
        steps.append(pending)
    return RunOutcome(
        batch_file=str(job.loaded.path),
        day=job.session.as_of.isoformat(),
        started_at=job.session.now,
        seconds=0.0,
        steps=steps,
        files=[],
        left=inbox.left,
        log=str(job.log),
        rehearsal=True,
        nothing_new=only is None and state is before and resumed is None,
        resumed=resumed,
        waiting=[path.name for path in inbox.ready],
    )


def _result(job: Job, request: RunRequest, outcome: RunOutcome) -> Result:
    failed = [] if outcome.rehearsal else outcome.of(StepState.FAILED)
    refused = not outcome.nothing_new and any(file.refused or file.state is FileState.REFUSED for file in outcome.files)
    text = message(outcome, Words(job.session.language))
    status = Status.ERROR if failed else Status.PARTIAL if refused else Status.SUCCESS
    names = [step.name for step in failed]
    again = command_line("run", *([request.batch] if request.batch else []))
    return Result(
        "run",
        {**asdict(outcome), "message": text},
        run_report(outcome, {step.name: step.when for step in job.settings.steps}),
        status,
        next_command=again if failed or (outcome.rehearsal and not outcome.nothing_new) else None,
        problems=[Problem("steps_failed", {"steps": names, "log": outcome.log})] if failed else [],
        findings=0 if outcome.nothing_new else sum(step.code == 1 for step in outcome.steps),
    )
