"""The compiled dictionary: the same cuts as jieba's own, from a file that may be lost."""

from pathlib import Path

import jieba
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import CACHE
from bot.faq.text import cache_folder, open_words
from bot.faq.wording import phrasings
from tests.shipped import guide

STOCK = jieba.Tokenizer()
OURS = open_words(cache_folder(CACHE))


def test_cuts_are_the_same_as_stock() -> None:
    texts = [said.text for said in phrasings(guide().content)]
    texts += ["ABC-1.5 2024年", "我断缴三个月了", "𠀀𠀁汉字", "", " ", "a　b"]
    assert [OURS.lcut(t) for t in texts] == [STOCK.lcut(t) for t in texts]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_cuts_of_any_text_are_the_same(text: str) -> None:
    assert OURS.lcut(text) == STOCK.lcut(text)


def test_a_damaged_cache_is_made_again(tmp_path: Path) -> None:
    open_words(tmp_path).lcut("医保")
    (cache,) = tmp_path.glob("words*")
    cache.write_bytes(cache.read_bytes()[:1000])
    assert open_words(tmp_path).lcut("社保个人账户余额") == STOCK.lcut("社保个人账户余额")


def test_words_of_our_own_are_not_cut(tmp_path: Path) -> None:
    assert "计发月数" in open_words(tmp_path, ["计发月数"]).lcut("计发月数是多少")
