"""What may still come from where somebody stands: how many questions, and which outcomes.

Found by walking on with every answer there is, or one for each region that guards tell apart.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import msgspec

from bot.dialogue.engine import Position, replay
from bot.dialogue.guide import Guide
from bot.dialogue.representatives import Representatives
from bot.dialogue.session import Answer, Frame


class Remaining(NamedTuple):
    """Questions still to come before an outcome, the one being asked left out."""

    least: int
    most: int


def remaining(guide: Guide, frame: Frame, position: Position, today: date) -> Remaining:
    """For somebody who is being asked the question of a position; at least 0."""
    every = _questions(guide, frame, position, today)
    return Remaining(max(every.least - 1, 0), max(every.most - 1, 0))


def _questions(guide: Guide, frame: Frame, position: Position, today: date) -> Remaining:
    """The questions until an outcome, the one being asked among them."""
    if position.ended:
        return Remaining(0, 0)
    given = tuple((answer.node, answer.value) for answer in frame.answers)
    known = tuple(sorted(frame.known.items()))
    key = ("remaining", frame.flow, position.node, given, known, today)
    return guide.memory.of(key, lambda: _counted(guide, frame, position, today))


def _counted(guide: Guide, frame: Frame, position: Position, today: date) -> Remaining:
    own = Remaining(1, 1)
    if position.node in position.flow.calls:
        called = Frame(flow=position.flow.calls[position.node].flow, digest="")
        own = _questions(guide, called, replay(guide, called, today), today)
    after = [_questions(guide, f, p, today) for f, p in onward(guide, frame, position, today)]
    least = min((one.least for one in after), default=0)
    return Remaining(own.least + least, own.most + max((one.most for one in after), default=0))


def onward(
    guide: Guide, frame: Frame, position: Position, today: date
) -> Iterator[tuple[Frame, Position]]:
    """Where each answer to the question of a position leads, with what the frame still holds."""
    kept = tuple(answer for answer in frame.answers if answer.node != position.node)
    for value in values(guide, position, today).at(position.node):
        given = (*kept, Answer(node=position.node, value=value))
        further = msgspec.structs.replace(frame, answers=given)
        reached = replay(guide, further, today)
        if reached.node != position.node:
            yield further, reached


def values(guide: Guide, position: Position, today: date) -> Representatives:
    """The values to try in the flow of a position."""
    key = ("values", position.name, today)
    return guide.memory.of(key, lambda: Representatives(guide, position.flow, today))


def outcomes(guide: Guide, frame: Frame, today: date) -> Iterator[str]:
    """Every outcome that may come of a frame, some more than once."""
    position = replay(guide, frame, today)
    if position.ended:
        yield position.node
        return
    for further, _ in onward(guide, frame, position, today):
        yield from outcomes(guide, further, today)
