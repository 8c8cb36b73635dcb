"""When the assistant is of no more help: the right number, and words to read out."""

from dataclasses import replace

import pytest

from bot.dialogue.human import COPIED
from bot.dialogue.session import Button, Reply, Session
from tests import helpdesk, shipped
from tests.talk import Talk

GUIDE = shipped.guide()


def talk(*, desk: bool = False) -> Talk:
    return Talk(replace(GUIDE, desk=desk), shipped.TODAY, Session(disclaimed=True))


def first(person: Talk) -> Reply:
    return person.turns[-1].replies[0]


def copied(person: Talk) -> str:
    (text,) = [button.copy for button in first(person).buttons if button.copy]
    assert text is not None
    return text


@pytest.mark.parametrize(
    ("topic", "phone"),
    [
        ("medical-balance-zero", "12393"),
        ("pension-withdrawal", "12333"),
        ("employer-arrears", "12393"),
        ("pension-balance-calculation", "12333"),
        ("which-account", None),
    ],
)
def test_the_number_depends_on_what_it_is_about(topic: str, phone: str | None) -> None:
    person = talk()
    person.command("start", topic)
    person.command("human")
    said = first(person).body
    assert (f"这件事打 {phone}。" in said) == (phone is not None)
    assert ("医保的事打 12393，养老和社保卡打 12333" in said) == (phone is None)
    assert "12345" in said


def test_the_number_follows_the_answers() -> None:
    person = talk()
    person.command("start", "transfer-when-moving")
    person.command("human")
    assert "12393" in first(person).body
    assert "12333" in first(person).body
    person.press("pension")
    person.command("human")
    assert "这件事打 12333。" in first(person).body


def test_two_misses_in_a_row_write_down_what_to_read_out() -> None:
    person = talk()
    person.command("start", "medical-balance-zero")
    person.press("official")
    person.press("employee")
    person.say("吃了吗您内")
    assert "照着念" not in person.text
    person.say("今儿天不错")
    told, question = person.turns[-1].replies
    assert "还是没明白" in told.body
    assert "这件事打 12393。" in told.body
    assert "您好，我想问：医保余额为什么是 0。" in told.body
    assert "我现在参加的是哪一种医保？ 职工医保，单位缴" in told.body
    assert question.kind == "question"
    assert person.turns[-1].miss == "refuse"
    assert "职工医保，单位缴" in copied(person)


def test_two_misses_before_anything_is_known_lead_to_all_numbers_and_the_menu() -> None:
    person = talk()
    for text in ("吃了吗您内", "今儿天不错"):
        person.say(text)
    told, menu = person.turns[-1].replies
    assert "12366" in told.body
    assert menu.kind == "menu"
    assert copied(person) == "您好，我有一件社保个人账户的事想问。"


def test_after_an_outcome_its_own_sentence_is_what_to_read_out() -> None:
    person = talk()
    person.command("start", "medical-balance-zero")
    person.press("official")
    person.press("resident")
    while person.turns[-1].replies[-1].kind != "outcome":
        person.press(person.turns[-1].replies[-1].buttons[0].id)
    (contact,) = GUIDE.content.flows["medical-balance-zero"].outcomes[person.node or ""].contact
    person.command("human")
    assert f"您好。{contact.say}" in copied(person)


def test_answers_of_all_flows_being_walked_are_read_out() -> None:
    person = Talk(helpdesk.guide(), helpdesk.TODAY)
    person.command("start", "card-blocked")
    person.press("desk")
    person.press("unsure")
    person.press("blue")
    person.command("human")
    asked = [line for line in first(person).body.splitlines() if line[:1].isdigit()]
    assert len(asked) >= 2
    assert "蓝" in asked[-1]


def test_what_is_too_long_to_copy_keeps_the_answers() -> None:
    person = talk()
    person.command("start", "medical-balance-zero")
    for _ in range(8):
        reply = person.turns[-1].replies[-1]
        if reply.kind != "question":
            break
        person.press(reply.buttons[0].id)
    person.command("human")
    assert len(copied(person)) <= COPIED
    assert "我的情况" in copied(person)


def test_where_people_answer_they_can_be_written_to() -> None:
    leave = Button(id="desk", label="给工作人员留言")
    person = talk(desk=True)
    person.say("转人工")
    assert leave in first(person).buttons
    assert "没有人工" not in first(person).body
    alone = talk()
    alone.say("转人工")
    assert leave not in first(alone).buttons
    assert "没有人工" in first(alone).body


def test_privacy_says_what_happens_to_messages_for_people_only_where_there_are_some() -> None:
    for desk in (True, False):
        person = talk(desk=desk)
        person.command("privacy")
        assert ("转到他们的聊天里" in person.text) == desk
        assert "30 天" in person.text
        person.press("全部删除")
        assert "删了就找不回来" in person.text


def test_what_was_answered_is_not_what_was_not_understood() -> None:
    person = talk()
    person.say("医保卡的钱能不能买奶粉")
    person.say("知青下乡算工龄吗")
    person.say("知青下乡算不算工龄呀")
    assert "怕说错误导您" in first(person).body
    assert "有什么用" not in copied(person)


def test_a_result_is_what_it_is_about_also_after_a_question_on_the_way() -> None:
    person = talk()
    person.command("start", "account-inheritance")
    person.press("employee")
    person.press("yes")
    person.say("养老金多领了两个月要退吗")
    person.press("unsure")
    (contact,) = GUIDE.content.flows["account-inheritance"].outcomes["p_ask"].contact
    person.command("human")
    assert contact.say in copied(person)
