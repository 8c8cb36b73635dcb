"""The card: a result that one person can pass on to another."""

import msgspec
import pytest

from bot.authoring.situations import situations
from bot.dialogue import finding, forwarding, show
from bot.dialogue.card import Call, Card
from bot.dialogue.session import Reply
from tests import helpdesk, shipped
from tests.talk import Talk

FLOWS = sorted(shipped.guide().content.flows)
CARD = Card(
    topic="借书证为什么不能用",
    title="太久没用",
    say="五年没用会停。",
    checked="今天核对",
    footer="问前台。",
)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("flow", FLOWS)
def test_every_outcome_makes_a_card_that_fits(flow: str) -> None:
    guide, today = shipped.guide(), shipped.TODAY
    for situation in situations(guide, flow, today):
        reply = forwarding.card_reply(guide, situation.position, today)
        outcome = show.outcome_reply(guide, situation.position, today)
        assert reply.title == outcome.title
        assert len(reply.title or "") + len(reply.body) <= forwarding.LIMIT
        assert "仅供参考" in reply.body
        assert "核对" in reply.body
        assert not outcome.cite or "依据" in reply.body
        assert all(_units(b.copy) <= finding.COPIED for b in reply.buttons if b.copy)
        assert not any(b.id.startswith(("o.", "e.", "c.", "a.")) for b in reply.buttons)


def _at_old_card() -> Talk:
    person = Talk(helpdesk.guide(), helpdesk.TODAY)
    person.command("start", "card-blocked")
    for choice in ("desk", "adult", "no"):
        person.press(choice)
    person.say("2019年3月")
    assert person.node == "old"
    return person


def test_the_card_is_one_message_with_all_that_one_needs() -> None:
    person = _at_old_card()
    turn = person.press("card")
    (reply,) = turn.replies
    assert reply.kind == "card"
    assert reply.title == "太久没用"
    assert reply.body.splitlines()[:2] == ["2019年3月 办的证，五年没用会停。", "要带：借书证。"]
    assert [b.id for b in reply.buttons] == ["copy.bring", "link", "picture", "stay", "menu"]
    assert reply.buttons[0].copy == "要带的材料\n· 借书证"
    assert person.node == "old"
    person.press("回到结论")
    assert person.last.kind == "outcome"


def test_the_picture_says_the_same_and_shows_the_way() -> None:
    person = _at_old_card()
    card = person.press("card").replies[0]
    (reply,) = person.press("picture").replies
    assert (reply.title, reply.body) == (card.title, card.body)
    assert reply.picture is not None
    assert [(f.asked, f.chosen) for f in reply.picture.way] == [
        ("您在哪里看到“停用”？", "服务台"),
        ("您的证是哪一种？", "成人证"),
        ("有没有超期的书？", "没有"),
        ("证是哪年哪月办的？", "2019年3月"),
    ]
    assert reply.picture.way[0].others == ("门禁", "不清楚")
    assert "picture" not in [b.id for b in reply.buttons]
    assert msgspec.json.decode(msgspec.json.encode(reply), type=Reply) == reply


def test_a_card_can_be_asked_for_in_words_and_only_once_there_is_a_result() -> None:
    person = Talk(helpdesk.guide(), helpdesk.TODAY)
    person.command("card")
    assert "现在没有在做的排查" in person.text
    person.command("start", "card-blocked")
    person.command("card")
    assert "还没有结论" in person.text
    assert person.last.kind == "question"
    assert _at_old_card().say("转给孩子").replies[0].kind == "card"


def test_a_card_button_of_an_earlier_run_does_not_act() -> None:
    person = _at_old_card()
    old = person.session
    person.command("start", "card-blocked")
    person.press_id("card", run=old.run, turn=old.turn)
    assert "这是前面的按钮" in person.text


def test_what_is_too_long_gives_way_in_order() -> None:
    long = msgspec.structs.replace(
        CARD, steps=tuple(f"第{n}件事，" + "做" * 90 for n in range(9)), basis=("《甲》", "《乙》")
    )
    said = forwarding.text(long)
    assert len(said) + len(long.title) <= forwarding.LIMIT
    assert "第0件事" in said
    assert "第8件事" not in said
    assert said.endswith("今天核对")
    told = forwarding.text(msgspec.structs.replace(CARD, say="说" * 2_000))
    assert len(told) + len(CARD.title) == forwarding.LIMIT


def test_only_whole_items_are_copied_and_each_number_once() -> None:
    person = _at_old_card()
    items = tuple(f"材料{n}" + "纸" * 50 for n in range(9))
    calls = (Call(phone="12333 或 12393", say="问"), Call(phone="12333", say="问"))
    card = msgspec.structs.replace(CARD, bring=items, calls=calls)
    copies = list(finding.copies(card))
    assert [b.copy for b in copies[:2]] == ["12333", "12393"]
    assert (copies[2].copy or "").count("材料") == 5
    assert list(finding.calls(card))[1] == "拨打 12333，这样说：“问”"
    assert person.node == "old"


def test_figures_over_time_are_drawn_for_outcomes_that_speak_of_them() -> None:
    guide, today = shipped.guide(), shipped.TODAY
    for situation in situations(guide, "pension-calculator", today):
        card = forwarding.picture_reply(guide, situation.position, today).picture
        assert card is not None
        if card.chart is None:
            one_year = len({a.value[:4] for a in situation.answers if a.node in ("start", "end")})
            assert situation.outcome not in ("a", "a_opening") or one_year == 1
            continue
        assert situation.outcome in ("a", "a_opening")
        slot = "acc" if situation.outcome == "a" else "more"
        result = situation.position.slots[slot]
        assert not isinstance(result, str | type(None))
        total = sum(card.chart.bars[-1].parts)
        assert f"{total:,.2f}".removesuffix(".00") in card.title


def test_a_card_and_its_picture_are_written_as_everything_else_is() -> None:
    person = Talk(shipped.guide(), shipped.TODAY)
    person.command("start", "medical-balance-zero")
    person.press("official")
    person.press("resident")
    person.command("trad")
    person.command("picture")
    reply = person.last
    assert reply.picture is not None
    assert reply.title == reply.picture.title == "居民醫保沒有個人賬戶"
    assert reply.picture.labels.calls == "打電話這樣說"
    assert reply.picture.way[0].chosen == "醫保平臺、醫院藥店"
    assert "職工醫保，單位繳" in reply.picture.way[1].others


def test_what_was_only_supposed_is_not_passed_on() -> None:
    person = _at_old_card()
    person.press("whatif")
    person.press("w.is_late")
    person.press("unsure")
    assert person.node == "ask_desk"
    (reply,) = person.command("card").replies
    assert reply.title == "太久没用"
