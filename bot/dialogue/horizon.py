"""What may still come from where somebody stands: how many questions, and which outcomes.

Found by walking on with every answer there is, or one for each region that guards tell apart. Ways
that meet again are walked once: where one stands is the node, and the answers that guards and
calculations ahead of it read.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

import msgspec

from bot.content import expressions, guards
from bot.content.flow import Flow, edges
from bot.dialogue.engine import Position, replay
from bot.dialogue.guide import Guide
from bot.dialogue.representatives import Representatives
from bot.dialogue.session import Answer, Frame


class Remaining(NamedTuple):
    """Questions still to come before an outcome, the one being asked left out."""

    least: int
    most: int


def remaining(guide: Guide, frame: Frame, position: Position, today: date) -> Remaining:
    """For somebody who is being asked the question of a position."""
    every = _questions(guide, frame, position, today)
    return Remaining(every.least - 1, every.most - 1)


def _questions(guide: Guide, frame: Frame, position: Position, today: date) -> Remaining:
    """The questions until an outcome, the one being asked among them."""
    if position.ended:
        return Remaining(0, 0)
    key = ("remaining", *_standing(guide, frame, position, today))
    return guide.memory.of(key, lambda: _counted(guide, frame, position, today))


def _counted(guide: Guide, frame: Frame, position: Position, today: date) -> Remaining:
    own = Remaining(1, 1)
    if position.node in position.flow.calls:
        called = Frame(flow=position.flow.calls[position.node].flow, digest="")
        own = _questions(guide, called, replay(guide, called, today), today)
    after = [_questions(guide, f, p, today) for f, p in _onward(guide, frame, position, today)]
    least = min((one.least for one in after), default=0)
    return Remaining(own.least + least, own.most + max((one.most for one in after), default=0))


def outcomes(guide: Guide, frame: Frame, today: date) -> frozenset[str]:
    """Every outcome that may come of a frame."""
    return _outcomes(guide, frame, replay(guide, frame, today), today)


def _outcomes(guide: Guide, frame: Frame, position: Position, today: date) -> frozenset[str]:
    if position.ended:
        return frozenset({position.node})
    key = ("outcomes", *_standing(guide, frame, position, today))
    ways = _onward(guide, frame, position, today)
    return guide.memory.of(
        key, lambda: frozenset().union(*(_outcomes(guide, f, p, today) for f, p in ways))
    )


def values(guide: Guide, position: Position, today: date) -> Representatives:
    """The values to try in the flow of a position."""
    key = ("values", position.name, today)
    return guide.memory.of(key, lambda: Representatives(guide, position.flow, today))


def _onward(
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


def _standing(guide: Guide, frame: Frame, position: Position, today: date) -> tuple[object, ...]:
    """All that what follows depends on."""
    ahead = guide.memory.of(("ahead", frame.flow), lambda: _ahead(position.flow))[position.node]
    given = tuple((a.node, a.value) for a in frame.answers if a.node in ahead)
    return frame.flow, position.node, given, tuple(sorted(frame.known.items())), today


def _ahead(flow: Flow) -> Mapping[str, frozenset[str]]:
    """Node → the nodes that may come after it, and the slots read from it on."""
    read: dict[str, set[str]] = {}
    follows: dict[str, set[str]] = {}
    for node, _, rule in edges(flow):
        if node not in flow.outcomes:
            follows.setdefault(node, set()).add(rule.goto)
        if rule.when is not None:
            read.setdefault(node, set()).update(_slots(flow, guards.parse(rule.when)))
    found: dict[str, frozenset[str]] = {}

    def ahead(node: str) -> frozenset[str]:
        if node not in found:
            own = read.get(node, set())
            after = (ahead(other) | {other} for other in follows.get(node, ()))
            found[node] = frozenset(own).union(*after)
        return found[node]

    for node in (*flow.questions, *flow.branches, *flow.calls, *flow.outcomes):
        ahead(node)
    return found


def _slots(flow: Flow, guard: guards.Guard) -> Iterator[str]:
    """The answers a guard reads, also by way of what is computed from them."""
    for slot in guard.slots():
        if slot in flow.compute:
            call = expressions.parse_call(flow.compute[slot])
            yield from (reference.slot for reference in call.references())
        else:
            yield slot
