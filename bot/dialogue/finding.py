"""An outcome → a card: every text of it filled once, for all who show it."""

from collections.abc import Iterator
from datetime import date

from bot.content.flow import Outcome
from bot.dialogue import phrases, wording
from bot.dialogue.card import Call, Card
from bot.dialogue.engine import Position
from bot.dialogue.guide import Guide


def finding(guide: Guide, position: Position, today: date) -> Card:
    """What is found at a position that has ended, without the way that led there."""
    content, outcome = guide.content, position.flow.outcomes[position.node]
    review = position.flow.review

    def filled(text: str) -> str:
        return wording.filled(content, position, text)

    return Card(
        topic=position.flow.title,
        title=filled(outcome.title),
        say=filled(outcome.say),
        checked=wording.freshness(review.checked, review.due, today),
        footer=content.menu.footer,
        steps=tuple(map(filled, outcome.steps)),
        bring=tuple(map(filled, outcome.materials)),
        calls=tuple(Call(phone=c.phone, say=filled(c.say)) for c in outcome.contact),
        basis=tuple(wording.basis(content, citations(position, outcome)).splitlines()),
    )


def citations(position: Position, outcome: Outcome) -> tuple[str, ...]:
    """What an outcome rests on: its own citations, and those of the figures in it."""
    cited = list(outcome.cite)
    for result in wording.calculations(position):
        cited += result.cite
        cited += [citation for row in result.rows for citation in row.cite]
    return tuple(dict.fromkeys(cited))


def steps(card: Card) -> Iterator[str]:
    """What to do, as numbered lines under a heading; nothing when there is nothing."""
    if card.steps:
        yield phrases.DO_THIS
    yield from (f"{number}. {step}" for number, step in enumerate(card.steps, 1))


def calls(card: Card) -> Iterator[str]:
    """Whom to call or see, with the sentence to say: a line each."""
    return (wording.call(call.phone, call.say) for call in card.calls)
