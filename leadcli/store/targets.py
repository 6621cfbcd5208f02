"""What targets are compared with: the rows of target sheets, and leads with whom they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from leadcli.analysis.target_status import TargetRow
from leadcli.domain.currency import BASE_CURRENCY


def read_targets(connection: duckdb.DuckDBPyConnection) -> list[TargetRow]:
    """The targets as they stand, in the order they were first imported."""
    rows = connection.execute(
        "select period, scope, object, metric, stage, value, owner, value_currency from target"
        " where superseded_by is null"
        " order by record_id"
    ).fetchall()
    return [TargetRow(*row) for row in rows]


def open_target_leads(
    connection: duckdb.DuckDBPyConnection, *, joint: str, scored: bool, teams: Mapping[str, Sequence[str]]
) -> None:
    """Make the temp tables that targets are compared with; needs `lead` and `deal_share`.

    - `target_lead`: lead_no, owner, region, source, product, team, amount, currency, invalid, paid_amount, paid_at,
      paid_currency
    - `target_credit`: the same for everybody who has a share of a lead, with that part of what was paid, and the share

    Args:
        connection: where the relations live.
        joint: what stands between the sources of a lead that came through several; it is counted for the first.
        scored: whether it is known which leads are invalid, which needs `current_score`.
        teams: who is in a team.
    """
    members = [(owner, team) for team, owners in teams.items() for owner in owners]
    invalid = "invalid_reason is not null" if scored else "null::boolean"
    scores = "left join (select lead_id, invalid_reason from current_score) using (lead_id)" if scored else ""
    connection.execute(
        """create or replace temp table target_member as
        select unnest(?::varchar[]) as owner, unnest(?::varchar[]) as team""",
        [[owner for owner, _ in members], [team for _, team in members]],
    )
    connection.execute(
        f"""create or replace temp table target_lead as
        select lead_no, owner, region, split_part(source, ?, 1) as source, product, team, amount,
               coalesce(amount_currency, '{BASE_CURRENCY}') as currency, {invalid} as invalid, paid_amount, paid_at,
               coalesce(paid_amount_currency, '{BASE_CURRENCY}') as paid_currency
        from lead left join target_member using (owner) {scores}""",
        [joint],
    )
    connection.execute(
        """create or replace temp table target_credit as
        select target_lead.* replace (
          credit.owner as owner, target_member.team as team, paid_amount * share as paid_amount
        ), share
        from target_lead join deal_share as credit using (lead_no)
        left join target_member on target_member.owner = credit.owner"""
    )


def known_names(connection: duckdb.DuckDBPyConnection, columns: Sequence[str]) -> dict[str, list[str]]:
    """What values each of these columns of `target_credit` has."""
    found: dict[str, list[str]] = {}
    for column in columns:
        rows = connection.execute(f"select distinct {column} from target_credit where {column} is not null order by 1")
        found[column] = [name for (name,) in rows.fetchall()]
    return found
