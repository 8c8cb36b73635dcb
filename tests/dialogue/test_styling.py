"""`/big` and `/trad`: the same conversation in another manner, nothing lost, nothing miswritten."""

import re

import pytest

from bot.content.audit import shipped_texts
from bot.dialogue import phrases
from bot.dialogue.traditional import traditional
from tests.shipped import TODAY, guide
from tests.talk import Talk

ZERO = "medical-balance-zero"
WRONG = re.compile(
    "髮|隻|彆|籤|回復|卡里|錶|鬆|穀|麵|鍾|颱|鬥|乾(?!淨|脆)|後(?:土|羽)|衝回|划(?!算)|並(?:過來|過去|進)|裏|爲|幹(?!什麼|部)|臟|係統|系(?:人|於)"
)
"""Forms that no text of ours can mean, as OpenCC writes them when it cuts words elsewhere."""

SIMPLIFIED = re.compile("[医养说过时这没为个们来对应该问题钱缴费单险户余额导开关]")


def every_text() -> list[str]:
    texts = [text for _, text in shipped_texts(guide().content)]
    for flow in guide().content.flows.values():
        texts += [flow.title, flow.about]
        texts += [c.label for q in flow.questions.values() for c in q.choices.values()]
    texts += [source.title for source in guide().content.sources.values()]
    return texts + [value for value in vars(phrases).values() if isinstance(value, str)]


def test_no_shipped_text_is_miswritten_in_traditional_characters() -> None:
    for text in every_text():
        written = traditional(text)
        assert not WRONG.search(written), written
        assert not SIMPLIFIED.search(written), written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("养老金发放", "養老金發放"),
        ("社保卡去发卡银行", "社保卡去發卡銀行"),
        ("划入的余额划不划算", "劃入的餘額劃不划算"),
        ("多划的会冲回，并过来了", "多劃的會沖回，併過來了"),
        ("以答复为准，恢复缴费，不重复", "以答覆為準，恢復繳費，不重複"),
        ("后面里面只有几个月", "後面裡面只有幾個月"),
        ("别着急，卡里扣的钱，请回复", "別著急，卡裡扣的錢，請回覆"),
    ],
)
def test_words_of_the_matter_are_written_right(text: str, written: str) -> None:
    assert traditional(text) == written


def test_traditional_characters_stay_until_switched_back_and_are_understood() -> None:
    person = Talk(guide(), TODAY)
    person.command("start", ZERO)
    person.command("trad")
    assert "醫保餘額" in person.text
    person.say("醫保平臺、醫院藥店")
    assert person.node == "insurance"
    person.say("居民醫保、新農合")
    assert person.node == "e01"
    assert "居民醫保沒有個人賬戶" in person.text
    person.say("重新开始")
    assert "餘額" in person.text
    person.command("trad")
    assert "余额" in person.text


def test_big_shows_little_and_keeps_the_rest_to_unfold() -> None:
    plain, big = Talk(guide(), TODAY), Talk(guide(), TODAY)
    big.command("big")
    for person in (plain, big):
        person.command("start", ZERO)
    assert len(big.last.body) < len(plain.last.body)
    hint = plain.last.body.partition("\n")[2]
    assert hint in (big.last.detail or "")
    assert big.last.big
    for person in (plain, big):
        person.press("official")
        person.press("resident")
    shown = (big.last.body + (big.last.detail or "")).replace("\n", "")
    for sentence in re.split(r"[\n。？]", plain.last.body):
        assert sentence in shown
    assert all(line.count("。") <= 1 for line in big.last.body.split("\n"))


@pytest.mark.parametrize(("words", "manner"), [("大字", "big"), ("繁體字", "trad")])
def test_a_manner_is_asked_for_in_words_too(words: str, manner: str) -> None:
    person = Talk(guide(), TODAY)
    person.command("start", ZERO)
    person.say(words)
    assert getattr(person.session, manner)


def test_manners_survive_a_new_start_and_are_forgotten_with_the_rest() -> None:
    person = Talk(guide(), TODAY)
    person.command("big")
    person.command("start", ZERO)
    person.command("restart")
    assert person.session.big
    person.command("forget")
    person.press("forget.yes")
    assert not person.session.big
