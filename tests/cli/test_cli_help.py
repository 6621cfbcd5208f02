"""Help pages: both languages, every command, fast."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from leadcli.cli.application import application
from leadcli.i18n import LANGUAGES, Words
from leadcli.i18n.words import catalogue
from tests.support.cli_program import Run

COMMANDS = [
    "import",
    "dedupe",
    "score",
    "grade",
    "assign",
    "handover",
    "pool",
    "stage",
    "funnel",
    "due",
    "notify",
    "worklist",
    "followup",
    "lifecycle",
    "opportunity",
    "channel",
    "customer",
    "target",
    "forecast",
    "find",
    "explain",
    "export",
    "undo",
    "run",
    "schedule",
    "template",
    "doctor",
]

UNDO_EN = """\
Usage: leadcli undo [OPTIONS] [BATCH]

Take back the last change

An import, a merge, a scoring run, a grade, a stage and a follow-up are one change each; your files
are left alone.

Arguments:
  BATCH  number of the batch, the last one by default; an earlier one where a stage or a follow-up
         was set by hand

Options:
  --help  show this page

Global options, before or after the command: --workspace, --as-of, --lang, --wait, --json, --quiet,
--verbose, --debug. See `leadcli --help`

Examples:
  leadcli undo
  leadcli export batches -o batches.csv
"""

UNDO_ZH = """\
用法：leadcli undo [选项] [BATCH]

撤销最近一次写入

导入、查重、评分、定等级、设阶段、记跟进都算一次；表格文件不受影响。

参数：
  BATCH  批次号，默认最近一次；手工设的阶段、记的跟进，更早的也行

选项：
  --help  显示这页说明

全局选项写在命令前后都行：--workspace, --as-of, --lang, --wait, --json, --quiet, --verbose,
--debug；说明见 `leadcli --help`

例子：
  leadcli undo
  leadcli export batches -o batches.csv
"""


@pytest.mark.parametrize(("language", "page"), [("en", UNDO_EN), ("zh", UNDO_ZH)])
def test_help_page_of_a_command(run: Run, language: str, page: str) -> None:
    ran = run("--lang", language, "undo", "--help")
    assert (ran.code, ran.out.rstrip(), ran.err) == (0, page.rstrip(), "")


def test_help_lists_the_commands_in_the_order_of_the_work(run: Run) -> None:
    page = run("--help").out
    section = page.split("Commands:\n")[1].split("\n\n")[0]
    assert re.findall(r"^  (\w+)", section, re.MULTILINE) == COMMANDS


def test_language_comes_from_the_locale_when_nothing_else_says_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEADCLI_LANG")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert run("--help").out.startswith("用法：")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert run("--help").out.startswith("Usage: ")
    monkeypatch.setenv("LEADCLI_LANG", "zh")
    assert run("--help").out.startswith("用法：")
    assert run("--help", "--lang=en").out.startswith("Usage: ")


def test_a_group_without_a_command_shows_its_help_and_fails(run: Run) -> None:
    ran = run("funnel")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Usage: leadcli funnel [OPTIONS] COMMAND ...")


def _commands(command: object) -> list[object]:
    inner = getattr(command, "commands", {})
    return [command, *(each for sub in inner.values() for each in _commands(sub))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_explains_itself_and_gives_examples(language: str) -> None:
    for command in _commands(application(Words(language))):
        assert command.help
        assert all(param.help for param in command.params)
        if not hasattr(command, "commands"):
            assert all(line.strip() for line in command.epilog.split("\n"))
            assert "leadcli" in command.epilog


def test_every_help_sentence_is_used() -> None:
    """A sentence nobody can reach is a leftover."""
    groups = ["stage.set.", "stage.history.", "stage.check."]
    groups += ["funnel.report.", "funnel.diagnose.", "followup.log.", "followup.report."]
    groups += ["lifecycle.report.", "lifecycle.nurture.", "lifecycle.winback."]
    groups += ["opportunity.list.", "opportunity.report.", "channel.report."]
    groups += ["customer.report.", "customer.show."]
    groups += ["target.plan.", "target.status."]
    paths = [""] + [f"{name}." for name in COMMANDS] + groups + ["template.list.", "template.new."]
    asked: set[str] = set()
    for path, command in zip(paths, _ordered(application(Words("en"))), strict=True):
        asked |= {f"cli.{path}help", f"cli.{path}examples"}
        asked |= {f"cli.{path or 'option.'}{param.name}" for param in command.params}
    there = {key for key in catalogue("en") if re.match(rf"cli\.({'|'.join(COMMANDS)}|option)\.", key)}
    assert there - asked <= {"cli.option.help"}


def _ordered(program: object) -> list[object]:
    first = [program, *program.commands.values()]
    deeper = [sub for command in first[1:] for sub in getattr(command, "commands", {}).values()]
    return first + deeper


def test_both_languages_say_the_same_things() -> None:
    for stem in ("cli.", "doctor."):
        keys = [{key for key in catalogue(language) if key.startswith(stem)} for language in LANGUAGES]
        assert keys[0] == keys[1]
    for key, sentence in catalogue("zh").items():
        if key.startswith(("cli.", "doctor.")):
            assert set(re.findall(r"{\w+}", sentence)) == set(re.findall(r"{\w+}", catalogue("en")[key])), key


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    script = (
        "import sys; from leadcli.cli.boundary import main; main(['--help']);"
        "heavy = {'pandas', 'duckdb', 'pyarrow', 'openpyxl', 'pydantic', 'rich', 'yaml', 'numpy', 'splink'};"
        "print('loaded:', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout.splitlines()[-1] == "loaded: []"


def test_completion_knows_commands_and_options(tmp_path: Path) -> None:
    def completed(line: str) -> list[str]:
        words = line.split(" ")
        environment = {
            "_LEADCLI_COMPLETE": "complete_bash",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(words) - 1),
            "PATH": "/usr/bin:/bin",
        }
        script = "import sys; sys.argv = ['leadcli']; from leadcli.cli.main import run; run()"
        command = [sys.executable, "-c", script]
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=True).stdout.split()

    assert completed("leadcli ex") == ["explain", "export"]
    assert completed("leadcli score --d") == ["--diff", "--dry-run", "--debug"]
    assert completed("leadcli funnel report --basis c") == ["cohort"]
    assert completed("leadcli import x.xlsx --kind fu") == ["funnel"]
    assert completed("leadcli export mem") == ["members"]
    assert completed("leadcli template new scor") == ["scoring-lifecycle.yaml", "scoring.yaml"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_empty_default_is_told(run: Run, language: str) -> None:
    told = run("grade", "--help", "--lang", language).out
    assert "default: )" not in told
    assert "默认 ）" not in told
