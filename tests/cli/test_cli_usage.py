"""What is typed wrongly: exit 2, one sentence and a hint, in both languages."""

from __future__ import annotations

import pytest

from tests.cli.test_cli_help import COMMANDS
from tests.support.cli_program import Run

CASES = {
    "unknown command, near": (
        ["scor"],
        "error[no_such_command]: there is no command `scor`\nhint: did you mean `score`?\n",
        "error[no_such_command]: 没有 `scor` 这个命令\nhint: 是不是 `score`？\n",
    ),
    "unknown command in a group": (
        ["template", "zzz"],
        "error[no_such_command]: there is no command `template zzz`\nhint: there are: list, new\n",
        "error[no_such_command]: 没有 `template zzz` 这个命令\nhint: 可用的有：list, new\n",
    ),
    "unknown option, near": (
        ["score", "--cofig", "x"],
        "error[no_such_option]: `leadcli score` has no option `--cofig`\nhint: did you mean `--config`?\n",
        "error[no_such_option]: `leadcli score` 没有 `--cofig` 这个选项\nhint: 是不是 `--config`？\n",
    ),
    "unknown option": (
        ["doctor", "-x"],
        "error[no_such_option]: `leadcli doctor` has no option `-x`\nhint: see `leadcli doctor --help`\n",
        "error[no_such_option]: `leadcli doctor` 没有 `-x` 这个选项\nhint: 看说明：`leadcli doctor --help`\n",
    ),
    "option without its value": (
        ["score", "--config"],
        "error[option_needs_value]: `--config` needs a value\nhint: see `leadcli score --help`\n",
        "error[option_needs_value]: `--config` 后面要跟一个值\nhint: 看说明：`leadcli score --help`\n",
    ),
    "flag with a value": (
        ["doctor", "--json=yes"],
        "error[option_takes_no_value]: `--json` takes no value\nhint: see `leadcli doctor --help`\n",
        "error[option_takes_no_value]: `--json` 后面不带值\nhint: 看说明：`leadcli doctor --help`\n",
    ),
    "argument missing": (
        ["explain"],
        "error[missing_argument]: `LEAD_NO` is missing\nhint: see `leadcli explain --help`\n",
        "error[missing_argument]: 少了 `LEAD_NO`\nhint: 看说明：`leadcli explain --help`\n",
    ),
    "option missing": (
        ["export", "leads"],
        "error[missing_argument]: `--out` is missing\nhint: see `leadcli export --help`\n",
        "error[missing_argument]: 少了 `--out`\nhint: 看说明：`leadcli export --help`\n",
    ),
    "argument too many": (
        ["doctor", "now"],
        "error[unexpected_argument]: `now` is one argument too many\n"
        "hint: put names with blanks into quotes; see `leadcli doctor --help`\n",
        "error[unexpected_argument]: 多出了 `now`\nhint: 名字里有空格要用引号括起来；看说明：`leadcli doctor --help`\n",
    ),
    "not a choice": (
        ["funnel", "report", "--basis", "year"],
        "error[not_a_choice]: `--basis` cannot be `year`\nhint: choose one of `period`, `cohort`\n",
        "error[not_a_choice]: `--basis` 不能是 `year`\nhint: 可以是 `period`, `cohort`\n",
    ),
    "not a number": (
        ["funnel", "report", "--window", "month"],
        "error[option_not_a_number]: `--window` wants a number, not `month`\n"
        "hint: see `leadcli funnel report --help`\n",
        "error[option_not_a_number]: `--window` 要的是数字，`month` 不行\n"
        "hint: 看说明：`leadcli funnel report --help`\n",
    ),
    "number too small": (
        ["funnel", "report", "--window", "0"],
        "error[option_out_of_range]: `--window` must be 1 or more, not `0`\n",
        "error[option_out_of_range]: `--window` 不能小于 1，`0` 不行\n",
    ),
    "as-of that is no day": (
        ["doctor", "--as-of", "2024-02-30"],
        "error[as_of_unreadable]: `--as-of 2024-02-30` is not a day\nhint: write `--as-of 2024-05-31`\n",
        "error[as_of_unreadable]: `--as-of 2024-02-30` 不是一个日期\nhint: 写成 `--as-of 2024-05-31`\n",
    ),
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "error[missing_command]: `leadcli` needs a command hint: there are: "),
        ("zh", "error[missing_command]: `leadcli` 后面还要写一个命令 hint: 可用的有："),
    ],
)
def test_no_command(run: Run, language: str, said: str) -> None:
    ran = run("--lang", language, "--quiet")
    assert (ran.code, ran.out, " ".join(ran.err.split())) == (2, "", said + ", ".join(COMMANDS))


@pytest.mark.parametrize(("arguments", "english", "chinese"), CASES.values(), ids=CASES)
def test_what_is_typed_wrongly(run: Run, arguments: list[str], english: str, chinese: str) -> None:
    for language, said in (("en", english), ("zh", chinese)):
        ran = run("--lang", language, *arguments)
        assert (ran.code, ran.out, ran.err) == (2, "", said)


def test_a_language_there_is_not(run: Run) -> None:
    ran = run("doctor", "--lang", "fr")
    assert ran.code == 2
    assert ran.err == "error[not_a_choice]: `--lang` cannot be `fr`\nhint: choose one of `zh`, `en`\n"


@pytest.mark.parametrize("arguments", [["--json", "score", "--frob"], ["score", "--frob", "--json"]])
def test_usage_errors_are_json_too(run: Run, arguments: list[str]) -> None:
    ran = run("--as-of", "2024-05-31", *arguments)
    assert ran.code == 2
    assert ran.err.startswith("error[no_such_option]: ")
    assert ran.json == {
        "leadcli": "0.1.0",
        "schema": 1,
        "command": "score",
        "status": "error",
        "as_of": "2024-05-31",
        "data": {},
        "issues": [],
        "issues_total": 0,
        "next": None,
        "error": {
            "code": "no_such_option",
            "message": "`leadcli score` has no option `--frob`",
            "hint": "see `leadcli score --help`",
            "file": None,
            "line": None,
            "column": None,
        },
    }


def test_version(run: Run) -> None:
    ran = run("--version")
    assert (ran.code, ran.out, ran.err) == (0, "leadcli 0.1.0\n", "")
