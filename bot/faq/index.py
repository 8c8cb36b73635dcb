"""The index of what authors wrote: which features speak for which topics, and how to ask it."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from msgspec import Struct

COUNT_BITS = 32

Features = dict[str, float]
"""Feature → its share of a text; as a vector of length one."""


class Ranked(NamedTuple):
    """A topic by number, its score, and the part of it that is likeness."""

    topic: int
    score: float
    likeness: float


class Index(Struct, array_like=True, frozen=True):
    """Feature → the topics it speaks for. `places`: where in the arrays, and how many.

    `scale`: a weight of 1 as a whole number, where weights are whole numbers; else 0.
    """

    topics: int
    places: dict[str, int]
    numbers: bytes
    weights: bytes
    scale: float = 0.0


class Similarity(Protocol):
    """An index, ready to be asked."""

    def first(self, bag: Features, boosts: Mapping[int, float], count: int) -> list[Ranked]:
        """The first `count` topics, best first; of equal ones the earlier.

        The score is the likeness plus the topic's boost, or its floor if it has none. Only topics
        with a floor may be boosted.
        """
        ...

    def knows(self, feature: str) -> bool:
        """Whether any phrasing has a feature."""
        ...
