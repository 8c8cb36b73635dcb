"""Whatever people do, in any order: nothing raises, something is shown, no answer is lost."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.session import Chose, Command, Event, Sent, Session, Typed
from tests import helpdesk, shipped
from tests.talk import Talk

COMMANDS = [
    "start",
    "menu",
    "back",
    "restart",
    "why",
    "help",
    "privacy",
    "answers",
    "stay",
    "card",
    "picture",
    "nope",
]
SAID = [
    "1", "2", "第三个", "不清楚", "没有", "是", "上一步", "重新开始", "三个月", "一万二",
    "2020年3月", "郑州", "东市", "医保余额为什么是0", "几点开门", "你好", "😀😀", "<b>&", "",
    " ", "套现", "\u202e\x00",
]  # fmt: skip
events = st.one_of(
    st.tuples(st.just("press"), st.integers(0, 30), st.integers(0, 8)),
    st.tuples(st.just("say"), st.sampled_from(SAID) | st.text(max_size=20), st.just(0)),
    st.tuples(st.just("command"), st.sampled_from(COMMANDS), st.just(0)),
    st.tuples(st.just("forge"), st.text(max_size=40), st.integers(-3, 3)),
    st.tuples(st.just("sent"), st.sampled_from(["voice", "photo", "???"]), st.just(0)),
)


def _event(person: Talk, kind: str, what: int | str, which: int) -> Event:
    """A drawn event: presses pick any button of the last few turns, however old."""
    session = person.session
    if isinstance(what, int):
        shown = [(b.id, t.session) for t in person.turns[-9:] for r in t.replies for b in r.buttons]
        if not shown:
            return Command(name="menu")
        button, then = shown[-1 - (what * 7 + which) % len(shown)]
        return Chose(button=button, run=then.run, turn=then.turn)
    match kind:
        case "say":
            return Typed(text=what)
        case "command":
            return Command(name=what)
        case "forge":
            return Chose(button=what, run=session.run + which, turn=session.turn + which)
    return Sent(kind=what)


def _check(person: Talk, drawn: list[tuple[str, int | str, int]]) -> None:
    for kind, what, which in drawn:
        before = dict(person.answers)
        frames = person.session.frames
        event = _event(person, kind, what, which)
        turn = person.event(event)
        assert turn.replies
        assert all(reply.body.strip() for reply in turn.replies)
        if kind == "sent" or (kind == "command" and what in ("menu", "why", "help", "answers")):
            assert (dict(person.answers), len(person.session.frames)) == (before, len(frames))
        stored = msgspec.json.encode(person.session)
        assert msgspec.json.decode(stored, type=Session) == person.session


@settings(max_examples=150, deadline=None)
@given(st.lists(events, max_size=30))
def test_random_events_over_the_help_desk(drawn: list[tuple[str, int | str, int]]) -> None:
    _check(Talk(helpdesk.guide(), helpdesk.TODAY), drawn)


@settings(max_examples=60, deadline=None)
@given(st.lists(events, max_size=30))
def test_random_events_over_the_shipped_content(drawn: list[tuple[str, int | str, int]]) -> None:
    person = Talk(shipped.guide(), shipped.TODAY)
    person.command("start", "medical-balance-zero")
    _check(person, drawn)
