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
from bot.content.flow import Flow, edges, following
from bot.dialogue.engine import Position, replay
from bot.dialogue.guide import Guide
from bot.dialogue.representatives import Representatives
from bot.dialogue.session import Answer, Frame


class Remaining(NamedTuple):
    """Questions still to come before an outcome, the one being asked left out."""

    least: int
    most: int


def remaining(
    guide: Guide, frames: tuple[Frame, ...], position: Position, today: date
) -> Remaining:
    """For somebody who is being asked the question of a position, the last of `frames`."""
    every = _questions(guide, frames, position, today)
    return Remaining(every.least - 1, every.most - 1)


def _questions(
    guide: Guide, frames: tuple[Frame, ...], position: Position, today: date
) -> Remaining:
    """The questions until the outcome of the first frame, the one being asked among them."""
    if position.ended and len(frames) == 1:
        return Remaining(0, 0)
    *below, frame = frames
    if position.ended:
        caller = _called_back(guide, below[-1], position, today)
        return _questions(guide, (*below[:-1], caller), replay(guide, caller, today), today)
    key = ("remaining", *map(_given, below), *_standing(guide, frame, position, today))
    return guide.memory.of(key, lambda: _counted(guide, frames, position, today))


def _called_back(guide: Guide, caller: Frame, ended: Position, today: date) -> Frame:
    """A flow whose call came to an outcome."""
    answer = Answer(node=replay(guide, caller, today).node, value=ended.node)
    return msgspec.structs.replace(caller, answers=(*caller.answers, answer))


def _given(frame: Frame) -> tuple[object, ...]:
    """All that a frame says."""
    answers = tuple((answer.node, answer.value) for answer in frame.answers)
    return frame.flow, answers, tuple(sorted(frame.known.items()))


def _counted(guide: Guide, frames: tuple[Frame, ...], position: Position, today: date) -> Remaining:
    if position.node in position.flow.calls:
        called = Frame(flow=position.flow.calls[position.node].flow, digest="")
        return _questions(guide, (*frames, called), replay(guide, called, today), today)
    *below, frame = frames
    after = [
        _questions(guide, (*below, further), reached, today)
        for further, reached in _onward(guide, frame, position, today)
    ]
    least = min((one.least for one in after), default=0)
    return Remaining(1 + least, 1 + max((one.most for one in after), default=0))


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


def waiting(guide: Guide, position: Position) -> tuple[Answer, ...]:
    """The answers not met on the way to a position whose questions may still come, in order."""
    if not position.dropped:
        return ()
    flow = position.flow
    after = guide.memory.of(("following", position.name), lambda: following(flow))
    may_come, kept = set(after[position.node]), []
    for answer in position.dropped:
        if answer.node not in may_come:
            continue
        kept.append(answer)
        outcome = flow.outcomes.get(answer.node)
        offer = outcome.next.get(answer.value) if outcome is not None else None
        if offer is not None and offer.goto is not None:
            may_come |= {offer.goto, *after[offer.goto]}
    return tuple(kept)


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
    for node, _, rule in edges(flow):
        if rule.when is not None:
            read.setdefault(node, set()).update(_slots(flow, guards.parse(rule.when)))
    return {
        node: after.union(*(read.get(one, ()) for one in (node, *after)))
        for node, after in following(flow).items()
    }


def _slots(flow: Flow, guard: guards.Guard) -> Iterator[str]:
    """The answers a guard reads, also by way of what is computed from them."""
    for slot in guard.slots():
        if slot in flow.compute:
            call = expressions.parse_call(flow.compute[slot])
            yield from (reference.slot for reference in call.references())
        else:
            yield slot
