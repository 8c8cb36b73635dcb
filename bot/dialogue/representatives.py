"""Values that stand for all others: what to try at a node to see every way on from it."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TypeGuard

from bot.content import expressions, guards
from bot.content.content import NATIONAL
from bot.content.flow import CityInput, Flow, Input, MonthInput, edges
from bot.dialogue.engine import is_valid
from bot.dialogue.guide import Guide
from bot.dialogue.inputs import OTHER

ORDINARY = Decimal(6000)
"""An amount that reads well wherever money is asked for."""


class Representatives:
    """The values that stand for all others at each node of one flow."""

    def __init__(self, guide: Guide, flow: Flow, today: date, city: str | None = None) -> None:
        self._guide, self._flow, self._today, self._city = guide, flow, today, city
        self._constants = _constants(flow)
        calls = map(expressions.parse_call, flow.compute.values())
        self._computed_from = {r.slot for call in calls for r in call.references()}
        self._memo: dict[str, tuple[str, ...]] = {}

    def at(self, node: str) -> tuple[str, ...]:
        """Every choice; of what may be typed, one value of each region guards tell apart."""
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
            yield from self._months(node, given.month)
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

    def _months(self, node: str, given: MonthInput) -> Iterator[str]:
        """Every tenth year from the newest, and each month guards draw a limit at, and before."""
        low, high = given.min, given.max or f"{self._today:%Y-%m}"
        year = int(high[:4])
        while f"{year:04d}-{high[5:]}" >= low:
            yield f"{year:04d}-{high[5:]}"
            year -= 10
        for limit in sorted(c for c in self._constants.get(node, ()) if _is_month(c)):
            number = int(limit[:4]) * 12 + int(limit[5:]) - 1
            for month in (number - 1, number):
                written = f"{month // 12:04d}-{month % 12 + 1:02d}"
                if low <= written <= high:
                    yield written


def _is_month(constant: guards.Constant) -> TypeGuard[str]:
    return isinstance(constant, str) and re.fullmatch(r"\d{4}-\d{2}", constant) is not None


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
