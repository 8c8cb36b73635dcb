"""A position in a flow → the reply that shows it: a question or an outcome."""

from collections.abc import Iterator
from datetime import date

import msgspec

from bot.content.flow import UNSURE, Outcome, Question
from bot.dialogue import buttons, deciding, phrases, wording
from bot.dialogue.card import Card
from bot.dialogue.engine import Position, replay
from bot.dialogue.finding import calls, citations, copies, finding, steps
from bot.dialogue.guide import Guide
from bot.dialogue.horizon import Remaining
from bot.dialogue.inputs import kind_of
from bot.dialogue.session import Button, Frame, Reply


def question_reply(
    guide: Guide, position: Position, left: Remaining | None, *, nested: bool = False
) -> Reply:
    """The question a position waits at, with its choices and the way back.

    `left`: how many questions may follow, if that is known.
    """
    question = position.flow.questions[position.node]
    content = guide.content
    body = wording.filled(content, position, question.ask)
    if question.hint:
        body += "\n" + phrases.HINT.format(hint=question.hint)
    rows = [buttons.answer(position.node, n, c.label) for n, c in offered(guide, question)]
    return Reply(
        kind="question",
        title=_breadcrumb(position, left),
        body=body,
        buttons=(*rows, *_under_question(position, nested)),
        typed=None if question.input is None else kind_of(question.input),
        place=f"{position.name}.{position.node}",
    )


def offered(guide: Guide, question: Question) -> list[tuple[str, "_Labelled"]]:
    """The choices of a question; the cities on offer come before 不清楚."""
    rows = [(name, _Labelled(choice.label)) for name, choice in question.choices.items()]
    if question.input is None or question.input.city is None:
        return rows
    places = guide.content.places
    cities = [(c, _Labelled(places[c].name)) for c in question.input.city.offer if c in places]
    cities.append(("other", _Labelled("其他城市")))
    return [r for r in rows if r[0] != UNSURE] + cities + [r for r in rows if r[0] == UNSURE]


class _Labelled:
    """Something with a label, be it a choice or a city."""

    __slots__ = ("label",)

    def __init__(self, label: str) -> None:
        self.label = label


def _breadcrumb(position: Position, left: Remaining | None) -> str:
    asked = sum(1 for a in position.answers if a.node in position.flow.questions)
    step = phrases.STEP.format(title=position.flow.title, step=asked + 1)
    if left is None:
        return step
    if left.most == 0:
        return step + phrases.LAST_STEP
    form = phrases.STEPS_LEFT if left.least == left.most else phrases.MOST_STEPS_LEFT
    return step + form.format(left=left.most)


def still_to_come(left: Remaining) -> str:
    """How many questions follow, in a sentence."""
    if left.most == 0:
        return phrases.NONE_TO_COME
    form = phrases.SO_MANY_TO_COME if left.least == left.most else phrases.FROM_TO_COME
    return form.format(least=left.least, most=left.most)


def _under_question(position: Position, nested: bool) -> tuple[Button, ...]:
    way_back = (buttons.BACK,) if position.answers or nested else ()
    return (buttons.WHY, *way_back, buttons.RESTART)


def outcome_reply(guide: Guide, position: Position, today: date) -> Reply:
    """The diagnosis a position ends at: what it is, what to do, whom to call; the rest unfolds."""
    outcome, card = position.flow.outcomes[position.node], finding(guide, position, today)
    return Reply(
        kind="outcome",
        title=card.title,
        body="\n".join([card.say, *steps(card), *calls(card), card.footer]),
        detail="\n\n".join(_detail(guide, position, card)),
        buttons=(
            *_offers(position, outcome),
            *copies(card),
            buttons.CARD,
            *((buttons.WHAT_IF,) if position.answers else ()),
            *buttons.thumbs(position.name),
            buttons.ANSWERS,
            buttons.MENU,
        ),
        cite=citations(position, outcome),
        topic=position.name,
        fresh=True,
        place=f"{position.name}.{outcome.reason or position.node}",
    )


def called_outcome_reply(guide: Guide, position: Position, back_in: str, today: date) -> Reply:
    """The outcome of a flow that another one called: said in short, then the caller goes on."""
    card = finding(guide, position, today)
    return Reply(
        kind="notice",
        title=card.title,
        body=card.say + "\n" + phrases.BACK_IN.format(title=back_in),
        cite=citations(position, position.flow.outcomes[position.node]),
        fresh=True,
    )


def _detail(guide: Guide, position: Position, card: Card) -> Iterator[str]:
    outcome = position.flow.outcomes[position.node]
    if outcome.why:
        why = wording.filled(guide.content, position, outcome.why)
        yield f"{phrases.WHY_TITLE}\n{why}"
    if card.bring:
        yield "\n".join([phrases.BRING, *(f"· {item}" for item in card.bring)])
    yield from deciding_answers(guide, position)
    if card.basis:
        yield "\n".join([phrases.BASIS, *card.basis])
    confidence = phrases.CONFIDENCE[outcome.confidence]
    applies = phrases.APPLIES.format(scope=outcome.scope, confidence=confidence)
    yield f"{applies}\n{card.checked}"


def deciding_answers(guide: Guide, position: Position) -> Iterator[str]:
    """The answers that decided the outcome of a position, then those that did not."""
    decisive = deciding.decisive(guide, position)
    lines = list(answer_lines(guide, position))
    for title, wanted in ((phrases.DECIDED, True), (phrases.NOT_DECIDED, False)):
        if some := [f"· {line}" for node, line in lines if (node in decisive) is wanted]:
            yield "\n".join([title, *some])


def summary_lines(guide: Guide, position: Position) -> list[str]:
    """The answers that led here, one line each: what was asked, and what was said."""
    lines = answer_lines(guide, position)
    return [f"{n}. {line}" for n, (_, line) in enumerate(lines, 1)]


def answer_lines(guide: Guide, position: Position) -> Iterator[tuple[str, str]]:
    """Node, and what was asked and said there; at a call, all that was said in the called flow."""
    for answer in position.answers:
        question = position.flow.questions.get(answer.node)
        if question is not None:
            asked = wording.filled(guide.content, position, question.ask)
            said = wording.answer_text(guide.content, position, answer)
            yield answer.node, f"{asked} {said}"
        elif answer.inside:
            flow = position.flow.calls[answer.node].flow
            called = Frame(flow=flow, digest="", answers=answer.inside)
            inside = answer_lines(guide, replay(guide, called, position.slots.today))
            yield from ((answer.node, line) for _, line in inside)


def _offers(position: Position, outcome: Outcome) -> list[Button]:
    rows = []
    for name, offer in outcome.next.items():
        if offer.goto is not None:
            rows.append(Button(id=f"o.{position.node}.{name}", label=offer.label))
        elif offer.flow is not None:
            rows.append(buttons.topic(offer.flow, offer.label, flow=True))
        elif offer.entry is not None:
            rows.append(buttons.topic(offer.entry, offer.label, flow=False))
    return rows


def supposed(reply: Reply) -> Reply:
    """A question or outcome that is only supposed says so, and leads back."""
    ways = tuple(b for b in reply.buttons if buttons.parse(b.id).verb in ("a", "o", "why"))
    if reply.kind == "outcome":
        ways = (buttons.REAL, buttons.ADOPT, buttons.WHAT_IF, *ways)
    else:
        ways = (*ways, buttons.REAL)
    title = phrases.SUPPOSED.format(title=reply.title or "")
    return msgspec.structs.replace(reply, title=title, buttons=ways)
