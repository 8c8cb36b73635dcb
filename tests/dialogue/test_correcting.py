"""Earlier answers corrected in words; every answer of every situation changed to every other."""

from random import Random

import msgspec
import pytest

from bot.authoring.situations import situations
from bot.dialogue import given, horizon, moves
from bot.dialogue.engine import is_valid, replay
from bot.dialogue.given import Given
from bot.dialogue.scene import Scene
from bot.dialogue.session import Frame, Session
from tests.shipped import TODAY, guide
from tests.talk import Talk

ZERO = "medical-balance-zero"
FLOWS = sorted(guide().content.flows)


def asked_about_employer() -> Talk:
    """Seen in the official place, an employee; now asked whether the employer paid."""
    person = Talk(guide(), TODAY)
    person.command("start", ZERO)
    person.press("official")
    person.press("employee")
    assert person.node == "employer_paid"
    return person


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("不对，我是居民医保", "insurance", "resident"),
        ("不是，我是居民医保", "insurance", "resident"),
        ("我说错了，是灵活就业", "insurance", "flexible"),
        ("哎呀不对，我退休了", "insurance", "retired"),
        ("不是单位交的，是我自己交的", "insurance", "flexible"),
        ("是居民医保，刚才选错了", "insurance", "resident"),
        ("上一题点错了，应该是新农合", "insurance", "resident"),
        ("不對，我是居民醫保", "insurance", "resident"),
        ("不对，是在银行看到的", "seen_where", "bank"),
        ("更正一下，在支付宝看的", "seen_where", "third_party"),
    ],
)
def test_a_correction_in_words_changes_the_answer_it_is_about(
    text: str, slot: str, value: str
) -> None:
    person = asked_about_employer()
    person.say(text)
    assert person.answers[slot] == value
    assert "已改成" in person.text


@pytest.mark.parametrize(
    "text", ["上一个问题选错了", "选错了", "刚才点错了", "我选错了，重新选", "不对，重新答一下"]
)
def test_what_is_taken_back_without_more_is_asked_again(text: str) -> None:
    person = asked_about_employer()
    person.say(text)
    assert person.node == "insurance"
    assert person.last.kind == "question"
    person.press("resident")
    assert person.answers == {"seen_where": "official", "insurance": "resident"}


@pytest.mark.parametrize(
    "text", ["我不是居民医保", "我不是在银行看的", "不对啊怎么会这样", "我错了吗", "这没错吧"]
)
def test_what_only_looks_like_a_correction_changes_nothing(text: str) -> None:
    person = asked_about_employer()
    person.say(text)
    assert person.answers == {"seen_where": "official", "insurance": "employee"}


def test_a_typed_figure_can_be_corrected() -> None:
    person = Talk(guide(), TODAY)
    person.command("start", "pension-calculator")
    for answer in ("monthly", "139000", "60"):
        person.say(answer) if answer.isdigit() else person.press(answer)
    before = person.answers
    person.say("我说错了，是 65 岁")
    assert person.answers | {"age": before["age"]} == before
    assert person.answers["age"] == "65"


def test_no_to_a_question_is_an_answer() -> None:
    person = Talk(guide(), TODAY)
    person.command("start", "medical-withdrawal")
    person.press("abroad")
    person.say("不对")
    assert person.answers["settled"] == "no"


def _others(flow: str) -> dict[str, set[str]]:
    """Node → every value that some situation gives there."""
    found: dict[str, set[str]] = {}
    for situation in situations(guide(), flow, TODAY):
        for answer in situation.answers:
            found.setdefault(answer.node, set()).add(answer.value)
    return found


@pytest.mark.parametrize("flow", FLOWS)
def test_a_changed_answer_leads_where_a_fresh_walk_with_the_kept_answers_leads(flow: str) -> None:
    questions, values = guide().content.flows[flow].questions, _others(flow)
    for situation in situations(guide(), flow, TODAY):
        frame = Frame(flow=flow, digest="", answers=situation.answers)
        scene = Scene(guide(), Session(frames=(frame,), run=1), TODAY)
        for answer in situation.answers:
            if answer.node not in questions:
                continue
            for value in values[answer.node] - {answer.value}:
                if is_valid(guide(), situation.position.flow, answer.node, value, TODAY):
                    for pick in (0, -1):
                        _ends_as_fresh(scene, Given(scene, answer), value, pick)


@pytest.mark.parametrize("flow", FLOWS)
def test_answers_of_flows_that_call_each_other_are_changed_and_kept_alike(flow: str) -> None:
    rng = Random(flow)
    for _ in range(12):
        scene = moves.start(Scene(guide(), Session(), TODAY), flow)[0]
        while True:
            found = [*given.every(scene)]
            for one in rng.sample(found, min(2, len(found))):
                position = one.scene.position
                value = rng.choice(horizon.values(guide(), position, TODAY).at(one.answer.node))
                if value != one.answer.value:
                    _ends_as_fresh(scene, one, value, rng.choice((0, -1)))
            position = scene.position
            if position.ended:
                break
            value = rng.choice(horizon.values(guide(), position, TODAY).at(position.node))
            scene = moves.give(scene, position.node, value)[0]


def _ends_as_fresh(before: Scene, one: Given, value: str, pick: int) -> None:
    """Nothing answered is asked again, and it ends where a fresh walk with all of it ends.

    What is of no use any more is named when it goes.
    """
    known = {_place(o): o.answer.value for o in given.every(before)}
    place = _place(one)
    wanted, gone = known | {place: value}, set(known) - {place}
    scene, replies = moves.give(one.scene, one.answer.node, value)
    said = "".join(reply.body for reply in replies)
    while not scene.position.ended or len(scene.session.frames) > 1:
        position = scene.position
        here = (position.name, position.node)
        if here in wanted:
            assert not is_valid(guide(), position.flow, position.node, wanted[here], TODAY)
        wanted[here] = horizon.values(guide(), position, TODAY).at(position.node)[pick]
        scene, replies = moves.give(scene, position.node, wanted[here])
        said += "".join(reply.body for reply in replies)
    kept = {_place(o): o.answer.value for o in given.every(scene)}
    assert all(kept[place] == wanted[place] for place in kept)
    for name, node in gone - set(kept):
        ask = guide().content.flows[name].questions[node].ask
        assert ask in said
    frame = msgspec.structs.replace(scene.session.frames[0], known={})
    fresh = replay(guide(), frame, TODAY)
    assert fresh.node == scene.position.node
    assert not fresh.dropped


def _place(one: Given) -> tuple[str, str]:
    return one.scene.position.name, one.answer.node


@pytest.mark.parametrize("way", ["unsure", "stay"])
def test_a_called_flow_goes_on_where_it_was_when_its_caller_was_looked_at(way: str) -> None:
    person = Talk(guide(), TODAY)
    person.command("start", "account-inheritance")
    person.press("unsure")
    first = person.node
    person.press(f"a.{first}.unsure")
    person.press(f"a.{first}.unsure")
    second, answers = person.node, person.answers
    assert second != first
    person.command("answers")
    person.press("e.account")
    assert person.node == "account"
    if way == "stay":
        person.command("stay")
    else:
        person.press(f"a.account.{way}")
    assert (person.node, person.answers) == (second, answers)


def test_a_button_of_the_calling_flow_offers_the_change_inside_of_the_called_one() -> None:
    person = Talk(guide(), TODAY)
    person.command("start", "account-inheritance")
    person.press("unsure")
    person.press_id("a.account.medical", turn=1)
    assert "要改成“职工医保账户”吗" in person.text
    person.press("c.account.medical")
    assert person.node == "balance"


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [("其实基数是8000", "base", "8000"), ("其实我是灵活就业", "identity", "flexible")],
)
def test_indeed_corrects_what_led_to_a_result(text: str, slot: str, value: str) -> None:
    person = Talk(guide(), TODAY)
    person.command("start", "medical-calculator")
    for said in ("在职", "北京", "一万五"):
        person.say(said)
    assert person.last.kind == "outcome"
    person.say(text)
    assert person.answers[slot] == value


def test_indeed_before_a_result_answers_the_question() -> None:
    person = asked_about_employer()
    person.say("其实我也不清楚")
    assert person.answers["insurance"] == "employee"
