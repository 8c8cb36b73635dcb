"""Supposing something, and coming back: a day later, a month later, to changed content."""

import random
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import msgspec
import pytest

from bot.authoring.situations import situations
from bot.calculators.registry import FUNCTIONS
from bot.content.content import Content
from bot.content.flow import Choice, Flow, Question
from bot.content.shape import shape
from bot.content.yaml import read
from bot.dialogue.engine import replay
from bot.dialogue.guide import Guide
from bot.dialogue.respond import respond
from bot.dialogue.session import Chose, Command, Event, Frame, Session, Shown, Typed
from tests.shipped import TODAY, guide
from tests.talk import Talk

ROOT = Path(__file__).resolve().parents[2]
RELEASES = sorted((ROOT / "tests" / "releases").iterdir())
ZERO = "medical-balance-zero"
EVENTS: tuple[Event, ...] = (
    Command(name="start"),
    Command(name="why"),
    Typed(text="那退休以后呢"),
    Chose(button="answers", run=1, turn=3),
)


def resident() -> Talk:
    """Somebody whose outcome is that residents have no account."""
    person = Talk(guide(), TODAY)
    person.command("start", ZERO)
    person.press("official")
    person.press("resident")
    assert person.node == "e01"
    return person


# ── what if ─────────────────────────────────────────────────


def test_supposing_another_answer_shows_what_would_come_and_loses_nothing() -> None:
    person = resident()
    person.press("whatif")
    person.press("w.insurance")
    assert "假如" in (person.last.title or "")
    person.press("employee")
    assert person.node == "employer_paid"
    person.press("owed")
    assert person.last.kind == "outcome"
    assert "假如" in (person.last.title or "")
    person.press("real")
    assert person.node == "e01"
    assert person.answers == {"seen_where": "official", "insurance": "resident"}
    assert "假如" not in (person.last.title or "")


def test_what_was_supposed_can_be_taken_over() -> None:
    person = resident()
    person.press("whatif")
    person.press("w.insurance")
    person.press("employee")
    person.press("owed")
    person.press("adopt")
    assert person.answers["insurance"] == "employee"
    assert "假如" not in (person.last.title or "")
    assert not person.session.real


@pytest.mark.parametrize("word", ["重新开始", "回到我的结论"])
def test_words_lead_back_from_supposing_too(word: str) -> None:
    person = resident()
    person.press("whatif")
    person.press("w.insurance")
    person.press("employee")
    person.press("owed")
    person.say(word)
    assert person.node == "e01"
    assert not person.session.real


def test_a_question_in_the_middle_of_supposing_is_answered_and_the_supposition_goes_on() -> None:
    person = resident()
    person.press("whatif")
    person.press("w.insurance")
    person.press("employee")
    person.say("12333和12393打哪个")
    assert person.last.kind == "question"
    assert "假如" in (person.last.title or "")
    assert person.session.real


def test_another_flow_begun_while_supposing_ends_it() -> None:
    person = resident()
    person.press("whatif")
    person.press("w.insurance")
    person.press_id("f.where-to-query")
    assert not person.session.real
    assert "假如" not in (person.last.title or "")


def test_an_old_button_does_not_take_over_what_was_not_seen() -> None:
    person = resident()
    person.press("whatif")
    person.press("w.insurance")
    person.press("employee")
    person.press("owed")
    person.press_id("adopt", turn=1)
    assert person.session.real


def test_a_flow_that_is_gone_takes_what_was_supposed_of_it_along() -> None:
    person = resident()
    person.press("whatif")
    person.press("w.insurance")
    content = guide().content
    left = {name: flow for name, flow in content.flows.items() if name != ZERO}
    person.guide = on(msgspec.structs.replace(content, flows=left))
    person.say("你好")
    assert not person.session.real
    assert not person.session.frames


def test_whom_to_call_is_told_from_the_true_answers() -> None:
    person = resident()
    person.press("whatif")
    person.press("w.insurance")
    person.press("employee")
    person.command("human")
    script = person.turns[-1].replies[0].body
    assert "居民医保" in script
    assert "职工医保，单位缴" not in script


# ── later ───────────────────────────────────────────────────


def test_an_answer_on_another_day_just_goes_on() -> None:
    person = Talk(guide(), TODAY)
    person.command("start", ZERO)
    person.press("official")
    person.today += timedelta(days=3)
    person.press("resident")
    assert "接着上次的" in person.text
    assert person.node == "e01"


def test_a_greeting_on_another_day_asks_whether_to_go_on() -> None:
    person = Talk(guide(), TODAY)
    person.command("start", ZERO)
    person.press("official")
    person.today += timedelta(days=3)
    person.say("你好")
    assert "还没做完" in person.text
    assert [b.id for b in person.last.buttons] == ["stay", "restart", "menu"]
    person.say("1")
    assert person.node == "insurance"


def test_the_same_day_nothing_is_said_about_it() -> None:
    person = Talk(guide(), TODAY)
    person.command("start", ZERO)
    person.press("official")
    person.say("你好")
    assert "还没做完" not in person.text


def test_deleting_on_another_day_is_no_going_on() -> None:
    person = Talk(guide(), TODAY)
    person.command("start", ZERO)
    person.press("official")
    person.today += timedelta(days=3)
    person.press_id("forget.yes")
    assert "接着上次" not in person.text
    assert not person.session.frames


def test_after_a_month_the_answers_are_gone_and_that_is_said() -> None:
    person = Talk(guide(), TODAY)
    person.command("start", ZERO)
    person.press("official")
    person.today += timedelta(days=30)
    person.press("resident")
    assert "30 天" in person.text
    assert not person.session.frames
    assert not person.session.facts


def test_an_old_button_of_somebody_erased_says_so() -> None:
    person = Talk(guide(), TODAY)
    person.press_id("a.insurance.resident", run=1, turn=2)
    assert "30 天" in person.text


# ── other content ───────────────────────────────────────────


def on(content: Content) -> Guide:
    """The guide over another content; its matcher does not matter here."""
    return Guide(content, FUNCTIONS, guide().matcher)


def with_flow(flow: Flow) -> Guide:
    """The shipped content with another `medical-balance-zero`."""
    content = guide().content
    return on(
        msgspec.structs.replace(
            content,
            flows=dict(content.flows) | {ZERO: flow},
            flow_digests=dict(content.flow_digests) | {ZERO: "changed"},
        )
    )


def test_where_the_same_outcome_stands_nothing_is_said() -> None:
    person = resident()
    person.guide = with_flow(guide().content.flows[ZERO])
    person.command("why")
    assert "规则已更新" not in person.text
    assert "改过" not in person.text


def test_another_outcome_by_changed_rules_is_told_with_both() -> None:
    person = resident()
    flow = guide().content.flows[ZERO]
    insurance = flow.questions["insurance"]
    other = msgspec.structs.replace(insurance.choices["resident"], goto="e21")
    person.guide = with_flow(_choosing(flow, "insurance", "resident", other))
    person.command("start")
    assert "规则已更新" in person.text
    assert flow.outcomes["e01"].title in person.text
    assert person.node == "e21"
    person.command("why")
    assert "规则已更新" not in person.text


def test_an_answer_that_is_no_more_is_asked_for_again() -> None:
    person = Talk(guide(), TODAY)
    person.command("start", ZERO)
    person.press("official")
    person.press("resident")
    flow = guide().content.flows[ZERO]
    question = flow.questions["insurance"]
    left = {name: c for name, c in question.choices.items() if name != "resident"}
    changed = msgspec.structs.replace(question, choices=left)
    person.guide = with_flow(_asking(flow, "insurance", changed))
    person.command("stay")
    assert person.node == "insurance"
    assert "再答一次" in person.text


def _asking(flow: Flow, node: str, question: Question) -> Flow:
    return msgspec.structs.replace(flow, questions=dict(flow.questions) | {node: question})


def _choosing(flow: Flow, node: str, name: str, choice: Choice) -> Flow:
    question = flow.questions[node]
    choices = dict(question.choices) | {name: choice}
    return _asking(flow, node, msgspec.structs.replace(question, choices=choices))


@cache
def released(folder: Path) -> Guide:
    """The content of an earlier release: its flows over the knowledge of today."""
    flows = load_flows(folder)
    digests = dict.fromkeys(flows, folder.name)
    return on(msgspec.structs.replace(guide().content, flows=flows, flow_digests=digests))


def load_flows(folder: Path) -> dict[str, Flow]:
    """The flows of a release; whether they agree with other knowledge is not asked."""
    flows = {}
    for path in sorted((folder / "flows").glob("*.yaml")):
        document = read(path.name, path.read_bytes())
        assert not document.problems
        flows[path.stem] = shape(document.data, Flow).model
    return flows


def stored(old: Guide) -> Iterator[tuple[Session, str, str]]:
    """Every conversation an earlier release may have left: finished, and one answer before."""
    for name, flow in old.content.flows.items():
        digest = old.content.flow_digests[name]
        for situation in situations(old, name, TODAY):
            outcome = situation.outcome
            shown = Shown(flow=name, outcome=outcome, title=flow.outcomes[outcome].title)
            whole = Frame(flow=name, digest=digest, answers=situation.answers)
            yield Session(frames=(whole,), run=1, turn=9, shown=shown), name, outcome
            if situation.answers:
                short = msgspec.structs.replace(whole, answers=situation.answers[:-1])
                call = flow.calls.get(situation.answers[-1].node)
                inner = () if call is None else (Frame(flow=call.flow, digest=digest),)
                yield Session(frames=(short, *inner), run=1, turn=9), name, outcome


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_conversations_of_earlier_releases_go_on(release: Path) -> None:
    for session, name, _ in stored(released(release)):
        turn = respond(guide(), session, Command(name="stay"), TODAY)
        assert turn.replies
        if not turn.session.frames:
            assert name not in guide().content.flows
            continue
        fresh = Frame(flow=name, digest="", answers=session.frames[0].answers)
        position = replay(guide(), fresh, TODAY)
        shown = turn.session.shown
        if position.ended:
            assert shown is not None
            assert shown.outcome == position.node
            before = session.shown
            if before is not None and before.outcome != position.node:
                # the disclaimer is told first to who has not been told yet
                assert any("规则已更新" in reply.body for reply in turn.replies)
        assert turn.replies[-1].kind in ("question", "outcome")
        assert turn.session.frames[0].digest == guide().content.flow_digests[name]


def test_a_question_that_became_a_call_and_a_call_that_became_a_question() -> None:
    session = next(s for s, _, _ in stored(guide()) if len(s.frames) == 2)
    outer = session.frames[0].flow
    called = guide().content.flows[outer]
    end = Choice(label="都行", goto=next(iter(called.outcomes)))
    question = Question(ask="改成直接问", why="现在直接问。", choices={"any": end})
    calls = {n: c for n, c in called.calls.items() if n != _at(session)}
    without = msgspec.structs.replace(
        called, calls=calls, questions=dict(called.questions) | {_at(session): question}
    )
    content = guide().content
    other = on(msgspec.structs.replace(content, flows=dict(content.flows) | {outer: without}))
    aged = tuple(msgspec.structs.replace(f, digest="old") for f in session.frames)
    turn = respond(other, msgspec.structs.replace(session, frames=aged), EVENTS[1], TODAY)
    assert len(turn.session.frames) == 1
    assert "改成直接问" in turn.replies[-1].body
    back = tuple(msgspec.structs.replace(f, digest="older") for f in turn.session.frames)
    again = respond(guide(), msgspec.structs.replace(turn.session, frames=back), EVENTS[1], TODAY)
    assert len(again.session.frames) == 2


def _at(session: Session) -> str:
    return replay(guide(), session.frames[0], TODAY).node


@pytest.mark.parametrize("seed", range(40))
def test_conversations_survive_whatever_becomes_of_a_flow(seed: int) -> None:
    rng = random.Random(seed)
    changed = with_flow(_mutated(guide().content.flows[ZERO], rng))
    every = [session for session, name, _ in stored(guide()) if name == ZERO]
    for session in rng.sample(every, 60):
        aged = msgspec.structs.replace(
            session,
            frames=tuple(msgspec.structs.replace(f, digest="old") for f in session.frames),
        )
        for event in EVENTS:
            assert respond(changed, aged, event, TODAY).replies


def _mutated(flow: Flow, rng: random.Random) -> Flow:
    """A choice renamed, left out or led elsewhere; an outcome or a question renamed."""
    for _ in range(3):
        node = rng.choice(sorted(flow.questions))
        question = flow.questions[node]
        name = rng.choice(sorted(question.choices) or ["unsure"])
        choice = question.choices.get(name)
        if choice is None:
            continue
        match rng.randrange(3):
            case 0:
                left = {n: c for n, c in question.choices.items() if n != name}
                flow = _asking(flow, node, msgspec.structs.replace(question, choices=left))
            case 1:
                renamed = {f"new_{n}" if n == name else n: c for n, c in question.choices.items()}
                flow = _asking(flow, node, msgspec.structs.replace(question, choices=renamed))
            case 2:
                elsewhere = rng.choice(sorted(flow.outcomes))
                other = msgspec.structs.replace(choice, goto=elsewhere)
                flow = _choosing(flow, node, name, other)
    return flow


@pytest.mark.parametrize("again", [False, True])
def test_figures_that_changed_meanwhile_are_told_once(again: bool) -> None:
    person = Talk(guide(), TODAY)
    person.command("start", "pension-calculator")
    person.press("monthly")
    for said in ("139000", "60"):
        person.say(said)
    while person.last.kind == "question":
        person.say("0")
    content, national = guide().content, guide().content.places["national"]
    rows = tuple(
        msgspec.structs.replace(row, value="100")
        if row.key == "pension.payout_months" and row.value == "139"
        else row
        for row in national.rows
    )
    assert rows != national.rows
    changed = msgspec.structs.replace(national, rows=rows)
    places = dict(content.places) | {"national": changed}
    person.guide = on(msgspec.structs.replace(content, places=places)) if again else on(content)
    person.today += timedelta(days=1)
    person.command("menu")
    assert ("数字有更新" in person.text) is again
    assert ("1,390" in person.text) is again
    person.today += timedelta(days=1)
    person.command("menu")
    assert "数字有更新" not in person.text


def test_supposing_what_is_true_anyway_is_no_supposing() -> None:
    person = resident()
    person.press("whatif")
    person.press("w.insurance")
    person.press("resident")
    assert "假如" not in person.text
    assert not person.session.real


def test_what_is_said_of_something_supposed_says_so() -> None:
    person = resident()
    person.press("whatif")
    person.press("w.seen_where")
    person.press("third_party")
    while person.last.kind == "question":
        person.press(person.last.buttons[0].id)
    for command in ("why", "answers"):
        person.command(command)
        assert "假如" in person.text
        assert any(button.id == "real" for button in person.last.buttons)


def test_a_flow_that_is_gone_is_said_to_be() -> None:
    person = resident()
    content = guide().content
    flows = {name: flow for name, flow in content.flows.items() if name != ZERO}
    person.guide = on(msgspec.structs.replace(content, flows=flows))
    person.command("menu")
    assert "那项排查，现在没有了" in person.text
    person.command("menu")
    assert "没有了" not in person.text
