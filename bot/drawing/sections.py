"""The parts of a picture that are lists: steps with numbers, things with boxes, calls."""

import re
from collections.abc import Callable, Iterator, Sequence

from bot.dialogue.card import Call
from bot.drawing.fonts import BOLD
from bot.drawing.paper import (
    BRIGHT,
    DEEP,
    MARGIN,
    SOFT,
    TINT,
    WHITE,
    WIDTH,
    Block,
    Fonts,
    Sheet,
    Style,
    beside,
    gap,
    paragraph,
    stack,
)

BODY = Style(42)
HEADING = Style(42, DEEP, BOLD)
OFFICE = Style(50, DEEP, BOLD)
LEFT = MARGIN + 80
"""Where the words of an item begin, its mark before them."""

INSIDE = MARGIN + 40
"""The same in a panel."""

NUMBER = re.compile(r"([\d-]{3,})(.*)", re.DOTALL)


def headed(fonts: Fonts, heading: str, blocks: Iterator[Block]) -> Block:
    """Blocks under a heading."""
    words = paragraph(fonts, heading, HEADING, MARGIN + 28)

    def bar(sheet: Sheet, top: int) -> None:
        middle = top + HEADING.step // 2
        sheet.round((MARGIN, middle - 21, MARGIN + 10, middle + 21), 5, BRIGHT)

    return stack((beside(words, bar), gap(14), *blocks))


def numbered(fonts: Fonts, items: Sequence[str]) -> Iterator[Block]:
    """What to do, in order."""
    for number, item in enumerate(items, 1):
        yield beside(paragraph(fonts, item, BODY, LEFT), _disc(fonts, str(number)))
        yield gap(12)


def _disc(fonts: Fonts, label: str) -> Callable[[Sheet, int], None]:
    kind = fonts.of(36, BOLD)

    def put(sheet: Sheet, top: int) -> None:
        middle = top + BODY.step // 2
        sheet.round((MARGIN, middle - 28, MARGIN + 56, middle + 28), 28, TINT)
        sheet.write((MARGIN + 28 - kind.width(label) / 2, middle), label, kind, DEEP)

    return put


def ticked(fonts: Fonts, items: Sequence[str]) -> Iterator[Block]:
    """What to bring, with boxes to tick."""

    def box(sheet: Sheet, top: int) -> None:
        middle = top + BODY.step // 2
        sheet.round((MARGIN + 7, middle - 21, MARGIN + 49, middle + 21), 8, WHITE, edge=BRIGHT)

    for item in items:
        yield beside(paragraph(fonts, item, BODY, LEFT), box)
        yield gap(8)


def called(fonts: Fonts, calls: Sequence[Call]) -> Iterator[Block]:
    """Whom to call, large, and the sentence to say, each in a panel."""
    for call in calls:
        said = paragraph(fonts, f"“{call.say}”", BODY, INSIDE, INSIDE)
        words = stack((gap(24), _name(fonts, call.phone), gap(4), said, gap(28)))
        yield beside(words, _panel(words.height))
        yield gap(16)


def _panel(height: int) -> Callable[[Sheet, int], None]:
    box = MARGIN, WIDTH - MARGIN
    return lambda sheet, top: sheet.round((box[0], top, box[1], top + height), 28, TINT)


def _name(fonts: Fonts, phone: str) -> Block:
    found = NUMBER.fullmatch(phone)
    if found is None:
        return paragraph(fonts, phone, OFFICE, INSIDE, INSIDE)
    number, rest = found.groups()
    large, small = fonts.of(80, BOLD), fonts.of(BODY.size)

    def put(sheet: Sheet, top: int) -> None:
        after = INSIDE + large.width(number) + 16
        sheet.write((INSIDE, top + 50), number, large, DEEP)
        sheet.write((after, top + 54), small.clipped(rest, WIDTH - INSIDE - after), small, SOFT)

    return Block(104, put)
