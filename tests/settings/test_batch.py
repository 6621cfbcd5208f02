"""The batch file: the shipped example, and every problem of a file with its place."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from leadcli.cli.parsing import refused
from leadcli.domain.errors import LeadcliError
from leadcli.i18n import Words
from leadcli.settings.batch import BatchSettings, filled, read_batch
from leadcli.settings.shipped import shipped_folder
from tests.support.problems import codes_told

SHIPPED = (shipped_folder("config") / "batch.yaml").read_text("utf-8")
CHECK = partial(refused, words=Words("en"))


def read(folder: Path, *changes: tuple[str, str]) -> BatchSettings:
    """The shipped file with parts of it changed, given as a path."""
    text = SHIPPED
    for was, now in changes:
        assert was in text
        text = text.replace(was, now, 1)
    path = folder / "nightly.yaml"
    path.write_text(text, "utf-8")
    return read_batch(folder, str(path), CHECK).value


def test_the_shipped_batch_imports_dedupes_scores_and_reports(tmp_path: Path) -> None:
    steps = read_batch(tmp_path, None, CHECK).value.steps
    assert [step.run[0] for step in steps] == ["import", "dedupe", "score", "due", "funnel"]
    assert [step.when for step in steps] == [
        ("always",),
        ("imported",),
        ("imported",),
        ("always",),
        ("mon", "month_end"),
    ]
    assert [step.on_error for step in steps] == ["stop", "stop", "stop", "continue", "continue"]


def test_the_file_of_the_workspace_outranks_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "batch.yaml").write_text(SHIPPED.replace("inbox: inbox", "inbox: 收件夹"), "utf-8")
    assert read_batch(tmp_path).value.inbox == "收件夹"
    (tmp_path / "batch.yaml").write_text(SHIPPED.replace("inbox: inbox", "inbox: 新到"), "utf-8")
    assert read_batch(tmp_path).value.inbox == read_batch(tmp_path, "batch.yaml").value.inbox == "新到"


def test_a_placeholder_stays_one_word(tmp_path: Path) -> None:
    step = read(tmp_path, ("run: import", "run: export leads -o '{reports}/a {date}.csv'")).steps[0]
    values = {"reports": "/x y", "date": "2024-05-31"}
    assert filled(step.run, values) == ["export", "leads", "-o", "/x y/a 2024-05-31.csv"]


@pytest.mark.parametrize(
    ("was", "now", "code"),
    [
        ("on_error: continue", "on_errors: continue", "unknown_key"),
        ("name: 查重-dedupe", "name: 导入-import", "step_name_twice"),
        ("run: import", "run: imprt", "no_such_command"),
        ("run: import", "run: funnel reprt", "no_such_command"),
        ("run: import", "run: funnel", "step_without_command"),
        ("run: import", "run: due --dais 3", "no_such_option"),
        ("run: import", "run: due --days soon", "option_not_a_number"),
        ("run: import", "run: find", "missing_argument"),
        ("run: import", "run: run", "not_a_step"),
        ("run: import", "run: due --help", "not_a_step"),
        ("run: import", "run: import leads.xlsx", "import_takes_inbox"),
        ("run: import", "run: find '青岛", "quote_not_closed"),
        ("run: import", "run: find {tomorrow}", "unknown_placeholder"),
        ("run: import", "run: ''", "empty_list"),
        ("when: imported", "when: sometimes", "not_one_of"),
        ("when: imported", "when: []", "empty_list"),
        ("on_error: continue", "on_error: retry", "not_one_of"),
        ("archive: archive", "archive: ./inbox", "folder_is_inbox"),
        ("settle_seconds: 60", "settle_seconds: -1", "too_small"),
        ("megabytes: 5", "megabytes: 0", "not_above"),
        ("keep: 10", "keep: 0", "too_small"),
    ],
)
def test_a_problem_is_told_at_its_place(tmp_path: Path, was: str, now: str, code: str) -> None:
    with pytest.raises(LeadcliError) as caught:
        read(tmp_path, (was, now))
    assert codes_told(caught.value) == [code]
    [problem] = caught.value.problems
    line = SHIPPED[: SHIPPED.index(was)].count("\n") + 1
    assert problem.place.line == line
    assert problem.place.column


def test_a_list_is_no_batch_file(tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text("- import\n- dedupe\n", "utf-8")
    with pytest.raises(LeadcliError) as caught:
        read_batch(tmp_path, str(tmp_path / "list.yaml"))
    assert [problem.code for problem in caught.value.problems] == ["not_a_mapping"]


def test_a_batch_does_something(tmp_path: Path) -> None:
    steps = SHIPPED[SHIPPED.index("  - name: 导入-import") :]
    with pytest.raises(LeadcliError) as caught:
        read(tmp_path, (steps, "  []\n"))
    assert codes_told(caught.value) == ["empty_list"]
    with pytest.raises(LeadcliError) as caught:
        read(tmp_path, (steps, "  - name: import\n    run: imprt\n"))
    assert codes_told(caught.value) == ["no_such_command"]


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(LeadcliError) as caught:
        read(tmp_path, ("run: import", "run: imprt"), ("when: imported", "when: never"), ("keep: 10", "keeps: 10"))
    told = [problem.code for problem in caught.value.problems]
    assert sorted(told) == ["missing_key", "no_such_command", "not_one_of", "unknown_key"]
