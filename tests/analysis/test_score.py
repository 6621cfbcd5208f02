"""Scores are those of the documents, those of a plain reference, and explained."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.analysis.score import SCORES, ScoreCounts, score_leads
from leadcli.domain.tables import record_fields
from leadcli.settings.scoring import ScoringSettings, read_scoring
from leadcli.settings.shipped import shipped_folder
from tests.support.engine import scratch
from tests.support.examples import examples
from tests.support.score_reference import score as reference_score

CASES = Path(__file__).parent.parent / "cases" / "scoring" / "cases.csv"
DEFAULT = read_scoring(shipped_folder("config") / "scoring.yaml", frozenset(record_fields())).value

CONNECTION = duckdb.connect(config={"threads": 1})
COLUMNS = {
    "lead_no": "VARCHAR",
    "industry": "VARCHAR",
    "need": "VARCHAR",
    "title": "VARCHAR",
    "status": "VARCHAR",
    "note": "VARCHAR",
    "employees_low": "BIGINT",
    "employees_high": "BIGINT",
    "employees_high_exclusive": "BOOLEAN",
    "budget_low": "DECIMAL(18,2)",
    "budget_high": "DECIMAL(18,2)",
    "budget_high_exclusive": "BOOLEAN",
    "need_budget_low": "DECIMAL(18,2)",
    "need_budget_high": "DECIMAL(18,2)",
    "need_budget_high_exclusive": "BOOLEAN",
    "emails": "VARCHAR[]",
    "extras": "MAP(VARCHAR, VARCHAR)",
}

# What import makes of the texts in cases.csv: low, high, high excluded.
SIZES = {"": (None, None), "500人以上": (500, None), "100-500人": (100, 500), "499人": (499, 499), "20人": (20, 20)}
MONEY = {
    "": (None, None),
    "待确认预算": (None, None),
    "15万": (150_000, 150_000),
    "5-10万": (50_000, 100_000),
    "3万": (30_000, 30_000),
    "10万": (100_000, 100_000),
    "99,999元": (99_999, 99_999),
    "5万": (50_000, 50_000),
}


def lead(lead_no: str, **values: Any) -> dict[str, Any]:
    return dict.fromkeys(COLUMNS) | {"lead_no": lead_no, "extras": {}} | values


def run(leads: list[dict[str, Any]], settings: ScoringSettings) -> tuple[ScoreCounts, dict[str, dict[str, Any]]]:
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    CONNECTION.execute(f"CREATE OR REPLACE TABLE leads ({columns})")
    marks = ", ".join(["(" + ", ".join("?" * len(COLUMNS)) + ")"] * len(leads))
    cells = [_map(each[name]) if name == "extras" else each[name] for each in leads for name in COLUMNS]
    CONNECTION.execute(f"INSERT INTO leads VALUES {marks}", cells)
    counts = score_leads(CONNECTION, "leads", settings)
    found = CONNECTION.execute(f"SELECT * FROM {SCORES}")
    names = [each[0] for each in found.description or []]
    scores = {row[0]: dict(zip(names, row, strict=True)) for row in found.fetchall()}
    return counts, scores


def _map(extras: dict[str, str]) -> dict[str, list[str]]:
    return {"key": list(extras), "value": list(extras.values())}


def score_one(settings: ScoringSettings, **values: Any) -> dict[str, Any]:
    return run([lead("X", **values)], settings)[1]["X"]


def sized(text: str) -> dict[str, int | None]:
    low, high = SIZES.get(text) or (int(text), int(text))
    return {"employees_low": low, "employees_high": high}


@pytest.mark.parametrize(
    "case", list(csv.DictReader(CASES.open(encoding="utf-8-sig"))), ids=lambda case: case["lead_no"]
)
def test_the_documents_cases(case: dict[str, str]) -> None:
    low, high = MONEY[case["budget"]]
    in_need = (80_000, 120_000) if "预算8-12万" in case["need"] else (None, None)
    found = score_one(
        DEFAULT,
        industry=case["industry"] or None,
        need=case["need"] or None,
        budget_low=low,
        budget_high=high,
        need_budget_low=in_need[0],
        need_budget_high=in_need[1],
        **sized(case["employees"]),
    )
    keys = ("industry_fit", "company_size", "need_clarity", "budget_fit")
    assert [found[f"d_{key}"] for key in keys] == [float(case[key]) for key in keys]
    assert (found["total"], found["grade"]) == (float(case["total"]), case["grade"])


def test_the_documents_own_lead_is_explained() -> None:
    found = score_one(
        DEFAULT,
        industry="职业教育",
        need="在线课程平台搭建,预算8-12万",
        need_budget_low=80_000,
        need_budget_high=120_000,
    )
    assert found["completeness"] == 0.75
    assert found["explanation"] == (
        "行业匹配度 30/30 目标行业；公司规模 0/25 未填人数；需求明确度 25/25 说出了要什么；预算范围 20/20 10万及以上"
    )
    assert found["parts"][1] == {"dimension": "company_size", "points": 0.0, "max": 25.0, "reason": "未填人数"}


@pytest.mark.parametrize(
    ("low", "high", "exclusive", "points"),
    [
        (None, 100, True, 5),  # 100人以下: just under 100
        (None, 100, False, 15),  # 不超过100人 may be 100
        (None, 500, True, 15),
        (500, None, None, 25),
        (499, 5000, False, 15),  # basis low
        (100, 100, True, 15),
        (99, 99, False, 5),
        (0, 0, False, 5),
    ],
)
def test_company_size_by_the_low_end(low: int | None, high: int | None, exclusive: bool | None, points: float) -> None:
    found = score_one(DEFAULT, employees_low=low, employees_high=high, employees_high_exclusive=exclusive)
    assert found["d_company_size"] == points


@pytest.mark.parametrize(
    ("low", "high", "exclusive", "points"),
    [
        ("50000", "150000", False, 20),  # the middle is 100,000
        ("50000", "149999.98", False, 15),  # 99,999.99
        (None, "50000", True, 5),  # 5万以下
        (None, "50000", False, 15),  # 5万以内 may be 50,000
        ("100000", None, None, 20),
        ("99999.99", None, None, 15),
    ],
)
def test_budget_by_the_middle(low: str | None, high: str | None, exclusive: bool | None, points: float) -> None:
    ends = [None if each is None else Decimal(each) for each in (low, high)]
    found = score_one(DEFAULT, budget_low=ends[0], budget_high=ends[1], budget_high_exclusive=exclusive)
    assert found["d_budget_fit"] == points


def test_the_budget_column_wins_over_the_need() -> None:
    in_need = {"need_budget_low": 200_000, "need_budget_high": 200_000}
    assert score_one(DEFAULT, **in_need)["d_budget_fit"] == 20
    assert score_one(DEFAULT, budget_low=10_000, budget_high=10_000, **in_need)["d_budget_fit"] == 5


@pytest.mark.parametrize(
    ("need", "points"),
    [
        ("了解一下", 10),
        ("先看看", 10),
        ("想先了解一下贵司的产品，再说", 10),
        ("需要一套系统，预算8-12万", 10),
        ("Just looking, want a demo", 10),
        ("???", 10),
        ("   ", 0),
        ("降低采购成本,预算10万-20万", 25),
        ("需要生产管理软件", 25),
        ("采购ＣＲＭ系统", 25),
        ("质量追溯系统，预算约30万元", 25),
        ("need online courses", 25),
    ],
)
def test_a_need_is_concrete_when_it_says_more_than_phrases(need: str, points: float) -> None:
    assert score_one(DEFAULT, need=need)["d_need_clarity"] == points


@pytest.mark.parametrize(
    ("industry", "points"),
    [
        ("教育-职业教育", 30),
        (" 医疗 ", 30),
        ("互联网/医疗", 30),
        ("k12", 30),
        ("Ｋ１２", 30),
        ("saas", 15),
        ("教育x", 0),
    ],
)
def test_industries_count_with_their_children_and_levels(industry: str, points: float) -> None:
    assert score_one(DEFAULT, industry=industry)["d_industry_fit"] == points


def test_invalid_leads_have_a_reason_and_no_grade() -> None:
    rich = {"industry": "教育", "employees_low": 900, "need": "在线题库", "budget_low": 200_000}
    leads = [lead("1", **rich), lead("2", **rich, note="电话空号"), lead("3", title="学生"), lead("4", status="无效")]
    counts, scores = run(leads, DEFAULT)
    assert counts == ScoreCounts(scored=4, grades={"A": 1, "B": 0, "C": 0}, invalid=3)
    assert [scores[n]["invalid_reason"] for n in "1234"] == [None, "联系方式无法使用", "学生咨询", "已标记为无效"]
    assert (scores["2"]["total"], scores["2"]["grade"]) == (100, None)


def test_a_lead_without_anything_is_scored_not_refused() -> None:
    found = score_one(DEFAULT)
    assert (found["total"], found["grade"], found["completeness"], found["invalid_reason"]) == (0, "C", 0, None)


def test_columns_that_a_sheet_lacks_count_as_empty() -> None:
    with scratch() as connection:
        connection.execute("CREATE TABLE leads AS SELECT 'L1' AS lead_no, '教育' AS industry")
        assert score_leads(connection, "leads", DEFAULT).grades == {"A": 0, "B": 0, "C": 1}


def dimension(key: str, weight: int, rules: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"key": key, "name": key, "weight": weight, "rules": rules} | more


def make(dimensions: list[dict[str, Any]], **more: Any) -> ScoringSettings:
    grades = [{"grade": "A", "minimum": 50}, {"grade": "B", "minimum": 0}]
    total = sum(each["weight"] for each in dimensions)
    content = {"name": "t", "weights_total": total, "dimensions": dimensions, "grades": grades} | more
    return ScoringSettings.model_validate(content)


NASTY = ["it's", "'; DROP TABLE leads; --", r"a\b", r"\d+", "x.y", "(", "a|b", "%", "$1", "{0}", "[x]", '"', "\0", "🙂"]


@pytest.mark.parametrize("word", NASTY)
def test_words_of_the_team_are_only_text(word: str) -> None:
    rules = [{"points": 10, "any": [word], "label": word}]
    settings = make([dimension("fit", 10, rules, field="need", otherwise={"points": 0, "label": word})])
    found = score_one(settings, need=f"前{word}后")
    assert (found["d_fit"], found["parts"][0]["reason"]) == (10, word)
    assert score_one(settings, need="ab12 xzy")["d_fit"] == 0


@pytest.mark.parametrize("word", NASTY)
def test_names_of_own_columns_are_only_text(word: str) -> None:
    settings = make([dimension("fit", 10, [{"points": 10, "is": ["是"]}], field=f"extra.{word}")])
    assert score_one(settings, extras={word: "是"})["d_fit"] == 10
    assert score_one(settings, extras={"other": "是"})["d_fit"] == 0


@pytest.mark.parametrize(
    ("cell", "points"),
    [
        ("1,200人", 10),
        ("约30万", 10),
        ("1.5亿", 10),
        ("3w", 10),
        ("2千", 10),
        ("999", 5),
        ("无", 0),
        ("很多", 0),
        ("", 0),
    ],
)
def test_numbers_in_own_columns(cell: str, points: float) -> None:
    bands = [{"points": 10, "from": 1000}, {"points": 5, "to": 1000}]
    settings = make([dimension("fit", 10, bands, field="extra.学员数")], blank_words=["无"])
    assert score_one(settings, extras={"学员数": cell})["d_fit"] == points


def test_a_blank_word_in_an_own_column_is_no_value() -> None:
    settings = make([dimension("fit", 10, [{"points": 10, "filled": True}], field="extra.x")], blank_words=["N/A", "-"])
    for cell, points in (("n/a", 0), (" - ", 0), ("-5", 10), ("有", 10)):
        found = score_one(settings, extras={"x": cell})
        assert (found["d_fit"], found["completeness"]) == (points, points / 10)


def test_a_dimension_may_build_on_another() -> None:
    dimensions = [
        dimension("fit", 10, [{"points": 10, "is": ["教育"]}], field="industry"),
        dimension(
            "both", 10, [{"points": 10, "from": 10, "also": [{"field": "need", "filled": True}]}], field="points.fit"
        ),
    ]
    settings = make(dimensions, invalid=[{"reason": "low", "field": "points.fit", "to": 1}])
    assert score_one(settings, industry="教育", need="x")["d_both"] == 10
    assert score_one(settings, industry="教育")["d_both"] == 0
    assert score_one(settings, industry="餐饮")["invalid_reason"] == "low"


def test_a_skipped_dimension_leaves_the_others_to_decide() -> None:
    dimensions = [
        dimension("fit", 40, [{"points": 30, "is": ["教育"]}], field="industry"),
        dimension("need", 60, [{"points": 60, "filled": True}], field="need", missing={"skip": True}),
    ]
    found = score_one(make(dimensions), industry="教育")
    assert (found["total"], found["d_need"], found["completeness"]) == (75, None, 0.4)
    assert found["explanation"] == "fit 30/40 教育；need -/60"
    assert score_one(make(dimensions), industry="教育", need="x")["total"] == 90


def test_missing_points_may_be_neutral() -> None:
    settings = make([dimension("fit", 10, [{"points": 10, "is": ["教育"]}], field="industry", missing={"points": 5})])
    found = score_one(settings)
    assert (found["total"], found["completeness"]) == (5, 0)


def test_fractions_of_points_add_up_exactly() -> None:
    rules = [{"points": "33.3", "filled": True}]
    thirds = [dimension(key, 34, rules, field="need") for key in ("a", "b", "c")]
    grades = [{"grade": "A", "minimum": "99.9"}, {"grade": "B", "minimum": 0}]
    found = score_one(make(thirds, grades=grades), need="x")
    assert (found["total"], found["grade"]) == (99.9, "A")


# Random settings and leads, over an alphabet where words meet each other often.
WORDS = st.sampled_from(["教育", "职业教育", "课程", "CRM", "系统", "a'b", "x.y", "要"])
WORD_LISTS = st.lists(WORDS, min_size=1, max_size=3, unique=True)
TEXTS = st.one_of(
    st.none(),
    st.lists(
        st.sampled_from(
            ["教育", "职业教育", "-", "课程", "ｃｒｍ", "Crm", "系统", "a'b", "x.y", "xzy", "要", " ", "9", "/"]
        ),
        max_size=4,
    ).map("".join),
)
TESTS = st.one_of(
    st.builds(lambda words: {"is": words}, WORD_LISTS),
    st.builds(lambda words: {"is_not": words}, WORD_LISTS),
    st.builds(lambda words: {"any": words}, WORD_LISTS),
    st.builds(lambda words: {"all": words}, WORD_LISTS),
    st.builds(lambda words, others: {"none": words, "any": others}, WORD_LISTS, WORD_LISTS),
    st.builds(lambda words: {"more_than": words}, WORD_LISTS),
    st.builds(lambda filled: {"filled": filled}, st.booleans()),
)
TEXT_FIELD = st.sampled_from(["industry", "need", "extra.意向", "phone"]) | st.just(["industry", "need"])
BANDS = st.builds(
    lambda cut, width: [{"to": cut}, {"from": cut, "to": cut + width}, {"from": cut + width}],
    st.sampled_from([5, 10, 100]),
    st.sampled_from([10, 90]),
)
POINTS = st.integers(0, 20)


@st.composite
def dimensions(draw: st.DrawFn, key: str) -> dict[str, Any]:
    field = draw(st.sampled_from(["text", "number", "points"])) if key != "d0" else "text"
    if field == "text":
        rules = draw(st.lists(TESTS, min_size=1, max_size=3))
        more = {"field": draw(TEXT_FIELD)}
    else:
        rules = draw(BANDS)
        numbers = ["employees", ["budget", "need_budget"]] if field == "number" else ["points.d0"]
        more = {"field": draw(st.sampled_from(numbers)), "basis": draw(st.sampled_from(["low", "mid", "high"]))}
    rules = [rule | {"points": draw(POINTS)} for rule in rules]
    if draw(st.booleans()):
        rules[0]["also"] = [draw(TESTS) | {"field": draw(TEXT_FIELD)}]
    more["missing"] = draw(st.sampled_from([{}, {"points": 3}, {"skip": True}]))
    more["otherwise"] = draw(st.sampled_from([None, {"points": min(rule["points"] for rule in rules)}]))
    return dimension(key, 20, rules, **more)


@st.composite
def scorings(draw: st.DrawFn) -> ScoringSettings:
    count = draw(st.integers(1, 3))
    invalid = [draw(TESTS) | {"field": draw(TEXT_FIELD), "reason": f"r{n}"} for n in range(draw(st.integers(0, 2)))]
    grades = [{"grade": "A", "minimum": 15 * count}, {"grade": "B", "minimum": 8 * count}, {"grade": "C", "minimum": 0}]
    return make(
        [draw(dimensions(f"d{n}")) for n in range(count)],
        grades=grades,
        invalid=invalid,
        blank_words=["无"],
        vocabularies={"industry": {"教育": ["职业教育", "CRM"]}},
    )


AMOUNTS = st.none() | st.sampled_from([0, 4, 5, 9, 10, 15, 20, 95, 100, 190])


@st.composite
def leads(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for number in range(draw(st.integers(1, 6))):
        values: dict[str, Any] = {"industry": draw(TEXTS), "need": draw(TEXTS)}
        for field in ("employees", "budget", "need_budget"):
            values |= {f"{field}_low": draw(AMOUNTS), f"{field}_high": draw(AMOUNTS)}
            values[f"{field}_high_exclusive"] = draw(st.booleans())
        values["emails"] = draw(st.none() | st.just([]) | st.just(["a@b"]))
        values["extras"] = draw(st.just({}) | st.builds(lambda text: {"意向": text or "无"}, TEXTS))
        found.append(lead(f"L{number}", **values))
    return found


@given(scorings(), leads())
@examples(80)
def test_the_sql_agrees_with_the_plain_reference(settings: ScoringSettings, some: list[dict[str, Any]]) -> None:
    _, scores = run(some, settings)
    for each in some:
        found, wanted = scores[each["lead_no"]], reference_score(each, settings)
        assert {key: found[f"d_{key}"] for key in wanted["points"]} == wanted["points"]
        assert found["total"] == pytest.approx(wanted["total"], abs=1e-6)
        assert found["completeness"] == pytest.approx(wanted["completeness"])
        assert (found["invalid_reason"], found["grade"]) == (wanted["invalid_reason"], wanted["grade"])


@given(scorings(), leads(), st.randoms(use_true_random=False))
@examples(15)
def test_the_order_of_rows_does_not_matter(settings: ScoringSettings, some: list[dict[str, Any]], random: Any) -> None:
    shuffled = random.sample(some, len(some))
    assert run(some, settings) == run(shuffled, settings)


@given(scorings(), leads())
@examples(15)
def test_parts_stay_within_their_weights_and_add_up(settings: ScoringSettings, some: list[dict[str, Any]]) -> None:
    _, scores = run(some, settings)
    for found in scores.values():
        assert all(part["points"] is None or part["points"] <= part["max"] for part in found["parts"])
        assert 0 <= found["completeness"] <= 1
        if all(part["points"] is not None for part in found["parts"]):
            assert found["total"] == sum(part["points"] for part in found["parts"])


@given(scorings(), leads(), TESTS, POINTS)
@examples(20)
def test_one_more_rule_never_lowers_a_known_score(
    settings: ScoringSettings, some: list[dict[str, Any]], test: dict[str, Any], points: int
) -> None:
    content = settings.model_dump(by_alias=True, exclude_none=True)
    first = content["dimensions"][0]
    floor = first.get("otherwise", {}).get("points", 0)
    first["rules"].append(test | {"points": max(points, floor)})
    before, after = run(some, settings)[1], run(some, ScoringSettings.model_validate(content))[1]
    for lead_no, found in before.items():
        assert (after[lead_no]["d_d0"] or 0) >= (found["d_d0"] or 0)
