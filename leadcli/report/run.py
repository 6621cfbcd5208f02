"""What a nightly run did: for the screen, and as a text for a chat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from leadcli.domain.run import SETTLED, FileOutcome, FileState, RunOutcome, StepOutcome, StepState
from leadcli.i18n import Message, Text, Words
from leadcli.report.model import Block, Column, ColumnKind, Report, Sentence, Table, Tone, Toned

_TONES = {
    StepState.PENDING: Tone.MUTED,
    StepState.RUNNING: Tone.WARN,
    StepState.DONE: Tone.GOOD,
    StepState.SKIPPED: Tone.MUTED,
    StepState.FAILED: Tone.BAD,
}
_TOLD = ("import", "dedupe", "score", "due")
"""Commands whose figures have a sentence."""
_LONGEST = 5
"""Files named in a message, of each kind."""

Conditions = Mapping[str, Sequence[str]]
"""When each step is run."""


def run_report(outcome: RunOutcome, conditions: Conditions) -> Report:
    """The steps, the files, and what a person has to look at."""
    title = Message.of("run.title_rehearsal" if outcome.rehearsal else "run.title", day=outcome.day)
    about = Message.of("run.definition", file=outcome.batch_file)
    return Report("run", title, about, list(_blocks(outcome, conditions)))


def _blocks(outcome: RunOutcome, conditions: Conditions) -> Iterator[Block]:
    if outcome.nothing_new:
        yield Sentence(Message.of("run.nothing_new"), tone=Tone.GOOD)
    else:
        yield _steps(outcome, conditions)
        if outcome.files:
            yield _files(outcome)
    yield from _remarks(outcome)


def _steps(outcome: RunOutcome, conditions: Conditions) -> Table:
    columns = [
        Column("step", Message.of("run.step_name")),
        Column("state", Message.of("run.state")),
        Column("when", Message.of("run.when")),
        Column("command", Message.of("run.command")),
    ]
    if outcome.rehearsal:
        rows = [[*_step(step), _when(conditions[step.name]), step.command] for step in outcome.steps]
        return Table("steps", None, columns, rows)
    columns[2:] = [
        Column("code", Message.of("run.code"), ColumnKind.INTEGER),
        Column("seconds", Message.of("run.seconds"), ColumnKind.NUMBER),
        Column("did", Message.of("run.did")),
    ]
    return Table(
        "steps", None, columns, [[*_step(step), step.code, step.seconds, _did(step)] for step in outcome.steps]
    )


def _step(step: StepOutcome) -> list[object]:
    return [step.name, Toned(Message.of(f"run.state_{step.state}"), _TONES[step.state])]


def _when(conditions: Sequence[str]) -> list[Text] | Text:
    return Message.of("run.any_of", conditions=[Message.of(f"run.when_{each}") for each in conditions])


def _did(step: StepOutcome) -> Text | None:
    """What a step did, in a few figures; nothing where there is no sentence for them."""
    command = step.command.partition(" ")[0]
    if command not in _TOLD or not step.figures:
        return None
    nested = {
        f"{name}_{inner}": value
        for name, values in step.figures.items()
        if isinstance(values, Mapping)
        for inner, value in values.items()
    }
    return Message(f"run.did_{command}", {**step.figures, **nested})


def _files(outcome: RunOutcome) -> Table:
    counted = ("created", "updated", "unchanged", "refused")
    columns = [
        Column("file", Message.of("run.file")),
        Column("state", Message.of("run.state")),
        *(Column(name, Message.of(f"run.rows_{name}"), ColumnKind.INTEGER) for name in counted),
        Column("moved_to", Message.of("run.moved_to")),
    ]
    return Table("files", Message.of("run.files"), columns, [_file(file, counted) for file in outcome.files])


def _file(file: FileOutcome, counted: Sequence[str]) -> list[object]:
    good = file.state is FileState.IMPORTED
    state = Toned(Message.of(f"run.file_{file.state}"), Tone.GOOD if good else Tone.BAD)
    where = _short(file.moved_to) if file.moved_to else None
    return [file.file, state, *(getattr(file, name) if good else None for name in counted), where]


def _short(path: str) -> str:
    """A file with its day and the folder of that."""
    return "/".join(PurePath(path).parts[-3:])


def _remarks(outcome: RunOutcome) -> Iterator[Sentence]:
    if outcome.waiting:
        yield Sentence(Message.of("run.waiting", files=list(outcome.waiting)))
    if outcome.resumed:
        yield Sentence(Message.of("run.resumed", step=outcome.resumed), tone=Tone.WARN)
    if outcome.unfinished_day:
        yield Sentence(Message.of("run.unfinished_day", day=outcome.unfinished_day), tone=Tone.WARN)
    if not outcome.nothing_new:
        yield from _to_mend(outcome)
    for why in ("temporary", "changing"):
        names = [file.file for file in outcome.left if file.why == why]
        if names:
            yield Sentence(Message.of(f"run.left_{why}", files=names), tone=Tone.MUTED)


def _to_mend(outcome: RunOutcome) -> Iterator[Sentence]:
    for name, error in _errors(outcome):
        yield Sentence(error, lead=name, tone=Tone.BAD)
    for file in outcome.files:
        if file.errors:
            said = Message.of("run.mend", rows=file.refused, path=_short(file.errors))
            yield Sentence(said, lead=file.file, tone=Tone.WARN)


def _errors(outcome: RunOutcome) -> list[tuple[str, str]]:
    """What went wrong, by step and by file."""
    if outcome.rehearsal:
        return []
    steps = [(step.name, step.error) for step in outcome.of(StepState.FAILED)]
    files = [(file.file, file.error) for file in outcome.files if file.state is FileState.REFUSED]
    return [(name, error) for name, error in [*steps, *files] if error]


def message(outcome: RunOutcome, words: Words) -> str:
    """The run in a few plain lines, for a chat or a mail."""
    return "\n".join(words.text(line) for line in _lines(outcome))


def _lines(outcome: RunOutcome) -> Iterator[Text]:
    if outcome.nothing_new:
        yield Message.of("run.message_nothing_new", day=outcome.day)
        return
    counts = {state.value: len(outcome.of(state)) for state in (*SETTLED, StepState.FAILED, StepState.PENDING)}
    yield Message.of(
        "run.message",
        day=outcome.day,
        steps=len(outcome.steps),
        **{name: counts[name] for name in ("done", "skipped", "failed")},
    )
    if counts["failed"] and counts["pending"]:
        yield Message.of("run.message_pending", steps=[step.name for step in outcome.of(StepState.PENDING)])
    imported = [file for file in outcome.files if file.state is FileState.IMPORTED]
    if imported:
        rows = {name: sum(getattr(file, name) for file in imported) for name in ("created", "updated", "refused")}
        yield Message.of("run.message_files", files=len(imported), **rows)
    for step in outcome.of(StepState.DONE):
        did = _did(step)
        if did and not step.command.startswith("import"):
            yield Message.of("run.message_of", name=step.name, said=did)
    errors = _errors(outcome)
    for name, error in errors[:_LONGEST]:
        yield Message.of("run.message_of", name=name, said=error)
    if len(errors) > _LONGEST:
        yield Message.of("run.message_more", count=len(errors) - _LONGEST)
    books = [_short(file.errors) for file in outcome.files if file.errors]
    if books:
        yield Message.of("run.message_mend", files=books[:_LONGEST])
    if outcome.left:
        yield Message.of("run.message_left", files=[file.file for file in outcome.left][:_LONGEST])
