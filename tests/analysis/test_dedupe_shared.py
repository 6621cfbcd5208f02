"""Which numbers and addresses are nobody's: those of more than three different firms, or people."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from leadcli.analysis.dedupe_shared import drop_shared
from tests.support.engine import scratch

DIFFERENT = ["立信教育", "安康医疗", "宏图物流", "佳美餐饮"]
ALIKE = ["云帆科技", "云航科技", "云帆", "云帆网络", "云凡信息", "帆云科技"]
LATIN = ["acmetrading", "zenithlabs", "borealfoods", "kestrelair"]


def shared(
    firms: Sequence[str | None], surnames: Sequence[str | None], column: str = "mobiles"
) -> list[tuple[int, ...]]:
    """Firms, people and records of the key that all of them have; empty when it stays theirs."""
    with scratch() as connection:
        connection.execute(
            """create table held (record_id bigint, firm varchar, surname varchar, mobiles varchar[],
            landlines varchar[], emails varchar[], wechat varchar)"""
        )
        rows = [[place, *who] for place, who in enumerate(zip(firms, surnames, strict=True))]
        value = "'key'" if column == "wechat" else "['key', 'of ' || record_id]"
        connection.executemany("insert into held (record_id, firm, surname) values (?, ?, ?)", rows)
        connection.execute(f"update held set {column} = {value}")
        drop_shared(connection, "held", 3)
        left = connection.execute(f"select count(*) from held where {column}::varchar like '%key%'").fetchall()[0][0]
        found = connection.execute("select firms, people, records from found_shared").fetchall()
        assert left == (0 if found else len(firms))
        return found


@pytest.mark.parametrize("column", ["mobiles", "landlines", "emails", "wechat"])
def test_four_firms_are_too_many(column: str) -> None:
    assert shared(DIFFERENT[:3], "赵赵赵", column) == []
    assert shared(DIFFERENT, "赵赵赵赵", column) == [(4, 1, 4)]


def test_one_firm_in_many_spellings_is_one() -> None:
    assert shared(ALIKE, "赵" * len(ALIKE)) == []
    assert shared([*ALIKE, *DIFFERENT[:3]], "赵" * 9) == [(4, 1, 9)]


def test_firms_in_latin_letters_differ_by_their_first_word() -> None:
    assert shared(LATIN, ["wu"] * 4) == [(4, 1, 4)]
    assert shared(["acmetrading", "acmetradng", "acme", "acmetradinghk"], ["wu"] * 4) == []


def test_four_people_are_too_many_but_for_a_switchboard() -> None:
    assert shared(["云帆"] * 4, "赵钱孙李") == [(1, 4, 4)]
    assert shared(["云帆"] * 4, "赵钱孙李", "landlines") == []
    assert shared(["云帆"] * 4, ["赵", "钱", "孙", None]) == []


def test_who_says_no_firm_is_no_firm() -> None:
    assert shared([*DIFFERENT[:3], None, None], "赵" * 5) == []
