"""What keeps the code readable: sizes, names, who may import whom, what starts fast, what is shipped."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

import leadcli

PACKAGE = Path(leadcli.__file__).parent
ROOT = PACKAGE.parent
OURS = [path for folder in ("leadcli", "scripts") for path in sorted((ROOT / folder).rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MOST_LINES = 400
LONGEST_FUNCTION = 45
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "core", "manager"}
HEAVY = {
    "apprise",
    "icalendar",
    "PIL",
    "pandas",
    "duckdb",
    "pyarrow",
    "openpyxl",
    "splink",
    "xlsxwriter",
    "fastexcel",
    "yaml",
    "numpy",
}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_files_can_be_read_at_one_sitting() -> None:
    lines = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in OURS}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def test_functions_do_one_thing() -> None:
    lengths = dict(each for path in OURS for each in functions(path))
    assert {name: count for name, count in lengths.items() if count > LONGEST_FUNCTION} == {}


def test_modules_are_called_after_what_they_hold() -> None:
    names = {part for path in [*OURS, *TESTS] for part in path.relative_to(ROOT).with_suffix("").parts}
    assert names & SAYS_NOTHING == set()


def test_every_module_says_what_it_is() -> None:
    silent = [path for path in OURS if path.read_text("utf-8").strip() and not ast.get_docstring(_tree(path))]
    assert silent == []


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_analyses_of_different_features_do_not_know_each_other() -> None:
    """The first word of a module's name is its feature: funnel, score, dedupe, history; lazy imports count.

    `built` is no feature: it is how any of them asks its tables.
    """
    graph = grimp.build_graph("leadcli")
    analyses = graph.find_children("leadcli.analysis")
    assert len(analyses) > 10
    crossing = {
        (importer, imported)
        for importer in analyses
        for imported in graph.find_modules_directly_imported_by(importer) & analyses
        if _feature(imported) not in {_feature(importer), "built"}
    }
    assert crossing == set()


def _feature(module: str) -> str:
    return module.rpartition(".")[2].partition("_")[0]


@pytest.mark.parametrize("arguments", [["--help"], ["funnel", "report", "--help"]])
def test_help_is_shown_before_anything_heavy_is_loaded(arguments: list[str], tmp_path: Path) -> None:
    script = f"import sys; from leadcli.cli.boundary import main; main({arguments!r}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert HEAVY & set(done.stdout.splitlines()[-1].split()) == set()


def test_nothing_in_the_package_reads_the_clock_unasked() -> None:
    """Commands and programs each have one place; an analysis is given its day."""
    readers = {
        str(path.relative_to(PACKAGE))
        for path in OURS
        if "datetime.now(" in path.read_text("utf-8") and path.is_relative_to(PACKAGE)
    }
    assert readers == {"cli/runtime.py", "api/running.py"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from this checkout, without asking the network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [found] = folder.glob("*.whl")
    return found


def test_the_wheel_holds_settings_templates_and_sentences(wheel: Path) -> None:
    shipped = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"leadcli/_shipped/config/{path.name}" for path in (ROOT / "config").glob("*.yaml")}
    wanted |= {f"leadcli/_shipped/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "templates").rglob("*.xlsx")}
    wanted |= {path.relative_to(ROOT).as_posix() for path in (PACKAGE / "i18n").rglob("*.json")}
    wanted |= {path.relative_to(ROOT).as_posix() for path in (PACKAGE / "store").rglob("*.sql")}
    wanted |= {path.relative_to(ROOT).as_posix() for path in (PACKAGE / "render" / "page").iterdir()}
    assert len(wanted) > 30
    assert wanted - shipped == set()
    assert "leadcli/py.typed" in shipped


def test_an_installed_leadcli_finds_its_settings(wheel: Path, tmp_path: Path) -> None:
    """Unpacked as pip would, away from the checkout."""
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    script = (
        "import pathlib, leadcli; from leadcli.settings.shipped import find_settings, shipped_folder;"
        "print(leadcli.__file__); print(find_settings('scoring.yaml', pathlib.Path()));"
        "print(len(list(shipped_folder('templates').glob('*.xlsx'))))"
    )
    environment = os.environ | {"PYTHONPATH": str(site)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    package, settings, templates = done.stdout.split()
    assert package.startswith(str(site))
    assert settings == str(site / "leadcli" / "_shipped" / "config" / "scoring.yaml")
    assert int(templates) == len(list((ROOT / "templates").glob("*.xlsx")))
