"""What a picture shows besides words: the way that led to an outcome, and figures over time."""

from collections.abc import Iterator

import msgspec

from bot.content import expressions
from bot.content.flow import Outcome, Question
from bot.content.functions import Calculation, Series
from bot.dialogue import wording
from bot.dialogue.card import Bar, Card, Chart, Fork
from bot.dialogue.engine import Position
from bot.dialogue.guide import Guide
from bot.dialogue.session import Answer


def with_way(guide: Guide, position: Position, card: Card) -> Card:
    """The card with all that is only drawn."""
    outcome = position.flow.outcomes[position.node]
    way = tuple(_fork(guide, position, answer) for answer in position.answers)
    return msgspec.structs.replace(card, way=way, chart=_chart(position, outcome))


def _fork(guide: Guide, position: Position, answer: Answer) -> Fork:
    flow, chosen = position.flow, wording.answer_text(guide.content, position, answer)
    question = flow.questions.get(answer.node)
    if question is not None:
        asked = wording.filled(guide.content, position, question.ask)
        return Fork(asked=asked, chosen=chosen, others=tuple(_others(question, chosen)))
    call = flow.calls.get(answer.node)
    if call is not None:
        return Fork(asked=guide.content.flows[call.flow].title, chosen=chosen)
    asked = wording.filled(guide.content, position, flow.outcomes[answer.node].title)
    return Fork(asked=asked, chosen=chosen)


def _others(question: Question, chosen: str) -> Iterator[str]:
    return (choice.label for choice in question.choices.values() if choice.label != chosen)


def _chart(position: Position, outcome: Outcome) -> Chart | None:
    """The figures over time behind the first calculation of which the outcome speaks."""
    for reference in expressions.placeholders(f"{outcome.title}{outcome.say}"):
        if reference.slot not in position.flow.compute:
            continue
        result = position.slots.get(reference.slot)
        if (
            isinstance(result, Calculation)
            and result.series is not None
            and len(result.series.points) > 1
        ):
            return _drawn(result.series)
    return None


def _drawn(series: Series) -> Chart:
    bars = (Bar(label=label, parts=parts) for label, parts in series.points)
    return Chart(title=series.title, unit=series.unit, names=series.names, bars=tuple(bars))
