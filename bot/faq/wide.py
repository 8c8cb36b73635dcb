"""The index for contents of many thousand topics: numpy, exact, no pruning.

A feature that few topics have keeps its postings, scattered into the sums of a query. One that
many have is kept as a row over all topics, which a processor adds many at a time. Weights are
whole numbers of 16 bits: half the memory traffic of floats, and a sum that could overflow is moved
on in time. The best topics are found from the maxima of blocks: no full sort, no partition, which
are slow on scores with many ties.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from heapq import nlargest
from threading import local
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.faq.index import COUNT_BITS, Features, Index, Ranked

PEAK = 4095
"""The greatest weight as a whole number: sixteen features fit into 16 bits for sure."""

FULL = 65_535
BLOCK = 256
COMMON, COMMON_FROM_HERE, HERE = 64, 16, 300_000
"""A feature has a row from one topic in 64 on; in 16 where rows
no longer fit into a processor's cache."""

Numbers = NDArray[Any]


def build(rows: Sequence[tuple[int, Features]], topics: int) -> Index:
    """See `similar.build`; no posting is left out."""
    names: dict[str, int] = {}
    features, owners, values = array("I"), array("I"), array("f")
    for topic, bag in rows:
        for name, value in bag.items():
            features.append(names.setdefault(name, len(names)))
            owners.append(topic)
            values.append(value)
    feature, owner = np.frombuffer(features, np.uint32), np.frombuffer(owners, np.uint32)
    spread = np.bincount(feature, minlength=len(names))
    rarity = np.log1p(len(rows) / spread)
    pairs, at = np.unique(feature.astype(np.int64) * topics + owner, return_inverse=True)
    summed = np.bincount(at, np.frombuffer(values, np.float32) * rarity[feature])
    feature, owner = pairs // topics, pairs % topics
    length = np.sqrt(np.bincount(owner, summed * summed, minlength=topics))
    weight = rarity[feature] * summed / length[owner]
    scale = PEAK / max(float(weight.max(initial=0.0)), 1e-9)
    counts = np.bincount(feature, minlength=len(names))
    starts = np.cumsum(counts) - counts
    places = {
        name: int(starts[number]) << COUNT_BITS | int(counts[number])
        for name, number in names.items()
    }
    whole = np.rint(weight * scale).astype(np.uint16)
    return Index(topics, places, owner.astype(np.uint32).tobytes(), whole.tobytes(), scale)


class WideSimilarity:
    """The index, ready to be asked."""

    def __init__(self, index: Index, floor: Sequence[float]) -> None:
        """See `similar.open_index`."""
        self._topics, self._places, self._scale = index.topics, index.places, index.scale
        self._numbers = np.frombuffer(index.numbers, np.uint32).astype(
            np.intp
        )  # scatters twice as fast
        self._weights = np.frombuffer(index.weights, np.uint16)
        self._floor = np.array(floor, np.float64)
        self._special = np.flatnonzero(self._floor)
        self._at = {int(topic): place for place, topic in enumerate(self._special)}
        self._padded = -(-index.topics // BLOCK) * BLOCK
        self._plain = np.arange(self._padded) < index.topics
        self._plain[self._special] = False
        self._rows = dict(self._dense())
        self._own = local()

    def _dense(self) -> Iterator[tuple[str, Numbers]]:
        most = self._topics // (COMMON if self._topics <= HERE else COMMON_FROM_HERE)
        for name, place in self._places.items():
            if place & (1 << COUNT_BITS) - 1 > most:
                topics, weights = self._postings(place)
                row = np.zeros(self._padded, np.uint16)
                row[topics] = weights
                yield name, row

    def _zeros(self) -> Numbers:
        """Of each thread its own, used again: fresh memory costs more than the whole query."""
        sums: Numbers | None = getattr(self._own, "sums", None)
        if sums is None:
            sums = self._own.sums = np.empty(self._padded, np.uint16)
        sums.fill(0)
        return sums

    def _postings(self, place: int) -> tuple[Numbers, Numbers]:
        start = place >> COUNT_BITS
        stop = start + (place & (1 << COUNT_BITS) - 1)
        return self._numbers[start:stop], self._weights[start:stop]

    def knows(self, feature: str) -> bool:
        """Whether any phrasing has a feature."""
        return feature in self._places

    def first(self, bag: Features, boosts: Mapping[int, float], count: int) -> list[Ranked]:
        """See `index.Similarity`; likeness is right to four digits or so."""
        if not bag:
            return self._best(self._zeros(), 1.0, boosts, count)
        unit = Counter(bag.values()).most_common(1)[0][0]
        return self._best(self._sums(bag, unit), unit / self._scale, boosts, count)

    def _sums(self, bag: Features, unit: float) -> Numbers:
        """How much each topic gains, in units of `unit / scale`."""
        sums = self._zeros()
        total: Numbers | None = None
        used = 0
        for name, value in bag.items():
            place = self._places.get(name)
            if place is None:
                continue
            ratio = value / unit
            peak = math.ceil(PEAK * ratio)
            if used + peak > FULL:
                total = sums.astype(np.uint32) if total is None else np.add(total, sums, out=total)
                sums.fill(0)
                used = 0
            used += peak
            self._add(sums, name, place, ratio)
        return sums if total is None else np.add(total, sums, out=total)

    def _add(self, sums: Numbers, name: str, place: int, ratio: float) -> None:
        row = self._rows.get(name)
        if row is not None:
            np.add(sums, row if ratio == 1 else _scaled(row, ratio), out=sums)
            return
        topics, weights = self._postings(place)
        sums[topics] += weights if ratio == 1 else _scaled(weights, ratio)

    def _best(
        self, sums: Numbers, worth: float, boosts: Mapping[int, float], count: int
    ) -> list[Ranked]:
        ranked = self._floored(sums, worth, boosts, count) if len(self._special) else []
        for topic in self._highest(sums, count):
            like = float(sums[topic]) * worth
            ranked.append(Ranked(topic, like, like))
        return nlargest(count, ranked, key=lambda one: (one.score, -one.topic))

    def _floored(
        self, sums: Numbers, worth: float, boosts: Mapping[int, float], count: int
    ) -> list[Ranked]:
        """The first topics of those with a floor, whose sums are taken out of the others' way."""
        own = sums[self._special] * worth
        points = own + self._floor[self._special]
        for topic, boost in boosts.items():
            place = self._at[topic]
            points[place] = own[place] + boost
        sums[self._special] = 0
        return [
            Ranked(int(self._special[place]), float(points[place]), float(own[place]))
            for place in _first(points, count)
        ]

    def _highest(self, sums: Numbers, count: int) -> Numbers:
        """The `count` topics without a floor that have the highest sums; of equal ones the
        earlier."""
        table = sums.reshape(BLOCK, -1)
        highest = table.max(axis=0)
        least = _least(highest, count)
        if not least:
            found = np.flatnonzero((sums > 0) | self._plain)
            return found[_first(sums[found], count)]
        blocks = np.flatnonzero(highest >= least)
        places, at = np.nonzero(table[:, blocks] >= least)
        found = np.sort(places * table.shape[1] + blocks[at])
        return found[_first(sums[found], count)]


def _least(values: Numbers, count: int) -> float:
    """A value that at least `count` reach, as high as can be; 0 if there are fewer values.

    Of maxima of blocks: no topic below it can be among the first.
    """
    return float(np.sort(values)[-count]) if len(values) >= count else 0.0


def _first(values: Numbers, count: int) -> Numbers:
    """The places of the `count` highest, best first; of equal ones the earlier."""
    size = len(values) // BLOCK * BLOCK
    if size > BLOCK * count:
        least = _least(values[:size].reshape(BLOCK, -1).max(axis=0), count)
        found = np.flatnonzero(values >= least)
    else:
        found = np.arange(len(values))
    return found[np.argsort(-values[found].astype(np.float64), kind="stable")[:count]]


def _scaled(weights: Numbers, ratio: float) -> Numbers:
    return np.rint(weights * np.float32(ratio)).astype(np.uint16)
