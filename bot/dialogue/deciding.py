"""Which answers decided an outcome, and which could have been others all the same."""

from datetime import date

from bot.dialogue import horizon
from bot.dialogue.engine import Position
from bot.dialogue.guide import Guide
from bot.dialogue.session import Answer, Frame


def decisive(guide: Guide, position: Position) -> tuple[str, ...]:
    """The nodes whose answers decide the outcome of a position, in the order they were asked.

    An answer is one of them if another answer in its place can lead to another outcome, the other
    answers kept as far as they still hold, whatever is answered to what is newly asked then.
    """
    given = tuple((answer.node, answer.value) for answer in position.answers)
    today = position.slots.today
    key = ("decisive", position.name, given, today)
    return guide.memory.of(key, lambda: _decisive(guide, position, today))


def _decisive(guide: Guide, position: Position, today: date) -> tuple[str, ...]:
    asked = {**position.flow.questions, **position.flow.calls}
    return tuple(
        answer.node
        for answer in position.answers
        if answer.node in asked and _matters(guide, position, answer, today)
    )


def _matters(guide: Guide, position: Position, answer: Answer, today: date) -> bool:
    for value in horizon.values(guide, position, today).at(answer.node):
        if value == answer.value:
            continue
        new = Answer(node=answer.node, value=value)
        given = tuple(new if a.node == answer.node else a for a in position.answers)
        frame = Frame(flow=position.name, digest="", answers=given)
        if any(end != position.node for end in horizon.outcomes(guide, frame, today)):
            return True
    return False
