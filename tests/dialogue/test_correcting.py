"""Earlier answers corrected in words; every answer of every situation changed to every other."""

import pytest

from bot.authoring.situations import situations
from bot.dialogue import horizon
from bot.dialogue.engine import is_valid, replay
from bot.dialogue.moves import give
from bot.dialogue.scene import Scene
from bot.dialogue.session import Answer, Frame, Session
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
                if not is_valid(guide(), situation.position.flow, answer.node, value, TODAY):
                    continue
                new = Answer(node=answer.node, value=value)
                moved, _ = give(scene, answer.node, value)
                for pick in (0, -1):
                    _ends_as_fresh(moved, situation.answers, new, pick)


def _ends_as_fresh(scene: Scene, before: tuple[Answer, ...], new: Answer, pick: int) -> None:
    """Nothing answered is asked again, and it ends where a fresh walk with all of it ends."""
    wanted = {a.node: a.value for a in before} | {new.node: new.value}
    while not scene.position.ended or len(scene.session.frames) > 1:
        position, outer = scene.position, len(scene.session.frames) == 1
        if outer and position.node in wanted:
            assert not is_valid(guide(), position.flow, position.node, wanted[position.node], TODAY)
        value = horizon.values(guide(), position, TODAY).at(position.node)[pick]
        wanted |= {position.node: value} if outer else {}
        scene, _ = give(scene, position.node, value)
    answers = scene.session.frames[0].answers
    fresh = replay(guide(), Frame(flow=scene.position.name, digest="", answers=answers), TODAY)
    assert fresh.node == scene.position.node
    assert not fresh.dropped
    calls = fresh.flow.calls
    assert all(a.value == wanted[a.node] for a in answers if a.node not in calls)
