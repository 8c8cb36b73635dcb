"""An outcome → a card: every text of it filled once, for all who show it."""

import re
from collections.abc import Iterator
from datetime import date

from bot.content.flow import Outcome
from bot.dialogue import phrases, wording
from bot.dialogue.card import Call, Card
from bot.dialogue.engine import Position
from bot.dialogue.guide import Guide
from bot.dialogue.session import Button

COPIED = 256
"""UTF-16 units that a button can copy."""

NUMBER = re.compile(r"\d{3,}")
NUMBERS = 2
"""At most so many telephone numbers get a button of their own."""


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


def copies(found: Card) -> Iterator[Button]:
    """The numbers to call, and what to bring, each to be copied with one press."""
    numbers = (number for call in found.calls for number in NUMBER.findall(call.phone))
    for number in list(dict.fromkeys(numbers))[:NUMBERS]:
        label = phrases.COPY_PHONE.format(phone=number)
        yield Button(id=f"copy.{number}", label=label, copy=number)
    if found.bring:
        listed = _listed(found.bring)
        yield Button(id="copy.bring", label=phrases.COPY_BRING, copy=listed)


def _listed(items: tuple[str, ...]) -> str:
    """As many whole items as can be copied, a line each."""
    lines = [phrases.BRING]
    for item in items:
        more = "\n".join([*lines, f"· {item}"])
        if len(more.encode("utf-16-le")) // 2 > COPIED:
            break
        lines.append(f"· {item}")
    return "\n".join(lines)
