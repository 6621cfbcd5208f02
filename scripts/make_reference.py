#!/usr/bin/env python3
"""Make the pages of `docs/reference/` that follow from the program: commands, codes, tables.

    python scripts/make_reference.py [FOLDER]

A test compares the pages there with what this script makes.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout
from pathlib import Path

import leadcli
from leadcli.cli.application import application
from leadcli.cli.boundary import main
from leadcli.domain.fields import PHONE_COLUMNS, STORED, Field, FieldType
from leadcli.domain.kind import Kind
from leadcli.domain.tables import KINDS
from leadcli.i18n import LANGUAGES, Words
from leadcli.i18n.words import catalogue
from leadcli.store.exports import NAMES

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "reference"
WIDTH = "96"
GENERATED = "<!-- made by scripts/make_reference.py: do not edit -->"

STEMS = {
    "cli": "Arguments and the world outside",
    "intake": "Reading files",
    "import": "Importing",
    "values": "Cells",
    "settings": "Settings files",
    "dedupe": "`dedupe.yaml`",
    "score": "`scoring.yaml`",
    "opportunity": "Opportunities and `priority.yaml`",
    "funnel": "The funnel and `pipelines.yaml`",
    "channel": "Channels and `channels.yaml`",
    "target": "Targets and `targets.yaml`",
    "forecast": "`forecast.yaml`",
    "due": "What is due and `followup.yaml`",
    "followup": "Follow-ups",
    "customer": "Customers and `customers.yaml`",
    "lead": "Leads and grades",
    "find": "Looking leads up",
    "export": "Exports",
    "run": "Nightly runs and `batch.yaml`",
    "template": "Templates",
}
"""Titles of the parts of the page of codes, by catalogue file; a file without one is called by its name."""

MEANING = {
    FieldType.CODE: "a number that identifies; kept as text, `007` stays",
    FieldType.TEXT: "text; words for nothing (无, 待确认, -) are empty",
    FieldType.NAME: "a person; NA and None are names here, 无 and 暂无 are empty",
    FieldType.NEED: "text, and the budget found in it",
    FieldType.PHONE: "mobiles, land lines, masked numbers, e-mails, WeChat: all that one cell holds",
    FieldType.MONEY: "one amount, in 元",
    FieldType.MONEY_RANGE: "an amount or a range such as 8-12万, in 元",
    FieldType.SIZE: "a head count, a range, or a word such as 中型企业",
    FieldType.DATE: "a day",
    FieldType.DATETIME: "a day, with a time where one is written",
    FieldType.EXPECTED: "a day to come; 7月, Q3, 月底 mean the last day of that period",
    FieldType.PROBABILITY: "a share: 70%, 0.7, 70, 七成, 高/中/低",
    FieldType.SHARE: "a share: 12%, 0.12",
    FieldType.INTEGER: "a whole number",
    FieldType.NUMBER: "a number",
    FieldType.BOOLEAN: "yes or no: 是/否, y/n, 1/0",
    FieldType.CHOICE: "one of the choices; others are kept and doubted",
}


def help_page(path: list[str], language: str) -> str:
    """What `leadcli PATH --help` prints."""
    os.environ["COLUMNS"] = WIDTH
    printed = io.StringIO()
    with redirect_stdout(printed):
        main([*path, "--help", "--lang", language])
    return printed.getvalue().rstrip()


def command_paths(command: object, path: tuple[str, ...] = ()) -> Iterator[list[str]]:
    """Every command that does something, in the order of the help."""
    commands = getattr(command, "commands", None)
    if commands is None:
        yield list(path)
        return
    for name, inner in commands.items():
        yield from command_paths(inner, (*path, name))


def commands_page(language: str) -> str:
    """The help of the program and of each command."""
    title, text = {
        "zh": ("# 命令", "每条命令的说明，与 `leadcli 命令 --help` 所见一字不差。[English](commands.md)"),
        "en": ("# Commands", "What `leadcli COMMAND --help` says, word for word. [中文](commands.zh-CN.md)"),
    }[language]
    parts = [GENERATED, title, text, _fence(help_page([], language))]
    for path in command_paths(application(Words(language))):
        parts += [f"## leadcli {' '.join(path)}", _fence(help_page(path, language))]
    return _page(parts)


def codes_page() -> str:
    """Every issue and error: code, sentence and hint in both languages, by feature."""
    parts = [
        GENERATED,
        "# Issues and errors",
        "`{…}` is filled in. Codes never change their meaning and are never translated; what to do about an issue or an"
        " error stands under it, after an arrow. See [explanation](../adr/0004-issue-versus-error.md) for why there are"
        " two kinds.",
        "## Issues: doubts about data\n\nRecorded with file, sheet and cell, shown by `import`, kept for"
        " `leadcli export issues`. `info` states an assumption, `warning` leaves a value out or takes it with a doubt,"
        " `error` refuses a row.",
        _codes(sorted(key for key in catalogue("en") if key.startswith("issue."))),
        "## Errors: the command cannot go on\n\nExit code 2; nothing of the command is stored.",
    ]
    for stem, keys in _error_keys().items():
        parts += [f"### {STEMS.get(stem, stem)}", _codes(keys)]
    return _page(parts)


def _error_keys() -> dict[str, list[str]]:
    """Keys of errors by the catalogue file they stand in."""
    files = sorted((Path(leadcli.__file__).parent / "i18n" / "en").glob("*.json"))
    found = {
        path.stem: [key for key in json.loads(path.read_text("utf-8")) if key.startswith("error.")] for path in files
    }
    order = [*STEMS, *found]
    return {stem: found[stem] for stem in sorted(found, key=order.index) if found[stem]}


def _codes(keys: Iterable[str]) -> str:
    rows = []
    for key in keys:
        code = key.partition(".")[2]
        rows.append([f"`{code}`", *(_told(key, code, language) for language in reversed(LANGUAGES))])
    return _table(["code", "English", "中文"], rows)


def _told(key: str, code: str, language: str) -> str:
    words = catalogue(language)
    hint = words.get(f"hint.{code}", "")
    return words[key] + (f" <br>→ {hint}" if hint and hint != "{advice}" else "")


def tables_page() -> str:
    """The table dictionary: kinds of sheets, field types, exported tables."""
    parts = [
        GENERATED,
        "# Sheets, fields and tables",
        "What leadcli knows of the sheets people bring. The headings below are those of the templates; every other"
        " spelling it knows (手机, 电话, Tel …) stands in `config/fields.yaml`, see [settings](settings.md#fieldsyaml)."
        " `*` marks what a template requires.",
        "## Types of fields",
        _types(),
        "## Kinds of sheets\n\nThe kind is told from the headings, or by `--kind`. A row is the same as an earlier one"
        " when its number is, or, where it has none, when all fields of its key are.",
        *(part for kind in KINDS.values() for part in _kind(kind)),
        "## Exported tables",
        "`leadcli export TABLE -o FILE`, or `Workspace.table(name)` in Python. Machine names; money in 元, shares as"
        " fractions. `leads` are the surviving leads, `records` the rows they were made of. Fields called `…_timed`"
        " say whether a time of day was written, `…_high_exclusive` whether the upper end is left out; each column of the"
        " team's own follows as `extra.HEADING`.",
        "`issues` keeps every doubt there ever was. `resolved` says that a later import answered it: a doubt about a cell,"
        " once a later sheet says something in that column about the same record (if that is doubtful in turn, it is an"
        " issue of its own); any other doubt (about a row, a column or a file, or of a row that was refused), once the"
        " same sheet of the same file is read again; of a refused row also once the workbook of refused rows brings it,"
        " mended or not. An empty cell resolves nothing. The sheet of issues in the workbook of `leadcli score --out`"
        " lists those that are not resolved.",
        _exports(),
    ]
    return _page(parts)


def _types() -> str:
    rows = []
    for kind, meaning in MEANING.items():
        stored = PHONE_COLUMNS if kind is FieldType.PHONE else {f"…{end}": sql for end, sql in STORED[kind].items()}
        rows.append([f"`{kind}`", meaning, ", ".join(f"`{name}` {sql}" for name, sql in stored.items())])
    return _table(["type", "a cell holds", "stored as"], rows)


def _kind(kind: Kind) -> Iterator[str]:
    yield f"### `{kind.name}`: {kind.zh}, {kind.en.lower()}"
    facts = [f"Template `{kind.template}`." if kind.template else "", f"Stored in `{kind.table}`."]
    if kind.number:
        facts.append(f"Number: `{kind.number}`.")
    facts.append(f"Key: {', '.join(f'`{name}`' for name in kind.key)}.")
    needed = ", ".join(f"`{name}`" for name in kind.needed)
    facts.append(f"A row needs {needed}." if needed else "A row needs any of `company`, `contact` and `phone`.")
    yield " ".join(fact for fact in facts if fact)
    yield _table(["中文", "English", "field", "type", "choices"], [_field(field, kind) for field in kind.fields])


def _field(field: Field, kind: Kind) -> list[str]:
    star = "*" if field.name in kind.required else ""
    return [star + field.zh, field.en, f"`{field.name}`", f"`{field.type}`", " · ".join(field.choices)]


def _exports() -> str:
    """The columns every exported table has, asked of a workspace that holds the example books."""
    with tempfile.TemporaryDirectory() as folder:
        work = leadcli.Workspace(folder, as_of="2024-05-31", language="en")
        work.import_files(*(ROOT / "examples" / name for name in ("leads.xlsx", "stage_log.xlsx")))
        columns = {name: [each for each in work.table(name).columns if "extra" not in each] for name in sorted(NAMES)}
    return _table(["table", "columns"], [[f"`{name}`", ", ".join(found)] for name, found in columns.items()])


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _fence(text: str) -> str:
    return f"```text\n{text}\n```"


def _page(parts: list[str]) -> str:
    return "\n\n".join(parts) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": lambda: commands_page("en"),
    "commands.zh-CN.md": lambda: commands_page("zh"),
    "issues.md": codes_page,
    "tables.md": tables_page,
}
"""The pages made here, by file name."""

if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (folder / name).write_text(make(), "utf-8")
        print(folder / name)
