"""What decided an outcome and what is still to come, held against every situation of every flow."""

from functools import cache

import pytest

from bot.authoring.situations import Situation, situations
from bot.dialogue import horizon
from bot.dialogue.deciding import decisive
from bot.dialogue.engine import replay
from bot.dialogue.session import Answer, Frame
from tests.shipped import TODAY, guide
from tests.talk import Talk

FLOWS = sorted(guide().content.flows)


def plain(flow: str) -> list[Situation]:
    """The situations up to their first outcome."""
    found = situations(guide(), flow, TODAY)
    return [s for s in found if not any(a.node in s.position.flow.outcomes for a in s.answers)]


@pytest.mark.parametrize("flow", FLOWS)
def test_the_deciding_answers_are_those_that_another_situation_shows_to_matter(flow: str) -> None:
    every = [(s, {a.node: a.value for a in s.answers}) for s in plain(flow)]
    for situation, given in every:
        mattering = set[str]()
        for other, values in every:
            if other.outcome != situation.outcome:
                changed = [n for n, value in given.items() if values.get(n, value) != value]
                mattering.update(changed if len(changed) == 1 else ())
        assert set(decisive(guide(), situation.position)) == mattering, given


@cache
def lengths(flow: str) -> tuple[tuple[Situation, frozenset[int]], ...]:
    """Every situation, and how many questions it may take: called flows ask some of their own."""
    return tuple((s, _sum(flow, s.answers)) for s in plain(flow))


def _sum(flow: str, answers: tuple[Answer, ...]) -> frozenset[int]:
    sums = {0}
    for answer in answers:
        sums = {total + size for total in sums for size in _sizes(flow, answer)}
    return frozenset(sums)


def _sizes(flow: str, answer: Answer) -> frozenset[int]:
    calls = guide().content.flows[flow].calls
    if answer.node not in calls:
        return frozenset({1})
    ways = lengths(calls[answer.node].flow)
    return frozenset().union(*(sizes for way, sizes in ways if way.outcome == answer.value))


@pytest.mark.parametrize("flow", FLOWS)
def test_the_questions_to_come_are_the_fewest_and_the_most_of_all_ways_on(flow: str) -> None:
    ways: dict[tuple[Answer, ...], set[int]] = {}
    for situation, _ in lengths(flow):
        for count in range(len(situation.answers)):
            before = situation.answers[:count]
            ways.setdefault(before, set()).update(_sum(flow, situation.answers[count:]))
    for before, seen in ways.items():
        frame = Frame(flow=flow, digest="", answers=before)
        position = replay(guide(), frame, TODAY)
        if position.node in position.flow.questions:
            left = horizon.remaining(guide(), (frame,), position, TODAY)
            assert (left.least, left.most) == (min(seen) - 1, max(seen) - 1), before


CALLING = [(f, node) for f in FLOWS for node in guide().content.flows[f].calls]


@pytest.mark.parametrize(("flow", "node"), CALLING)
def test_inside_of_a_called_flow_the_questions_of_its_caller_count_too(
    flow: str, node: str
) -> None:
    called = guide().content.flows[flow].calls[node].flow
    callers: dict[tuple[Answer, ...], dict[str, set[int]]] = {}
    for situation, _ in lengths(flow):
        nodes = [answer.node for answer in situation.answers]
        if node in nodes:
            at = nodes.index(node)
            rest = _sum(flow, situation.answers[at + 1 :])
            ways = callers.setdefault(situation.answers[:at], {})
            ways.setdefault(situation.answers[at].value, set()).update(rest)
    for before, after in callers.items():
        caller = Frame(flow=flow, digest="", answers=before)
        for way, _ in lengths(called):
            given = way.answers[:1]
            inside = Frame(flow=called, digest="", answers=given)
            position = replay(guide(), inside, TODAY)
            if position.ended:
                continue
            seen = {
                size + more
                for other, _ in lengths(called)
                if other.answers[:1] == given
                for size in _sum(called, other.answers[1:])
                for more in after[other.outcome]
            }
            left = horizon.remaining(guide(), (caller, inside), position, TODAY)
            assert (left.least, left.most) == (min(seen) - 1, max(seen) - 1)


def test_why_at_an_outcome_parts_what_decided_from_what_did_not() -> None:
    person = Talk(guide(), TODAY)
    person.command("start", "medical-balance-zero")
    for choice in ("official", "resident"):
        person.press(choice)
    person.command("why")
    decided, _, rest = person.text.partition("改了也还是这个结论")
    assert "居民医保、新农合" in decided
    assert "决定是这个结论的回答" in decided
    assert "居民医保、新农合" not in rest


def test_why_at_a_question_says_how_many_follow() -> None:
    person = Talk(guide(), TODAY)
    person.command("start", "medical-balance-zero")
    person.command("why")
    assert "后面还有 0 到 10 题" in person.text
