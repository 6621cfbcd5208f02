"""How good the matching is from sheet to export, against truths made by others; needs the shared tools and data."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.dedupe_truth import quality, true_pairs
from tests.support.exported import exported
from tests.support.imported import Workspace
from tests.support.shared_folder import SHARED, needs

ROOT = Path(__file__).parents[2]
MAKER = SHARED / "tools" / "make_leads.py"
FEBRL = SHARED / "data" / "linkage_febrl"


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


@pytest.mark.shared
@needs(MAKER)
@pytest.mark.slow
def test_a_made_sheet_of_5000_rows(workspace: Workspace) -> None:
    sheet = workspace.folder / "leads.xlsx"
    subprocess.run([sys.executable, MAKER, "5000", sheet, "--seed", "11"], check=True)
    truth = table(sheet.with_suffix(".truth.csv"))
    workspace.told("import", sheet)
    assert workspace.told("dedupe")["data"]["records"] == len(truth)
    workspace.told("export", "members", "-o", "members.csv")
    members = {row["lead_no"]: row for row in table(workspace.folder / "members.csv")}
    person = {row["线索编号"]: row["person"] for row in truth}
    precision, f1 = quality({number: members[number]["master_no"] for number in person}, person)
    assert precision >= 0.997
    assert f1 >= 0.98
    firm = {row["线索编号"]: row["firm"] for row in truth}
    assert quality({number: members[number]["account_no"] for number in firm}, firm)[1] >= 0.95
    asked = {
        frozenset((row["left_no"], row["right_no"]))
        for row in exported(workspace, "pairs")
        if row["decision"] == "possible"
    }
    true = true_pairs(person)
    seen = [members[a]["master_no"] == members[b]["master_no"] or frozenset((a, b)) in asked for a, b in true]
    assert sum(seen) / len(true) >= 0.995


@pytest.mark.shared
@needs(FEBRL)
@pytest.mark.parametrize(("dataset", "records"), [("dataset1.csv", 1000), ("dataset3.csv", 5000)])
@pytest.mark.slow
def test_addresses_in_english_by_their_own_columns(workspace: Workspace, dataset: str, records: int) -> None:
    """Columns of the team's own and mapped ones take part under the headings of the sheet.

    A record that has neither of the columns mapped to who it is is refused, and counts as found alone.
    """
    facts = workspace.imported(
        FEBRL / dataset,
        *("--kind", "lead"),
        *("--map", "rec_id=lead_no", "--map", "given_name=contact", "--map", "suburb=company"),
        *("--map", "address_1=address", "--map", "state=region"),
    )
    assert facts["rows_read"] == records
    assert facts["refused"] <= records / 500
    assert "soc_sec_id" in facts["unmapped"]
    workspace.told("dedupe", "--config", ROOT / "tests" / "data" / "febrl.dedupe.yaml")
    found = {row["lead_no"]: row["master_no"] for row in exported(workspace, "members")}
    numbers = [row["rec_id"].strip() for row in table(FEBRL / dataset)]
    truth = {number: number.split("-")[1] for number in numbers}
    assert quality({number: found.get(number, number) for number in numbers}, truth)[1] >= 0.95


def test_a_column_that_no_sheet_has_is_told_with_the_nearest(workspace: Workspace) -> None:
    workspace.csv("leads.csv", "线索编号,公司名称,联系人,联系方式,意向产品", "A1,甲公司,张三,13912345678,课程")
    workspace.told("import", "leads.csv")
    text = (ROOT / "config" / "dedupe.yaml").read_text("utf-8")
    (workspace.folder / "own.yaml").write_text(text + "\ncolumns: {意向产口: text}\n", "utf-8")
    ran = workspace.leadcli("dedupe", "--config", "own.yaml")
    assert ran.code == 2
    assert ran.err.splitlines() == [
        "own.yaml: error[no_such_column]: no sheet has a column `意向产口`",
        "hint: `columns` takes headings of the sheets; the nearest is `意向产品`",
    ]
