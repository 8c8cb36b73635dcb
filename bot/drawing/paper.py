"""What a picture is drawn on, and the blocks it is stacked of. All measures are pixels."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bot.drawing.fonts import REGULAR, TRADITIONAL, load
from bot.drawing.lines import Type

WIDTH = 1080
MARGIN = 72
INNER = WIDTH - 2 * MARGIN

INK, SOFT, FAINT = "#1d2733", "#5b6774", "#c3ccd4"
DEEP, TINT, WHITE = "#0a5f5b", "#e7f3f1", "#ffffff"
BRIGHT, WARM = "#37a497", "#f2a541"

LEADING = 1.5
"""Height of a line, in sizes."""

CENTRE = 0.38
"""How far the middle of a character stands above its baseline, in sizes."""

SMOOTH = 4
"""Round shapes are drawn so many times larger, then shrunk: Pillow's have ragged edges."""

Box = tuple[int, int, int, int]
Point = tuple[float, float]


class Fonts:
    """The types one picture is set in. Not to be shared between threads."""

    def __init__(self, face: int) -> None:
        self._face = face
        self._made: dict[tuple[int, int], Type] = {}

    def of(self, size: int, weight: int = REGULAR) -> Type:
        """A type whose characters are `size` pixels wide. Raises OSError when it is not there."""
        key = size, weight
        if key not in self._made:
            font = load(self._face, size, weight)
            self._made[key] = Type(font, points_in_the_middle=self._face == TRADITIONAL)
        return self._made[key]


class Sheet:
    """An image, with the few things that are drawn on it."""

    def __init__(self, height: int) -> None:
        self.image = Image.new("RGB", (WIDTH, height), WHITE)
        self._draw = ImageDraw.Draw(self.image)

    def write(self, at: Point, text: str, kind: Type, colour: str) -> None:
        """One line of text, `at` its left end and the middle of its height."""
        left, middle = at
        base = middle + CENTRE * kind.size
        for along, run in kind.pieces(text):
            self._draw.text((left + along, base), run, font=kind.font, fill=colour, anchor="ls")

    def fill(self, box: Box, colour: str) -> None:
        """A rectangle; left, top, right, bottom, the last two not included."""
        left, top, right, bottom = box
        if right > left and bottom > top:
            self._draw.rectangle((left, top, right - 1, bottom - 1), fill=colour)

    def round(self, box: Box, radius: int, colour: str, *, edge: str | None = None) -> None:
        """A rectangle with round corners, or a disc; with an `edge`, filled inside of it."""
        left, top, right, bottom = box
        size = right - left, bottom - top
        large = tuple(SMOOTH * side for side in size)
        mask = Image.new("L", (large[0], large[1]), 0)
        shape = ImageDraw.Draw(mask)
        shape.rounded_rectangle((0, 0, large[0] - 1, large[1] - 1), SMOOTH * radius, fill=255)
        self.image.paste(edge or colour, (left, top), mask.resize(size, Image.Resampling.BOX))
        if edge is not None:
            inner = left + 3, top + 3, right - 3, bottom - 3
            self.round(inner, max(radius - 3, 0), colour)


@dataclass(frozen=True, slots=True)
class Block:
    """Something of a known height that can be put anywhere on a sheet."""

    height: int
    put: Callable[[Sheet, int], None]
    """Draws it on a sheet, its top at this height."""


def gap(height: int) -> Block:
    """Nothing, so high."""
    return Block(height, lambda _sheet, _top: None)


def stack(blocks: Iterable[Block]) -> Block:
    """Blocks one below the other."""
    all_of_them = tuple(blocks)

    def put(sheet: Sheet, top: int) -> None:
        for block in all_of_them:
            block.put(sheet, top)
            top += block.height

    return Block(sum(block.height for block in all_of_them), put)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks."""

    size: int
    colour: str = INK
    weight: int = REGULAR
    leading: float = LEADING

    @property
    def step(self) -> int:
        """From one line to the next."""
        return round(self.size * self.leading)


def paragraph(
    fonts: Fonts, text: str, style: Style, left: int = MARGIN, right: int = MARGIN
) -> Block:
    """A text between two margins."""
    kind = fonts.of(style.size, style.weight)
    cut = kind.lines(text, WIDTH - left - right)
    step = style.step

    def put(sheet: Sheet, top: int) -> None:
        for number, line in enumerate(cut):
            sheet.write((left, top + number * step + step / 2), line, kind, style.colour)

    return Block(len(cut) * step, put)


def beside(block: Block, put: Callable[[Sheet, int], None], least: int = 0) -> Block:
    """A block with something drawn before it; at least so high."""

    def both(sheet: Sheet, top: int) -> None:
        put(sheet, top)
        block.put(sheet, top)

    return Block(max(block.height, least), both)
