"""Whatever hands a person has: every flow by digits alone, and by typed words alone."""

import random

import pytest

from bot.content.flow import UNSURE, Question
from bot.dialogue.choosing import squeeze
from bot.dialogue.inputs import kind_of
from bot.dialogue.scene import Scene
from tests.shipped import TODAY, guide
from tests.talk import Talk

FLOWS = sorted(guide().content.flows)
DIGITS = {"money": "6000", "month": "201803"}
WORDS = {"money": "六千元", "month": "2018年3月", "city": "郑州"}
SEEDS = range(12)


def begun(flow: str) -> Talk:
    person = Talk(guide(), TODAY)
    person.command("start", flow)
    return person


def shown(person: Talk) -> list[str]:
    """The labels of what can be answered, in the order they are shown."""
    return [b.label for b in person.last.buttons if b.id.startswith("a.")]


def figure(question: Question) -> str:
    """A number the question takes."""
    assert question.input is not None
    assert question.input.number is not None
    return str(max(question.input.number.min, min(12, question.input.number.max)))


def finished(person: Talk) -> bool:
    return person.last.kind == "outcome"


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_flow_is_done_by_digits_alone(flow: str, seed: int) -> None:
    rng, person = random.Random(f"{flow}{seed}"), begun(flow)
    for _ in range(30):
        if finished(person):
            return
        question = Scene(guide(), person.session, TODAY).position.question
        assert question is not None
        kind = None if question.input is None else kind_of(question.input)
        node, before = person.node, len(person.answers)
        counted = str(rng.randint(1, len(shown(person))))
        person.say(figure(question) if kind == "number" else DIGITS.get(kind or "", counted))
        moved = person.node != node or len(person.answers) != before or finished(person)
        assert moved or person.session.helped == node, (node, person.text)
    raise AssertionError(f"still at {person.node}")


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_flow_is_done_by_words_alone(flow: str, seed: int) -> None:
    rng, person = random.Random(f"{flow}{seed}"), begun(flow)
    for _ in range(30):
        if finished(person):
            return
        question = Scene(guide(), person.session, TODAY).position.question
        assert question is not None
        kind = None if question.input is None else kind_of(question.input)
        label = rng.choice(shown(person))
        if kind is not None and rng.random() < 0.7:
            label = f"{figure(question)}吧" if kind == "number" else WORDS[kind]
        node = person.node
        person.say(label)
        helped = person.session.helped == node
        assert person.node != node or finished(person) or helped, (node, label, person.text)
    raise AssertionError(f"still at {person.node}")


@pytest.mark.parametrize("flow", FLOWS)
def test_the_labels_of_a_question_are_told_apart_without_punctuation(flow: str) -> None:
    for node, question in guide().content.flows[flow].questions.items():
        labels = [squeeze(choice.label) for choice in question.choices.values()]
        assert len(set(labels)) == len(labels), node
        assert UNSURE in question.choices or len(labels) < 2 or question.input is None


@pytest.mark.parametrize("seed", range(40))
def test_the_words_on_a_button_do_what_pressing_it_does(seed: int) -> None:
    rng, person = random.Random(seed), Talk(guide(), TODAY)
    person.command("start", rng.choice(["", *FLOWS]))
    for _ in range(25):
        offered = [b for r in person.turns[-1].replies for b in r.buttons if b.acts]
        labels = [squeeze(button.label) for button in offered]
        assert len(set(labels)) == len(labels), labels
        for button in offered:
            pressed, typed = _copy(person), _copy(person)
            pressed.press_id(button.id)
            typed.say(button.label)
            assert typed.text == pressed.text, (button, person.text)
            assert typed.session.frames == pressed.session.frames
        person.press_id(rng.choice(offered).id) if offered else person.command("menu")


def _copy(person: Talk) -> Talk:
    return Talk(person.guide, person.today, person.session, list(person.turns))


@pytest.mark.parametrize("said", ["长沙", "湖南长沙", "我是哈尔滨的"])
def test_a_city_nothing_is_known_of_is_another_city(said: str) -> None:
    person = Talk(guide(), TODAY)
    person.command("start", "medical-calculator")
    person.say("已退休")
    assert person.node == "city"
    person.say(said)
    assert person.node == "ret_nat"


def test_a_question_about_a_city_is_no_answer_to_which_city() -> None:
    person = Talk(guide(), TODAY)
    person.command("start", "medical-calculator")
    person.say("已退休")
    person.say("长沙能报销吗")
    assert person.node == "city"
