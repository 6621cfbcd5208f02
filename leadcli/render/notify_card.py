"""A card as a picture: 1080 pixels wide, as phones show it in a chat."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.domain.errors import LeadcliError
from leadcli.i18n import Text, Words
from leadcli.render.notify_font import chinese_faces
from leadcli.render.xlsx_style import ACCENT, BAR, INK, MUTED, NAVY, PAPER, TONE_INK, TONE_PAPER, WHITE
from leadcli.report.model import Tone
from leadcli.report.notify_card import Card, Place, Tile

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

_WIDTH, _MARGIN, _GAP = 1080, 48, 24
_HEAD, _TILE, _ROW, _REMARK, _REMARK_LINE = 196, 232, 112, 84, 46
_MEDALS = {1: "#E0A526", 2: "#9AA5B1", 3: "#C17F4A"}


def write_card(card: Card, path: Path, words: Words, font: str | None) -> None:
    """Draw a card into a PNG file.

    Raises:
        LeadcliError: `notify_extra` without Pillow, `no_chinese_font`, `no_such_font`.
    """
    try:
        from PIL import Image, ImageDraw
    except ImportError:
        raise LeadcliError("notify_extra", library="Pillow", command='pip install "leadcli[notify]"') from None
    pen = _Pen(words, font)
    footer = pen.wrapped(card.footer, 26, _WIDTH - 2 * _MARGIN)
    rows = (len(card.tiles) + 1) // 2
    height = _HEAD + rows * (_TILE + _GAP) + 2 * _GAP + 96 + _ROW * len(card.places)
    remarks = [(pen.wrapped(text, 34, _WIDTH - 2 * _MARGIN - 64), tone) for text, tone in card.remarks]
    height += sum(_remark_height(lines) + _GAP for lines, _ in remarks) + 40 * len(footer) + 2 * _GAP
    image = Image.new("RGB", (_WIDTH, height), PAPER)
    pen.draw = ImageDraw.Draw(image)
    y = _drawn_head(pen, card)
    y = _drawn_tiles(pen, card.tiles, y)
    y = _drawn_places(pen, card, y)
    for lines, tone in remarks:
        y = _drawn_remark(pen, lines, tone, y)
    for line in footer:
        pen.text((_MARGIN, y), line, 26, MUTED)
        y += 40
    image.save(path, "PNG", optimize=True)


class _Pen:
    """Writes in both weights of one font, and knows how wide what it writes is."""

    def __init__(self, words: Words, font: str | None) -> None:
        self.words = words
        self._faces = chinese_faces(font)
        self._known: dict[tuple[int, bool], ImageFont.FreeTypeFont] = {}
        self.draw: ImageDraw.ImageDraw

    def font(self, size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
        from PIL import ImageFont

        if (size, bold) not in self._known:
            face = self._faces[bold]
            try:
                self._known[size, bold] = ImageFont.truetype(face.path, size, index=face.place)
            except OSError:
                raise LeadcliError("no_such_font", path=face.path) from None
        return self._known[size, bold]

    def text(
        self, at: tuple[float, float], text: Text, size: int, ink: str, *, bold: bool = False, to: str = "la"
    ) -> None:
        self.draw.text(at, self.words.text(text), fill=ink, font=self.font(size, bold=bold), anchor=to)

    def fitting(self, text: Text, size: int, width: float, *, bold: bool = False) -> str:
        """The text, its end left out where it is too wide."""
        told, font = self.words.text(text), self.font(size, bold=bold)
        if font.getlength(told) <= width:
            return told
        while told and font.getlength(f"{told}…") > width:
            told = told[:-1]
        return f"{told}…"

    def wrapped(self, text: Text, size: int, width: float) -> list[str]:
        """The text in lines, broken at blanks where there are any."""
        font, lines = self.font(size), [""]
        for piece in _pieces(self.words.text(text)):
            if font.getlength(lines[-1] + piece.rstrip()) > width:
                lines.append("")
            lines[-1] += piece if lines[-1] else piece.lstrip()
        return lines


def _pieces(text: str) -> list[str]:
    """Words of Latin letters and single Chinese characters, their punctuation behind them."""
    import re

    return re.findall(r"[\x21-\x7e]+\s*|\s|.[，。；：、）”]*", text)


def _drawn_head(pen: _Pen, card: Card) -> float:
    pen.draw.rectangle((0, 0, _WIDTH, _HEAD), fill=NAVY)
    pen.text((_MARGIN, _HEAD / 2), card.title, 72, WHITE, bold=True, to="lm")
    pen.text((_WIDTH - _MARGIN, _HEAD / 2), card.day, 44, BAR, to="rm")
    return _HEAD + _GAP


def _drawn_tiles(pen: _Pen, tiles: object, y: float) -> float:
    width = (_WIDTH - 2 * _MARGIN - _GAP) / 2
    listed: list[Tile] = list(tiles)  # type: ignore[call-overload]
    for place, tile in enumerate(listed):
        left, top = _MARGIN + (place % 2) * (width + _GAP), y + (place // 2) * (_TILE + _GAP)
        pen.draw.rounded_rectangle((left, top, left + width, top + _TILE), 20, fill=WHITE)
        pen.text((left + 32, top + 26), tile.label, 36, MUTED)
        pen.text((left + 32, top + 118), tile.value, 80, NAVY, bold=True, to="lm")
        pen.text((left + 32, top + 166), pen.fitting(tile.note, 28, width - 48), 28, MUTED)
    return y + (len(listed) + 1) // 2 * (_TILE + _GAP) + _GAP / 2


def _drawn_places(pen: _Pen, card: Card, y: float) -> float:
    bottom = y + 96 + _ROW * len(card.places)
    pen.draw.rounded_rectangle((_MARGIN, y, _WIDTH - _MARGIN, bottom), 20, fill=WHITE)
    heading = pen.fitting(card.heading, 40, _WIDTH - 2 * _MARGIN - 64, bold=True)
    pen.text((_MARGIN + 32, y + 50), heading, 40, INK, bold=True, to="lm")
    for place, each in enumerate(card.places):
        _drawn_place(pen, each, y + 84 + place * _ROW)
    return bottom + _GAP


def _drawn_place(pen: _Pen, place: Place, y: float) -> None:
    middle, left, right = y + 44, _MARGIN + 32, _WIDTH - _MARGIN - 32
    medal = _MEDALS.get(place.rank) if place.share else None
    if medal:
        pen.draw.ellipse((left, middle - 32, left + 64, middle + 32), fill=medal)
    pen.text((left + 32, middle), f"{place.rank}", 36, WHITE if medal else MUTED, bold=True, to="mm")
    pen.text((left + 96, middle), pen.fitting(place.name, 40, 200, bold=True), 40, INK, bold=True, to="lm")
    start, end = left + 316, right - 140
    pen.draw.rounded_rectangle((start, middle - 26, end, middle - 4), 11, fill=PAPER)
    if place.share:
        pen.draw.rounded_rectangle(
            (start, middle - 26, max(start + 22, start + (end - start) * place.share), middle - 4), 11, fill=ACCENT
        )
    pen.text((start, middle + 8), pen.fitting(place.note, 26, end - start), 26, MUTED)
    pen.text((right, middle), place.value, 52, NAVY, bold=True, to="rm")


def _remark_height(lines: Sequence[str]) -> int:
    return _REMARK + _REMARK_LINE * (len(lines) - 1)


def _drawn_remark(pen: _Pen, lines: Sequence[str], tone: Tone, y: float) -> float:
    below = y + _remark_height(lines)
    pen.draw.rounded_rectangle((_MARGIN, y, _WIDTH - _MARGIN, below), 20, fill=TONE_PAPER.get(tone, WHITE))
    for place, line in enumerate(lines):
        pen.text((_MARGIN + 32, y + _REMARK / 2 + _REMARK_LINE * place), line, 34, TONE_INK[tone], to="lm")
    return below + _GAP
