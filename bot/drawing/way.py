"""The way that was taken, as a tree: questions down the trunk, what was not chosen as stubs."""

from collections.abc import Callable, Iterator, Sequence

from bot.dialogue.card import Fork
from bot.drawing.fonts import BOLD
from bot.drawing.lines import Type
from bot.drawing.paper import (
    BRIGHT,
    DEEP,
    FAINT,
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

TRUNK = MARGIN + 16
"""Where the trunk stands."""

LEFT = MARGIN + 64
"""Where the words begin."""

ASKED = Style(34, SOFT, leading=1.4)
CHOSEN = Style(40, DEEP, BOLD, 1.4)
OTHER = 28
PILL, INSIDE, BRANCH = 62, 26, 76
"""Height of what was chosen, room beside its words, height of the row it stands in."""

STUB = 44
"""Width of the line to what was not chosen."""

APART = 14


def way(fonts: Fonts, forks: Sequence[Fork], before: str | None, end: str) -> Block:
    """The tree, down to what was found. `before` tells that earlier questions are left out."""
    return stack(_parts(fonts, forks, before, end))


def _parts(fonts: Fonts, forks: Sequence[Fork], before: str | None, end: str) -> Iterator[Block]:
    if before is not None:
        yield beside(paragraph(fonts, before, ASKED, LEFT), _dashes)
        yield _trunk(APART)
    for number, fork in enumerate(forks):
        asked = paragraph(fonts, fork.asked, ASKED, LEFT)
        root = before is None and number == 0
        yield beside(asked, _node(asked.height, root=root))
        yield _branches(fonts, fork)
        yield _trunk(APART)
    yield beside(paragraph(fonts, end, CHOSEN, LEFT), _goal)


def _trunk(height: int) -> Block:
    return beside(gap(height), lambda sheet, top: _line(sheet, top, top + height))


def _line(sheet: Sheet, top: int, bottom: int) -> None:
    sheet.fill((TRUNK - 3, top, TRUNK + 3, bottom), BRIGHT)


def _dashes(sheet: Sheet, top: int) -> None:
    for at in range(top + 2, top + ASKED.step, 16):
        _line(sheet, at, at + 8)


def _node(height: int, *, root: bool) -> Callable[[Sheet, int], None]:
    def put(sheet: Sheet, top: int) -> None:
        middle = top + ASKED.step // 2
        _line(sheet, middle if root else top, top + height)
        disc = (TRUNK - 13, middle - 13, TRUNK + 13, middle + 13)
        sheet.round(disc, 13, WHITE, edge=BRIGHT)

    return put


def _goal(sheet: Sheet, top: int) -> None:
    middle = top + CHOSEN.step // 2
    _line(sheet, top, middle)
    sheet.round((TRUNK - 16, middle - 16, TRUNK + 16, middle + 16), 16, DEEP)


def _branches(fonts: Fonts, fork: Fork) -> Block:
    """What was chosen, on a branch as strong as the trunk; the others on stubs beside it."""
    kind, small = fonts.of(CHOSEN.size, BOLD), fonts.of(OTHER)
    chosen = kind.clipped(fork.chosen, WIDTH - MARGIN - LEFT - 2 * INSIDE)
    right = LEFT + round(kind.width(chosen)) + 2 * INSIDE

    def put(sheet: Sheet, top: int) -> None:
        middle = top + BRANCH // 2
        _line(sheet, top, top + BRANCH)
        sheet.fill((TRUNK, middle - 3, LEFT, middle + 3), BRIGHT)
        pill = (LEFT, middle - PILL // 2, right, middle + PILL // 2)
        sheet.round(pill, PILL // 2, TINT, edge=BRIGHT)
        sheet.write((LEFT + INSIDE, middle), chosen, kind, DEEP)
        at = right
        for label in _fitting(fork.others, small, WIDTH - MARGIN - right):
            sheet.fill((at + 8, middle - 1, at + STUB - 8, middle + 1), FAINT)
            sheet.write((at + STUB, middle), label, small, SOFT)
            at += STUB + round(small.width(label))

    return Block(BRANCH, put)


def _fitting(labels: Sequence[str], small: Type, room: float) -> list[str]:
    """As many labels as there is room for, then how many more there are."""
    for count in range(len(labels), -1, -1):
        rest = len(labels) - count
        shown = [*labels[:count], *([f"+{rest}"] if rest else [])]
        if sum(STUB + small.width(label) + 2 for label in shown) <= room:
            return shown
    return []
