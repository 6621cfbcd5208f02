"""Who has which share of a deal that several people work on, out of what stands in the column of colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# Full-width signs, and everything that stands between two people, a line break too.
_WRITTEN = "０１２３４５６７８９．％（）：［］【】[]，、；,/／|｜+＋&＆\n"
_READ = "0123456789.%():()()()" + ";" * (len(_WRITTEN) - 21)
_HAN = r"(\p{Han}{2,})\s+(\p{Han}{2,})"


def _apart(text: str) -> str:
    """SQL of a text with `;` behind every share and between Chinese names that only a blank divides."""
    told = f"translate({text}, '{_WRITTEN}', '{_READ}')"
    told = rf"regexp_replace({told}, '(\d+(?:\.\d+)?\s*[%成]?\s*\)?)', '\1;', 'g')"
    for _ in range(2):  # of three names in a row the second belongs to two pairs
        told = rf"regexp_replace({told}, '{_HAN}', '\1;\2', 'g')"
    return told


def _word(name: str) -> str:
    """SQL of a name as it is compared: 李 强 is 李强."""
    return rf"lower(regexp_replace({name}, '\s', '', 'g'))"


# Every text is read once, however many deals have it.
_PART = rf"""
CREATE OR REPLACE TEMP TABLE share_part AS
WITH piece AS (
    SELECT shared_with, unnest(string_split({_apart("shared_with")}, ';')) AS piece
    FROM (SELECT DISTINCT shared_with FROM {{leads}} WHERE shared_with IS NOT NULL)
), said AS (
    SELECT shared_with, trim(regexp_extract(piece, '^[\s:()]*([^\d:()]*)', 1)) AS written,
        regexp_extract(piece, '\d\s*([%成])', 1) AS unit,
        try_cast(regexp_extract(piece, '\d+(?:\.\d+)?') AS DECIMAL(12, 4)) AS figure
    FROM piece
)
SELECT lead_no, {_word("owner")} AS owner_word, {_word("written")} AS word,
    if(regexp_full_match(written, '[\p{{Han}}\s]+'), word, written) AS name,
    CASE WHEN unit = '成' THEN figure * 0.1 WHEN unit = '' AND figure <= 1 THEN figure
        ELSE figure * 0.01 END::DECIMAL(12, 6) AS share
FROM said JOIN {{leads}} USING (shared_with)
WHERE written <> '' OR figure IS NOT NULL
"""

# A hundredth may be missing or too much where thirds were rounded.
_JUDGED = """
CREATE OR REPLACE TEMP TABLE share_judged AS
SELECT lead_no, coalesce(sum(share) FILTER (word IS DISTINCT FROM owner_word), 0) AS others,
    sum(share) FILTER (word = owner_word) AS own,
    CASE WHEN bool_or(word = '') THEN 'share_without_name'
        WHEN others > 1 OR others + own > 1.01 THEN 'shares_above_whole'
        WHEN others + own < 0.99 THEN 'shares_below_whole' END AS doubt
FROM share_part
GROUP BY lead_no
"""

_SHARE = f"""
CREATE OR REPLACE TEMP TABLE deal_share AS
WITH known AS (
    SELECT {_word("owner")} AS word, min(owner) AS owner FROM {{leads}} WHERE owner IS NOT NULL GROUP BY 1
)
SELECT lead_no, owner, TRUE AS is_owner, (1 - if(doubt IS NULL, coalesce(others, 0), 0))::DECIMAL(9, 6) AS share
FROM {{leads}} LEFT JOIN share_judged USING (lead_no)
UNION ALL
SELECT lead_no, coalesce(any_value(owner), min(name)), FALSE, sum(share)::DECIMAL(9, 6)
FROM share_part JOIN share_judged USING (lead_no) LEFT JOIN known USING (word)
WHERE doubt IS NULL AND share > 0 AND word IS DISTINCT FROM owner_word
GROUP BY lead_no, word
"""

_DOUBT = """
CREATE OR REPLACE TEMP TABLE share_doubt AS
SELECT lead_no, doubt AS code, shared_with AS value
FROM share_judged JOIN {leads} USING (lead_no) WHERE doubt IS NOT NULL
UNION ALL
SELECT lead_no, 'share_missing', string_agg(name, ', ' ORDER BY name)
FROM share_part WHERE share IS NULL AND word IS DISTINCT FROM owner_word GROUP BY lead_no
"""


def split_deals(connection: duckdb.DuckDBPyConnection, leads: str) -> None:
    """Make the temporary tables that amounts are split by; whatever is credited to people is credited by them.

    - `deal_share`: lead_no, owner, share (a fraction), is_owner: of each lead its owner, who keeps what is left, and
      everybody who is written down with a share; the shares of a lead sum up to 1
    - `share_doubt`: lead_no, code, value. A deal is not split, and its owner has all of it, where the shares pass 100 %
      (`shares_above_whole`), where the owner's own share is written too and all together miss 100 %
      (`shares_below_whole`), and where one belongs to no name (`share_without_name`). Whoever has no share written gets
      none (`share_missing`).

    Args:
        connection: where the relation is.
        leads: name of a relation (lead_no once each, owner, shared_with: 王芳 30%、李强 20%).
    """
    for script in (_PART, _JUDGED, _SHARE, _DOUBT):
        connection.execute(script.replace("{leads}", leads))  # patterns have braces too
    for table in ("share_part", "share_judged"):
        connection.execute(f"DROP TABLE {table}")
