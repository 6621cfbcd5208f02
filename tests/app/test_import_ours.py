"""Workbooks that leadcli wrote itself: those to work in come back, those to read are told apart."""

from __future__ import annotations

import warnings
from pathlib import Path

import openpyxl
import pytest

from leadcli.store.exports import MADE
from tests.support.imported import Workspace
from tests.support.some import some

LEADS = [
    "线索编号,公司名称,联系人,手机,负责人,获取时间",
    "C1,成都星光教育咨询有限公司,李娜,13800001111,王芳,2024-05-01",
    "C2,重庆远航机械有限公司,王强,13800001111,李强,2024-05-02",
    "合计,2家,,,,",
]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store, and all the workbooks that commands wrote from it."""
    from leadcli.cli.boundary import main

    folder = tmp_path_factory.mktemp("books")
    (folder / "may.csv").write_text("\n".join(LEADS), "utf-8")
    commands = [
        ["import", folder / "may.csv"],
        ["dedupe", "--review", folder / "review.xlsx"],
        ["score", "--out", folder / "scored.xlsx"],
        ["funnel", "report", "--month", "2024-05", "--out", folder / "funnel.xlsx"],
        *(["export", table, "-o", folder / f"{table}.xlsx"] for table in MADE),
    ]
    for command in commands:
        assert main(["-w", str(folder), "--as-of", "2024-05-31", "-q", "--lang", "en", *map(str, command)]) == 0
    return folder


@pytest.mark.parametrize("name", some(["funnel", *MADE], quick=["funnel", "leads"]))
@pytest.mark.slow
def test_what_is_for_reading_is_not_read_in(workspace: Workspace, books: Path, name: str) -> None:
    """Neither as it was written nor saved by another program; no lead is made or changed by it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl leaves out what it does not know
        openpyxl.load_workbook(books / f"{name}.xlsx").save(workspace.folder / "again.xlsx")
    for path in (books / f"{name}.xlsx", workspace.folder / "again.xlsx"):
        answer = workspace.leadcli("import", path, "--json").json
        assert answer["error"]["code"] == "file_is_report"
    assert not (workspace.folder / "leads.duckdb").exists()


@pytest.mark.slow
def test_the_sentence_says_what_it_is_and_what_to_import(workspace: Workspace, books: Path) -> None:
    paths = [books / "funnel.xlsx", books / "leads.xlsx"]
    said = workspace.leadcli("import", *paths).err
    assert f"{paths[0]}: error[file_is_report]: this is a funnel report that leadcli wrote for reading" in said
    assert f"{paths[1]}: error[file_is_report]: this is an export of Leads that leadcli wrote for reading" in said
    assert "leadcli score --out scored.xlsx" in said
    said = workspace.leadcli("import", *paths, "--lang", "zh").err
    assert "这是 leadcli 写的漏斗报告，只供阅读" in said


def test_what_is_to_be_worked_in_comes_back(workspace: Workspace, books: Path) -> None:
    workspace.told("import", books / "may.csv", "--errors", "refused.xlsx")
    answer = workspace.told("import", books / "review.xlsx")
    assert [each["kind"] for each in answer["data"]["files"]] == ["decision"]
    answer = workspace.told("import", books / "scored.xlsx")
    assert [each["kind"] for each in answer["data"]["files"]] == ["lead", "decision"]
    answer = workspace.leadcli("import", "refused.xlsx", "--json").json
    assert [each["refused"] for each in answer["data"]["files"]] == [1]
