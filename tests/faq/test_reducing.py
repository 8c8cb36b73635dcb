"""What may be kept of a question: what it is about, and nothing of who asks."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli import CONTENT_ROOT
from bot.content.matching import Context
from bot.faq import lexicon
from bot.faq.reducing import FIGURE, LONGEST, MASK
from tests import helpdesk
from tests.planted import SHAPES, planted
from tests.shipped import guide

MATCHER = guide().matcher
TRIALS = lexicon.trials(CONTENT_ROOT)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("我叫高建国医保怎么查", "我〇医保怎么查"),
        ("我爸 周 国 庆 的医保", "我〇的医保"),
        ("王胜利的医保卡里没钱", "〇的医保卡里没钱"),
        ("鑫源建材公司不给我交社保", "〇公司不给我交社保"),
        ("我住人民路318号，医保卡里没钱了", "我〇，医保卡里没钱了"),
        ("欧阳克的養老金", "〇的养老金"),
        ("断缴了3个月，余额1288.5", "断交了N个月，余额N"),
        ("打12333没人接怎么办", "打12333没人接怎么办"),
        ("我在郑州交的医保能在南阳用吗", "我在郑州交的医保能在南阳用吗"),
    ],
)
def test_what_is_kept_of_a_question(text: str, kept: str) -> None:
    assert MATCHER.reduce(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "王小明",
        "我是亓官靖昊",
        "zhangsan@example.com",
        "河南省上蔡县邵店镇刘庄村",
        "😀😀",
        "hello",
    ],
)
def test_nothing_is_kept_where_more_would_go_than_stay(text: str) -> None:
    assert MATCHER.reduce(text) == ""


@pytest.mark.parametrize("shape", SHAPES)
def test_no_planted_string_is_kept(shape: str) -> None:
    chance = random.Random(shape)
    for _ in range(100):
        person = planted(chance, shape)
        kept = MATCHER.reduce(person.text)
        assert not [s for s in (*person.names, *person.others) if s in kept], person.text


def test_what_is_kept_still_tells_what_was_asked() -> None:
    """Else there would be nothing to learn from it."""
    found = same = 0
    for text in (text for texts in TRIALS.questions.values() for text in texts):
        kept = MATCHER.reduce(text).replace(MASK, " ").replace(FIGURE, "5")
        first = MATCHER.match(text, Context()).top[0].id
        found += bool(kept)
        same += MATCHER.match(kept, Context()).top[0].id == first
    asked = sum(map(len, TRIALS.questions.values()))
    assert found >= 0.95 * asked
    assert same >= 0.8 * asked


def test_of_a_long_story_the_clauses_that_say_most_are_kept() -> None:
    story = (
        "我家孙子前天从外地回来了，" * 8 + "老伴的医保卡余额怎么没有了？" + "他说他也弄不明白，" * 5
    )
    kept = MATCHER.reduce(story)
    assert "医保卡余额怎么没有了？" in kept
    assert len(kept) <= LONGEST


def test_another_content_has_words_of_its_own() -> None:
    reduce = helpdesk.guide().matcher.reduce
    assert reduce("王小明的借书证丢了") == "〇的借书证丢了"
    assert MATCHER.reduce("王小明的借书证丢了") == ""


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_of_any_text_what_is_kept_is_short_and_holds_no_figure(text: str) -> None:
    kept = MATCHER.reduce(text)
    assert len(kept) <= LONGEST
    assert kept == "" or len(kept) > kept.count(MASK)
