"""A small dirty sheet: nothing typed where a name should stand, no phone, and keys that half the sheet shares."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pytest

from leadcli.i18n import Words
from tests.support.exported import exported, groups
from tests.support.imported import Prepared, Workspace

CITIES = ["西安", "南京", "青岛", "长沙", "合肥", "福州", "厦门", "济南"]
BRANDS = ["立信教育", "安康医疗", "宏图物流", "佳美餐饮", "启明软件", "博瑞投资", "联众传媒", "金诚商贸"]
OTHERS = ["恒泰制造", "盛世百货", "远航机械", "同德医药", "丰润食品", "隆兴建材"]
STAFF = ["赵云", "钱多多", "孙小美", "李白", "周杰", "吴刚", "郑和", "王勃"]
NOBODY = ["NA", "N/A", "无", "-", "同上", "na", "先生", "暂无"]
NAMESAKES = "杭州云帆科技有限公司", "张建国"
ONE_PERSON = [
    ("上海优职教育科技有限公司", "张敏", "13711110001"),
    ("上海优职教育科技", "张敏", "+86 137-1111-0001"),
    ("优职教育科技", "张经理", "13711110001"),
]


def rows() -> Iterator[tuple[str, str, str]]:
    """Firm, person, phone; who is one person stands together at the end."""
    for place, word in enumerate(NOBODY):
        yield "苏州精工机械有限公司", word, f"1370002{place:04}"
        yield "无锡大业制造有限公司", word, ""
    for place, nowhere in enumerate(["无", "N/A", "-", "同上", "个人", "NA"]):
        yield nowhere, "张建国", ""
        yield nowhere, nowhere, f"1360003{place:04}"
    for place, (city, brand, person) in enumerate(zip(CITIES, BRANDS, STAFF, strict=True)):
        yield f"{city}{brand}有限公司", person, "wx:dailiren888"
        yield f"武汉长江实业{'有限公司' if place % 2 else ''}", person, "13500005555"
    for city, brand, person in zip(CITIES, OTHERS, STAFF, strict=False):
        yield f"{city}{brand}有限公司", person, "agent@163.com"
    for city, brand, person in zip(CITIES[::-1], OTHERS, STAFF, strict=False):
        yield f"{city}{brand}股份有限公司", person, "13812340001"
    yield (*NAMESAKES, "13900000001")
    yield (*NAMESAKES, "13711110002")
    yield (*NAMESAKES, "")
    yield from ONE_PERSON


def _dirty(workspace: Workspace) -> Workspace:
    written = [[f"D{place:02}", *row] for place, row in enumerate(rows(), start=1)]
    assert len(written) == 62
    workspace.told(
        "import", workspace.book("dirty.xlsx", 线索=[["线索编号", "公司名称", "联系人", "联系方式"], *written])
    )
    return workspace


@pytest.fixture
def dirty(prepared: Prepared) -> Workspace:
    return prepared(_dirty)


def test_only_one_person_is_one_lead_and_few_are_asked(dirty: Workspace) -> None:
    data = dirty.told("dedupe")["data"]
    merged = {group for group in groups(exported(dirty, "members"), "master_no") if len(group) > 1}
    assert merged == {frozenset(("D60", "D61", "D62"))}
    asked = {
        frozenset((row["left_no"], row["right_no"]))
        for row in exported(dirty, "pairs")
        if row["decision"] == "possible"
    }
    assert asked == {frozenset(pair) for pair in (("D57", "D58"), ("D57", "D59"), ("D58", "D59"))}
    assert (data["leads"], data["review_pairs"]) == (60, 3)


def test_keys_of_nobody_are_told(dirty: Workspace) -> None:
    data = dirty.told("dedupe")["data"]
    told = {each["value"]: (each["firms"], each["people"], each["records"]) for each in data["shared"]}
    assert told == {
        "dailiren888": (8, 8, 8),
        "13500005555": (1, 8, 8),
        "agent@163.com": (6, 6, 6),
        "13812340001": (6, 6, 6),
    }
    assert data["shared_total"] == 4
    shown = list(chain(*(line.split("  ") for line in dirty.leadcli("dedupe").out.splitlines())))
    assert Words("en")("dedupe.shared") in shown
    assert {"dailiren888", "agent@163.com"} <= set(shown)
