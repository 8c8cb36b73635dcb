"""Whether an answer helped, and what is kept of a question that was missed."""

import pytest

from bot.dialogue import phrases
from tests.helpdesk import TODAY, guide
from tests.talk import Talk

ASKED = "借书证丢了怎么办"


def talk() -> Talk:
    person = Talk(guide(), TODAY)
    person.command("start")
    return person


def test_an_answer_can_be_said_to_help() -> None:
    person = talk()
    person.say(ASKED)
    turn = person.press(phrases.HELPED)
    assert turn.feedback == "up:lost-card"
    assert (turn.miss, person.session.asked) == (None, "")


def test_an_answer_of_no_avail_is_a_miss_with_a_reason() -> None:
    person = talk()
    person.say(f"我叫王小明，{ASKED}")
    assert person.session.asked == "我〇，借书证丢了怎么办"
    turn = person.press(phrases.NOT_HELPED)
    assert (turn.feedback, turn.miss) == ("down:lost-card", "down")
    assert turn.missed == "我〇，借书证丢了怎么办"
    assert "哪里不合适" in person.text
    turn = person.press("看不懂")
    assert (turn.feedback, turn.miss) == ("reason:unclear:lost-card", None)
    assert "谢谢" in person.text


def test_a_question_is_missed_once() -> None:
    person = talk()
    person.say(ASKED)
    person.press(phrases.NOT_HELPED)
    assert person.session.asked == ""
    person.command("start", "opening-hours")
    turn = person.press(phrases.NOT_HELPED)
    assert (turn.feedback, turn.missed) == ("down:opening-hours", "")


@pytest.mark.parametrize(("said", "feedback"), [("没解决", "down"), ("解决了！", "up")])
def test_thumbs_can_be_typed(said: str, feedback: str) -> None:
    person = talk()
    person.say(ASKED)
    assert person.say(said).feedback == f"{feedback}:lost-card"


def test_an_outcome_can_be_of_no_avail_too() -> None:
    person = talk()
    person.command("start", "card-blocked")
    for choice in ("desk", "adult", "no"):
        person.press(choice)
    person.say("2015年6月")
    assert person.node == "old"
    assert person.press(phrases.NOT_HELPED).feedback == "down:card-blocked"


def test_in_the_middle_of_a_flow_feedback_leads_back_to_its_question() -> None:
    person = talk()
    person.command("start", "card-blocked")
    person.say("图书馆几点开门？")
    person.press(phrases.NOT_HELPED)
    person.press("信息不对")
    person.press(phrases.STAY)
    assert (person.node, person.last.kind) == ("seen", "question")


def test_thumbs_under_an_older_answer_count_no_more() -> None:
    person = talk()
    person.say(ASKED)
    (down,) = [b.id for b in person.last.buttons if b.label == phrases.NOT_HELPED]
    first = person.session.turn
    person.press(phrases.NOT_HELPED)
    turn = person.press_id(down, turn=first)
    assert (turn.feedback, turn.miss) == (None, None)


@pytest.mark.parametrize("forged", ["u.nothing", "d.nothing", "r.unclear", "r.nothing", "d.", "u"])
def test_forged_feedback_is_not_counted(forged: str) -> None:
    turn = talk().press_id(forged)
    assert (turn.feedback, turn.miss) == (None, None)


def test_a_declined_question_is_handed_over_reduced() -> None:
    person = talk()
    turn = person.say("读者多少，张三丰")
    assert (turn.miss, turn.missed) == ("refuse", "读者多少，〇")
    assert person.session.asked == ""


def test_what_calls_for_a_warning_is_not_kept() -> None:
    turn = talk().say("图书馆着火了怎么办")
    assert (turn.miss, turn.missed, turn.session.asked) == (None, "", "")


def test_forgetting_drops_the_question() -> None:
    person = talk()
    person.say(ASKED)
    assert person.session.asked
    person.command("forget")
    person.press("确认删除")
    assert person.session.asked == ""


def test_browsing_is_no_answer_to_the_question_before() -> None:
    person = talk()
    person.say(ASKED)
    person.command("menu")
    person.press_id(person.last.buttons[0].id)
    assert person.session.asked == ""
