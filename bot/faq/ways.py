"""Which topics a set of concepts speaks for: the rules of `topics.yaml`.

A topic may be asked in several ways. A way gains by every concept it needs or welcomes, and loses
by needed concepts that are missing and by concepts of the text it leaves unexplained. So the
topic that explains most of what was said wins, without listing what it is not.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

WELCOME = 0.6
"""What a welcome concept counts beside a needed one."""

MISSING = 1.2
"""What a missing concept costs beside what it would have gained."""

WORTH = {
    "about": 1.5, "do": 2.0, "ask": 1.0, "who": 0.6, "where": 0.4, "other": 6.0, "blank": 0.0,
}  # fmt: skip
FORBIDDEN = 1.0
"""What a forbidden concept costs beside what it would gain elsewhere."""

PATIENCE = 8.0
"""How much may be left unexplained before more of it counts half: long stories say much."""

UNEXPLAINED = {
    "about": 0.5, "do": 0.55, "ask": 0.3, "who": 0.1, "where": 0.1, "other": 0.9, "blank": 0.0,
}  # fmt: skip
"""By kind of concept: what it weighs if its author gave no weight, and the share lost by it."""


class Way(NamedTuple):
    """One line under a topic, concepts by number. Any one of a group of `needs` will do."""

    topic: int
    needs: tuple[tuple[int, ...], ...]
    welcomes: tuple[int, ...]
    forbids: tuple[int, ...]

    @property
    def explains(self) -> frozenset[int]:
        """The concepts it accounts for."""
        return frozenset(self.welcomes).union(*self.needs)


class WayError(ValueError):
    """A line cannot be read. The message is for its author, in Chinese."""


def read_way(topic: int, line: str, numbers: Mapping[str, int]) -> Way:
    """One line of `topics.yaml`. Raises WayError."""
    needs: list[tuple[int, ...]] = []
    welcomes: list[int] = []
    forbids: list[int] = []
    for token in line.split():
        names = token.lstrip("?-").split("|")
        for name in names:
            if name not in numbers:
                raise WayError(f"“{line}”：没有叫 {name} 的概念")
        group = tuple(numbers[name] for name in names)
        if token[0] == "?":
            welcomes += group
        elif token[0] == "-":
            forbids += group
        else:
            needs.append(group)
    if not needs:
        raise WayError(f"“{line}”：至少要有一个必须的概念")
    return Way(topic, tuple(needs), tuple(welcomes), tuple(forbids))


class Gain(NamedTuple):
    """How the score of a topic came about."""

    score: float
    way: Way
    needed: float
    welcomed: float
    missing: float
    unexplained: float


class Rules:
    """All ways of all topics, indexed by concept."""

    def __init__(
        self, ways: Iterable[Way], weights: Sequence[float], losses: Sequence[float]
    ) -> None:
        """`weights` and `losses` by concept: what it gains explained, and loses unexplained."""
        self._ways = tuple(ways)
        self._weights, self._losses = weights, losses
        size = len(weights)
        self._groups: list[list[int]] = [[] for _ in range(size)]
        self._helps: list[list[int]] = [[] for _ in range(size)]
        self._bans: list[list[int]] = [[] for _ in range(size)]
        self._way_of: list[int] = []
        self._cost: list[float] = []
        self._lack = [0.0] * len(self._ways)
        self._of: dict[int, list[Way]] = {}
        for number, way in enumerate(self._ways):
            self._enter(number, way)

    def _enter(self, number: int, way: Way) -> None:
        self._of.setdefault(way.topic, []).append(way)
        for group in way.needs:
            cost = MISSING * min(self._weights[concept] for concept in group)
            self._way_of.append(number)
            self._cost.append(cost)
            self._lack[number] += cost
            for concept in group:
                self._groups[concept].append(len(self._cost) - 1)
        for concept in way.welcomes:
            self._helps[concept].append(number)
        for concept in way.forbids:
            self._bans[concept].append(number)

    def scores(self, strengths: Mapping[int, float]) -> dict[int, float]:
        """Topic → score, for every topic of which a needed concept occurs."""
        weights, losses, way_of = self._weights, self._losses, self._way_of
        gained: dict[int, float] = {}
        helped: dict[int, float] = {}
        met: set[int] = set()
        spared: dict[int, float] = {}
        lost = 0.0
        order = sorted(strengths, key=lambda c: -weights[c] * strengths[c])
        for concept in order:
            strength = strengths[concept]
            gain, loss = weights[concept] * strength, losses[concept] * strength
            lost += loss
            for way in self._bans[concept]:
                helped[way] = helped.get(way, 0.0) - FORBIDDEN * gain
            explained: set[int] = set()
            for group in self._groups[concept]:
                way = way_of[group]
                if group not in met:
                    met.add(group)
                    gained[way] = gained.get(way, 0.0) + gain + self._cost[group]
                explained.add(way)
            for way in self._helps[concept]:
                if way not in explained:
                    helped[way] = helped.get(way, 0.0) + WELCOME * gain
                    explained.add(way)
            for way in explained:
                spared[way] = spared.get(way, 0.0) + loss
        share = PATIENCE / (PATIENCE + lost)
        found: dict[int, float] = {}
        for way, gain in gained.items():
            left = lost - spared.get(way, 0.0)
            score = gain + helped.get(way, 0.0) - self._lack[way] - share * left
            topic = self._ways[way].topic
            if score > found.get(topic, -1e9):
                found[topic] = score
        return found

    def explain(self, topic: int, strengths: Mapping[int, float]) -> Gain | None:
        """The best way of a topic, with the parts of its score."""
        gains = [self._gain(way, strengths) for way in self._of.get(topic, ())]
        return max((gain for gain in gains if gain), key=lambda gain: gain.score, default=None)

    def _gain(self, way: Way, strengths: Mapping[int, float]) -> Gain | None:
        weights, explained = self._weights, way.explains
        needed = missing = 0.0
        for group in way.needs:
            hits = [weights[c] * strengths[c] for c in group if c in strengths]
            needed += max(hits, default=0.0)
            missing += 0.0 if hits else MISSING * min(weights[c] for c in group)
        if not needed:
            return None
        extra = set(way.welcomes).difference(*way.needs)
        welcomed = sum(WELCOME * weights[c] * f for c, f in strengths.items() if c in extra)
        forbidden = sum(FORBIDDEN * weights[c] * strengths.get(c, 0.0) for c in way.forbids)
        lost = sum(self._losses[c] * f for c, f in strengths.items())
        left = sum(self._losses[c] * f for c, f in strengths.items() if c not in explained)
        left *= PATIENCE / (PATIENCE + lost)
        score = needed + welcomed - missing - forbidden - left
        return Gain(score, way, needed, welcomed, missing + forbidden, left)
