import pytest

from bot.content.flow import Choice, Question
from bot.dialogue.choosing import choose

KIND = Question(
    ask="哪种医保？",
    why="种类不同，规则不同。",
    choices={
        "employee": Choice(label="职工医保", say=("单位交的", "在职")),
        "resident": Choice(label="居民医保", say=("新农合",)),
        "retired": Choice(label="职工医保（已退休）", say=("退休了",)),
        "unsure": Choice(label="不清楚"),
    },
)
YES_NO = Question(
    ask="断过吗？",
    why="断过会影响。",
    choices={
        "yes": Choice(label="断过"),
        "no": Choice(label="没断过", say=("一直交着",)),
        "unsure": Choice(label="记不清"),
    },
)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("职工医保", "employee"),
        ("1", "employee"),
        ("第二个", "resident"),
        ("选３", "retired"),
        ("我是单位交的。", "employee"),
        ("我参加的是新农合", "resident"),
        ("我退休了", "retired"),
        ("单位交", "employee"),
        ("居民", "resident"),
        ("医保", None),
        ("不太清楚", "unsure"),
        ("不知道啊", "unsure"),
        ("搞不清楚哪种", "unsure"),
        ("不是居民医保", None),
        ("居民医保能报多少？", None),
        ("9", None),
        ("", None),
        ("？？？", None),
    ],
)
def test_a_choice_can_be_typed(text: str, choice: str | None) -> None:
    assert choose(text, KIND) == choice


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("是的", "yes"),
        ("有", "yes"),
        ("没有", "no"),
        ("没断过", "no"),
        ("没断过呀", "no"),
        ("断过", "yes"),
        ("一直交着呢", "no"),
        ("忘了", "unsure"),
    ],
)
def test_yes_and_no_are_understood_in_many_words(text: str, choice: str) -> None:
    assert choose(text, YES_NO) == choice
