"""Every distinct situation of a flow: all choices, a value of each region guards tell apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.content import expressions, guards
from bot.content.content import NATIONAL
from bot.content.flow import CityInput, Flow, Input, edges
from bot.dialogue.engine import Position, is_valid, replay
from bot.dialogue.guide import Guide
from bot.dialogue.inputs import OTHER
from bot.dialogue.session import Answer, Frame

ORDINARY = Decimal(6000)
"""An amount that reads well wherever money is asked for."""


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
) -> Iterator[Situation]:
    """Depth first, in the order choices are written. `city` fixes what city questions get.

    What only an outcome's offer leads to is walked too, beyond that outcome. Only what begins
    with the answers `after`.
    """
    flow = guide.content.flows[name]
    values = _Values(guide, flow, today, city)
    onward = _onward(flow)

    def walk(answers: tuple[Answer, ...]) -> Iterator[Situation]:
        position = replay(guide, Frame(flow=name, digest="", answers=answers), today)
        if position.ended:
            yield Situation(position)
        ways = onward.get(position.node, ()) if position.ended else values.at(position.node)
        for value in ways:
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


class _Values:
    """The values to try at each node of one flow."""

    def __init__(self, guide: Guide, flow: Flow, today: date, city: str | None) -> None:
        self._guide, self._flow, self._today, self._city = guide, flow, today, city
        self._constants = _constants(flow)
        calls = map(expressions.parse_call, flow.compute.values())
        self._computed_from = {r.slot for call in calls for r in call.references()}
        self._memo: dict[str, tuple[str, ...]] = {}

    def at(self, node: str) -> tuple[str, ...]:
        if node not in self._memo:
            self._memo[node] = tuple(dict.fromkeys(self._values(node)))
        return self._memo[node]

    def _values(self, node: str) -> Iterator[str]:
        if node in self._flow.calls:
            yield from self._guide.content.flows[self._flow.calls[node].flow].outcomes
            return
        question = self._flow.questions[node]
        is_city = question.input is not None and question.input.city is not None
        if not (is_city and self._city):
            yield from (c.value or n for n, c in question.choices.items())
        if question.input is not None:
            yield from (
                value
                for value in self._typed(node, question.input)
                if is_valid(self._guide, self._flow, node, value, self._today)
            )

    def _typed(self, node: str, given: Input) -> Iterator[str]:
        if given.city is not None:
            yield from [self._city] if self._city else self._cities(node, given.city)
        elif given.month is not None:
            yield from _months(given.month.min, given.month.max or f"{self._today:%Y-%m}")
        elif given.number is not None:
            low, high = Decimal(given.number.min), Decimal(given.number.max)
            yield from self._numbers(node, low, high, (low + high) // 2)
        elif given.money is not None:
            yield from self._numbers(node, given.money.min, given.money.max, ORDINARY)

    def _cities(self, node: str, given: CityInput) -> list[str]:
        """All places where a calculator asks for the city; else those that guards tell apart."""
        places = [p for p in self._guide.content.places if p != NATIONAL]
        places.sort(key=lambda place: place not in given.offer)
        if node in self._computed_from:
            return [*places, OTHER]
        named = [p for p in places if p in self._constants.get(node, ())]
        unnamed = [p for p in places if p not in named]
        return [*named, *unnamed[:1], OTHER]

    def _numbers(self, node: str, low: Decimal, high: Decimal, usual: Decimal) -> Iterator[str]:
        """A usual value of the range, and each limit that guards draw with its neighbours."""
        yield f"{min(max(low, usual), high):f}"
        limits = {c for c in self._constants.get(node, ()) if isinstance(c, Decimal)}
        for limit in sorted(limits):
            for value in (limit - 1, limit, limit + 1):
                if low <= value <= high:
                    yield f"{value:f}"


def _months(low: str, high: str) -> Iterator[str]:
    """Every tenth year between two months, from the newest."""
    year = int(high[:4])
    while f"{year:04d}-{high[5:]}" >= low:
        yield f"{year:04d}-{high[5:]}"
        year -= 10


def _constants(flow: Flow) -> dict[str, set[guards.Constant]]:
    """Slot → all that guards compare it with."""
    found: dict[str, set[guards.Constant]] = {}
    for _, _, rule in edges(flow):
        if rule.when is None:
            continue
        guard = guards.parse(rule.when)
        for slot in guard.slots():
            found.setdefault(slot, set()).update(guard.constants_of(slot))
    return found
