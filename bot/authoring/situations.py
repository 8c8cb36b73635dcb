"""Every distinct situation of a flow: all choices, a value of each region guards tell apart."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from bot.content.flow import Flow, edges
from bot.dialogue.engine import Position, is_valid, replay
from bot.dialogue.guide import Guide
from bot.dialogue.representatives import Representatives
from bot.dialogue.session import Answer, Frame


@dataclass(frozen=True, slots=True)
class Situation:
    """A way through a flow, and the outcome it leads to."""

    position: Position

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers given, in order."""
        return self.position.answers

    @property
    def outcome(self) -> str:
        """The id of the outcome reached."""
        return self.position.node


def situations(
    guide: Guide,
    name: str,
    today: date,
    city: str | None = None,
    after: tuple[Answer, ...] = (),
    also: Mapping[str, Iterable[str]] = MappingProxyType({}),
) -> Iterator[Situation]:
    """Depth first, in the order choices are written. `city` fixes what city questions get.

    What only an outcome's offer leads to is walked too, beyond that outcome. Only what begins
    with the answers `after`. `also`: node → values to try there besides, where they fit.
    """
    flow = guide.content.flows[name]
    values = Representatives(guide, flow, today, city)
    onward = _onward(flow)

    def walk(answers: tuple[Answer, ...]) -> Iterator[Situation]:
        position = replay(guide, Frame(flow=name, digest="", answers=answers), today)
        if position.ended:
            yield Situation(position)
        node = position.node
        ways = onward.get(node, ()) if position.ended else values.at(node)
        more = (v for v in also.get(node, ()) if v not in ways)
        for value in (*ways, *(v for v in more if is_valid(guide, flow, node, v, today))):
            yield from walk((*answers, Answer(node=position.node, value=value)))

    yield from walk(after)


def _onward(flow: Flow) -> dict[str, tuple[str, ...]]:
    """Outcome → its offers that lead to nodes no question or branch leads to."""
    follows: dict[str, set[str]] = {}
    for source, _, rule in edges(flow):
        if source not in flow.outcomes:
            follows.setdefault(source, set()).add(rule.goto)
    plain: set[str] = set()
    waiting = [flow.start]
    while waiting:
        node = waiting.pop()
        if node not in plain:
            plain.add(node)
            waiting += follows.get(node, ())
    return {
        node: tuple(n for n, o in outcome.next.items() if o.goto and o.goto not in plain)
        for node, outcome in flow.outcomes.items()
    }
