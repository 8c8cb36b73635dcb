"""A text cut into lines by the rules of Chinese typesetting, and how wide its characters stand."""

import re
from collections.abc import Iterator

from bot.drawing.fonts import Font

NOT_FIRST = frozenset("，。、；：！？）》」』”’〕】〉…—～·％%,.;:!?)]}°℃")
"""No line begins with one of these."""

NOT_LAST = frozenset("（《「『“‘〔【〈([{￥¥$")
"""No line ends with one of these."""

OPENING = frozenset("（《「『“‘〔【〈")
"""Their left half is empty."""

CLOSING = frozenset("）》」』”’〕】〉")
"""Their right half is empty."""

POINTS = frozenset("，。、；：")
"""Their right half is empty too, as the mainland sets them; elsewhere they stand in the middle."""

CUT = "…"
FEW = 2
"""Characters, with the sign behind them, that are too few for a line of their own."""

_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:/+_-]*|.", re.DOTALL)
"""What is never cut in two: a word, a number, a date; else one character."""


class Type:
    """A font, set without the holes that full-width signs leave beside each other."""

    def __init__(self, font: Font, *, points_in_the_middle: bool) -> None:
        self.font = font
        self.size = font.size
        self._advances: dict[str, float] = {}
        self._leaving = CLOSING if points_in_the_middle else CLOSING | POINTS

    def pieces(self, text: str) -> Iterator[tuple[float, str]]:
        """A line in runs, each with the place where it begins, counted from the line's own."""
        at = begun = 0.0
        run = ""
        for character, nearer in self._nearer(text):
            if run and nearer:
                yield begun, run
                run = ""
            at -= nearer
            begun = begun if run else at
            run += character
            at += self._advance(character)
        if run:
            yield begun, run

    def width(self, text: str) -> float:
        """How wide a line is."""
        return sum(self._advance(character) - nearer for character, nearer in self._nearer(text))

    def _nearer(self, text: str) -> Iterator[tuple[str, float]]:
        """Each character, and how much nearer it stands to the one before, or to the edge."""
        before = ""
        for after in text:
            opens = after in OPENING and (
                not before or before in self._leaving or before in OPENING
            )
            closes = after in self._leaving and before in self._leaving
            yield after, self.size / 2 if opens or closes else 0.0
            before = after

    def _advance(self, character: str) -> float:
        known = self._advances.get(character)
        if known is None:
            known = self._advances[character] = self.font.getlength(character)
        return known

    def lines(self, text: str, width: float) -> list[str]:
        """The lines of a text, none wider than `width` pixels; at least one."""
        return [line for part in text.split("\n") for line in self._paragraph(part, width)]

    def _paragraph(self, text: str, width: float) -> list[str]:
        """Its lines; they end earlier if else one or two characters are left to the last."""
        lines = list(self._wrapped(text, width))
        for shorter in range(1, FEW + 1):
            if len(lines) == 1 or len(lines[-1]) > FEW:
                break
            other = list(self._wrapped(text, width - shorter * self.size))
            lines = other if len(other) == len(lines) else lines
        return lines

    def clipped(self, text: str, width: float) -> str:
        """As much of a text as fits into one line, with a mark where it was cut."""
        if self.width(text) <= width:
            return text
        while text and self.width(text + CUT) > width:
            text = text[:-1]
        return text + CUT

    def _wrapped(self, text: str, width: float) -> Iterator[str]:
        line = ""
        for unit in self._units(text, width):
            if line and self.width(line + unit.rstrip()) > width:
                yield line.rstrip()
                line = unit.lstrip()
            else:
                line += unit
        yield line.rstrip()

    def _units(self, text: str, width: float) -> Iterator[str]:
        """The smallest pieces between which a line may end."""
        unit = ""
        for piece in _UNIT.findall(text):
            if unit and _may_end(unit[-1], piece[0]):
                yield from self._whole(unit, width)
                unit = ""
            unit += piece
        if unit:
            yield from self._whole(unit, width)

    def _whole(self, unit: str, width: float) -> Iterator[str]:
        """A piece as it is; if it is wider than a line, cut anywhere."""
        while len(unit) > 1 and self.width(unit.rstrip()) > width:
            sizes = range(len(unit) - 1, 0, -1)
            fits = next((n for n in sizes if self.width(unit[:n]) <= width), 1)
            yield unit[:fits]
            unit = unit[fits:]
        yield unit


def _may_end(last: str, first: str) -> bool:
    return last not in NOT_LAST and first not in NOT_FIRST and first != " "
