"""The surviving values of a lead, and accounts that several owners work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from leadcli.analysis.dedupe_accounts import contested_accounts
from leadcli.analysis.dedupe_survivors import SurvivingField, ranked_records, surviving_fields
from leadcli.settings.dedupe import DedupeWords
from tests.support.dedupe_tables import shipped_settings
from tests.support.engine import scratch

FIELDS = [
    SurvivingField(("company",)),
    SurvivingField(("status",), "latest"),
    SurvivingField(("acquired_at",), "earliest"),
    SurvivingField(("mobiles",), "union"),
    SurvivingField(("need",), "join"),
    SurvivingField(("budget", "currency")),
]


COLUMNS = [column for field in FIELDS for column in field.columns]


def survive(rows: str, fields: Sequence[SurvivingField] = FIELDS) -> dict[int, tuple[object, ...]]:
    with scratch() as connection:
        connection.execute(
            f"""create table sheet as select record_id, master_id, record_id as "sequence", company, status,
            null::varchar as contact, acquired_at::timestamp as acquired_at, mobiles::varchar[] as mobiles, need,
            budget, currency
            from (values {rows})
              t(record_id, master_id, company, status, acquired_at, mobiles, need, budget, currency)"""
        )
        ranking = ranked_records("sheet", COLUMNS, shipped_settings().vocabulary)
        connection.execute(f"create table ranked as {ranking}")
        found = connection.execute(surviving_fields(fields, "sheet", "ranked") + " order by master_id").fetchall()
    return {row[0]: row[1:] for row in found}


def test_the_longest_text_survives_though_it_stands_in_a_poorer_record() -> None:
    rows = """
      (1, 1, '杭州云帆科技有限公司', '待跟进', '2024-05-01', null, null, null, null),
      (2, 1, '云帆', '推进中', '2024-05-09', ['1'], '直播', 5, 'CNY')"""
    assert survive(rows, [SurvivingField(("company",), "longest")])[1] == ("杭州云帆科技有限公司",)
    assert survive(rows, [SurvivingField(("company",))])[1] == ("云帆",)


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
    assert survive(rows, FIELDS[:1])[1] == ("杭州云帆科技",)


def test_a_record_without_date_is_not_the_latest() -> None:
    rows = (
        "(1, 1, '云帆', '推进中', '2024-05-01', null, null, 1, ''), (2, 1, '云帆', '待跟进', null, null, null, 1, '')"
    )
    assert survive(rows)[1][1] == "推进中"


@pytest.mark.parametrize(
    ("names", "fullest"),
    [
        (["何经理", "何倩"], "何倩"),
        (["何倩", "何小倩"], "何小倩"),
        (["欧阳总", "何倩"], "何倩"),
        (["何*", "何倩"], "何倩"),
        (["NA", "何经理"], "何经理"),
        (["同上", None, "何女士"], "何女士"),
        (["何倩（采购部负责人）", "何小倩"], "何小倩"),
        (["Mr. Smith", "John Smith"], "John Smith"),
        (["何倩", "李强"], "李强"),  # equally full: of the latest, as all else
        (["何经理", "何总"], "何总"),
    ],
)
def test_the_fullest_name_survives(names: list[str | None], fullest: str) -> None:
    """Whichever record comes first, but for names equally full."""
    for order in (names, names[::-1])[: 1 if fullest in ("李强", "何总") else 2]:
        with scratch() as connection:
            connection.execute("create table sheet (record_id int, master_id int, contact varchar, acquired_at date)")
            connection.executemany("insert into sheet values (?, 1, ?, null)", list(enumerate(order)))
            connection.execute('create view named as select *, record_id as "sequence" from sheet')
            ranking = ranked_records("named", ["contact"], shipped_settings().vocabulary)
            connection.execute(f"create table ranked as {ranking}")
            fields = [SurvivingField(("contact",), "fullest")]
            assert connection.execute(surviving_fields(fields, "named", "ranked")).fetchall() == [(1, fullest)]


def test_a_map_survives_entry_by_entry() -> None:
    with scratch() as connection:
        connection.execute(
            """create table sheet as select * from (values
              (1, 1, map {'产品': '课程', '季度': 'Q1'}, 'x', date '2024-05-01'),
              (2, 1, map {'产品': '题库'}, 'x', null), (3, 1, null, null, null),
              (4, 4, map {'产品': '直播'}, null, null))
              t(record_id, master_id, extras, contact, acquired_at)"""
        )
        connection.execute('create view teams as select *, record_id as "sequence" from sheet')
        connection.execute(f"create table ranked as {ranked_records('teams', ['acquired_at'], DedupeWords())}")
        found = connection.execute(surviving_fields([SurvivingField(("extras",))], "teams", "ranked")).fetchall()
    assert sorted(found) == [(1, {"产品": "课程", "季度": "Q1"}), (4, {"产品": "直播"})]


def contested(rows: str, as_of: dt.date, columns: str = "", days: int = 30) -> tuple[int, list[tuple[object, ...]]]:
    """Rows of account, lead, owner, day acquired, last contact; `~` before the day says that it is inferred."""
    with scratch() as connection:
        connection.execute(
            f"""create table led as select account_id, lead_no, owner, row_number() over () as sequence,
            ltrim(acquired, '~')::timestamp as acquired_at, starts_with(acquired, '~') as inferred,
            last_contact_at::timestamp as last_contact_at
            from (values {rows}) t(account_id, lead_no, owner, acquired, last_contact_at)"""
        )
        count = contested_accounts(connection, "led", as_of, days)
        wanted = columns or "account_id, owner, lead_nos, place, protected_until, protected"
        return count, connection.execute(f"select {wanted} from found_contested").fetchall()


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


def test_the_first_to_come_when_registered_at_once() -> None:
    """A day that is written down outranks the same day inferred."""
    rows = """(1, 'A1', '丁', '~2024-03-01', null), (1, 'A2', '乙', '2024-03-01', null),
      (1, 'A3', '甲', '2024-03-01', null), (1, 'A4', '丙', '~2024-02-29', null)"""
    found = contested(rows, dt.date(2024, 3, 2), "owner, place")[1]
    assert found == [("丙", 1), ("乙", 2), ("甲", 3), ("丁", 4)]


def test_which_days_are_inferred() -> None:
    """The first registration by its earliest lead; the protection by the last sign of the owner."""
    rows = """
      (1, 'A1', '甲', '~2024-03-01', null), (1, 'A2', '甲', '2024-03-05', null),
      (1, 'B1', '乙', '2024-03-01', null), (1, 'B2', '乙', '~2024-03-05', null),
      (1, 'C1', '丙', '~2024-03-02', '2024-03-20 15:00'), (1, 'D1', '丁', '~2024-03-03', '2024-03-01 15:00'),
      (1, 'E1', '戊', '2024-03-04', null), (1, 'E2', '戊', '~2024-03-04', null)"""
    columns = "owner, first_acquired_at::date, first_acquired_inferred, protected_until, protected_until_inferred"
    assert contested(rows, dt.date(2024, 3, 2), columns)[1] == [
        ("乙", dt.date(2024, 3, 1), False, dt.date(2024, 4, 4), True),
        ("甲", dt.date(2024, 3, 1), True, dt.date(2024, 4, 4), False),
        ("丙", dt.date(2024, 3, 2), True, dt.date(2024, 4, 19), False),
        ("丁", dt.date(2024, 3, 3), True, dt.date(2024, 4, 2), True),
        ("戊", dt.date(2024, 3, 4), False, dt.date(2024, 4, 3), False),
    ]


def test_the_records_of_one_lead_count_once() -> None:
    rows = (
        "(1, 'A1', '甲', '2024-03-01', null), (1, 'A1', '甲', '2024-04-01', null), (1, 'A1', '乙', '2024-03-02', null)"
    )
    leads = {owner: (lead_nos, until) for _, owner, lead_nos, _, until, _ in contested(rows, dt.date(2024, 4, 2))[1]}
    assert leads == {"甲": (["A1"], dt.date(2024, 5, 1)), "乙": (["A1"], dt.date(2024, 4, 1))}
