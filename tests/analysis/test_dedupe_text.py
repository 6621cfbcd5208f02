"""How the names of firms and people are read."""

from __future__ import annotations

import pytest

from leadcli.analysis.dedupe_text import firm_sql, folded, person_sql, read_folding
from leadcli.settings.dedupe import DedupeWords
from tests.support.dedupe_tables import shipped_settings
from tests.support.engine import scratch

FIRMS = [
    # written, firm, place
    ("杭州云帆科技有限公司", "云帆科技", "杭州"),
    ("杭州市 云帆科技（有限公司）", "云帆科技", "杭州"),
    ("云帆科技（杭州）有限公司", "云帆科技", "杭州"),
    ("云帆科技(昆山市)股份有限公司", "云帆科技", "昆山"),
    ("浙江省杭州市云帆科技有限责任公司", "云帆科技", "杭州"),
    ("浙江云帆科技集团有限公司", "云帆科技", "浙江"),
    ("湘西自治州云帆科技有限公司", "云帆科技", "湘西"),
    ("云帆科技有限公司北京分公司", "云帆科技", ""),
    ("云帆（集团）有限公司", "云帆", ""),
    ("廣州華聯網絡科技有限公司", "华联网络科技", "广州"),
    ("安康医疗器械", "安康医疗器械", ""),
    ("南京安康医疗器械有限公司", "安康医疗器械", "南京"),
    ("上海", "上海", ""),
    ("Acme Co., Ltd.", "acme", ""),
    ("ＡＣＭＥ", "acme", ""),
    ("Zinc Inc", "zinc", ""),
    ("O'Neil & Sons", "oneilsons", ""),
    ("个人", None, ""),
    ("有限公司", None, ""),
    (None, None, ""),
]

PEOPLE = [
    # written, name, surname, mask, whether the name is long
    ("张伟", "张伟", "张", None, False),
    ("張 偉", "张伟", "张", None, False),
    ("张建国", "张建国", "张", None, True),
    ("张伟 经理", "张伟", "张", None, False),
    ("张伟（采购部）", "张伟", "张", None, False),
    ("张经理", None, "张", None, False),
    ("王总", None, "王", None, False),
    ("欧阳女士", None, "欧阳", None, False),
    ("欧阳锋", "欧阳锋", "欧阳", None, True),
    ("张*", None, "张", "张%", False),
    ("*明", None, None, "%明", False),
    ("*经理", None, None, None, False),
    ("经理", None, None, None, False),
    ("吴", "吴", "吴", None, False),
    ("NA", None, None, None, False),  # a sheet's cell keeps it as a name; that two are called so tells nothing
    ("None", None, None, None, False),
    ("John Smith", "johnsmith", "smith", None, True),
    ("Mr. Smith", None, "smith", None, False),
    (None, None, None, None, False),
]


def read(sql: str, column: str, texts: list[str | None], words: DedupeWords | None = None) -> list[tuple[object, ...]]:
    with scratch() as connection:
        connection.execute("create table sheet (place integer, written varchar)")
        connection.executemany("insert into sheet values (?, ?)", [list(row) for row in enumerate(texts)])
        folding = read_folding(connection, "sheet", ["written"])
        source = f"(select place as row, {folded('written')} as {column}_text from sheet)"
        take_apart = firm_sql if column == "company" else person_sql
        words = words or shipped_settings().vocabulary
        return connection.execute(
            f"select {sql} from ({take_apart(source, words)}) order by row", folding.parameters
        ).fetchall()


def test_firms() -> None:
    found = read("firm, place, whole", "company", [written for written, *_ in FIRMS])
    assert found == [(firm, place, firm and place + firm) for _, firm, place in FIRMS]


def test_people() -> None:
    found = read("name, surname, name_mask, name is not null and long_name", "contact", [each[0] for each in PEOPLE])
    assert found == [tuple(rest) for _, *rest in PEOPLE]


@pytest.mark.parametrize("words", [DedupeWords(), DedupeWords(cities=("杭州",))])
def test_without_words_names_are_compared_as_written(words: DedupeWords) -> None:
    assert read("firm", "company", ["云帆科技有限公司"], words) == [("云帆科技有限公司",)]
    assert read("name", "contact", ["张经理"], words) == [("张经理",)]


def test_reading_what_was_read_changes_nothing() -> None:
    once = [firm for (firm,) in read("whole", "company", [written for written, *_ in FIRMS])]
    assert [firm for (firm,) in read("whole", "company", once)] == once
