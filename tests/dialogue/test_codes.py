"""Links to a result: each opens to the outcome it was made of, and no forged one to another."""

import random
from collections.abc import Iterator
from datetime import date

import msgspec
import pytest

from bot.authoring.situations import Situation, situations
from bot.content.flow import Choice
from bot.dialogue import codes
from bot.dialogue.engine import replay
from bot.dialogue.guide import Guide
from bot.dialogue.session import Answer, Frame
from bot.privacy import redact
from tests import helpdesk, shipped
from tests.talk import Talk

ZERO = "medical-balance-zero"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
FLOWS = [
    *((shipped.guide(), shipped.TODAY, flow) for flow in sorted(shipped.guide().content.flows)),
    *((helpdesk.guide(), helpdesk.TODAY, flow) for flow in sorted(helpdesk.guide().content.flows)),
]


def _code(guide: Guide, situation: Situation, today: date = shipped.TODAY) -> str:
    return codes.encode(guide, situation.position, today)


@pytest.mark.parametrize(("guide", "today", "flow"), FLOWS, ids=[flow for *_, flow in FLOWS])
def test_every_situation_opens_to_its_own_outcome(guide: Guide, today: date, flow: str) -> None:
    for situation in situations(guide, flow, today):
        code = _code(guide, situation, today)
        assert codes.SHAPE.fullmatch(code), situation.answers
        assert len(code) <= codes.LONGEST
        assert redact(f"/start {code}").text == f"/start {code}"
        opened = codes.decode(guide, code, today)
        assert opened == codes.Opened(flow, situation.answers)
        frame = Frame(flow=flow, digest="", answers=situation.answers)
        assert replay(guide, frame, today).node == situation.outcome


def test_a_called_flow_is_passed_on_by_what_it_came_to() -> None:
    person = Talk(shipped.guide(), shipped.TODAY)
    person.command("start", "where-to-query")
    for choice in ("unsure", "unsure"):
        person.press(choice)
    while person.last.kind != "outcome":
        person.press(next(b.id for b in person.last.buttons if b.id.startswith("a.")))
    outcome = person.node
    (frame,) = person.session.frames
    assert any(answer.inside for answer in frame.answers)
    code = _of(person)
    other = Talk(shipped.guide(), shipped.TODAY)
    other.command("start", code)
    assert other.node == outcome
    other.command("back")
    other.press(next(b.id for b in other.last.buttons if b.id.startswith("a.")))
    assert other.last.kind in ("question", "outcome")


def _of(person: Talk) -> str:
    (link,) = [b.link for r in person.command("card").replies for b in r.buttons if b.link]
    return link


def _all(guide: Guide, today: date) -> list[tuple[str, Situation]]:
    return [(f, s) for f in guide.content.flows for s in situations(guide, f, today)]


def _forged(known: list[str], dice: random.Random) -> Iterator[str]:
    """Noise; codes of a flow with noise behind; codes with a character changed, gone or twice."""
    for number in range(20_000):
        code = dice.choice(known)
        match number % 5:
            case 0:
                size = dice.randrange(0, codes.LONGEST + 3)
                yield codes.PREFIX + "".join(dice.choices(ALPHABET, k=size))
            case 1:
                yield code[:4] + "".join(dice.choices(ALPHABET, k=dice.randrange(1, 60)))
            case 2:
                at = dice.randrange(2, len(code))
                yield code[:at] + dice.choice(ALPHABET) + code[at + 1 :]
            case 3:
                at = dice.randrange(2, len(code))
                yield code[:at] + code[at + dice.randrange(0, 3) :] * dice.randrange(1, 3)
            case _:
                yield codes.PREFIX + "".join(map(chr, dice.choices(range(1, 0x3000), k=9)))


def test_forged_codes_never_raise_and_never_give_an_outcome_that_a_flow_does_not() -> None:
    guide, today = shipped.guide(), shipped.TODAY
    given = {(flow, s.answers): s.outcome for flow, s in _all(guide, today)}
    known = [_code(guide, s) for _, s in _all(guide, today)[::9]]
    opened = 0
    for code in _forged(known, random.Random(7)):
        link = codes.decode(guide, code, today)
        if link.flow is None or link.answers is None:
            continue
        opened += 1
        frame = Frame(flow=link.flow, digest="", answers=link.answers)
        position = replay(guide, frame, today)
        assert position.node == given[link.flow, link.answers]
        assert code in known  # not changed after all
    assert opened


def test_a_code_that_was_made_up_with_care_is_walked_all_the_same() -> None:
    """Whoever computes the check can claim answers, but not an outcome."""
    guide, today = shipped.guide(), shipped.TODAY
    answers = (Answer(node="seen_where", value="app"), Answer(node="trend", value="less"))
    marks = b"".join(codes.mark(codes.MARK, a.node, a.value) for a in answers)
    raw = codes.mark(codes.MARK, ZERO) + marks + codes.check(ZERO, answers)
    code = codes.PREFIX + codes.written(raw)
    assert codes.decode(guide, code, today) == codes.Opened(ZERO)


def test_a_code_outlives_new_choices_and_new_words() -> None:
    guide, today = helpdesk.guide(), helpdesk.TODAY
    situation = next(s for s in situations(guide, "card-blocked", today) if s.outcome == "long")
    code = _code(guide, situation, today)
    edited = _edited(guide, first=True)
    assert codes.decode(edited, code, today).answers == situation.answers
    gone = _edited(guide, first=False)
    assert codes.decode(gone, code, today) == codes.Opened("card-blocked")


def _edited(guide: Guide, *, first: bool) -> Guide:
    """The help desk with one choice more before the others, or without the one that counts."""
    flow = guide.content.flows["card-blocked"]
    seen = flow.questions["seen"]
    new = {"wall": Choice(label="墙上", goto="gate")}
    choices = {n: msgspec.structs.replace(c, label=c.label + "！") for n, c in seen.choices.items()}
    kept = new | choices if first else {n: c for n, c in choices.items() if n != "desk"}
    question = msgspec.structs.replace(seen, choices=kept)
    changed = msgspec.structs.replace(flow, questions=flow.questions | {"seen": question})
    flows = guide.content.flows | {"card-blocked": changed}
    content = msgspec.structs.replace(guide.content, flows=flows)
    return Guide(content, guide.functions, guide.matcher)


def test_links_that_were_passed_on_long_ago_are_still_read() -> None:
    """Written by the first release that had links; the form must not change in silence."""
    opened = codes.decode(helpdesk.guide(), "r_HxCPacQISgjatwPhbIGJeIpoACwKknJ", helpdesk.TODAY)
    assert opened.answers is not None
    assert [a.value for a in opened.answers] == ["desk", "adult", "yes", "0", "2020-01", "easton"]


def test_answers_that_do_not_fit_into_a_link_give_one_that_starts_the_flow() -> None:
    guide, today = helpdesk.guide(), helpdesk.TODAY
    frame = Frame(
        flow="card-blocked",
        digest="",
        answers=(
            Answer(node="seen", value="desk"),
            Answer(node="kind", value="adult"),
            Answer(node="is_late", value="yes"),
            Answer(node="days", value="31"),
            Answer(node="fee", value="五元"),
        ),
    )
    position = replay(guide, frame, today)
    told = msgspec.structs.replace(frame.answers[-1], value="1" * 99)
    for answers in (frame.answers, (*frame.answers[:-1], told)):
        claimed = type(position)(position.name, position.flow, "long", answers, (), position.slots)
        assert codes.encode(guide, claimed, today) == "card-blocked"


def test_opening_a_link_shows_the_outcome_and_lets_the_answers_be_changed() -> None:
    sender = Talk(helpdesk.guide(), helpdesk.TODAY)
    sender.command("start", "card-blocked")
    sender.press("desk")
    sender.press("adult")
    sender.press("yes")
    sender.say("40")
    sender.say("25.5")
    code = _of(sender)
    person = Talk(helpdesk.guide(), helpdesk.TODAY)
    turn = person.command("start", code)
    assert "这是别人转给您的结果" in person.text
    assert "1. 您在哪里看到“停用”？ 服务台" in person.text
    assert [r.kind for r in turn.replies][-1] == "outcome"
    assert person.last.title == sender.turns[-1].replies[0].title
    assert "先别急" not in person.text
    person.command("answers")
    person.press("e.days")
    person.say("3")
    assert person.node == "short"


def test_an_old_link_says_so_and_offers_to_start_its_flow() -> None:
    person = Talk(helpdesk.guide(), helpdesk.TODAY)
    sender = Talk(helpdesk.guide(), helpdesk.TODAY)
    sender.command("start", "card-blocked")
    sender.press("gate")
    code = _of(sender)
    person.command("start", code[:-1] + ("a" if code[-1] != "a" else "b"))
    assert "这个链接是旧的" in person.text
    person.press("f.card-blocked")
    assert person.node == "seen"


def test_a_link_of_a_flow_that_is_gone_leads_to_the_menu() -> None:
    person = Talk(helpdesk.guide(), helpdesk.TODAY)
    for code in ("r_", "r_AAAAAAAAAA", "r_?", "r_a", "r_" + "z" * 200):
        person.command("start", code)
        assert "这个链接是旧的" in person.text
        assert person.last.kind == "menu"
