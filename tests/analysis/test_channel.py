"""Channels counted by hand: the case of the documents, spread costs, currencies, what is not known, advice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from leadcli.analysis.channel import ChannelQuestion, count_channels
from leadcli.analysis.channel_result import ChannelResult, Money
from leadcli.domain.period import range_period
from leadcli.settings.channels import AdviceRule
from tests.support.channel_tables import (
    AS_OF,
    MAY,
    PIPELINE,
    TABLES,
    connection,
    cost,
    counted,
    fill,
    lead,
    named,
    shipped_channels,
)


def fair(leads: int, opportunities: int, won: int = 0, source: str = "展会") -> list[dict[str, object]]:
    """So many leads of a fair, of these so many opportunities, of these so many won."""
    outcomes = ["won"] * won + ["open"] * (leads - won)
    return [
        lead(f"{source}{number}", source, outcome, opportunity=number < opportunities)
        for number, outcome in enumerate(outcomes)
    ]


def amounts(*given: tuple[str, int] | tuple[str, int, str]) -> list[dict[str, object]]:
    rows = [(*each, "CNY")[:3] for each in given]
    return [{"lead_no": lead_no, "amount": Decimal(amount), "currency": currency} for lead_no, amount, currency in rows]


def money(result: ChannelResult, channel: str, currency: str = "CNY") -> Money:
    found = named(result)[channel].in_currency(currency)
    assert found is not None
    return found


def test_fifty_thousand_for_twenty_leads_and_five_opportunities() -> None:
    result = counted(fair(20, 5), [cost("展会", 50_000, "2024-05-01", "2024-05-31")])
    spent = money(result, "展会")
    assert (spent.cost, spent.cost_per_lead, spent.cost_per_opportunity) == (50_000, 2_500, 10_000)
    assert spent.cost_per_won is None
    assert (spent.value, spent.value_roi) == (None, None)  # nobody wrote an amount
    assert (spent.won_amount, spent.won_roi) == (0, -1)  # nothing won is known to be nothing


def test_both_returns_on_investment() -> None:
    """Opportunities of 300,000, of these 100,000 won, for 50,000: 6 times, and (100,000 - 50,000) / 50,000 = 1."""
    known = amounts(("展会0", 100_000), ("展会1", 120_000), ("展会2", 80_000))
    result = counted(fair(20, 5, won=1), [cost("展会", 50_000, "2024-05-01", "2024-05-31")], amounts=known)
    spent = money(result, "展会")
    assert (spent.value, spent.value_roi) == (300_000, 6)
    assert (spent.won_amount, spent.won_roi) == (100_000, 1)
    assert spent.cost_per_won == 50_000
    channel = named(result)["展会"]
    assert (channel.value_known, channel.opportunities, channel.won_known, channel.won) == (3, 5, 1, 1)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2024-04-16", "2024-05-15", 15_000),  # 30 days, 15 of them in May
        ("2024-05-01", "2024-05-31", 30_000),
        ("2024-05-31", "2024-05-31", 30_000),
        ("2024-05-31", "2024-06-29", 1_000),  # the first of 30 days
        ("2024-04-02", "2024-05-01", 1_000),  # the last of 30 days
        ("2024-01-01", "2024-12-31", 30_000 * 31 / 366),
    ],
)
def test_a_cost_is_spread_over_its_days(start: str, end: str, expected: float) -> None:
    result = counted(fair(10, 1), [cost("展会", 30_000, start, end, target_leads=60)])
    assert money(result, "展会").cost == pytest.approx(expected)
    assert named(result)["展会"].target == pytest.approx(60 * expected / 30_000)


@pytest.mark.parametrize(("start", "end"), [("2024-04-01", "2024-04-30"), ("2024-06-01", "2024-06-30")])
def test_a_cost_outside_the_period_is_none(start: str, end: str) -> None:
    result = counted(fair(1, 0), [cost("展会", 30_000, start, end), cost("报纸", 100, start, end)])
    assert named(result)["展会"].money == ()
    assert list(named(result)) == ["展会"]
    assert not result.has_costs


def test_costs_of_several_rows_add_up_and_do_not_make_leads() -> None:
    costs = [
        cost("展会", 10_000, "2024-05-01", "2024-05-31", target_leads=15),
        cost("展览会", 20_000, "2024-05-10", "2024-05-12"),
        cost("报纸", 5_000, "2024-05-01", "2024-05-31"),
    ]
    result = counted(fair(10, 2), costs)
    assert money(result, "展会").cost == 30_000
    paper = named(result)["报纸"]
    assert (paper.leads, paper.valid, money(result, "报纸").cost, money(result, "报纸").cost_per_lead) == (
        0,
        0,
        5_000,
        None,
    )
    assert paper.advice is not None
    assert paper.advice.advice == "fix"
    assert result.unknown == ("报纸",)
    [all_money] = result.total.money
    assert (all_money.cost, all_money.cost_per_lead) == (35_000, 3_500)


def test_leads_without_a_cost_cost_nobody_knows_what() -> None:
    """And do not make the leads of other channels cheaper."""
    result = counted([*fair(10, 2), *fair(30, 3, source="官网")], [cost("展会", 10_000, "2024-05-01", "2024-05-31")])
    assert named(result)["官网"].money == ()
    assert (result.total.leads, result.total.money[0].cost_per_lead) == (40, 1_000)


def test_no_costs_and_no_leads() -> None:
    without = counted(fair(10, 2))
    assert (without.has_costs, without.total.money) == (False, ())
    empty = counted([])
    assert (empty.channels, empty.total.leads, empty.total.opportunity_rate, empty.dependence) == ((), 0, None, ())


def test_a_cost_of_nothing_is_known_and_has_no_return() -> None:
    spent = money(counted(fair(10, 2), [cost("展会", 0, "2024-05-01", "2024-05-31")]), "展会")
    assert (spent.cost, spent.cost_per_lead, spent.value_roi, spent.won_roi) == (0, 0, None, None)


def test_currencies_are_never_added_up() -> None:
    costs = [
        cost("展会", 10_000, "2024-05-01", "2024-05-31"),
        cost("展会", 2_000, "2024-05-01", "2024-05-31", currency="USD"),
    ]
    known = amounts(("展会0", 30_000), ("展会1", 8_000, "USD"))
    result = counted(fair(10, 2, won=2), costs, amounts=known)
    assert [each.currency for each in result.total.money] == ["CNY", "USD"]
    yuan, dollar = money(result, "展会"), money(result, "展会", "USD")
    assert (yuan.cost, yuan.value, yuan.value_roi, yuan.won_roi) == (10_000, 30_000, 3, 2)
    assert (dollar.cost, dollar.value, dollar.value_roi, dollar.won_roi) == (2_000, 8_000, 4, 3)
    assert named(result)["展会"].only_cost is None


def test_dollars_are_no_return_on_yuan() -> None:
    """And no loss either: the return is in another currency."""
    costs = [cost("展会", 10_000, "2024-05-01", "2024-05-31")]
    yuan = money(counted(fair(10, 1, won=1), costs, amounts=amounts(("展会0", 9_000, "USD"))), "展会")
    assert (yuan.value, yuan.value_roi, yuan.won_roi) == (None, None, None)


def test_costs_without_days_or_the_wrong_way_round_are_told_apart() -> None:
    costs = [
        cost("展会", 10_000, None, None),
        cost("展会", 3_000, "2024-05-01", None),
        cost("官网", 500, "2024-05-31", "2024-05-01"),
        cost("官网", 70, None, "2024-05-01", currency="USD"),
    ]
    result = counted(fair(10, 1), costs)
    assert not result.has_costs
    told = [(each.why, each.currency, each.count, each.cost) for each in result.uncounted]
    assert told == [
        ("cost_undated", "CNY", 2, 13_000),
        ("cost_undated", "USD", 1, 70),
        ("cost_reversed", "CNY", 1, 500),
    ]


def test_names_of_one_channel_count_together_and_unknown_ones_stand_as_written() -> None:
    sources = ["官网", "网站", " 官方网站", "WEB", "小红书", "小 红书", "展会-上海教育装备展", None]
    result = counted([lead(f"L{at}", source) for at, source in enumerate(sources)])
    assert {name: each.leads for name, each in named(result).items()} == {"官网": 4, "小红书": 2, "展会": 1, None: 1}
    assert result.unknown == ("小红书",)
    assert named(result)["官网"].attributes == ("线上", "主动咨询")


def test_campaigns_of_leads_and_costs_meet() -> None:
    leads = [
        lead("A", "展会-上海教育装备展"),
        lead("B", "展会") | {"campaign": "上海 教育装备展"},
        lead("C", "展会") | {"campaign": "成都展"},
        lead("D", "展会"),
    ]
    costs = [
        cost("展览会", 9_000, "2024-05-01", "2024-05-31", campaign="上海教育装备展"),
        cost("展会", 600, "2024-05-01", "2024-05-31"),
    ]
    result = counted(leads, costs, by="campaign")
    found = {each.campaign: (each.leads, each.money[0].cost if each.money else None) for each in result.channels}
    assert found == {"上海教育装备展": (2, 9_000), "成都展": (1, None), None: (1, 600)}


def test_the_first_touch_counts_and_the_others_stand_beside() -> None:
    with connection() as database:
        fill(database, [lead("A", "网站"), lead("B", "展会")])
        others = [("A", 2, "展览会"), ("A", 3, "官网"), ("A", 4, "抖音"), ("A", 5, "展会")]
        database.executemany("INSERT INTO touches VALUES (?, ?, ?, NULL)", others)
        result = count_channels(database, TABLES, PIPELINE, ChannelQuestion(MAY, AS_OF), shipped_channels())
        rows = database.execute("SELECT lead_no, channel, others FROM channel_lead ORDER BY lead_no").fetchall()
    assert {name: each.leads for name, each in named(result).items()} == {"官网": 1, "展会": 1}
    assert rows == [("A", "官网", ["展会", "抖音"]), ("B", "展会", None)]


def test_grades_invalid_and_unscored_leads() -> None:
    scores = [
        {"lead_no": "展会0", "grade": "A"},
        {"lead_no": "展会1", "grade": "B"},
        {"lead_no": "展会2", "grade": "B"},
        {"lead_no": "展会3", "invalid_reason": "学生"},
        {"lead_no": "展会4", "grade": "C", "invalid_reason": "学生"},  # a person graded it all the same
    ]
    costs = [cost("展会", 1_000, "2024-05-01", "2024-05-31", target_leads=8)]
    channel = named(counted(fair(5, 0), costs, scores))["展会"]
    assert (channel.grades, channel.invalid, channel.unscored) == ({"A": 1, "B": 2, "C": 1}, 1, 0)
    assert (channel.valid, channel.valid_share, channel.target_reached) == (4, 0.8, 0.5)
    assert channel.money[0].cost_per_valid_lead == 250
    partly = named(counted(fair(6, 0), costs, scores))["展会"]
    assert (partly.unscored, partly.valid, partly.valid_share, partly.target_reached) == (1, 4, 0.8, None)
    assert partly.money[0].cost_per_valid_lead is None
    assert named(counted(fair(5, 0), costs))["展会"].valid is None  # never scored
    assert sum(partly.grades.values()) + partly.invalid + partly.unscored == partly.leads == 6


def test_dependence_on_one_channel() -> None:
    """60 of 100 leads; of the won 4 of 8 are just half."""
    leads = [*fair(60, 10, won=4), *fair(40, 10, won=4, source="官网")]
    [found] = counted(leads).dependence
    assert (found.what, found.channel, found.count, found.whole, found.share) == ("leads", "展会", 60, 100, 0.6)
    assert counted([*fair(50, 0), *fair(50, 0, source="官网")]).dependence == ()
    assert counted(fair(9, 3, won=3)).dependence == ()  # too few to say
    assert counted([lead(f"L{number}", None) for number in range(50)]).dependence == ()  # nobody knows the channel


def test_dependence_counts_the_campaigns_of_a_channel_together() -> None:
    leads = [each | {"campaign": f"第{at % 3}场"} for at, each in enumerate(fair(30, 0))] + fair(20, 0, source="官网")
    [found] = counted(leads, by="campaign").dependence
    assert (found.channel, found.count, found.share) == ("展会", 30, 0.6)


REST = fair(60, 15, source="官网")  # a quarter become opportunities


@pytest.mark.parametrize(
    ("leads", "costs", "known", "scores", "expected"),
    [
        (fair(9, 5), 0, [], [], "few"),
        (fair(20, 4), 10_000, amounts(("展会0", 9_000)), [], "fix"),  # 0.9 times the cost, 0.8 of the usual rate
        (fair(20, 1), 10_000, amounts(("展会0", 9_000)), [], "stop"),
        (fair(20, 1), None, [], [], "fix"),  # 5 % against 20 %
        (fair(20, 5, won=1), 10_000, amounts(("展会0", 20_000)), [], "more"),
        (fair(20, 5), 10_000, amounts(("展会0", 50_000)), [], "more"),
        (fair(20, 5), 10_000, amounts(("展会0", 20_000)), [], "keep"),
        (
            fair(20, 5),
            None,
            [],
            [{"lead_no": f"展会{n}", "invalid_reason": "学生"} for n in range(9)]
            + [{"lead_no": f"展会{n}", "grade": "B"} for n in range(9, 20)],
            "fix",
        ),  # 55 % valid
        (fair(20, 5), None, [], [], "keep"),
    ],
)
def test_advice(
    leads: list[dict[str, object]],
    costs: int | None,
    known: list[dict[str, object]],
    scores: list[dict[str, object]],
    expected: str,
) -> None:
    spent = [] if costs is None else [cost("展会", costs, "2024-05-01", "2024-05-31")]
    advice = named(counted([*leads, *REST], spent, scores, known))["展会"].advice
    assert advice is not None
    assert advice.advice == expected


def test_advice_names_the_figures_that_made_it() -> None:
    """5 of 20 against 20 of 80: exactly like all leads together."""
    known = amounts(("展会0", 50_000))
    result = counted([*fair(20, 5), *REST], [cost("展会", 10_000, "2024-05-01", "2024-05-31")], amounts=known)
    advice = named(result)["展会"].advice
    assert advice is not None
    assert [(each.figure, each.value, each.limit, each.at_least) for each in advice.because] == [
        ("value_roi", 5, 5, True),
        ("opportunity_index", 1, 1, True),
    ]


def test_advice_follows_the_rules_of_the_team() -> None:
    rules = (AdviceRule(advice="stop", below={"won_rate": 0.5}),)
    settings = shipped_channels().model_copy(update={"advice": rules})
    result = counted(fair(4, 2, won=2) + fair(4, 2, won=1, source="官网"), settings=settings)
    assert {name: each.advice and each.advice.advice for name, each in named(result).items()} == {
        "展会": None,
        "官网": "stop",
    }


def test_nobody_advises_leads_of_no_channel() -> None:
    [nameless] = counted([lead(f"L{number}", None, "won") for number in range(50)]).channels
    assert (nameless.channel, nameless.leads, nameless.advice) == (None, 50, None)


def test_shares_and_small_samples() -> None:
    result = counted([*fair(29, 10, won=4), *fair(31, 10, won=1, source="官网")])
    web, fairs = result.channels
    assert (web.channel, web.lead_share, web.won_share, web.small_sample) == ("官网", 31 / 60, 0.2, False)
    assert (fairs.opportunity_rate, fairs.close_rate, fairs.won_rate, fairs.small_sample) == (
        10 / 29,
        0.4,
        4 / 29,
        True,
    )
    assert (fairs.open, fairs.lost) == (25, 0)


def test_a_week_has_its_seventh_of_seven_weeks() -> None:
    week = range_period("2024-05-06", "2024-05-12")
    costs = [cost("展会", 70_000, "2024-05-01", "2024-06-18")]  # 49 days
    assert money(counted(fair(10, 1), costs, period=week), "展会").cost == pytest.approx(10_000)


def test_amounts_nobody_wrote_do_not_become_nothing_in_the_total() -> None:
    """The website won a deal of unknown amount: the fair's nothing is not the amount of all."""
    leads = [*fair(10, 2), *fair(10, 2, won=1, source="官网")]
    [total] = counted(leads, [cost("展会", 1_000, "2024-05-01", "2024-05-31")]).total.money
    assert (total.value, total.won_amount) == (None, None)
    assert (total.value_roi, total.won_roi) == (None, -1)  # of the fair alone, which won nothing


def test_nothing_is_advised_of_a_campaign_whose_leads_may_be_among_the_unnamed() -> None:
    spent = [cost("展会", 9_000, "2024-05-01", "2024-05-31", campaign="成都展")]
    hidden = counted(fair(20, 5), spent, by="campaign").channels
    assert {each.campaign: each.advice is not None for each in hidden} == {None: True, "成都展": False}
    named_all = [each | {"campaign": "上海展"} for each in fair(20, 5)]
    told = {each.campaign: each.advice for each in counted(named_all, spent, by="campaign").channels}
    assert told["成都展"] is not None
    assert told["成都展"].advice == "fix"
