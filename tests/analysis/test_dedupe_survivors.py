"""The surviving values of a lead, and accounts that several owners work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import duckdb

from leadcli.analysis.dedupe_accounts import contested_accounts
from leadcli.analysis.dedupe_survivors import SurvivingField, surviving_fields

FIELDS = [
    SurvivingField(("company",)),
    SurvivingField(("status",), "latest"),
    SurvivingField(("acquired_at",), "earliest"),
    SurvivingField(("mobiles",), "union"),
    SurvivingField(("need",), "join"),
    SurvivingField(("budget", "currency")),
]


def survive(
    rows: str, fields: Sequence[SurvivingField] = FIELDS, known: Sequence[str] = ()
) -> dict[int, tuple[object, ...]]:
    with duckdb.connect() as connection:
        connection.execute(
            f"""create table sheet as select record_id, master_id, record_id as "sequence", company, status,
            acquired_at::timestamp as acquired_at, mobiles::varchar[] as mobiles, need, budget, currency
            from (values {rows})
              t(record_id, master_id, company, status, acquired_at, mobiles, need, budget, currency)"""
        )
        found = connection.execute(surviving_fields(fields, "sheet", known) + " order by master_id").fetchall()
    return {row[0]: row[1:] for row in found}


def test_a_record_alone_passes_as_it_is() -> None:
    rows = "(1, 1, '云帆', '待跟进', '2024-05-01', ['13912345678'], null, 5, 'CNY')"
    assert survive(rows) == {1: ("云帆", "待跟进", dt.datetime(2024, 5, 1), ["13912345678"], None, 5, "CNY")}


def test_each_field_by_its_rule() -> None:
    rows = """
      (1, 1, '云帆科技', '待跟进', '2024-05-01', ['1', '2'], '直播', null, 'CNY'),
      (2, 1, '杭州云帆科技', null, '2024-05-03', ['3', '1'], '录播', 9, 'USD'),
      (3, 1, null, '推进中', '2024-05-02', null, '直播', null, null)"""
    company, status, acquired_at, mobiles, need, budget, currency = survive(rows)[1]
    assert (company, budget, currency) == ("杭州云帆科技", 9, "USD")  # of record 2, equally filled and later
    assert status == "推进中"  # the latest that says something
    assert acquired_at == dt.datetime(2024, 5, 1)
    assert mobiles == ["1", "2", "3"]
    assert need == "直播；录播"


def test_the_most_complete_record_goes_before_the_latest() -> None:
    rows = """
      (1, 1, '杭州云帆科技', '待跟进', '2024-05-01', ['1'], '直播', 5, 'CNY'),
      (2, 1, '云帆', '推进中', '2024-05-09', null, null, null, null)"""
    assert survive(rows)[1][:2] == ("杭州云帆科技", "推进中")


def test_few_fields_survive_as_among_all() -> None:
    """The same value, whether or not the others were asked for."""
    rows = """
      (1, 1, '杭州云帆科技', '待跟进', '2024-05-01', ['1'], '直播', 5, 'CNY'),
      (2, 1, '云帆', '推进中', '2024-05-09', null, null, null, null)"""
    columns = [column for field in FIELDS for column in field.columns]
    assert survive(rows, FIELDS[:1], columns)[1] == ("杭州云帆科技",)


def test_a_record_without_date_is_not_the_latest() -> None:
    rows = (
        "(1, 1, '云帆', '推进中', '2024-05-01', null, null, 1, ''), (2, 1, '云帆', '待跟进', null, null, null, 1, '')"
    )
    assert survive(rows)[1][1] == "推进中"


def contested(rows: str, as_of: dt.date, days: int = 30) -> tuple[int, list[tuple[object, ...]]]:
    with duckdb.connect() as connection:
        connection.execute(
            f"""create table led as select account_id, lead_no, owner, acquired_at::timestamp as acquired_at,
            last_contact_at::timestamp as last_contact_at
            from (values {rows}) t(account_id, lead_no, owner, acquired_at, last_contact_at)"""
        )
        count = contested_accounts(connection, "led", as_of, days)
        return count, connection.execute(
            "select account_id, owner, lead_nos, place, protected_until, protected from found_contested"
        ).fetchall()


def test_contested_accounts() -> None:
    rows = """
      (1, 'A1', '张敏', '2024-03-01', '2024-03-20 15:00'), (1, 'A2', '李强', '2024-02-01', null),
      (1, 'A3', '张敏 ', '2024-04-02', null), (2, 'B1', '王芳', '2024-03-01', null),
      (2, 'B2', '王芳', '2024-03-05', null), (3, 'C1', '陈磊', '2024-01-01', null),
      (3, 'C2', null, '2024-01-01', null)"""
    assert contested(rows, dt.date(2024, 5, 2)) == (
        1,
        [
            (1, "李强", ["A2"], 1, dt.date(2024, 3, 2), False),
            (1, "张敏", ["A1", "A3"], 2, dt.date(2024, 5, 2), True),  # 2024-04-02 + 30 days, its last day counts
        ],
    )
    assert contested(rows, dt.date(2024, 5, 3))[1][1][-1] is False


def test_the_first_by_name_when_registered_at_once() -> None:
    rows = "(1, 'A1', '乙', '2024-03-01', null), (1, 'A2', '甲', '2024-03-01', null), (1, 'A3', '丙', null, null)"
    places = {owner: place for _, owner, _, place, *_ in contested(rows, dt.date(2024, 3, 2))[1]}
    assert places == {"乙": 1, "甲": 2, "丙": 3}


def test_the_records_of_one_lead_count_once() -> None:
    rows = (
        "(1, 'A1', '甲', '2024-03-01', null), (1, 'A1', '甲', '2024-04-01', null), (1, 'A1', '乙', '2024-03-02', null)"
    )
    leads = {owner: (lead_nos, until) for _, owner, lead_nos, _, until, _ in contested(rows, dt.date(2024, 4, 2))[1]}
    assert leads == {"甲": (["A1"], dt.date(2024, 5, 1)), "乙": (["A1"], dt.date(2024, 4, 1))}
