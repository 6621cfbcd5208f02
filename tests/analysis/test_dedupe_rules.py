"""What links, what does not, and what people's decisions do: sentence by sentence."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from tests.support.dedupe_tables import Found, Record, find, lead, shipped_settings
from tests.support.examples import examples

FIRM, OTHER_FIRM = "杭州云帆科技有限公司", "成都味佳餐饮管理有限公司"
MOBILE, OTHER_MOBILE = "13912345678", "13787654321"
PLACEHOLDERS = ("13800138000", "13888888888", "13900000000")


def one(company: str | None, contact: str | None, phone: str = "", **more: object) -> Record:
    return lead("1", company, contact, phone, **more)


def two(company: str | None, contact: str | None, phone: str = "", **more: object) -> Record:
    return lead("2", company, contact, phone, **more)


PAIRS = [
    # one person, one number
    (one(FIRM, "张伟", MOBILE), two(FIRM, "张伟", MOBILE), "merged"),
    (one(None, None, MOBILE), two(None, None, MOBILE), "merged"),
    (one(FIRM, "张伟", MOBILE), two("云帆科技", "张总", MOBILE), "merged"),
    (one(FIRM, "张伟", MOBILE), two(FIRM, "李娜", MOBILE), "asked"),
    (one(FIRM, "张伟", MOBILE), two(OTHER_FIRM, "张伟", MOBILE), "asked"),
    (one(FIRM, "张伟", MOBILE), two(OTHER_FIRM, "李娜", MOBILE), "asked"),
    (one(FIRM, "张伟", MOBILE), two("北京云帆科技有限公司", "张伟", MOBILE), "asked"),
    # no number to compare
    (one(FIRM, "张伟", MOBILE), two(FIRM, "张伟"), "merged"),
    (one(FIRM, "张伟"), two(FIRM, "张总"), "asked"),
    (one(FIRM, "张伟", "0571-88881234"), two(FIRM, "张总", "0571-88881234"), "asked"),
    (one(FIRM, "王小明", MOBILE), two(FIRM, "王晓明", MOBILE), "merged"),
    (one(FIRM, "王小明", "0571-88881234"), two(FIRM, "王晓明", "0571-88881234"), "asked"),
    (one(FIRM, "张伟"), two(OTHER_FIRM, "张伟"), "apart"),
    (one(FIRM, "张伟"), two("杭州云航科技有限公司", "张伟"), "asked"),
    (one(FIRM, "张伟"), two(None, "张伟"), "apart"),
    (one(FIRM, None), two(FIRM, None), "apart"),
    # another number
    (one(FIRM, "张建国", MOBILE), two(FIRM, "张建国", OTHER_MOBILE), "asked"),
    (one(FIRM, "张建国", MOBILE), two(FIRM, "张总", OTHER_MOBILE), "apart"),
    (one(FIRM, "张建国", MOBILE), two(FIRM, "张建国", "13912645678"), "merged"),
    (one(FIRM, "张建国", MOBILE), two(FIRM, "张总", "13912645678"), "merged"),
    (one(FIRM, "张建国", MOBILE), two(FIRM, "张总", "13912345679"), "asked"),
    # masked
    (one(FIRM, "张伟", MOBILE), two(FIRM, "张伟", "139****5678"), "merged"),
    (one(FIRM, "张伟", MOBILE), two(OTHER_FIRM, "张伟", "139****5678"), "asked"),
    (one(FIRM, "张伟", MOBILE), two(FIRM, "张伟", "139****5679"), "asked"),
    (one(FIRM, "张*", MOBILE), two(FIRM, "张伟", MOBILE), "merged"),
    (one(FIRM, "*伟", MOBILE), two(FIRM, "李娜", MOBILE), "asked"),
    # e-mail and WeChat
    (one(FIRM, "张伟", emails=["zw@yunfan.cn"]), two(FIRM, "张总", emails=["ZW@yunfan.cn"]), "merged"),
    (one(FIRM, "张伟", emails=["info@yunfan.cn"]), two(FIRM, "李娜", emails=["info@yunfan.cn"]), "apart"),
    (one(None, "张伟", wechat="zhangwei88"), two(FIRM, "张伟", wechat="ZhangWei88"), "merged"),
    (
        one(FIRM, "张建国", MOBILE, emails=["zjg@yunfan.cn"]),
        two(FIRM, "张建国", OTHER_MOBILE, emails=["zjg@yunfan.cn"]),
        "merged",
    ),
    # not a firm
    (one("个人", "张伟"), two("个人", "张伟"), "apart"),
    # nobody
    (one(FIRM, "NA"), two(FIRM, "N/A"), "apart"),
    (one(FIRM, "同上"), two(FIRM, "同上"), "apart"),
    (one(FIRM, "无", MOBILE), two(FIRM, "无", "13912345679"), "apart"),
    (one(FIRM, "暂无", MOBILE), two(FIRM, "张伟", MOBILE), "merged"),
    (one("同上", "张建国"), two("同上", "张建国"), "apart"),
    # in English
    (one("Acme Co., Ltd.", "Mr. John Smith"), two("ACME", "John Smith"), "merged"),
    (one("Acme Inc", "John Smith", MOBILE), two("Zenith Ltd", "John Smith", MOBILE), "asked"),
]
PAIRS += [(one(FIRM, "张伟", number), two(None, "张伟", number), "apart") for number in PLACEHOLDERS]


@pytest.fixture(scope="module")
def pairs() -> Found:
    """All pairs in one run, each blocked apart from the others by a column of its own."""
    shipped = shipped_settings()
    own = {"columns": {"row": "digits"}, "blocking": [[*keys, "row"] for keys in shipped.blocking], "overused": 1000}
    records = [
        record | {"number": f"{place}-{record['number']}", "row": str(place)}
        for place, (left, right, _) in enumerate(PAIRS)
        for record in (left, right)
    ]
    return find(records, settings=shipped.model_copy(update=own))


@pytest.mark.parametrize("place", range(len(PAIRS)))
def test_pairs(pairs: Found, place: int) -> None:
    *records, outcome = PAIRS[place]
    left, right = f"{place}-1", f"{place}-2"
    asked = frozenset((left, right)) in pairs.asked
    assert ("merged" if pairs.together(left, right) else "asked" if asked else "apart") == outcome, records


def test_a_number_found_at_many_firms_is_nobodys() -> None:
    firms = ["苏州精工机械", "无锡恒泰制造", "西安立信教育", "南京安康医疗", "青岛宏图物流", "长沙佳美餐饮"]
    firms += ["合肥启明软件", "福州博瑞投资", "厦门联众传媒", "济南金诚商贸", "沈阳泰和百货"]
    records = [lead(str(place), firm, "张伟", MOBILE) for place, firm in enumerate(firms)]
    assert find(records[:2]).counts.review_pairs == 1
    assert find(records).pairs == {}


SHARING = [
    lead(str(place), firm, person)
    for place, (firm, person) in enumerate(
        [("西安立信教育", "赵云"), ("南京安康医疗", "钱多多"), ("青岛宏图物流", "孙小美"), ("长沙佳美餐饮", "李白")]
    )
]


@pytest.mark.parametrize("key", [{"mobiles": [MOBILE]}, {"emails": ["agent@163.com"]}, {"wechat": "agent"}])
def test_a_key_of_more_than_three_firms_or_people_is_nobodys(key: Record) -> None:
    """Three may be one who moved on twice; a fourth makes it a switchboard or an agency."""
    many = [record | key for record in SHARING]
    assert (find(many[:3]).counts.review_pairs, find(many).counts.review_pairs) == (3, 0)
    colleagues = [record | {"company": FIRM} for record in many]
    assert (find(colleagues[:3]).counts.review_pairs, find(colleagues).counts.review_pairs) == (3, 0)
    again = find([*many, many[0] | {"number": "again"}])
    assert again.partition == {frozenset(("0", "again")), *(frozenset(number) for number in "123")}
    assert again.evidence["again"] == "company:same person:same_short"


def test_a_switchboard_is_its_firms_however_many_have_it() -> None:
    board = {"landlines": ["0571-88881234"]}
    staff = [
        lead(str(place), FIRM, name) | board for place, name in enumerate(["张伟", "李娜", "王芳", "赵云", "张总"])
    ]
    assert find(staff).asked == {frozenset("04")}


def test_a_record_without_phone_glues_nobody_together() -> None:
    namesakes = [lead("1", FIRM, "张建国", MOBILE), lead("2", FIRM, "张建国", OTHER_MOBILE)]
    between = [lead("3", FIRM, "张建国"), lead("4", "云帆科技", "张建国")]
    found = find([*namesakes, *between])
    assert found.partition == {frozenset("1"), frozenset("2"), frozenset("34")}
    assert found.asked == {frozenset("12"), frozenset("13"), frozenset("23")}
    both = lead("5", FIRM, "张建国", f"{MOBILE} / {OTHER_MOBILE}")
    assert len(find([*namesakes, *between, both]).partition) == 1
    assert find([*namesakes, *between], [("1", "3", "merge")]).partition == {frozenset("134"), frozenset("2")}


def test_copies_meet_in_any_heap() -> None:
    """Many more records share every key than a block may hold: no record meets all others, yet all are one lead."""
    copies = [lead(f"N{place:03}", FIRM, "张伟", MOBILE) for place in range(300)]
    found = find([*copies, lead("X", FIRM, "李娜", OTHER_MOBILE)])
    assert found.counts.leads == 2
    assert len(found.pairs) == 299


def test_no_records() -> None:
    counts = find([]).counts
    assert (counts.records, counts.leads, counts.accounts, counts.review_pairs) == (0, 0, 0, 0)


# The chain 1 – 2 – 3: 2 names no firm and fits both, 1 and 3 are clearly two firms.
BETWEEN = [lead("1", FIRM, "张伟", MOBILE), lead("2", None, "张伟", MOBILE), lead("3", OTHER_FIRM, "张伟", MOBILE)]


def test_a_third_record_does_not_merge_two_firms() -> None:
    found = find(BETWEEN)
    assert not found.together("1", "3")
    assert found.together("1", "2")  # equally strong links: the last by number is cut
    assert found.asked == {frozenset("13")} or found.asked == {frozenset("23")}


def test_a_person_merges_what_the_machine_would_not() -> None:
    found = find(BETWEEN, [("1", "3", "merge")])
    assert found.partition == {frozenset("123")}
    assert found.decision == {"1": "human", "2": "certain", "3": "human"}
    assert found.counts.review_pairs == 0


def test_a_person_separates_what_the_machine_would_merge() -> None:
    same = [lead(number, FIRM, "张伟", MOBILE) for number in "123"]
    found = find(same, [("1", "2", "separate")])
    assert not found.together("1", "2")
    assert found.together("1", "3")
    assert found.asked == set()
    assert found.pairs[frozenset("12")][0] == "different"


def test_a_number_named_joins_records_that_share_nothing() -> None:
    records = [lead("LX1", FIRM, "张伟"), lead("YX1", OTHER_FIRM, "李娜", linked_number="LX1")]
    records += [lead("O1", None, None, linked_number="LX9"), lead("O2", "无锡恒泰制造", None, linked_number="LX9")]
    found = find(records)
    assert found.partition == {frozenset({"LX1", "YX1"}), frozenset({"O1", "O2"})}
    assert found.decision["YX1"] == "number"
    assert find(records, [("LX1", "YX1", "separate")]).partition >= {frozenset({"LX1"}), frozenset({"YX1"})}


def test_the_master_is_the_earliest_acquired_then_the_first_imported() -> None:
    days = {"1": 3, "2": 1, "3": 1, "4": None}
    records = [
        lead(number, FIRM, "张伟", MOBILE, acquired_at=day and dt.datetime(2024, 5, day))
        for number, day in days.items()
    ]
    assert set(find(records).lead.values()) == {"2"}


def test_the_pair_asked_is_one_for_two_leads() -> None:
    records = [lead(number, FIRM, "张伟", MOBILE) for number in "12"]
    records += [lead(number, OTHER_FIRM, "张伟", MOBILE) for number in "34"]
    found = find(records)
    assert len([pair for pair, (decision, _, _) in found.pairs.items() if decision == "possible"]) == 4
    assert found.asked == {frozenset("13")}
    answered = find(records, [("1", "3", "separate")])
    assert answered.asked == set()
    assert answered.pairs[frozenset("24")][0] == "different"


def test_evidence_is_told_in_codes() -> None:
    found = find([one(FIRM, "张伟", MOBILE), two("云帆科技", "张总", MOBILE)])
    assert found.evidence["2"] == "phone:same_mobile company:place_unknown person:title"


class TestAccounts:
    def test_short_names_join_the_only_firm_of_that_name(self) -> None:
        records = [lead("1", FIRM, "张伟"), lead("2", "云帆科技", "李娜")]
        assert find(records).accounts == {frozenset("12")}
        assert len(find([*records, lead("3", "北京云帆科技", "王芳")]).accounts) == 3

    def test_the_city_of_the_record_tells_which_firm_is_meant(self) -> None:
        records = [
            lead("1", FIRM, "张伟"),
            lead("2", "云帆科技", "李娜", city="杭州"),
            lead("3", "北京云帆科技", "王芳"),
        ]
        assert find(records).accounts == {frozenset("12"), frozenset("3")}

    def test_a_mistyped_name_joins_no_two_firms(self) -> None:
        other = "杭州云航科技有限公司"
        records = [lead("1", FIRM, "张伟", MOBILE), lead("2", FIRM, "李娜"), lead("3", other, "张伟", MOBILE)]
        found = find([*records, lead("4", other, "王芳")])
        assert found.together("1", "3")
        assert found.account["2"] != found.account["4"]
        assert found.account["1"] == found.account["3"]

    @pytest.mark.parametrize(
        ("beside", "others", "whose"),
        [
            (["张伟明", "李娜"], [], "0a"),
            (["张伟明"], [], "z"),
            (["张伟明", "李娜"], ["苏州华盛塑料有限公司"], "z"),
            (["张伟明", "李娜"], ["青岛新华盛有限公司"], "0a"),
            (["张伟明", "李娜"], ["青岛华盛有限公司"], "x0"),
            (["张伟明", "李娜"], ["青岛华盛有限公司", "宁波华盛有限公司"], "z"),
        ],
        ids=["by two", "by one", "begins another's", "ends another's", "is another's", "is two others'"],
    )
    def test_a_short_name_is_the_firm_that_two_leads_carry_beside_it(
        self, beside: list[str], others: list[str], whose: str
    ) -> None:
        records = [
            lead(f"{place}{way}", firm, name, f"1391234567{place}")
            for place, name in enumerate(beside)
            for way, firm in (("a", "苏州华盛精密机械有限公司"), ("b", "华盛"))
        ]
        records += [lead(f"x{place}", firm, f"王小{place}") for place, firm in enumerate(others)]
        found = find([*records, lead("z", "华盛", "周大福")])
        assert len(set(found.lead.values())) == len(beside) + len(others) + 1
        assert {found.account["0a"], found.account["0b"]} == {"0a"}
        assert found.account["z"] == whose

    def test_a_branch_is_the_firm(self) -> None:
        records = [lead("1", FIRM, "张伟"), lead("2", "浙江省杭州市云帆科技有限公司宁波分公司", "李娜")]
        assert len(find(records).accounts) == 1


def pool(seed: int, size: int) -> list[Record]:
    """Records of few people at few firms, so that all kinds of links and conflicts occur."""
    chance = random.Random(seed)
    firms = [
        FIRM,
        "云帆科技",
        "北京云帆科技有限公司",
        "杭州云航科技有限公司",
        OTHER_FIRM,
        None,
        "云帆科技（杭州）有限公司",
    ]
    people = ["张伟", "张建国", "张总", "李娜", "李*", None]
    numbers = [MOBILE, OTHER_MOBILE, "139****5678", "13912345679", "0571-88881234", "", "13800138000"]
    return [
        lead(
            f"N{place:03}",
            chance.choice(firms),
            chance.choice(people),
            chance.choice(numbers),
            linked_number=f"N{chance.randrange(size):03}" if chance.random() < 0.05 else None,
            acquired_at=dt.datetime(2024, 1, 1) + dt.timedelta(days=chance.randrange(300), seconds=place),
        )
        for place in range(size)
    ]


few = examples(3, phases=[Phase.explicit, Phase.generate])


@few
@given(seed=st.integers(0, 10_000))
def test_order_and_run_change_nothing(seed: int) -> None:
    records = pool(seed, 60)
    shuffled = random.Random(seed).sample(records, len(records))
    first, again = find(records), find(shuffled)
    assert (first.lead, first.account) == (again.lead, again.account)
    assert (first.decision, first.evidence, first.pairs) == (again.decision, again.evidence, again.pairs)


@few
@given(seed=st.integers(0, 10_000), said=st.sets(st.tuples(st.integers(0, 39), st.integers(0, 39)), min_size=8))
def test_what_people_said_always_holds(seed: int, said: set[tuple[int, int]]) -> None:
    verdicts = [  # people who never contradict themselves: they know three prospects, by the remainder of the number
        (f"N{left:03}", f"N{right:03}", "merge" if left % 3 == right % 3 else "separate") for left, right in said
    ]
    found = find(pool(seed, 40), verdicts)
    for left, right, verdict in verdicts:
        assert found.together(left, right) == (verdict == "merge")
        assert frozenset((left, right)) not in found.asked


def test_settings_come_from_the_caller() -> None:
    stricter = shipped_settings().model_copy(update={"certain": 0.999999})
    records = [one(FIRM, "张伟", MOBILE), two(FIRM, "张伟")]
    found: Found = find(records, settings=stricter)
    assert not found.together("1", "2")
    assert found.asked == {frozenset("12")}
