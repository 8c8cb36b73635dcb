"""Questions and calculators tried on the page, without a browser."""

from datetime import datetime
from decimal import Decimal

import pytest

from bot import app
from bot.authoring.ask import answer
from bot.authoring.studio.asking import SIGNS, STEPS, tried_out
from bot.authoring.studio.calculating import CHOICES, LABELS, TITLES, forms, work
from bot.authoring.studio.workspace import State
from bot.calculators.registry import FUNCTIONS
from bot.cli import CONTENT_ROOT
from bot.content.functions import Function, InvalidInputError
from bot.faq import lexicon
from bot.faq.decide import Evidence
from tests.shipped import TODAY, guide, matcher

NOW = State(number=1, today=TODAY, read=datetime.now(app.CHINA), guide=guide())
FILLED = {
    "birth": "1970-01", "category": "M", "balance": "100", "city": "beijing", "start": "2010-01",
    "end": "2011-12", "base": "5000", "identity": "employee",
}  # fmt: skip
EMPTY = State(number=1, today=TODAY, read=datetime.now(app.CHINA))


@pytest.mark.parametrize(
    ("question", "kind"),
    [("俺醫保咋是零", "answer"), ("明天下雨吗", "refuse"), ("账户", "clarify")],
)
def test_a_question_is_told_what_becomes_of_it_and_why(question: str, kind: str) -> None:
    found = tried_out(NOW, question)
    assert found is not None
    assert found.kind == kind
    assert found.said == answer(guide(), question, TODAY)["text"]
    assert [topic.id for topic in found.topics] == [
        each["id"] for each in answer(guide(), question, TODAY)["top"]
    ]
    for topic in found.topics:
        assert topic.title
        assert topic.score == pytest.approx(topic.likeness + topic.rules)
    assert len(found.why) == (1 if kind == "refuse" else 2)


def test_what_a_question_is_read_as_is_told() -> None:
    found = tried_out(NOW, "我今年40岁，醫保咋沒錢了")
    assert found is not None
    assert "繁体改简体" in dict(found.steps)
    assert dict(found.facts)["age"] == "40"
    assert "医保" in found.plain


def test_a_question_with_an_identity_number_is_tried_without_it() -> None:
    found = tried_out(NOW, "410105199001011234 医保余额为什么是 0")
    assert found is not None
    assert "410105199001011234" not in repr(found)


def test_nothing_is_tried_without_words_or_content() -> None:
    assert tried_out(NOW, "  ") is None
    assert tried_out(EMPTY, "医保") is None


def test_every_step_and_sign_has_a_name_authors_know() -> None:
    trials = [text for texts in lexicon.trials(CONTENT_ROOT).questions.values() for text in texts]
    found = {name for text in trials[::5] for name, _ in matcher().explain(text).steps}
    assert found
    assert found <= set(STEPS)
    assert set(SIGNS) == set(Evidence._fields[:-1])


def test_every_calculator_has_a_form_in_chinese() -> None:
    assert set(TITLES) == set(FUNCTIONS)
    for form in forms(guide().content):
        for field in form.fields:
            assert field.name in LABELS, field.name
    for (name, argument), choices in CHOICES.items():
        function = FUNCTIONS[name]
        assert argument in (*function.required, *function.optional)
        given = {each: FILLED[each] for each in function.required}
        if argument == "tier" and "identity" in given:
            given["identity"] = "retired"  # of whom there are the most kinds
        assert argument not in {refused(function, given | {argument: one}) for one in choices}


def refused(function: Function, given: dict[str, str]) -> str:
    """The argument that is not taken as it is; "" if all are."""
    try:
        function.run(given, guide().content.places, TODAY)
    except InvalidInputError as error:
        return error.argument
    return ""


def test_a_calculator_is_worked_out_with_its_sources() -> None:
    found = work(NOW, "pension_monthly", {"balance": "100000", "age": "60", "kind": ""})
    assert not found.problem
    figures = dict(found.figures)
    assert Decimal(figures["monthly"].split()[0]) == Decimal("719.42")
    assert found.rows
    assert all(title.endswith("）") for title in found.cite)


def test_what_cannot_be_worked_out_is_said() -> None:
    assert "余额" in work(NOW, "pension_monthly", {}).problem
    assert work(NOW, "pension_monthly", {"balance": "很多"}).problem
    assert work(EMPTY, "pension_monthly", {"balance": "1"}).problem
    city = next(iter(forms(guide().content)[0].fields)).choices
    assert "郑州" in city.values()
