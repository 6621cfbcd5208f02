"""A row met again updates field by field; a number of two different firms and people is two records."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from leadcli.domain.tables import KINDS
from leadcli.store import batches, database
from leadcli.store.taken import Taken
from tests.store.conftest import Importer

LEAD = KINDS["lead"]
FIELDS = ["lead_no", "company", "contact", "phone", "budget", "note", "acquired_at"]


def current(path: Path, columns: str, table: str = "record") -> list[tuple[object, ...]]:
    with database.reading(path, wait=1) as connection:
        return connection.execute(
            f"select {columns} from {table} where superseded_by is null order by record_id"
        ).fetchall()


def row(number: str | None, company: str | None, contact: str | None, **more: object) -> dict[str, object]:
    return {"lead_no": number, "company": company, "contact": contact, **more}


def test_new_rows_are_created_in_order(importer: Importer, path: Path) -> None:
    taken = importer(LEAD, FIELDS, [row("A1", "甲公司", "张三"), row("A2", "乙公司", "李四")])
    assert taken == Taken(created=2, updated=0, unchanged=0)
    assert current(path, "record_id, number, revision") == [(1, "A1", 1), (2, "A2", 1)]


def test_importing_twice_changes_nothing(importer: Importer, path: Path) -> None:
    rows = [row("A1", "甲公司", "张三", mobiles=["13912345678"], extra="x"), row(None, "丙公司", "王五")]
    importer(LEAD, FIELDS, rows)
    before = current(path, "*")
    assert importer(LEAD, FIELDS, rows) == Taken(0, 0, 2)
    assert current(path, "*") == before


def test_an_update_goes_field_by_field(importer: Importer, path: Path) -> None:
    importer(LEAD, FIELDS, [row("A1", "甲公司", "张三", note="旧", mobiles=["13912345678"], budget_low=Decimal(80000))])
    assert importer(LEAD, FIELDS, [row("A1", "甲公司", None, note="新")]) == Taken(0, 1, 0)
    assert current(path, "contact, note, mobiles, budget_low, revision") == [
        ("张三", "新", ["13912345678"], Decimal(80000), 2)
    ]


def test_both_ends_of_a_range_change_together(importer: Importer, path: Path) -> None:
    importer(LEAD, FIELDS, [row("A1", "甲", "张三", budget_low=Decimal(500000))])  # 50万以上
    importer(LEAD, FIELDS, [row("A1", "甲", "张三", budget_high=Decimal(50000))])  # 不超过5万
    assert current(path, "budget_low, budget_high") == [(None, Decimal(50000))]


def test_a_number_twice_in_one_sheet_is_one_record(importer: Importer, path: Path) -> None:
    taken = importer(LEAD, FIELDS, [row("007", "零前缀", "None", note="一"), row("007", "零前缀", "None", note="二")])
    assert taken == Taken(created=1, updated=1, unchanged=0)
    assert current(path, "number, note, revision") == [("007", "二", 2)]


def test_a_number_of_another_firm_and_person_is_a_record_of_its_own(importer: Importer, path: Path) -> None:
    importer(LEAD, FIELDS, [row("A1", "甲公司", "张三")])
    assert importer(LEAD, FIELDS, [row("A1", "乙公司", "李四")]) == Taken(1, 0, 0)
    assert importer(LEAD, FIELDS, [row("A1", "乙公司", "李四")]) == Taken(0, 0, 1)
    assert importer(LEAD, FIELDS, [row("A1", "丙公司", "王五")]) == Taken(1, 0, 0)
    assert current(path, "number, lead_no, company") == [
        ("A1", "A1", "甲公司"),
        ("A1#2", "A1", "乙公司"),
        ("A1#3", "A1", "丙公司"),
    ]


def test_without_a_person_the_firm_and_phone_tell_whose_a_number_is(importer: Importer, path: Path) -> None:
    importer(LEAD, FIELDS, [row("A1", "甲公司", "张三", mobiles=["13912345678"])])
    assert importer(LEAD, FIELDS, [row("A1", "乙集团", None, mobiles=["13912345678"])]) == Taken(0, 1, 0)
    importer(LEAD, FIELDS, [row("A2", "丙公司", "张三", mobiles=["13912345678"])])
    others = [row("A2", "丁集团", None), row("A2", "戊集团", None, mobiles=["13712345678"])]
    assert importer(LEAD, FIELDS, others) == Taken(2, 0, 0)
    assert importer(LEAD, FIELDS, others) == Taken(0, 0, 2)
    assert importer(LEAD, FIELDS, [row("A2", "丁集团", "李四", note="新")]) == Taken(0, 1, 0)
    assert current(path, "number, company, contact") == [
        ("A1", "乙集团", "张三"),
        ("A2", "丙公司", "张三"),
        ("A2#2", "丁集团", "李四"),
        ("A2#3", "戊集团", None),
    ]


def test_a_number_made_here_swallows_nobody_who_typed_it(importer: Importer, path: Path) -> None:
    """Each row that brings a made number says a firm or a person, and agrees with its record in nothing."""
    made = [row(None, "甲公司", "张三", mobiles=["13912345678"]), row(None, None, "王五"), row(None, "丙公司", None)]
    importer(LEAD, FIELDS, made)
    first, second, third = (number for (number,) in current(path, "number"))
    typed = [row(first, "乙公司", None), row(second, "丁公司", None), row(third, None, "赵六")]
    assert importer(LEAD, FIELDS, typed) == Taken(3, 0, 0)
    assert importer(LEAD, FIELDS, typed) == Taken(0, 0, 3)
    assert current(path, "number, lead_no, company, contact")[3:] == [
        (f"{first}#2", first, "乙公司", None),
        (f"{second}#2", second, "丁公司", None),
        (f"{third}#2", third, None, "赵六"),
    ]
    back = [row(first, None, "张三", note="新"), row(second, None, None, note="新"), row(third, "丙公司", "钱七")]
    assert importer(LEAD, FIELDS, back) == Taken(0, 3, 0)


@pytest.mark.parametrize("written", ["a1", "Ａ１", "A 1", " a　1"])
def test_a_number_is_the_same_in_every_notation(importer: Importer, path: Path, written: str) -> None:
    importer(LEAD, FIELDS, [row("A1", "甲", "张三")])
    assert importer(LEAD, FIELDS, [row(written, "甲", "张三")]) == Taken(0, 0, 1)
    assert importer(LEAD, FIELDS, [row(written, "甲", "张三", note="新")]) == Taken(0, 1, 0)
    assert current(path, "number, lead_no, note") == [("A1", "A1", "新")]


def test_a_made_number_keeps_clear_of_one_in_another_notation(importer: Importer, path: Path) -> None:
    importer(LEAD, FIELDS, [row("lx20240531007", "甲", "张三"), row(None, "乙", "李四")])
    assert current(path, "number") == [("lx20240531007",), ("LX20240531008",)]


def test_a_new_person_at_the_same_firm_updates(importer: Importer, path: Path) -> None:
    importer(LEAD, FIELDS, [row("A1", "甲公司", "张三")])
    assert importer(LEAD, FIELDS, [row("A1", "甲公司", "李四")]) == Taken(0, 1, 0)


def test_missing_numbers_are_made_and_go_on(importer: Importer, path: Path) -> None:
    may = datetime(2024, 5, 2)
    importer(LEAD, FIELDS, [row("LX20240502007", "甲", "张三"), row(None, "乙", "李四", acquired_at=may)])
    importer(LEAD, FIELDS, [row(None, "丙", "王五", acquired_at=may), row(None, "丁", "赵六")])
    assert [number for (number,) in current(path, "number")] == [
        "LX20240502007",
        "LX20240502008",
        "LX20240502009",
        "LX20240531001",
    ]


@pytest.mark.parametrize(
    ("form", "in_use", "made"),
    [
        ("{yyyymm}-{seq}", "202405-007", "202405-008"),
        ("{yyyymm}-{seq}", "202404-007", "202405-001"),
        ("EDU{seq}", "edu041", "EDU042"),
        ("{yyyy}.{seq}", "2024x5", "2024.001"),
    ],
)
def test_the_form_of_made_numbers(importer: Importer, path: Path, form: str, in_use: str, made: str) -> None:
    importer(LEAD, FIELDS, [row(in_use, "甲", "张三"), row(None, "乙", "李四")], form=form)
    assert current(path, "number") == [(in_use,), (made,)]


def test_a_row_without_number_is_known_by_who_it_is(importer: Importer, path: Path) -> None:
    importer(LEAD, FIELDS, [row(None, "甲 公司", "张三", mobiles=["13912345678"])])
    assert importer(LEAD, FIELDS, [row(None, "甲公司", "张三", mobiles=["13912345678"], note="再来")]) == Taken(0, 1, 0)


def test_own_columns_are_kept_and_joined_over_updates(importer: Importer, path: Path) -> None:
    importer(LEAD, FIELDS, [row("A1", "甲", "张三", extra="课程")])
    importer(LEAD, FIELDS, [row("A1", "甲", "张三", note="n")])
    assert current(path, "extras") == [({"备注二": "课程"},)]


def test_followups_are_identified_by_their_key(importer: Importer, path: Path) -> None:
    kind, at = KINDS["followup"], datetime(2024, 5, 6, 14, 30)
    first = {"number": "X1", "at": at, "by": "李强", "method": "电话", "content": "一"}
    second = first | {"at": datetime(2024, 5, 7)}
    fields = ["number", "at", "by", "method", "content"]
    assert importer(kind, fields, [first, second]) == Taken(2, 0, 0)
    assert importer(kind, fields, [first | {"content": "补充"}]) == Taken(0, 1, 0)


def test_undo_restores_exactly(importer: Importer, path: Path) -> None:
    importer(LEAD, FIELDS, [row("A1", "甲", "张三", note="旧"), row("A2", "乙", "李四")])
    before = current(path, "*")
    importer(LEAD, FIELDS, [row("A1", "甲", "张三", note="新"), row("A3", "丙", "王五")])
    with database.writing(path, wait=1) as connection:
        assert batches.take_back(connection, None) == (2, "import")
    assert current(path, "*") == before


def test_a_sheet_of_few_columns_leaves_the_others_as_they_were(importer: Importer, path: Path) -> None:
    importer(LEAD, FIELDS, [row("A1", "甲公司", "张三", note="旧", budget_low=Decimal(80000))])
    assert importer(LEAD, ["lead_no", "owner"], [{"lead_no": "A1", "owner": "李强"}]) == Taken(0, 1, 0)
    assert current(path, "company, note, budget_low, owner, revision") == [("甲公司", "旧", Decimal(80000), "李强", 2)]


def test_a_sheet_without_an_acquired_column_gets_numbers_of_the_day_it_came(importer: Importer, path: Path) -> None:
    importer(LEAD, ["company", "contact"], [{"company": "甲", "contact": "张三"}])
    assert current(path, "number") == [("LX20240531001",)]


def test_a_number_made_here_is_known_when_it_comes_back(importer: Importer, path: Path) -> None:
    importer(LEAD, FIELDS, [row(None, "甲", "张三"), row("A1", "乙", "李四"), row("A1", "丙", "王五")])
    again = [row("LX20240531001", "甲", "张三"), row("A1", "乙", "李四"), row("A1#2", "丙", "王五")]
    assert importer(LEAD, FIELDS, again) == Taken(0, 0, 3)
    assert importer(LEAD, FIELDS, [row("LX20240531001", "甲", "张三", note="新")]) == Taken(0, 1, 0)
    assert current(path, "number, lead_no, note") == [
        ("LX20240531001", None, "新"),
        ("A1", "A1", None),
        ("A1#2", "A1", None),
    ]


def test_a_person_without_phone_is_the_same_in_a_sheet_without_a_phone_column(importer: Importer, path: Path) -> None:
    importer(LEAD, FIELDS, [row(None, "甲", "张三")])
    assert importer(LEAD, ["company", "contact"], [{"company": "甲", "contact": "张三"}]) == Taken(0, 0, 1)
