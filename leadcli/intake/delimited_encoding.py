"""The encoding of a text file without asking: UTF-8, UTF-16, GB18030 (which holds GBK), Big5, else Western."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_SAMPLE = 1 << 16
_BIG5 = "cp950"  # as Windows writes it
_COMMON = {"gb2312": range(0xB0, 0xD8), _BIG5: range(0xA4, 0xC7)}
"""The first bytes of the characters that each standard lists first, since most text is made of them."""
_UNWRITTEN = re.compile("[\u0180-\u019f\u01dd-\u02ff\u0370-\u0385\u03cf-\u03ff\u0460-\u058f\u0700-\u07ff]{2,}")
"""Words in letters that no sheet is written in, as which UTF-8 reads 系统 or 司司 of GB18030."""
_PUNCTUATION = re.compile(r"[\u2000-\u206f\u3000-\u303f\uff00-\uffef]+")


@dataclass(frozen=True)
class Decoded:
    """Text without byte order mark and NUL characters; `lost` counts bytes that mean nothing in the encoding."""

    text: str
    encoding: str
    lost: int = 0


def decode(data: bytes) -> Decoded:
    """Decode a text file; what cannot be decoded becomes the replacement character."""
    told = _byte_order_mark(data) or _unmarked_utf16(data)
    if told:
        return _decode(data, told)
    utf8 = _decode(data, "utf-8")
    foreign = _foreign(utf8.text)
    if utf8.lost * 20 <= len(foreign) - utf8.lost or not utf8.lost:
        unwritten = sum(map(len, _UNWRITTEN.findall(utf8.text[:_SAMPLE])))
        return _decode(data, "gb18030") if unwritten * 2 > len(foreign) else utf8
    if _is_big5(data[:_SAMPLE]):
        return _decode(data, _BIG5)
    chinese = _decode(data, "gb18030")
    if _looks_chinese(chinese.text):
        return chinese
    return min((_decode(data, "cp1252"), chinese, utf8), key=lambda decoded: decoded.lost)


def _decode(data: bytes, encoding: str) -> Decoded:
    try:
        text, lost = data.decode(encoding), 0
    except UnicodeDecodeError:
        text = data.decode(encoding, errors="replace")
        lost = text.count("\ufffd")
    return Decoded(text.lstrip("\ufeff").replace("\x00", ""), encoding, lost)


def _byte_order_mark(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS.items() if data.startswith(mark)), None)


def _unmarked_utf16(data: bytes) -> str | None:
    """Tell UTF-16 by its zero bytes: separators, digits and line ends have one, always on the same side."""
    sample = data[:_SAMPLE]
    for encoding, half, line_end in (("utf-16-le", sample[1::2], b"\n\0"), ("utf-16-be", sample[::2], b"\0\n")):
        mostly_latin = half.count(0) * 5 >= len(half)
        if mostly_latin and half.count(0) * 10 >= sample.count(0) * 9 and line_end in sample:
            return encoding
    return None


def _looks_chinese(text: str) -> bool:
    """Tell Chinese from Western text misread as GB18030: that hits rare characters outside GB2312."""
    foreign = _foreign(text)
    return sum(map(_in_gb2312, foreign)) * 2 >= len(foreign)


def _is_big5(sample: bytes) -> bool:
    """Tell Big5 from GB18030: most bytes mean something in either, but common characters only in one of them."""
    big5 = _decode(sample, _BIG5)
    foreign = _foreign(big5.text)
    if big5.lost * 50 > len(foreign) or len(foreign) < 1.5 * len(re.findall(r"[^\x00-\x7f]+", big5.text)):
        return False  # accents of Western text stand alone among Latin letters
    return _common(big5.text, _BIG5) > max(0.8, _common(_decode(sample, "gb18030").text, "gb2312"))


def _common(text: str, encoding: str) -> float:
    """The share of common characters among all that are not Latin or punctuation."""
    letters = _PUNCTUATION.sub("", _foreign(text))
    encoded = (letter.encode(encoding, "ignore") for letter in letters)
    return sum(len(each) == 2 and each[0] in _COMMON[encoding] for each in encoded) / max(1, len(letters))


def _foreign(text: str) -> str:
    return re.sub(r"[\x00-\x7f]+", "", text[: 4 * _SAMPLE])


def _in_gb2312(letter: str) -> bool:
    try:
        return len(letter.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False
