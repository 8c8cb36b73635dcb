"""Missed questions that say the same, put together.

People say one thing in very different words, so two questions are alike less by their words than
by what they are near to: the topics that come first for both.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.content.matching import Context, Match
from bot.faq.index import Features
from bot.faq.matcher import TextMatcher
from bot.faq.reducing import askable
from bot.faq.similar import likeness
from bot.store.counts import MissCount

ALIKE = 0.6
"""How alike a question and the first of a cluster are, at least."""

NEAR = 3
"""Topics that tell what a question is near to."""

SHARE = {"answer": 0.7, "clarify": 0.7, "refuse": 0.3}
"""By band: what those topics count beside the words. A declined text is near to nothing."""


@dataclass
class Cluster:
    """Questions that say the same: their texts, the most frequent first, and what came of them.

    `match`: what the matcher makes of the first text today.
    """

    match: Match
    texts: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    days: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        """How often people asked so."""
        return self.kinds.total()

    def add(self, miss: MissCount) -> None:
        """One text more, or the same text missed in another way."""
        if miss.text not in self.texts:
            self.texts.append(miss.text)
        self.kinds[miss.kind] += miss.count
        self.days |= {miss.first_day, miss.last_day}


def clusters(matcher: TextMatcher, missed: Iterable[MissCount]) -> list[Cluster]:
    """Every question in a cluster, the most frequent clusters first.

    Greedy: the questions come by frequency, each joins the cluster whose first one it is most
    like, or begins another.
    """
    found: list[tuple[Features, Cluster]] = []
    for miss in sorted(missed, key=lambda miss: (-miss.count, miss.text)):
        asked = askable(miss.text)
        match = matcher.match(asked, Context())
        profile = _profile(matcher.features(asked), match)
        near = max(found, key=lambda one: likeness(profile, one[0]), default=None)
        if near is None or likeness(profile, near[0]) < ALIKE:
            near = (profile, Cluster(match))
            found.append(near)
        near[1].add(miss)
    return sorted((cluster for _, cluster in found), key=lambda one: (-one.count, one.texts))


def _profile(words: Features, match: Match) -> Features:
    """The words of a question and the topics it is near to, as a vector of length one."""
    share = SHARE[match.band]
    topics = _lengthened(_leads(match), math.sqrt(share))
    return _lengthened(words, math.sqrt(1 - share)) | topics


def _leads(match: Match) -> Features:
    """How far the first topics are ahead of the last that was ranked."""
    least = min((candidate.score for candidate in match.top), default=0.0)
    return {f"t {candidate.id}": candidate.score - least for candidate in match.top[:NEAR]}


def _lengthened(vector: Features, length: float) -> Features:
    now = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {name: value / now * length for name, value in vector.items()}


def spread(days: Sequence[str]) -> str:
    """From when to when."""
    first, last = min(days), max(days)
    return first if first == last else f"{first} 至 {last}"
