"""Pictures of cards: everything is on them, in its place, in letters that are there."""

import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import cache
from itertools import pairwise

import msgspec
import pytest
from PIL import Image

from bot.authoring.situations import Situation, situations
from bot.dialogue import forwarding
from bot.dialogue.card import Bar, Call, Card, Chart, Fork
from bot.dialogue.styling import turned
from bot.dialogue.traditional import traditional
from bot.drawing.fonts import BOLD, REGULAR, SIMPLIFIED, TRADITIONAL, face_for, load
from bot.drawing.lines import NOT_FIRST, NOT_LAST
from bot.drawing.paper import MARGIN, WIDTH, Fonts
from bot.drawing.picture import ROOMS, TALLEST, draw, laid_out
from tests.dialogue.test_styling import every_text
from tests.shipped import TODAY, guide

WHITE = (255, 255, 255)
TEN = Decimal(10)
NO_CHARACTER = "\U0010ffff"
HEAD = 400
"""Below this height nothing may stand in the margins."""


@cache
def cards() -> dict[tuple[str, str], Card]:
    """Of every outcome the card with the most to say."""
    found: dict[tuple[str, str], tuple[int, Situation]] = {}
    for flow in guide().content.flows:
        for situation in situations(guide(), flow, TODAY):
            key, size = (flow, situation.outcome), len(situation.answers)
            if key not in found or found[key][0] < size:
                found[key] = size, situation
    made = {
        key: forwarding.picture_reply(guide(), situation.position, TODAY).picture
        for key, (_, situation) in found.items()
    }
    return {key: card for key, card in made.items() if card is not None}


def spoken() -> list[str]:
    """All that is set in lines."""
    return [
        text
        for card in cards().values()
        for text in (card.say, card.title, *card.steps, *card.basis, *(c.say for c in card.calls))
    ]


def picture(card: Card) -> Image.Image:
    image = Image.open(io.BytesIO(draw(card)))
    image.load()
    return image


def test_every_outcome_fits_on_a_picture_with_all_its_words() -> None:
    for key, card in cards().items():
        page = laid_out(card)
        assert page.height <= TALLEST, key
        assert not card.way or page.height > laid_out(_without_way(card)).height, key


def _without_way(card: Card) -> Card:
    return msgspec.structs.replace(card, way=())


@pytest.mark.parametrize(
    "key",
    [
        ("medical-balance-zero", "e01"),
        ("medical-balance-zero", "r6_window"),
        ("account-inheritance", "p_left"),
        ("pension-calculator", "a"),
        ("which-account", "ask"),
    ],
)
@pytest.mark.parametrize("script", ["simplified", "traditional"])
def test_nothing_stands_in_the_margins(key: tuple[str, str], script: str) -> None:
    card = cards()[key] if script == "simplified" else turned(cards()[key])
    image = picture(card)
    assert image.width == WIDTH
    assert image.height == laid_out(card).height
    for left, right in ((0, MARGIN - 4), (WIDTH - MARGIN + 4, WIDTH)):
        strip = image.crop((left, HEAD, right, image.height))
        assert strip.getcolors() == [(strip.width * strip.height, WHITE)]
    foot = image.crop((0, image.height - 40, WIDTH, image.height))
    assert foot.getcolors() == [(foot.width * foot.height, WHITE)]


def test_every_character_of_every_text_has_a_glyph() -> None:
    texts = [*every_text(), *(str(card) for card in cards().values())]
    plain = {character for text in texts for character in text}
    for face, used in (
        (SIMPLIFIED, plain),
        (TRADITIONAL, {c for text in texts for c in traditional(text)}),
    ):
        for weight in (REGULAR, BOLD):
            font = load(face, 40, weight)
            missing = _drawn(font, NO_CHARACTER)
            blank = {" ", "\n", "\u3000"}
            assert not [c for c in used - blank if _drawn(font, c) == missing]


def _drawn(font: object, character: str) -> bytes:
    # the mask is a sequence of bytes; the stubs do not say so
    return bytes(font.getmask(character))  # type: ignore[attr-defined]  # not in its types


def test_lines_are_broken_by_the_rules_and_nothing_is_lost() -> None:
    types = (Fonts(SIMPLIFIED).of(42), Fonts(TRADITIONAL).of(68, BOLD))
    for kind in types:
        for text in spoken():
            lines = kind.lines(text, 800)
            assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
            assert all(kind.width(line) <= 800 for line in lines)
            for before, after in pairwise(lines) if "\n" not in text else ():
                assert after[0] not in NOT_FIRST, text
                assert before[-1] not in NOT_LAST, text
                assert not (before[-1].isdigit() and after[0].isdigit()), text


def test_no_one_or_two_characters_are_left_to_a_last_line() -> None:
    kind = Fonts(SIMPLIFIED).of(40)
    lines = kind.lines("把缴过费的月份列一张单子，一个月一个月地对。", 40 * 20)
    assert [len(line) for line in lines] == [19, 3]


def test_a_word_wider_than_a_line_is_cut_all_the_same() -> None:
    kind = Fonts(SIMPLIFIED).of(40)
    lines = kind.lines("https://" + "a" * 200, 300)
    assert len(lines) > 5
    assert all(kind.width(line) <= 300 for line in lines)
    assert kind.clipped("很长" * 40, 300).endswith("…")


def test_the_face_follows_the_script() -> None:
    texts = [card.title + card.say for card in cards().values()]
    assert {face_for(text) for text in texts} == {SIMPLIFIED}
    turned_ones = {face_for(traditional(text)) for text in texts if len(text) > 20}
    assert turned_ones == {TRADITIONAL}


def _endless() -> Card:
    say = "说" * 5_000
    forks = (Fork(asked="问" * 120, chosen="答" * 80, others=("别" * 24,) * 20),) * 40
    return Card(
        topic="题" * 24,
        title="论" * 80,
        say=say,
        checked="核对" * 20,
        footer="脚" * 60,
        steps=(say,) * 30,
        bring=(say,) * 30,
        calls=(Call(phone="12393" + "号" * 60, say=say), Call(phone="办公室" * 30, say=say)) * 9,
        basis=(say,) * 9,
        way=forks,
        chart=Chart(title="图" * 20, unit="元", names=("甲",), bars=(_bar(0), _bar(7)) * 60),
    )


def _bar(amount: int) -> Bar:
    return Bar(label="2026", parts=(TEN**amount,))


def test_what_is_endless_is_cut_to_a_picture_of_the_greatest_height() -> None:
    image = picture(_endless())
    assert image.height <= TALLEST
    assert len(ROOMS) > 1


def test_a_card_with_next_to_nothing_is_drawn() -> None:
    bare = Card(topic="题", title="论", say="说", checked="核", footer="脚")
    assert 400 < picture(bare).height < 1_000


def test_pictures_drawn_side_by_side_are_the_same() -> None:
    card = cards()["medical-balance-zero", "e01"]
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(draw, [card] * 4))
    assert len(set(drawn)) == 1


def test_nothing_for_drawing_is_imported_before_something_is_drawn() -> None:
    code = (
        "import sys, bot.app, bot.channels.terminal, bot.channels.telegram.process;"
        "print([name for name in sys.modules if name.startswith(('PIL', 'bot.drawing'))])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
