"""A card → a picture: large type, to be read at arm's length and shown at a counter."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from bot.dialogue.card import Card, Chart
from bot.drawing.chart import chart
from bot.drawing.fonts import BOLD, face_for
from bot.drawing.paper import (
    DEEP,
    INK,
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
from bot.drawing.sections import BODY, called, headed, numbered, ticked
from bot.drawing.way import way

TALLEST = 2_800
"""What is taller is made smaller by those who pass it on, letters and all."""

TOPIC = Style(38, "#bfe3de")
TITLE = Style(68, WHITE, BOLD, 1.32)
NOTE = Style(34, INK, BOLD)
SOURCE = Style(32, SOFT)
APART = 36
LEVEL = 1
"""Of compression: higher ones take three times as long for a tenth less."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a card is drawn: questions of the way, items of a list, letters of a text."""

    forks: int
    items: int = 9
    letters: int = 400
    sources: int = 3


ROOMS = (
    *(Room(forks) for forks in (12, 8, 6)),
    *(Room(forks, sources=1) for forks in (6, 5, 4, 3, 2, 0)),
    Room(2, items=4, letters=160, sources=1),
    Room(0, items=3, letters=80, sources=1),
    Room(0, items=1, letters=30, sources=1),
)
"""From the most to the least: the first that fits is taken."""


def draw(card: Card) -> bytes:
    """The PNG of a card. Raises OSError when its letters are not there."""
    return _png(laid_out(card))


def draw_chart(drawn: Chart) -> bytes:
    """The PNG of a chart alone. Raises OSError when its letters are not there."""
    return _png(stack((gap(48), chart(Fonts(face_for(drawn.title)), drawn), gap(48))))


def _png(page: Block) -> bytes:
    sheet = Sheet(min(page.height, TALLEST))
    page.put(sheet, 0)
    written = io.BytesIO()
    sheet.image.save(written, "PNG", compress_level=LEVEL)
    return written.getvalue()


def laid_out(card: Card) -> Block:
    """As much of a card as a picture can hold."""
    fonts = Fonts(face_for(card.title + card.say))
    for room in ROOMS:
        page = _page(fonts, card, room)
        if page.height <= TALLEST:
            break
    return page


def _page(fonts: Fonts, card: Card, room: Room) -> Block:
    card = _shortened(card, room)
    parts = [_head(fonts, card), gap(44)]
    for section in _sections(fonts, card, room):
        parts += [section, gap(APART)]
    return stack((*parts, _foot(fonts, card), gap(48)))


def _shortened(card: Card, room: Room) -> Card:
    more = card.labels.more

    def cut(text: str) -> str:
        return text if len(text) <= room.letters else f"{text[: room.letters]}……{more}"

    def few(items: tuple[str, ...]) -> tuple[str, ...]:
        shown = tuple(map(cut, items))
        return shown if len(shown) <= room.items else (*shown[: room.items], more)

    calls = [msgspec.structs.replace(call, say=cut(call.say)) for call in card.calls[: room.items]]
    basis = tuple(map(cut, card.basis[: room.sources]))
    return msgspec.structs.replace(
        card,
        title=cut(card.title),
        say=cut(card.say),
        steps=few(card.steps),
        bring=few(card.bring),
        calls=tuple(calls),
        basis=basis,
    )


def _head(fonts: Fonts, card: Card) -> Block:
    topic, title = paragraph(fonts, card.topic, TOPIC), paragraph(fonts, card.title, TITLE)
    words = stack((gap(48), topic, gap(6), title, gap(44)))
    return beside(words, lambda sheet, top: sheet.fill((0, top, WIDTH, top + words.height), DEEP))


def _sections(fonts: Fonts, card: Card, room: Room) -> Iterator[Block]:
    labels = card.labels
    yield paragraph(fonts, card.say, BODY)
    if card.chart is not None:
        yield chart(fonts, card.chart)
    if card.steps:
        yield headed(fonts, labels.steps, numbered(fonts, card.steps))
    if card.bring:
        yield headed(fonts, labels.bring, ticked(fonts, card.bring))
    if card.calls:
        yield headed(fonts, labels.calls, called(fonts, card.calls))
    if card.way and room.forks:
        skipped = len(card.way) - room.forks
        before = labels.before.format(count=skipped) if skipped > 0 else None
        tree = way(fonts, card.way[-room.forks :], before, card.title)
        yield headed(fonts, labels.way, iter((tree,)))


def _foot(fonts: Fonts, card: Card) -> Block:
    def rule(sheet: Sheet, top: int) -> None:
        sheet.fill((MARGIN, top, WIDTH - MARGIN, top + 2), TINT)

    note = paragraph(fonts, f"{card.labels.note}。{card.footer}", NOTE)
    basis = "\n".join(card.basis)
    sources = [paragraph(fonts, f"{card.labels.basis}：{basis}", SOURCE)] if basis else []
    checked = paragraph(fonts, card.checked, SOURCE)
    return stack((beside(gap(28), rule), note, gap(12), *sources, checked))
