"""Every topic's score for a text, and the evidence a decision rests on."""

from collections.abc import Sequence

from bot.content.content import Content
from bot.faq.compiled import Compiled
from bot.faq.decide import Evidence, Judge, Scored
from bot.faq.index import Index
from bot.faq.reading import Reader, Reading
from bot.faq.similar import open_index
from bot.faq.text import Words
from bot.faq.ways import Rules

SHARE = 0.08
"""What one point of the rules counts beside a full likeness to a topic's phrasings.

Cross-validation over authors' phrasings alone puts it lower: phrasings of one author resemble one
another more than strangers' questions do.
"""

RANKED = 20
"""Topics ranked: more than the largest family, so that the first stranger is among them."""

UNRULED = -4.0
"""The rules' score of a topic that has rules, none of whose concepts occur."""


def relatives(content: Content) -> dict[str, frozenset[str]]:
    """Topic → topics that answer nearly the same: `like` in either direction, and the flow."""
    found: dict[str, set[str]] = {}
    for name, entry in (content.entries | content.signposts).items():
        near = {*getattr(entry, "like", ()), *filter(None, [entry.flow])}
        for other in near:
            found.setdefault(name, set()).add(other)
            found.setdefault(other, set()).add(name)
    return {name: frozenset(near) for name, near in found.items()}


class Scorer:
    """Scores texts against all topics of one content."""

    def __init__(self, content: Content, compiled: Compiled, words: Words) -> None:
        vocabulary = compiled.vocabulary
        self.topics = compiled.topics
        self.places = {name: place for place, name in enumerate(compiled.topics)}
        self.relatives = {
            self.places[name]: frozenset(self.places[other] for other in near)
            for name, near in relatives(content).items()
        }
        self.reader = Reader(vocabulary, words)
        self.rules = Rules(compiled.ways, vocabulary.weights, vocabulary.losses)
        ruled = {way.topic for way in compiled.ways}
        unruled = SHARE * UNRULED
        self._floor = [unruled if place in ruled else 0.0 for place in range(len(self.topics))]
        self._similarity = open_index(compiled.index, self._floor)
        self._judge = Judge(self.rules, vocabulary, self.relatives)

    def having(self, index: Index) -> "Scorer":
        """The same with another index: for texts that this one has seen."""
        other = object.__new__(Scorer)
        other.__dict__.update(self.__dict__)
        other._similarity = open_index(index, self._floor)  # its own class
        return other

    def scored(self, reading: Reading) -> list[Scored]:
        """The first topics, best first."""
        ruled = self.rules.scores(reading.strengths)
        boosts = {topic: SHARE * score for topic, score in ruled.items()}
        first = self._similarity.first(reading.features, boosts, RANKED)
        return [
            Scored(topic, score, (score - likeness) / SHARE, likeness)
            for topic, score, likeness in first
        ]

    def evidence(self, reading: Reading, rows: Sequence[Scored]) -> Evidence:
        """What speaks for the first of the rows."""
        return self._judge.evidence(reading, rows, self._similarity.knows)

    def asks_nothing(self, reading: Reading, rows: Sequence[Scored]) -> bool:
        """Whether a text only names a subject: many questions, none of them asked."""
        return bool(rows) and self._judge.asks_nothing(reading, rows[0])
