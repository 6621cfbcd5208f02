"""The papers: what they say is so, what they tell to type works, what they point to is there."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from pydantic import BaseModel

from leadcli.api.workspace import Workspace
from leadcli.cli.application import application
from leadcli.cli.boundary import main
from leadcli.i18n import LANGUAGES, Words
from leadcli.settings.batch import SAMPLE, BatchSettings, LogFile, Step
from leadcli.settings.benchmarks import Benchmark, Benchmarks, Doubts, Shapes
from leadcli.settings.channels import AdviceRule, Channel, ChannelsSettings, Dependence
from leadcli.settings.customers import (
    Churn,
    CustomersSettings,
    Fallback,
    Industry,
    KeyAccount,
    Repurchase,
    Rfm,
    Segment,
    SizeBand,
)
from leadcli.settings.dedupe import DedupeSettings, DedupeWords, Level, read_dedupe
from leadcli.settings.fields import FieldsSettings
from leadcli.settings.followup import (
    CustomerEntered,
    EngagementJump,
    FirstResponse,
    FollowupSettings,
    Ladder,
    NoReply,
    OwedContact,
    Profile,
    Recorded,
    Rules,
    StageTimeout,
    TermsChanged,
    Unclear,
    Within,
    WorkCalendar,
)
from leadcli.settings.forecast import Category, ForecastSettings
from leadcli.settings.lifecycle import (
    Action,
    Engagement,
    LifecycleSettings,
    Mark,
    Nurture,
    PoolRules,
    Proposal,
    Signs,
    WinBack,
)
from leadcli.settings.notify import Calendar, NotifySettings, Ranking, Sending
from leadcli.settings.notify import Channel as NotifyChannel
from leadcli.settings.pipelines import PipelineEntry, PipelineFile, Stage
from leadcli.settings.priority import AmountBand, Bands, Cadence, Priority, PrioritySettings
from leadcli.settings.scoring import Dimension, ScoringSettings
from leadcli.settings.scoring_rules import InvalidRule, Rule
from leadcli.settings.stage_entry import EntryCondition
from leadcli.settings.targets import TargetSettings
from leadcli.settings.team import Allocation, Capacity, Person, TeamSettings
from scripts.make_reference import FOLDER, PAGES, command_paths

ROOT = Path(__file__).parent.parent
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
PAPERS = [
    *READMES,
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "examples" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
LARGEST_PICTURE = 200_000

NOT_RUN = {
    "make demo": "CI runs it",
    ". .venv/bin/activate": "changes the shell it is typed into",
    "python -m pip install .": "needs a network; tests/test_architecture.py builds and unpacks the wheel",
}
"""What the READMEs tell to type beside `leadcli`, and why no test types it."""


@dataclass(frozen=True)
class Fence:
    """A fenced block of a page."""

    language: str
    lines: list[str]

    @property
    def commands(self) -> list[str]:
        return [line for line in self.lines if self.language == "sh" and line.startswith("leadcli ")]


def fences(path: Path) -> Iterator[Fence]:
    for indent, language, body in re.findall(r"(?ms)^([ ]*)```(\w*)\n(.*?)^\1```$", path.read_text("utf-8")):
        yield Fence(language, [line.removeprefix(indent) for line in body.splitlines()])


def commands(path: Path) -> list[str]:
    return [line for fence in fences(path) for line in fence.commands]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def leaves() -> list[str]:
    """Every command that does something: `import`, `funnel report` …"""
    return [" ".join(path) for path in command_paths(application(Words("en")))]


@pytest.fixture
def examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the example books, where it is 31 May 2024."""
    for book in (ROOT / "examples").glob("*.xlsx"):
        shutil.copy(book, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEADCLI_AS_OF", "2024-05-31")
    monkeypatch.delenv("LEADCLI_WORKSPACE", raising=False)
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_generated_pages_are_up_to_date(page: str) -> None:
    """Otherwise run `python scripts/make_reference.py`."""
    assert (FOLDER / page).read_text("utf-8") == PAGES[page]()


def test_every_command_of_the_readme_works(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the order a reader types them, on the example books: figures come out, and JSON keys are documented."""
    listed = (FOLDER / "json-output.md").read_text("utf-8")
    data: dict[str, dict[str, Any]] = {}
    for command in commands(READMES[0]):
        code = main([*shlex.split(command)[1:], "--json"])
        answer = json.loads(capsys.readouterr().out)
        assert (command, code, answer["status"] in {"success", "partial"}) == (command, 0, True)
        assert {key for key in answer["data"] if f"`{key}`" not in listed} == set(), command
        data[command] = answer["data"]
    assert {"refused.xlsx", "review.xlsx", "scored.xlsx", "funnel.xlsx"} <= {each.name for each in examples.iterdir()}
    imported = data["leadcli import leads.xlsx stage_log.xlsx --errors refused.xlsx"]
    assert sum(file["refused"] for file in imported["files"]) == 4  # "four rows were refused"
    found = data["leadcli dedupe --review review.xlsx"]
    assert found["review_pairs"] == 2  # "two pairs wait for you"
    grades = data["leadcli score --out scored.xlsx"]["grades"]
    stages = data["leadcli funnel report --month 2024-05 --out funnel.xlsx"]["stages"]
    _compare_with_readme(found, grades)
    counts = [each for each in found.values() if isinstance(each, int)]
    _compare_with_tutorial([*counts, *grades.values(), *(stage["entered"] for stage in stages[:5])])


def _compare_with_readme(found: dict[str, int], grades: dict[str, int]) -> None:
    english, chinese = (" ".join(path.read_text("utf-8").split()) for path in READMES)
    assert "{records} records become {leads} leads of {accounts} firms".format(**found) in english
    assert "graded {A} A, {B} B and {C} C".format(**grades) in english
    assert "{records} 行记录归成 {leads} 条线索、{accounts} 家公司".format(**found) in chinese
    assert "A 级 {A}、B 级 {B}、C 级 {C}".format(**grades) in chinese


def _compare_with_tutorial(figures: list[int]) -> None:
    for path in (ROOT / "docs" / "tutorial").glob("*.md"):
        said = {int(number) for number in re.findall(r"\d+", path.read_text("utf-8"))}
        assert {figure for figure in figures if figure > 3} <= said, path.name


@pytest.mark.parametrize("path", READMES, ids=name_of)
def test_everything_else_the_readme_tells_to_type_is_listed(path: Path) -> None:
    lines = [line for fence in fences(path) if fence.language == "sh" for line in fence.lines]
    assert {line for line in lines if not line.startswith("leadcli ")} == set(NOT_RUN)


def test_both_readmes_tell_the_same() -> None:
    """Word for word, but for what a person says."""
    english, chinese = ([re.split(" --(?:reason|content)", line)[0] for line in commands(path)] for path in READMES)
    assert english == chinese
    blocks = [[fence for fence in fences(path) if fence.language != "sh"] for path in READMES]
    assert blocks[0] == blocks[1]
    assert all(len(path.read_text("utf-8").splitlines()) <= 150 for path in READMES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_tutorial_shows_is_what_is_said(
    language: str, examples: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    page = "first-sheet.md" if language == "en" else "first-sheet.zh-CN.md"
    shown = [
        line for fence in fences(ROOT / "docs" / "tutorial" / page) if fence.language == "text" for line in fence.lines
    ]
    main(["import", "leads.xlsx", "stage_log.xlsx", "--errors", "refused.xlsx", "--lang", language])
    said = capsys.readouterr().err.splitlines()
    assert len(shown) == 3
    assert [line for line in shown if line not in said] == []


@pytest.mark.parametrize("page", ["write-a-scoring.md", "write-a-scoring.zh-CN.md"])
def test_the_mistake_in_the_scoring_is_told_as_shown(
    page: str, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The tenth line of the shown file, whatever stands before it."""
    [shown] = [fence.lines for fence in fences(ROOT / "docs" / "how-to" / page) if fence.language == "text"]
    (examples / "config").mkdir()
    lines = (ROOT / "config" / "scoring.yaml").read_text("utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if "points: 30, label" in line)
    lines[place] = lines[place].replace("points: 30", "points: ten")
    (examples / "config" / "scoring.yaml").write_text("\n".join(lines), "utf-8")
    main(["import", "leads.xlsx"])
    capsys.readouterr()
    assert main(["score", "-w", ".", "--lang", "zh" if "zh" in page else "en"]) == 2
    said = capsys.readouterr().err.replace(f"{examples}/", "").splitlines()
    column = lines[place].index("ten") + 1
    assert said[0] == shown[0].replace(":10:18:", f":{place + 1}:{column}:")
    assert said[1].split("`")[0] == shown[1].split("`")[0]


def test_the_python_of_the_readme_runs(examples: Path) -> None:
    [block] = [fence for fence in fences(READMES[0]) if fence.language == "python"]
    exec(compile("\n".join(block.lines), "README.md", "exec"), {})  # noqa: S102 - the README is ours
    assert (examples / "scored.xlsx").exists()


@pytest.mark.parametrize("path", PAPERS, ids=name_of)
def test_blocks_of_code_can_be_read(path: Path) -> None:
    for fence in fences(path):
        text = "\n".join(fence.lines)
        if fence.language == "python":
            ast.parse(text)
        elif fence.language == "yaml":
            assert list(yaml.safe_load_all(text))
        elif fence.language == "json":
            json.loads(text)


@pytest.mark.parametrize("path", [path for path in PAPERS if any(commands(path))], ids=name_of)
def test_every_command_of_the_papers_has_its_options(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Asked for its help, a command still refuses options it does not know."""
    for line in commands(path):
        arguments = shlex.split(line.split(">")[0])[1:]
        code = main([*(each for each in arguments if each not in {"||", "exit", "1"}), "--help"])
        assert (line, code, capsys.readouterr().err) == (line, 0, "")


def test_every_command_is_documented_with_an_example() -> None:
    for page in ("commands.md", "commands.zh-CN.md"):
        parts = re.split(r"^## leadcli ", (FOLDER / page).read_text("utf-8"), flags=re.MULTILINE)[1:]
        shown = {part.partition("\n")[0]: part for part in parts}
        assert list(shown) == leaves()
        for command, part in shown.items():
            examples_of = re.search(r"(?s)\n(Examples:|例子：)\n(.*)```", part)
            assert examples_of, command
            assert f"leadcli {command}" in examples_of[2], command


@pytest.mark.parametrize("page", ["json-output.md", "python.md"])
def test_every_command_has_its_row(page: str) -> None:
    text = (FOLDER / page).read_text("utf-8")
    rows = {cell for row in re.findall(r"^\|(.*)\|$", text, re.MULTILINE) for cell in re.findall(r"`([\w ]+)`", row)}
    listed_elsewhere = {"template list"} if page == "python.md" else set()
    assert set(leaves()) - rows - listed_elsewhere == set()


def test_every_method_is_documented() -> None:
    text = (FOLDER / "python.md").read_text("utf-8")
    methods = {name for name in dir(Workspace) if callable(getattr(Workspace, name)) and not name.startswith("_")}
    assert {name for name in methods if f"`{name}(" not in text} == set()


SECTIONS: dict[str, list[type[BaseModel]]] = {
    "fields.yaml": [FieldsSettings],
    "dedupe.yaml": [DedupeSettings, Level],
    "dedupe_words.yaml": [DedupeWords],
    "scoring.yaml": [ScoringSettings, Dimension, Rule, InvalidRule],
    "benchmarks.yaml": [Benchmarks, Benchmark, Shapes, Doubts],
    "channels.yaml": [ChannelsSettings, Channel, Dependence, AdviceRule],
    "pipelines.yaml": [PipelineFile, PipelineEntry, Stage, EntryCondition],
    "targets.yaml": [TargetSettings],
    "forecast.yaml": [ForecastSettings, Category],
    "batch.yaml": [BatchSettings, LogFile, Step],
    "customers.yaml": [
        *(CustomersSettings, Industry, SizeBand, Fallback, KeyAccount, Rfm, Segment, Repurchase, Churn),
    ],
    "priority.yaml": [PrioritySettings, Priority, Bands, AmountBand, Cadence],
    "followup.yaml": [
        *(FollowupSettings, WorkCalendar, Ladder, Within, Rules, FirstResponse, OwedContact, StageTimeout, Recorded),
        *(CustomerEntered, Unclear, Profile, NoReply, TermsChanged, EngagementJump, Cadence),
    ],
    "notify.yaml": [NotifySettings, NotifyChannel, Ranking, Sending, Calendar],
    "team.yaml": [TeamSettings, Person, Capacity, Allocation],
    "lifecycle.yaml": [
        *(LifecycleSettings, Engagement, Action, Signs, Mark, Proposal, Nurture, WinBack, PoolRules),
    ],
}


@pytest.mark.parametrize("file", SECTIONS)
def test_every_key_of_the_settings_is_explained(file: str) -> None:
    text = (FOLDER / "settings.md").read_text("utf-8")
    section = text.partition(f"\n## {file}\n")[2].partition("\n## ")[0]
    keys = {field.alias or name for model in SECTIONS[file] for name, field in model.model_fields.items()}
    assert {key for key in keys if f"`{key}`" not in section} == set()


def test_every_placeholder_of_a_batch_file_is_explained() -> None:
    text = (FOLDER / "settings.md").read_text("utf-8")
    assert {name for name in SAMPLE if f"`{{{name}}}`" not in text} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_weights_in_the_explanation_are_those_in_force(language: str, tmp_path: Path) -> None:
    page = "duplicates.md" if language == "en" else "duplicates.zh-CN.md"
    text = (ROOT / "docs" / "explanation" / page).read_text("utf-8")
    levels = read_dedupe(tmp_path).value.comparisons
    told = [("phone", "same_mobile"), ("company", "same"), ("person", "same"), ("person", "same_short")]
    told += [("phone", "masked_mobile"), ("person", "title"), ("phone", "other"), ("company", "other")]
    told.append(("person", "other"))
    found = [
        float(number.replace("−", "-")) for number in re.findall(r"^\|[^|]+\| ([+−][\d.]+) \|", text, re.MULTILINE)
    ]
    assert found == [round(levels[comparison][level].weight, 1) for comparison, level in told]


@pytest.mark.parametrize("path", PAPERS, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"(?<!`)\]\(([^)\s]+)\)", path.read_text("utf-8")):
        if re.match(r"https?:", target):
            continue
        file, _, anchor = unquote(target).partition("#")
        place = (path.parent / file).resolve() if file else path
        assert place.exists(), target
        assert not anchor or anchor in anchors(place), target


def anchors(path: Path) -> set[str]:
    """What the headings of a page can be linked by."""
    headings = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
    return {_slug(heading) for heading in headings}


def _slug(heading: str) -> str:
    kept = (c for c in heading.lower() if c in " -_" or unicodedata.category(c)[0] in "LNM")
    return "".join(kept).replace(" ", "-")


def test_pages_for_users_exist_in_both_languages() -> None:
    """And tell to type the same things."""
    for folder in ("tutorial", "how-to"):
        english = {path for path in (ROOT / "docs" / folder).glob("*.md") if ".zh-CN" not in path.name}
        assert len(english) > 0
        for path in english:
            chinese = path.with_name(f"{path.stem}.zh-CN.md")
            assert [each.split()[1] for each in commands(path)] == [each.split()[1] for each in commands(chinese)]
            assert len(list(fences(path))) == len(list(fences(chinese)))


def test_every_page_is_listed() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = {str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").rglob("*.md")} - {"README.md"}
    assert {page for page in pages if f"({page})" not in index} == set()


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_pictures_are_small() -> None:
    pictures = list((ROOT / "docs" / "pictures").glob("*.png"))
    assert len(pictures) == 6
    assert {path.name for path in pictures if path.stat().st_size > LARGEST_PICTURE} == set()


def test_the_glossary_has_each_word_once() -> None:
    """One word per idea: no English word stands for two."""
    rows = [
        line.split("|")[1:4] for line in (ROOT / "docs" / "reference" / "glossary.md").read_text("utf-8").splitlines()
    ]
    words = [row[0].strip() for row in rows[4:] if len(row) == 3]
    assert len(words) == len(set(words)) > 90
