"""Draws the lines between answering, asking back and declining, from labelled texts.

The texts are every phrasing authors wrote, each scored by an index that has not seen it, and the
trial questions of the lexicon, which no index ever sees. Nothing here is random: the same content
gives the same lines.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.content.content import Content
from bot.faq import similar
from bot.faq.decide import SIGNS, Evidence
from bot.faq.lexicon import Trials
from bot.faq.lines import Calibration
from bot.faq.scoring import Scorer
from bot.faq.wording import phrasings

FOLDS = 8

PASSES = 0.03
"""The share of texts to be declined that may pass for ours: the line is drawn there."""

ODDS = 0.65
"""An answer is given when it is at least this likely to be right; else we ask back."""

ROUNDS = 400
STEP = 0.5
KEEP = 1e-3


class Trial(NamedTuple):
    """One labelled text. `right`: whether the first topic was; None if it is to be declined."""

    text: str
    evidence: Evidence
    right: bool | None


def _held_out(scorer: Scorer, content: Content) -> Iterator[Trial]:
    rows = [
        (scorer.places[said.topic], said.text, scorer.reader.read(said.text))
        for said in phrasings(content)
    ]
    for fold in range(FOLDS):
        kept = [
            (place, reading.features)
            for number, (place, _, reading) in enumerate(rows)
            if number % FOLDS != fold
        ]
        blind = scorer.having(similar.build(kept, len(scorer.topics)))
        for place, say, reading in rows[fold::FOLDS]:
            ranked = blind.scored(reading)
            fits = scorer.relatives.get(place, frozenset())
            right = ranked[0].topic == place or ranked[0].topic in fits
            yield Trial(say, blind.evidence(reading, ranked), right)


def _asked(scorer: Scorer, trials: Trials) -> Iterator[Trial]:
    for topic, texts in trials.questions.items():
        place = scorer.places[topic]
        fits: Collection[int] = {place, *scorer.relatives.get(place, ())}
        for text in texts:
            reading = scorer.reader.read(text)
            ranked = scorer.scored(reading)
            yield Trial(text, scorer.evidence(reading, ranked), ranked[0].topic in fits)
    for texts in trials.none.values():
        for text in texts:
            reading = scorer.reader.read(text)
            yield Trial(text, scorer.evidence(reading, scorer.scored(reading)), None)


def trials(scorer: Scorer, content: Content, asked: Trials) -> list[Trial]:
    """Every labelled text with its evidence."""
    return [*_held_out(scorer, content), *_asked(scorer, asked)]


def _logistic(
    rows: Sequence[Sequence[float]], labels: Sequence[bool], shares: Mapping[bool, float]
) -> tuple[list[float], float]:
    """Weights and bias of a logistic model, by plain descent on standardised signs."""
    size = len(rows[0])
    means = [sum(row[i] for row in rows) / len(rows) for i in range(size)]
    spreads = [
        math.sqrt(sum((row[i] - means[i]) ** 2 for row in rows) / len(rows)) or 1.0
        for i in range(size)
    ]
    scaled = [[(row[i] - means[i]) / spreads[i] for i in range(size)] for row in rows]
    weights, bias = [0.0] * size, 0.0
    for _ in range(ROUNDS):
        slopes, slope = [0.0] * size, 0.0
        for row, label in zip(scaled, labels, strict=True):
            total = bias + sum(w * v for w, v in zip(weights, row, strict=True))
            miss = (1 / (1 + math.exp(-max(-30.0, min(30.0, total)))) - label) * shares[label]
            slope += miss
            slopes = [s + miss * v for s, v in zip(slopes, row, strict=True)]
        weights = [w - STEP * (s + KEEP * w) for w, s in zip(weights, slopes, strict=True)]
        bias -= STEP * slope
    plain = [w / spread for w, spread in zip(weights, spreads, strict=True)]
    return plain, bias - sum(w * mean for w, mean in zip(plain, means, strict=True))


def _shares(labels: Sequence[bool], *, balanced: bool) -> dict[bool, float]:
    if not balanced:
        return {True: 4 / len(labels), False: 4 / len(labels)}
    ours = sum(labels)
    return {True: 2 / max(1, ours), False: 2 / max(1, len(labels) - ours)}


def draw(labelled: Sequence[Trial], mark: str) -> Calibration:
    """The lines. `labelled` needs texts of both sorts."""
    rows = [trial.evidence[:SIGNS] for trial in labelled]
    ours = [trial.right is not None for trial in labelled]
    signs, _ = _logistic(rows, ours, _shares(ours, balanced=True))
    sums = sorted(
        sum(w * v for w, v in zip(signs, row, strict=True))
        for row, our in zip(rows, ours, strict=True)
        if not our
    )
    threshold = sums[min(len(sums) - 1, math.ceil(len(sums) * (1 - PASSES)))]
    known = [(trial.evidence.lead, trial.right) for trial in labelled if trial.right is not None]
    rights = [right for _, right in known]
    (slope,), bias = _logistic(
        [(lead,) for lead, _ in known], rights, _shares(rights, balanced=False)
    )
    lead = (math.log(ODDS / (1 - ODDS)) - bias) / slope
    return Calibration(
        digest=mark,
        signs=tuple(round(sign, 4) for sign in signs),
        threshold=round(threshold, 4),
        lead=round(lead, 4),
    )
