"""Phrasings that lead elsewhere: asked as questions themselves, or pulling a neighbour's questions.

The index is a sum: a phrasing under one topic is heard in every question like it. One that says
what another topic says pulls that topic's questions over, and comes to nothing for its own.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from bot.content.content import Content
from bot.faq import lexicon, lines, similar
from bot.faq.compiled import prepare
from bot.faq.decide import band
from bot.faq.lexicon import Trials
from bot.faq.lines import Calibration
from bot.faq.reading import Reading
from bot.faq.scoring import Scorer
from bot.faq.wording import Astray, Phrasing, Pull, Verdict, phrasings

OFFERED = 3
"""Topics offered to choose from when asking back."""


def verdicts(content: Content, root: Path, folder: Path) -> list[Verdict]:
    """All that leads elsewhere; the matcher is compiled into `folder`. Raises LexiconError."""
    readings: dict[str, Reading] = {}
    compiled, words = prepare(content, root, folder, readings)
    scorer = Scorer(content, compiled, words)
    wording = Wording(content, scorer, lines.read(root), readings)
    return [*wording.astray(), *wording.pulls(lexicon.trials(root))]


class Wording:
    """All phrasings of a content, with how each is read."""

    def __init__(
        self,
        content: Content,
        scorer: Scorer,
        drawn: Calibration,
        readings: Mapping[str, Reading] = MappingProxyType({}),
    ) -> None:
        """`readings`: those known already."""
        self._scorer, self._lines = scorer, drawn
        read = scorer.reader.read
        self._said = [
            (said, readings.get(said.text) or read(said.text)) for said in phrasings(content)
        ]

    def astray(self) -> Iterator[Astray]:
        """Phrasings that, asked, are neither answered by their topic nor offered it.

        A topic that answers nearly the same (`relatives`) is as good.
        """
        for said, reading in self._said:
            led = self._led(self._scorer, reading, said.topic)
            if led is not None:
                yield Astray(said, led)

    def pulls(self, trials: Trials) -> Iterator[Pull]:
        """Phrasings without which a trial question would be led to its topic."""
        for home, questions in trials.questions.items():
            for question in questions if home in self._scorer.places else ():
                reading = self._scorer.reader.read(question)
                led = self._led(self._scorer, reading, home)
                if led is None:
                    continue
                said = self._nearest(led, reading)
                if self._led(self._without(said), reading, home) is None:
                    yield Pull(said, question, home)

    def _led(self, scorer: Scorer, reading: Reading, home: str) -> str | None:
        """The topic a question is led to; None if it is home, or home is offered beside it."""
        place = scorer.places[home]
        fits = {place, *scorer.relatives.get(place, ())}
        rows = scorer.scored(reading)
        if rows[0].topic in fits:
            return None
        sure = band(scorer.evidence(reading, rows), self._lines)
        offered = sure != "answer" and any(row.topic in fits for row in rows[:OFFERED])
        return None if offered else scorer.topics[rows[0].topic]

    def _nearest(self, topic: str, question: Reading) -> Phrasing:
        """The phrasing of a topic that resembles a question most."""
        own = [row for row in self._said if row[0].topic == topic]
        return max(own, key=lambda row: similar.likeness(row[1].features, question.features))[0]

    def _without(self, left_out: Phrasing) -> Scorer:
        """The scorer as it would be without a phrasing."""
        places = self._scorer.places
        rows = [(places[s.topic], r.features) for s, r in self._said if s != left_out]
        return self._scorer.having(similar.build(rows, len(places)))
