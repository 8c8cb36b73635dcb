"""From scores to a band: answer, ask back, or decline.

Two questions are asked of the evidence. Is this about our matters at all? A weighted sum of a few
signs says so. And is the first topic clearly ahead? Its lead over the first topic that is not
nearly the same says so. Where the lines run is not written here: `calibration.py` draws them.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Literal, NamedTuple

from bot.faq.lines import Calibration
from bot.faq.reading import Reading, Vocabulary
from bot.faq.similar import grams
from bot.faq.ways import Rules

Band = Literal["answer", "clarify", "refuse"]


class Scored(NamedTuple):
    """A topic by number and the parts of its score."""

    topic: int
    score: float
    rules: float
    likeness: float


class Evidence(NamedTuple):
    """What the decision rests on.

    `score` and `lead` of the first topic; `anchor` is 1 if the subject is named; then
    the heaviest concept of each sort: `hint` only suggests one, `foreign` belongs to another
    field and is not what the topic is about (less in a long story, which touches on much), `own`
    is such a concept that the topic is about (a signpost).
    `done` sums what the topic explains of doings, `strange` is the share of character pairs that
    no phrasing has.
    """

    score: float
    anchor: float
    hint: float
    done: float
    foreign: float
    own: float
    strange: float
    lead: float


NAME = 10
"""Characters up to which a text may be no more than a name."""

TALE = 20
"""Characters from which on a text is long enough to mention other fields in passing."""

SIGNS = len(Evidence._fields) - 1
"""The lead says nothing of whether a text is about our matters."""


def band(evidence: Evidence, lines: Calibration) -> Band:
    """What to do."""
    about = sum(weight * sign for weight, sign in zip(lines.signs, evidence, strict=False))
    if about < lines.threshold:
        return "refuse"
    return "answer" if evidence.lead >= lines.lead else "clarify"


def lead(rows: Sequence[Scored], relatives: Mapping[int, Collection[int]]) -> float:
    """How far the first topic is ahead of the first that is no relative of it."""
    first = rows[0]
    family = relatives.get(first.topic, ())
    return next((first.score - r.score for r in rows[1:] if r.topic not in family), first.score)


class Judge:
    """Gathers the evidence."""

    def __init__(
        self,
        rules: Rules,
        vocabulary: Vocabulary,
        relatives: Mapping[int, Collection[int]],
    ) -> None:
        self._rules, self._weights = rules, vocabulary.weights
        self._kinds, self._anchors = vocabulary.kinds, vocabulary.anchors
        self._relatives = relatives

    def evidence(
        self, reading: Reading, rows: Sequence[Scored], known: Callable[[str], bool]
    ) -> Evidence:
        """The evidence for the first of `rows`; `known(gram)`: whether any phrasing has it."""
        first = rows[0]
        gain = self._rules.explain(first.topic, reading.strengths)
        explained = gain.way.explains if gain else frozenset()
        most = {"anchor": 0.0, "hint": 0.0, "foreign": 0.0, "own": 0.0}
        done = 0.0
        for concept, strength in reading.strengths.items():
            value = self._weights[concept] * strength
            sort = self._sort(concept, concept in explained)
            if sort == "done":
                done += value
            elif sort:
                most[sort] = max(most[sort], value)
        most["foreign"] /= max(1.0, len(reading.plain) / TALE)
        most["anchor"] = float(most["anchor"] > 0)
        pairs = list(grams(reading.plain, (2,)))
        strange = sum(not known(pair) for pair in pairs) / max(1, len(pairs))
        return Evidence(
            score=first.score,
            done=done,
            strange=strange,
            lead=lead(rows, self._relatives),
            **most,
        )

    def asks_nothing(self, reading: Reading, first: Scored) -> bool:
        """Whether a text names a subject and asks nothing of it, or asks and names none.

        A name that all by itself is what the topic is about asks for that.
        """
        if len(reading.plain) > NAME:
            return False
        kinds = {self._kinds[concept] for concept in reading.strengths}
        if kinds != {"ask"} and kinds & {"do", "ask", "other"}:
            return False
        gain = self._rules.explain(first.topic, reading.strengths)
        return bool(kinds) and (gain is None or gain.missing > 0)

    def _sort(self, concept: int, explained: bool) -> str:
        kind = self._kinds[concept]
        if kind == "other":
            return "own" if explained else "foreign"
        if self._anchors[concept]:
            return "anchor"
        if kind == "do":
            return "done" if explained else ""
        return "hint" if kind in ("about", "who") else ""
