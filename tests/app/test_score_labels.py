"""Labels of scoring files in English, wherever people read them; what programs read stays as the file has it."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from leadcli.domain.tables import record_fields
from leadcli.settings.scoring import read_scoring
from tests.app.test_score_run import import_cases
from tests.support.exported import exported
from tests.support.imported import Prepared, Workspace

ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def import_and_score(workspace: Workspace) -> None:
    import_cases(workspace)
    workspace.told("score", "--out", "zh.xlsx", "--lang", "zh")
    workspace.told("score", "--out", "en.xlsx", "--lang", "en")
    workspace.told("export", "scores", "-o", "scores.xlsx", "--lang", "en")


@pytest.fixture
def scored(prepared: Prepared) -> Workspace:
    return prepared(import_and_score)


@pytest.mark.parametrize("name", ["scoring.yaml", "scoring-lifecycle.yaml"])
def test_every_label_of_a_shipped_file_has_its_english(name: str) -> None:
    settings = read_scoring(ROOT / "config" / name, frozenset(record_fields())).value
    labels = {settings.name, *(each.reason for each in settings.invalid)}
    for dimension in settings.dimensions:
        labels |= {dimension.name, dimension.missing.label, *(rule.describe() for rule in dimension.rules)}
        labels |= {dimension.otherwise.label} if dimension.otherwise else set()
    for grade in settings.grades:
        labels |= {grade.owner_role, *grade.actions}
    assert labels <= settings.english.keys()
    assert [text for text in settings.english.values() if CHINESE.search(text)] == []


def rows(workspace: Workspace, book: str) -> dict[str, dict[str, object]]:
    """The rows of the first sheet by the number of the lead."""
    heads, *values = openpyxl.load_workbook(workspace.folder / book).worksheets[0].iter_rows(values_only=True)
    found = [dict(zip(map(str, heads), row, strict=True)) for row in values]
    return {str(row.get("线索编号") or row["Lead No."]): row for row in found}


def test_the_scored_sheet(scored: Workspace) -> None:
    """EDU001: an education firm of unknown size that names a platform for 8-12万."""
    english, chinese = rows(scored, "en.xlsx")["EDU001"], rows(scored, "zh.xlsx")["EDU001"]
    assert english["Why"] == (
        "industry fit 30/30 target industry; company size 0/25 no head count given; "
        "clarity of need 25/25 names what is wanted; budget 20/20 CNY 100,000 or more"
    )
    assert english["Points: industry fit"] == chinese["行业匹配度得分"] == 30
    assert str(english["What to do"]).startswith("weekly follow-up e-mail; ")
    assert str(chinese["评分说明"]).startswith("行业匹配度 30/30 目标行业；公司规模 0/25 未填人数；")
    assert str(chinese["建议动作"]).startswith("每周一封跟进邮件；")


def test_exports_for_people_but_not_for_programs(scored: Workspace) -> None:
    assert str(rows(scored, "scores.xlsx")["EDU001"]["Why"]).startswith("industry fit 30/30 target industry; ")
    row = next(row for row in exported(scored, "scores") if row["lead_no"] == "EDU001")
    assert row["explanation"].startswith("行业匹配度 30/30 目标行业；")


def test_no_chinese_on_an_english_screen(scored: Workspace) -> None:
    assert [line for line in scored.leadcli("score").out.splitlines() if CHINESE.search(line)] == []
    story = scored.leadcli("explain", "EDU001").out
    assert "clarity of need      25  25  names what is wanted" in story
    assert scored.told("explain", "EDU001")["data"]["parts"][0] == {
        "dimension": "industry_fit",
        "points": 30,
        "max": 30,
        "reason": "目标行业",
        "rule": "教育",
        "fields": ["industry"],
        "texts": ["职业教育"],
        "number": None,
        "cells": [{"file": "cases.xlsx", "sheet": "线索", "row": 2, "cell": "E2", "text": "职业教育"}],
        "changed": False,
    }


def test_labels_without_english_stay(scored: Workspace) -> None:
    """The team's own file: invalid leads, moves and a label nobody translated."""
    text = (ROOT / "config" / "scoring.yaml").read_text("utf-8")
    text = text.replace("label: 目标行业,", "label: 重点行业,")
    text = text.replace("invalid:\n", "invalid:\n  - {reason: 学生咨询, field: lead_no, is: [S2]}\n")
    (scored.folder / "config").mkdir()
    (scored.folder / "config" / "scoring.yaml").write_text(text, "utf-8")
    out = scored.leadcli("score", "--diff").out
    assert "student      1" in out
    assert "invalid now: student" in out
    assert "industry fit         30  30  重点行业" in scored.leadcli("explain", "EDU001").out
