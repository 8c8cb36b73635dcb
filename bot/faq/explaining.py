"""Why this answer: what an author needs to mend a miss in a minute."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.faq.decide import Band, Evidence, band
from bot.faq.lines import Calibration
from bot.faq.scoring import SHARE, Scorer
from bot.faq.ways import Gain

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Ranked:
    """A topic: its `score` is the sum of `likeness` to its phrasings and of what `rules` add.

    `gain` is what the rules found in the text, None where there are none for the topic.
    """

    topic: str
    score: float
    likeness: float
    rules: float
    gain: Gain | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What became of a text: the steps of normalising, each with the text after it; the concepts
    found with their strengths, strongest first; the first topics; what was decided and why.

    `about` is how much it is our matter, the sum of `signs` (sign → its part); it must reach
    `threshold` not to be declined. `lead` is that of the first topic over the first that is
    another matter; it must reach `needed` to be answered without asking back.
    """

    steps: tuple[tuple[str, str], ...]
    concepts: tuple[tuple[str, float], ...]
    topics: tuple[Ranked, ...]
    band: Band
    about: float
    threshold: float
    signs: tuple[tuple[str, float], ...]
    lead: float
    needed: float


def explained(scorer: Scorer, lines: Calibration, text: str) -> Explanation:
    """How a text is answered, and why so. There must be topics."""
    reading = scorer.reader.read(text)
    names = scorer.reader.vocabulary.names
    found = sorted(reading.strengths.items(), key=lambda item: -item[1])
    rows = scorer.scored(reading)
    evidence = scorer.evidence(reading, rows)
    weighed = zip(Evidence._fields, lines.signs, evidence, strict=False)
    signs = tuple((name, weight * sign) for name, weight, sign in weighed)
    return Explanation(
        steps=tuple(scorer.reader.normalise.trace(text)),
        concepts=tuple((names[concept], strength) for concept, strength in found),
        topics=tuple(
            Ranked(
                scorer.topics[row.topic],
                row.score,
                row.likeness,
                SHARE * row.rules,
                scorer.rules.explain(row.topic, reading.strengths),
            )
            for row in rows[:SHOWN]
        ),
        band=band(evidence, lines),
        about=sum(part for _, part in signs),
        threshold=lines.threshold,
        signs=signs,
        lead=evidence.lead,
        needed=lines.lead,
    )


def told(why: Explanation) -> Iterator[str]:
    """The normalising steps, the concepts, the first five topics with their shares, the band."""
    for step, after in why.steps:
        yield f"{step:<16}{after}"
    concepts = ", ".join(f"{name} {strength:.2f}" for name, strength in why.concepts)
    yield "concepts        " + (concepts or "none")
    for ranked in why.topics:
        yield from _topic(ranked)
    parts = ", ".join(f"{name} {part:+.2f}" for name, part in why.signs)
    yield f"our matter       {why.about:.2f} of {why.threshold} needed ({parts})"
    yield f"lead             {why.lead:.3f} of {why.needed} needed to answer"
    yield f"band             {why.band}"
    yield ""


def _topic(ranked: Ranked) -> Iterator[str]:
    yield (
        f"{ranked.topic:<34}{ranked.score:6.3f} = "
        f"{ranked.likeness:.3f} like its phrasings {ranked.rules:+.3f} by rules"
    )
    gain = ranked.gain
    if gain is not None:
        yield (
            f"{'':<34}rules: needed {gain.needed:.2f}, welcome {gain.welcomed:.2f}, "
            f"missing {gain.missing:.2f}, unexplained {gain.unexplained:.2f}"
        )
