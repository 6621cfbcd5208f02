"""How names are read before they are compared: one width, one script, and the words that are no name taken off.

Everything happens in SQL; only the few characters that are traditional are looked up (opencc), once each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from leadcli.domain.sql import literal
from leadcli.settings.dedupe import DedupeWords

_FULL_WIDTH = "".join(chr(code + 0xFEE0) for code in range(0x21, 0x7F)) + "\u3000【】〔〕〈〉《》「」"
_HALF_WIDTH = "".join(chr(code) for code in range(0x21, 0x7F)) + " ()()()()()"
_UNIT = "(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|地区|省|市|州|盟|县)"
_LAST_WORD = r"(\S+)$"
_IN_BRACKETS = r"\(.*?\)"
_GROUP_1 = r"\1"
_PUNCTUATION = r"\s.,;:，。、；：·•&/\\\-_'\"“”‘’"


@dataclass(frozen=True)
class Folding:
    """Characters that are read as others: full-width as half-width, traditional as simplified."""

    written: str
    read: str

    @property
    def parameters(self) -> dict[str, str]:
        """The SQL parameters `folded` refers to."""
        return {"fold_any": f"[{re.escape(self.written)}]", "fold_from": self.written, "fold_to": self.read}


def folded(column: str) -> str:
    """SQL of a text in lower case, half-width, simplified; most texts need no translation and skip it."""
    lower = f"lower({column})"
    return (
        f"case when regexp_matches({column}, $fold_any) then translate({lower}, $fold_from, $fold_to) else {lower} end"
    )


def without_punctuation(column: str) -> str:
    """SQL of a text without blanks and punctuation."""
    return replaced(column, f"[{_PUNCTUATION}]+", everywhere=True)


def replaced(text: str, pattern: str, by: str = "", *, everywhere: bool = False) -> str:
    """SQL of a text with a pattern replaced, once or everywhere."""
    return f"regexp_replace({text}, {literal(pattern)}, {literal(by)}, '{'g' if everywhere else ''}')"


def read_folding(connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[str]) -> Folding:
    """Find which of the characters that occur in these columns are read as others."""
    from opencc import OpenCC

    texts = " union ".join(
        f"select distinct unnest(string_split({column}, '')) c from {relation}" for column in columns
    )
    found = connection.execute(f"select c from ({texts}) where c > '\u2e80' order by c").fetchall()
    simplify = OpenCC("t2s").convert
    pairs = [(character, simplify(character)) for (character,) in found if character not in _FULL_WIDTH]
    changed = [(old, new) for old, new in pairs if old != new and len(new) == 1]
    return Folding(_FULL_WIDTH + "".join(old for old, _ in changed), _HALF_WIDTH + "".join(new for _, new in changed))


def one_of(words: Iterable[str]) -> str:
    """A pattern that matches the longest of these words; one that matches nothing when there are none."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(map(re.escape, ordered)) + ")" if ordered else r"(?:[^\s\S])"


def firm_sql(relation: str, words: DedupeWords) -> str:
    """SQL that reads `company_text` into `firm` (brand and trade), `place` and `whole` (place and firm).

    A firm is null when nothing is left; an unknown place is empty. The place stands in front or in brackets; a name
    that would be nothing but trades without its place keeps it as its brand. The patterns capture no groups: with
    hundreds of words in them that is twenty times slower.
    """
    province, city = f"{one_of(words.provinces)}{_UNIT}?", f"{one_of(words.cities)}{_UNIT}?"
    in_brackets = rf"\((?:{province}|{city})\)"
    latin = rf"(?:[\s,.]+{one_of(words.latin_legal_forms)}\b)+[\s,.]*$"
    legal = f"{one_of(words.legal_forms)}+(?:.{{0,8}}{one_of(words.branch_forms)})?$"
    joined = replaced(replaced("written", in_brackets), rf"[{_PUNCTUATION}()\[\]]+", everywhere=True)
    return step_by_step(
        relation,
        f"{replaced('company_text', latin)} as written",
        f"trim(regexp_extract(written, {literal(in_brackets)}), '()') as bracketed,"
        f" nullif({replaced(joined, legal)}, '') as named",
        f"if(regexp_full_match(named, {literal(one_of(words.no_firm))}), null, named) as stem",
        f"regexp_extract(stem, {literal(f'^(?:中国)?(?:{province})?')}) as large",
        "stem[length(large) + 1:] as after",
        f"regexp_extract(after, {literal('^' + city)}) as small",
        "after[length(small) + 1:] as rest",
        f"length(rest) < 2 or regexp_full_match(rest, {literal(one_of(words.trades) + '+')}) as only_trades",
        """case when bracketed <> '' then bracketed when only_trades then '' when small <> '' then small
            else replace(large, '中国', '') end as town,
          if(only_trades or bracketed <> '', stem, rest) as firm""",
        f"if(firm is null, '', if(length(town) > 2, {replaced('town', _UNIT + '$')}, town)) as place",
        "place || firm as whole",
        without="company_text, written, bracketed, named, stem, large, after, small, rest, town, only_trades",
    )


def person_sql(relation: str, words: DedupeWords) -> str:
    """SQL that reads `contact_text` into `name`, `surname`, `name_mask` and `long_name`.

    张经理 has a surname and no name, 张*明 a mask (`张%明`) and no name; titles and words like 同上 are nobody. A name
    is long when chance namesakes are rare: three characters, or two words.
    """
    title = one_of(words.titles)
    long_title = one_of(word for word in words.titles if len(word) > 1)
    first = f"({one_of(words.compound_surnames)}|.)"
    salutation = rf"^{one_of(words.salutations)}\.?\s+"
    chinese = replaced(replaced("told", f"^{title}+$"), f"^(..+?){long_title}+$", _GROUP_1)
    latin = without_punctuation(replaced("written", salutation))
    return step_by_step(
        relation,
        f"trim({replaced('contact_text', _IN_BRACKETS, everywhere=True)}) as spoken",
        f"if(regexp_full_match({without_punctuation('spoken')}, {literal(one_of(words.no_person))}), null, spoken)"
        " as written",
        f"regexp_matches(written, '^[*\\p{{Han}}]') as chinese, {without_punctuation('written')} as told",
        f"""if(chinese, regexp_extract(told, {literal(f"^{first}{title}+$")}, 1),
            regexp_extract(written, {literal(salutation + _LAST_WORD)}, 1)) as titled,
          nullif(if(chinese, {chinese}, {latin}), '') as called""",
        f"""coalesce(contains(called, '*'), false) as hidden,
          case when titled <> '' then titled when chinese then regexp_extract(called, {literal("^" + first)}, 1)
            else regexp_extract(written, '{_LAST_WORD}', 1) end as first_name,
          coalesce(if(chinese, length(called) >= 3, contains(written, ' ')), false) as long_name""",
        f"""if(hidden or titled <> '', null, called) as name, nullif(nullif(first_name, '*'), '') as surname,
          if(hidden and titled = '', nullif({replaced("called", "[*]+", "%", everywhere=True)}, '%'), null)
            as name_mask""",
        without="contact_text, spoken, written, chinese, told, titled, called, hidden",
    )


def step_by_step(relation: str, *steps: str, without: str) -> str:
    """SQL that adds columns to a relation in steps, each made from those before, and leaves out those of `without`.

    Were they aliases of one select, the database would copy each into all its uses.
    """
    for step in steps:
        relation = f"(select *, {step} from {relation})"
    return f"select * exclude ({without}) from {relation}"


def fullness(contact: str, words: DedupeWords) -> str:
    """SQL of how much a text says of a person's name: none, masked or only a title, else by its length."""
    title = one_of(words.titles)
    plain = without_punctuation(replaced(f"lower({contact})", "[(（].*?[)）]", everywhere=True))
    untitled = replaced(plain, f"(..+?){one_of(word for word in words.titles if len(word) > 1)}+$", _GROUP_1)
    return f"""case
      when {contact} is null or regexp_full_match({plain}, {literal(one_of(words.no_person))}) then 0
      when regexp_full_match({plain}, {literal(f"(?:{one_of(words.compound_surnames)}|.){title}+|{title}+")})
        or regexp_matches(lower({contact}), {literal(rf"^{one_of(words.salutations)}[.]?[ ]+[^ ]+$")}) then 1
      when contains({plain}, '*') then 1
      else 1 + length({untitled}) end"""
