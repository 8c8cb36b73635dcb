"""How much a text resembles what authors wrote under each topic.

A text is a bag of features: runs of one to three characters, words, concepts and pairs of
concepts. A topic is the sum of its phrasings, rare features weighing more (a Rocchio centroid);
it is reckoned at once, without training, and lost nothing against trained models when measured.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

CONCEPT = 1.5
PAIR = 0.7
"""Weight of a concept and of two together, beside 1 for characters and words."""

MOST = 30
"""Topics kept of a feature, those it speaks for most: the rest only cost time."""

COUNT_BITS = 10

Features = dict[str, float]


def grams(text: str, sizes: Iterable[int] = (1, 2, 3)) -> Iterator[str]:
    """Runs of letters, digits or characters."""
    for size in sizes:
        for start in range(len(text) - size + 1):
            gram = text[start : start + size]
            if gram.isalnum():
                yield gram


def features(
    text: str, words: Iterable[str], concepts: Mapping[int, float], paired: Iterable[int]
) -> Features:
    """The features of a normalised text, as a vector of length one.

    `paired`: the concepts that also count two together.
    """
    bag = dict.fromkeys(grams(text), 1.0)
    bag.update((f"w {word}", 1.0) for word in words if len(word) > 1 and word.isalnum())
    bag.update((f"c {number}", CONCEPT * strength) for number, strength in concepts.items())
    paired = sorted(paired)
    bag.update((f"p {a} {b}", PAIR) for i, a in enumerate(paired) for b in paired[i + 1 :])
    length = math.sqrt(sum(value * value for value in bag.values()))
    return {name: value / length for name, value in bag.items()}


class Index(Struct, array_like=True, frozen=True):
    """Feature → the topics it speaks for. `places`: where in the arrays, and how many."""

    topics: int
    places: dict[str, int]
    numbers: bytes
    weights: bytes


def build(rows: Sequence[tuple[int, Features]], topics: int) -> Index:
    """The index over (topic, features of a phrasing)."""
    spread = Counter(name for _, bag in rows for name in bag)
    rarity = {name: math.log(1 + len(rows) / count) for name, count in spread.items()}
    sums: dict[str, dict[int, float]] = {}
    for topic, bag in rows:
        for name, value in bag.items():
            row = sums.setdefault(name, {})
            row[topic] = row.get(topic, 0.0) + value * rarity[name]
    length = [0.0] * topics
    for row in sums.values():
        for topic, value in row.items():
            length[topic] += value * value
    places, numbers, weights = {}, array("H"), array("f")
    for name, row in sums.items():
        scaled = [(rarity[name] * v / math.sqrt(length[topic]), topic) for topic, v in row.items()]
        scaled.sort(reverse=True)
        places[name] = len(numbers) << COUNT_BITS | len(scaled[:MOST])
        for weight, topic in scaled[:MOST]:
            numbers.append(topic)
            weights.append(weight)
    return Index(topics, places, numbers.tobytes(), weights.tobytes())


class Similarity:
    """The index, ready to be asked."""

    def __init__(self, index: Index) -> None:
        self._topics, self._places = index.topics, index.places
        self._numbers, self._weights = array("H", index.numbers), array("f", index.weights)

    def scores(self, bag: Features) -> list[float]:
        """How much the text resembles each topic, by topic."""
        scores = [0.0] * self._topics
        places, numbers, weights = self._places, self._numbers, self._weights
        for name, value in bag.items():
            place = places.get(name)
            if place is None:
                continue
            start = place >> COUNT_BITS
            stop = start + (place & (1 << COUNT_BITS) - 1)
            for topic, weight in zip(numbers[start:stop], weights[start:stop], strict=True):
                scores[topic] += value * weight
        return scores

    def knows(self, feature: str) -> bool:
        """Whether any phrasing has a feature."""
        return feature in self._places
