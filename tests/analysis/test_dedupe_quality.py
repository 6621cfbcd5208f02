"""How good the matching is, against truths made by others: the shared tools and data, where they are at hand."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from leadcli.settings.dedupe import read_dedupe
from tests.support.dedupe_tables import Found, Record, find, lead
from tests.support.dedupe_truth import quality, true_pairs
from tests.support.shared_folder import SHARED, needs

ROOT = Path(__file__).parents[2]
FEBRL_SETTINGS = ROOT / "tests" / "data" / "febrl.dedupe.yaml"


def covered(found: Found, truth: Mapping[str, str]) -> float:
    """The share of true pairs that are merged or stand in the pairs to review."""
    true = true_pairs(truth)
    seen = {pair for pair, (decision, _, _) in found.pairs.items() if decision == "possible"}
    return sum(found.together(*pair) or frozenset(pair) in seen for pair in true) / len(true)


@pytest.mark.shared
@needs(SHARED / "tools" / "make_leads.py")
@pytest.mark.parametrize("seed", [3, 42])
def test_made_sheets(tmp_path: Path, seed: int) -> None:
    sheet = tmp_path / "leads.csv"
    maker = SHARED / "tools" / "make_leads.py"
    subprocess.run([sys.executable, maker, "10000", sheet, "--seed", str(seed)], check=True)
    rows = list(csv.DictReader(sheet.read_text(encoding="utf-8").splitlines()))
    truth = list(csv.DictReader(sheet.with_suffix(".truth.csv").read_text(encoding="utf-8").splitlines()))
    found = find(
        [
            lead(row["线索编号"], row["公司名称"], row["联系人"], row["联系方式"], acquired_at=row["获取时间"])
            for row in rows
        ]
    )
    person = {row["线索编号"]: row["person"] for row in truth}
    precision, f1 = quality(found.lead, person)
    assert precision >= 0.997
    assert f1 >= 0.98
    assert covered(found, person) >= 0.995
    assert found.counts.review_pairs <= len(rows) / 50
    assert quality(found.account, {row["线索编号"]: row["firm"] for row in truth})[1] >= 0.95


@pytest.mark.shared
@needs(SHARED / "data" / "linkage_febrl")
@pytest.mark.parametrize("dataset", ["dataset1.csv", "dataset3.csv"])
def test_english_addresses_by_a_config_of_their_own(dataset: str) -> None:
    text = (SHARED / "data" / "linkage_febrl" / dataset).read_text(encoding="utf-8")
    records: list[Record] = [
        {name.strip(): value.strip() or None for name, value in row.items()}
        for row in csv.DictReader(text.splitlines())
    ]
    for record in records:
        record["number"] = record.pop("rec_id")
    found = find(records, settings=read_dedupe(Path("nowhere"), str(FEBRL_SETTINGS)).value)
    truth = {str(record["number"]): str(record["number"]).split("-")[1] for record in records}
    assert quality(found.lead, truth)[1] >= 0.95
