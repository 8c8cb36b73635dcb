"""Every path of every shipped flow: it ends, it replays, it can be walked back."""

import pytest

from bot.authoring.situations import Situation, situations
from bot.content.flow import UNSURE
from bot.dialogue import show
from bot.dialogue.engine import replay
from bot.dialogue.session import Frame
from tests.shipped import TODAY, guide
from tests.talk import Talk

FLOWS = sorted(guide().content.flows)
ZERO = "medical-balance-zero"
REASONS = {f"R{n}" for n in range(1, 9)} | {f"E{n:02}" for n in range(1, 22)} | {"HELP", "FLEX"}


def _all(flow: str) -> list[Situation]:
    return list(situations(guide(), flow, TODAY))


@pytest.mark.parametrize("flow", FLOWS)
def test_every_path_ends_and_every_outcome_is_reached(flow: str) -> None:
    reached = {s.outcome for s in _all(flow)}
    assert reached == set(guide().content.flows[flow].outcomes)


@pytest.mark.parametrize("flow", FLOWS)
def test_every_path_replays_to_the_same_place_and_back_to_the_start(flow: str) -> None:
    for situation in _all(flow)[::7]:
        answers = situation.answers
        for length in range(len(answers), -1, -1):
            frame = Frame(flow=flow, digest="", answers=answers[:length])
            position = replay(guide(), frame, TODAY)
            assert position.answers == answers[:length]
            assert not position.dropped


@pytest.mark.parametrize("flow", FLOWS)
def test_every_outcome_reads_well(flow: str) -> None:
    for situation in _all(flow):
        reply = show.outcome_reply(guide(), situation.position, TODAY)
        shown = f"{reply.title}{reply.body}{reply.detail}"
        assert "{" not in shown
        assert reply.body.strip()
        outcome = situation.position.flow.outcomes[situation.outcome]
        assert reply.cite or not outcome.policy


@pytest.mark.parametrize("flow", FLOWS)
def test_not_sure_everywhere_still_leads_to_an_outcome(flow: str) -> None:
    person = Talk(guide(), TODAY)
    person.command("start", flow)
    for _ in range(40):
        if person.last.kind == "outcome":
            return
        person.press(f"a.{person.node}.{UNSURE}")
    raise AssertionError(f"still asking at {person.node}")


def test_the_zero_balance_flow_reaches_every_reason_in_few_questions() -> None:
    found = _all(ZERO)
    outcomes = guide().content.flows[ZERO].outcomes
    assert {outcomes[s.outcome].reason for s in found} >= REASONS
    questions = guide().content.flows[ZERO].questions
    asked = sorted(sum(a.node in questions for a in s.answers) for s in found)
    assert asked[len(asked) // 2] <= 6
    assert asked[-1] <= 11
