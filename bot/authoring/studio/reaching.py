"""The fewest answers that lead to a place in a flow."""

from collections import deque
from datetime import date

from bot.authoring.edges import walked
from bot.dialogue import horizon
from bot.dialogue.engine import Position, replay
from bot.dialogue.guide import Guide
from bot.dialogue.session import Answer, Frame

MOST = 50_000
"""Ways that are tried before giving up; the largest flow that is shipped has some hundreds."""


def answers_to(guide: Guide, flow: str, node: str, today: date) -> tuple[Answer, ...] | None:
    """The answers, in order; None if no answers lead there. To a branch: through it."""
    waiting: deque[tuple[Answer, ...]] = deque([()])
    for _ in range(MOST):
        if not waiting:
            return None
        answers = waiting.popleft()
        position = replay(guide, Frame(flow=flow, digest="", answers=answers), today)
        if position.node == node or _passes(guide, position, node, today):
            return answers
        ways = _onward(guide, position, today)
        waiting += ((*answers, Answer(node=position.node, value=value)) for value in ways)
    return None


def _onward(guide: Guide, position: Position, today: date) -> tuple[str, ...]:
    if not position.ended:
        return horizon.values(guide, position, today).at(position.node)
    offers = position.flow.outcomes[position.node].next
    taken = {answer.node for answer in position.answers}
    return tuple(n for n, offer in offers.items() if offer.goto and offer.goto not in taken)


def _passes(guide: Guide, position: Position, node: str, today: date) -> bool:
    """Whether the way to a position led through a branch."""
    if node not in position.flow.branches:
        return False
    if node == position.flow.start:
        return True
    return any(edge.node == node for edge in walked(guide, position, today))
