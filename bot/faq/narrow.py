"""The index at the size of one country's content: plain arrays, nothing to import."""

import math
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.faq.index import COUNT_BITS, Features, Index, Ranked

MOST = 30
"""Topics kept of a feature, those it speaks for most: the rest only cost time."""


def build(rows: Sequence[tuple[int, Features]], topics: int, most: int = MOST) -> Index:
    """See `similar.build`. `most`: topics kept of a feature."""
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
        places[name] = len(numbers) << COUNT_BITS | len(scaled[:most])
        for weight, topic in scaled[:most]:
            numbers.append(topic)
            weights.append(weight)
    return Index(topics, places, numbers.tobytes(), weights.tobytes())


class NarrowSimilarity:
    """The index as plain arrays: at this size nothing is quicker."""

    def __init__(self, index: Index, floor: Sequence[float]) -> None:
        """See `similar.open_index`."""
        self._topics, self._places, self._floor = index.topics, index.places, list(floor)
        self._numbers, self._weights = array("H", index.numbers), array("f", index.weights)
        self._met: dict[str, list[tuple[int, float]]] = {}

    def first(self, bag: Features, boosts: Mapping[int, float], count: int) -> list[Ranked]:
        """See `Similarity`."""
        alike = self._alike(bag)
        added = self._floor.copy()
        for topic, boost in boosts.items():
            added[topic] = boost
        scores = [like + more for like, more in zip(alike, added, strict=True)]
        best = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:count]
        return [Ranked(topic, scores[topic], alike[topic]) for topic in best]

    def _alike(self, bag: Features) -> list[float]:
        """How much the text resembles each topic, by topic."""
        scores = [0.0] * self._topics
        met = self._met
        for name, value in bag.items():
            if name in self._places:
                for topic, weight in met.get(name) or self._postings(name):
                    scores[topic] += value * weight
        return scores

    def _postings(self, name: str) -> list[tuple[int, float]]:
        """The topics of a feature, unpacked when it is first met."""
        place = self._places[name]
        start = place >> COUNT_BITS
        stop = start + (place & (1 << COUNT_BITS) - 1)
        found = list(zip(self._numbers[start:stop], self._weights[start:stop], strict=True))
        self._met[name] = found
        return found

    def knows(self, feature: str) -> bool:
        """See `Similarity`."""
        return feature in self._places
