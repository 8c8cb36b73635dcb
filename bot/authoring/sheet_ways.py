"""Many situations as few lines: those that differ in one answer only are told together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.authoring.situations import Situation

Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """Nodes in the order met, and at each the values that may be answered: all lead on alike."""

    steps: tuple[tuple[str, Values], ...]
    count: int
    """How many situations it stands for."""


def tried(found: Iterable[Situation]) -> dict[str, Values]:
    """Node → every value any situation answers there."""
    values: dict[str, dict[str, None]] = {}
    for situation in found:
        for answer in situation.answers:
            values.setdefault(answer.node, {})[answer.value] = None
    return {node: tuple(each) for node, each in values.items()}


def ways(found: Sequence[Situation]) -> list[Way]:
    """The situations of one outcome, merged as far as possible, the shortest first."""
    return merged(Way(tuple((a.node, (a.value,)) for a in one.answers), 1) for one in found)


def merged(found: Iterable[Way]) -> list[Way]:
    """Ways that all lead to the same, as few as possible, the shortest first."""
    joined = list(found)
    before = len(joined) + 1
    while len(joined) < before:
        before = len(joined)
        for place in reversed(range(max((len(way.steps) for way in joined), default=0))):
            joined = _merged_at(joined, place)
    return sorted(joined, key=lambda way: len(way.steps))


def _merged_at(all_ways: list[Way], place: int) -> list[Way]:
    """Join the ways that are the same but for the values at one place."""
    groups: dict[object, list[Way]] = {}
    for way in all_ways:
        groups.setdefault(_but(way, place), []).append(way)
    return [_joined(group, place) if len(group) > 1 else group[0] for group in groups.values()]


def _but(way: Way, place: int) -> object:
    """What must be equal in two ways for them to differ in that place alone."""
    if place >= len(way.steps):
        return way.steps
    node, _ = way.steps[place]
    return (way.steps[:place], node, way.steps[place + 1 :])


def _joined(group: list[Way], place: int) -> Way:
    steps = list(group[0].steps)
    if place < len(steps):
        values = dict.fromkeys(value for way in group for value in way.steps[place][1])
        steps[place] = (steps[place][0], tuple(values))
    return Way(tuple(steps), sum(way.count for way in group))
