"""Limits that guards draw, and whether somebody stands on each side of them, just beside."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from bot.content import guards
from bot.content.flow import Flow, edges
from bot.content.guards import Constant, SlotValue
from bot.dialogue.engine import Position


class Limit(NamedTuple):
    """A number or month that a guard compares a question's answer with."""

    guard: str
    slot: str
    value: Constant

    def told(self) -> str:
        """As authors know it."""
        return f"{self.slot} 刚好 {self.value} 和差一点的时候（{self.guard}）"


def limits(flow: Flow) -> list[Limit]:
    """Every limit of a flow's guards, in the order they are written."""
    found: dict[Limit, None] = {}
    for _, _, rule in edges(flow):
        guard = guards.parse(rule.when) if rule.when is not None else None
        for slot in sorted(guard.slots() & flow.questions.keys()) if guard is not None else ():
            given = flow.questions[slot].input
            if guard is None or given is None or not (given.number or given.month):
                continue
            for value in sorted(guard.constants_of(slot), key=str):
                if isinstance(value, Decimal) or given.month is not None:
                    found[Limit(guard.text, slot, value)] = None
    return list(found)


def sides(position: Position) -> Iterator[tuple[Limit, bool]]:
    """The limits that the answers of a position stand at, or right beside; does the guard hold?"""
    for limit in limits(position.flow):
        if position.slots.text(limit.slot) is None:
            continue
        if _distance(position.slots.get(limit.slot), limit.value) <= 1:
            yield limit, guards.parse(limit.guard).test(position.slots)


def _distance(value: SlotValue, limit: Constant) -> int:
    """How far a value is from a limit: whole units, or months."""
    if isinstance(value, Decimal) and isinstance(limit, Decimal):
        return int(abs(value - limit))
    if isinstance(value, str) and isinstance(limit, str):
        one, other = _months(value), _months(limit)
        if one is not None and other is not None:
            return abs(one - other)
    return 10**6


def _months(text: str) -> int | None:
    year, _, month = text.partition("-")
    return int(year) * 12 + int(month) if year.isdecimal() and month.isdecimal() else None
