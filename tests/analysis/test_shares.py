"""Shares of a deal, as people write them, and what cannot be split."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from leadcli.analysis.shares import split_deals


def _split(owner: str | None, text: str | None) -> tuple[dict[str | None, float], list[tuple[str, str]]]:
    connection = duckdb.connect()
    connection.execute("create table lead (lead_no varchar, owner varchar, shared_with varchar)")
    connection.execute("insert into lead values ('L1', ?, ?), ('L2', 'Wang Fang', null)", [owner, text])
    split_deals(connection, "lead")
    rows = connection.execute("select owner, share from deal_share where lead_no = 'L1' and share > 0").fetchall()
    [(whole,)] = connection.execute("select sum(share) from deal_share where lead_no = 'L1'").fetchall()
    assert whole == Decimal(1)
    doubts = connection.execute("select code, value from share_doubt order by code").fetchall()
    return {name: float(share) for name, share in rows}, doubts


@pytest.mark.parametrize(
    ("text", "others"),
    [
        (None, {}),
        ("王芳30%", {"王芳": 0.3}),
        ("王芳 30%、李强20%", {"王芳": 0.3, "李强": 0.2}),
        ("王芳:30%；李强:20%", {"王芳": 0.3, "李强": 0.2}),
        ("王芳：３０％，李强：20%", {"王芳": 0.3, "李强": 0.2}),
        ("王芳(30%)", {"王芳": 0.3}),
        ("王芳（30%）李强（12.5%）", {"王芳": 0.3, "李强": 0.125}),
        ("王芳30%李强20%", {"王芳": 0.3, "李强": 0.2}),
        ("王芳 30%\n李强 20%", {"王芳": 0.3, "李强": 0.2}),
        ("张敏60% 王芳40%", {"王芳": 0.4}),  # 张敏 is the owner
        ("王芳40%、张 敏60%", {"王芳": 0.4}),
        ("张敏34% 王芳33% 李强33%", {"王芳": 0.33, "李强": 0.33}),
        ("张敏33.3% 王芳33.3% 李强33.3%", {"王芳": 0.333, "李强": 0.333}),  # the rounding is the owner's
        ("王芳100%", {"王芳": 1}),
        ("王芳0.3/李强 20", {"王芳": 0.3, "李强": 0.2}),  # up to 1 a fraction, else percent
        ("王芳3成", {"王芳": 0.3}),
        ("wang fang 30%", {"Wang Fang": 0.3}),  # as the owner of L2 is written
        ("王芳 20%、王芳 10%", {"王芳": 0.3}),
    ],
)
def test_the_owner_keeps_what_is_left(text: str | None, others: dict[str | None, float]) -> None:
    shares, doubts = _split("张敏", text)
    left = 1 - sum(others.values())
    assert shares == pytest.approx(others | ({"张敏": left} if left else {}))
    assert doubts == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("王芳70%、李强40%", "shares_above_whole"),
        ("张敏60% 王芳50%", "shares_above_whole"),
        ("张敏60% 王芳30%", "shares_below_whole"),
        ("30%", "share_without_name"),
        ("30%王芳", "share_without_name"),
    ],
)
def test_a_doubted_deal_is_not_split(text: str, code: str) -> None:
    shares, doubts = _split("张敏", text)
    assert shares == {"张敏": 1}
    assert (code, text) in doubts


@pytest.mark.parametrize(
    ("text", "shares", "without"),
    [
        ("李强", {"张敏": 1}, "李强"),
        ("王芳 李强 赵刚", {"张敏": 1}, "李强, 王芳, 赵刚"),
        ("王芳30%、李强", {"张敏": 0.7, "王芳": 0.3}, "李强"),
        ("李强 王芳30%", {"张敏": 0.7, "王芳": 0.3}, "李强"),
    ],
)
def test_a_name_without_a_share_gets_none_and_is_said(text: str, shares: dict[str, float], without: str) -> None:
    assert _split("张敏", text) == (pytest.approx(shares), [("share_missing", without)])


def test_what_is_left_of_nobodys_deal_is_nobodys() -> None:
    assert _split(None, "王芳30%") == (pytest.approx({None: 0.7, "王芳": 0.3}), [])
