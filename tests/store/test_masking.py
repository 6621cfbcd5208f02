"""Phone numbers masked wherever they stand, in each way people write them."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from leadcli.cli.boundary import main
from leadcli.store.masking import masked

FORMS = {
    "13800138001": "138****8001",
    "138 00138001": "138****8001",
    "13800 138001": "138****8001",
    "138-0013-8001": "138****8001",
    "138.0013.8001": "138****8001",
    "138/0013/8001": "138****8001",
    "138\n0013\n8001": "138****8001",
    "１３８００１３８００１": "138****8001",
    "+8613800138001": "+86138****8001",
    "(+86)13800138001": "(+86)138****8001",
    "0086-13800138001": "0086-138****8001",
    "张经理 13800138001 zhang@x.cn": "张经理 138****8001 zhang@x.cn",
    "手机13800138001，或13900139002": "手机138****8001，或139****9002",
    "13800138001 13900139002": "138****8001 139****9002",
    "1380013800113900139002": "138****8001 139****9002",
    "1.3800138001E+10": "1.38****8001E+10",
    "(021)65551234": "(021)****1234",
    "021 65551234": "021 ****1234",
    "021-6555-1234": "021-****1234",
    "021/65551234": "021/****1234",
    "（０２１）６５５５１２３４": "（021）****1234",
    "（021）65551234（转8）": "（021）****1234（转8）",
    "0755-88886666转801": "0755-****6666转801",
    "+86 (21) 6555 1234": "+86 (21) ****1234",
    "400-820-8820": "400-****8820",
    "+852 9123 4567": "+852 ****4567",
    "852 9123 4567": "852 ****4567",
    "+1 (415) 555-2671": "+1 ****2671",
}
NO_PHONES = [
    "2024-05-01 12:00",
    "LX20240501001",
    "8-12万",
    "100000-200000元",
    "91310000MA1FL1B41X",
    "0012345678",
    "QQ 12345678",
]


def mask(*texts: str) -> list[str]:
    table = masked(duckdb.connect(), pa.table({"note": list(texts)}))
    found: list[str] = table["note"].to_pylist()
    return found


def test_each_way_to_write_a_number() -> None:
    assert dict(zip(FORMS, mask(*FORMS), strict=True)) == FORMS


def test_inside_a_sentence_too() -> None:
    sentences = [f"请打{form}，找张经理" for form in FORMS]
    assert mask(*sentences) == [f"请打{hidden}，找张经理" for hidden in FORMS.values()]


def test_what_is_no_phone_stays() -> None:
    assert mask(*NO_PHONES) == NO_PHONES


def test_two_numbers_beside_each_other_and_masked_once_for_good() -> None:
    pairs = {f"{one}；{two}": f"{FORMS[one]}；{FORMS[two]}" for one in FORMS for two in FORMS}
    assert dict(zip(pairs, mask(*pairs), strict=True)) == pairs
    assert mask(*pairs.values()) == list(pairs.values())


@pytest.mark.parametrize("table", ["records", "leads"])
def test_no_number_leaves_in_any_column(tmp_path: Path, table: str) -> None:
    """Not in the phones, the need, the note, the title, nor in a column of the team's own."""
    rows = [["线索编号", "公司名称", "联系人", "职位", "联系方式", "需求描述", "备注", "其他电话"]]
    rows += [[f"A{at}", "甲公司", f"张{form}", form, form, f"回电{form}", form, form] for at, form in enumerate(FORMS)]
    with (tmp_path / "may.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    workspace = ["-w", str(tmp_path), "-q"]
    assert main([*workspace, "import", str(tmp_path / "may.csv")]) == 0
    assert main([*workspace, "export", table, "-o", str(tmp_path / "out.csv"), "--mask-phones"]) == 0
    told = (tmp_path / "out.csv").read_text("utf-8")
    digits = re.sub(r"[^0-9A-Za-z\u4e00-\u9fff\"]+", "", told)
    for number in ("13800138001", "13900139002", "65551234", "88886666", "4008208820", "91234567", "4155552671"):
        assert number not in digits
