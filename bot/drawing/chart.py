"""Amounts over time, as bars stacked of their parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.dialogue.card import Bar, Chart
from bot.drawing.fonts import BOLD
from bot.drawing.paper import (
    BRIGHT,
    DEEP,
    FAINT,
    INK,
    MARGIN,
    SOFT,
    WARM,
    WIDTH,
    Block,
    Fonts,
    Sheet,
    Style,
    gap,
    paragraph,
    stack,
)

COLOURS = (BRIGHT, WARM, DEEP)
TITLE = Style(42, INK, BOLD)
SMALL = 32
HIGH = 340
"""Pixels between the lowest line and the highest."""

LEFT, RIGHT = MARGIN + 130, WIDTH - MARGIN
"""Where the bars stand; the numbers beside the lines are to the left."""

LABELS = 64
LABEL_GAP = 12
LINES = 4
TEN_THOUSAND = 10_000


def chart(fonts: Fonts, drawn: Chart) -> Block:
    """Title and legend, the bars, and their labels below."""
    title = paragraph(fonts, f"{drawn.title}（{drawn.unit}）", TITLE)
    most = max(sum(bar.parts, Decimal(0)) for bar in drawn.bars)
    axis = _Axis(tuple(_marks(most)), len(drawn.bars))

    def put(sheet: Sheet, top: int) -> None:
        floor = top + HIGH
        _lines(fonts, sheet, axis, floor)
        for number, bar in enumerate(drawn.bars):
            _bar(sheet, axis, number, bar, floor)
        _labels(fonts, sheet, axis, drawn.bars, floor)
        _total(fonts, sheet, axis, drawn.bars[-1], floor)

    return stack((title, _legend(fonts, drawn), gap(60), Block(HIGH + LABELS, put)))


@dataclass(frozen=True, slots=True)
class _Axis:
    """Where amounts and bars stand."""

    marks: tuple[Decimal, ...]
    bars: int

    @property
    def step(self) -> float:
        return (RIGHT - LEFT) / self.bars

    def height(self, amount: Decimal) -> int:
        return round(HIGH * amount / self.marks[-1])

    def middle(self, number: int) -> float:
        return LEFT + self.step * (number + 0.5)


def _legend(fonts: Fonts, drawn: Chart) -> Block:
    small = fonts.of(SMALL)

    def put(sheet: Sheet, top: int) -> None:
        left = MARGIN
        for name, colour in zip(drawn.names, COLOURS, strict=False):
            sheet.round((left, top + 12, left + 28, top + 40), 6, colour)
            sheet.write((left + 42, top + 26), name, small, SOFT)
            left += 90 + round(small.width(name))

    return Block(52, put)


def _lines(fonts: Fonts, sheet: Sheet, axis: _Axis, floor: int) -> None:
    small = fonts.of(SMALL)
    for mark in axis.marks:
        at, said = floor - axis.height(mark), _amount(mark)
        sheet.fill((LEFT, at - 1, RIGHT, at + 1), FAINT)
        sheet.write((LEFT - 20 - small.width(said), at), said, small, SOFT)


def _bar(sheet: Sheet, axis: _Axis, number: int, bar: Bar, floor: int) -> None:
    wide = max(min(round(axis.step * 0.7), 96), 4)
    left, bottom = round(axis.middle(number) - wide / 2), floor
    for part, colour in zip(bar.parts, COLOURS, strict=False):
        top = bottom - axis.height(part)
        sheet.fill((left, top, left + wide, bottom), colour)
        bottom = top


def _labels(fonts: Fonts, sheet: Sheet, axis: _Axis, bars: Sequence[Bar], floor: int) -> None:
    """Below as many bars as there is room for, counted back from the last."""
    small = fonts.of(SMALL)
    widest = max(small.width(bar.label) for bar in bars) + 16
    every = -(-int(widest) // max(int(axis.step), 1))
    room = float(RIGHT)  # the last label may stand a little to the left of its bar
    for number in range(len(bars) - 1, -1, -every):
        label = bars[number].label
        left = min(axis.middle(number) - small.width(label) / 2, RIGHT - small.width(label))
        if left + small.width(label) <= room:
            sheet.write((left, floor + 36), label, small, SOFT)
            room = left - LABEL_GAP


def _total(fonts: Fonts, sheet: Sheet, axis: _Axis, bar: Bar, floor: int) -> None:
    bold, total = fonts.of(SMALL, BOLD), sum(bar.parts, Decimal(0))
    said = f"{total:,.0f}"
    left = min(axis.middle(axis.bars - 1) - bold.width(said) / 2, RIGHT - bold.width(said))
    sheet.write((left, floor - axis.height(total) - 26), said, bold, INK)


def _marks(most: Decimal) -> Iterator[Decimal]:
    """Round amounts from zero to the first that is not below `most`."""
    most = max(most, Decimal(1))
    power = Decimal(1).scaleb((most / LINES).adjusted())
    step = next(
        s for n in ("1", "2", "2.5", "5", "10") if (s := power * Decimal(n)) * LINES >= most
    )
    mark = Decimal(0)
    while mark < most:
        yield mark
        mark += step
    yield mark


def _amount(value: Decimal) -> str:
    if value < TEN_THOUSAND:
        return f"{value:,.0f}"
    return f"{(value / TEN_THOUSAND).normalize():f} 万"
