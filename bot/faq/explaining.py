"""Why this answer: what an author needs to mend a miss in a minute."""

from collections.abc import Iterator

from bot.faq.decide import Evidence, Scored, band
from bot.faq.lines import Calibration
from bot.faq.reading import Reading
from bot.faq.scoring import SHARE, Scorer

SHOWN = 5


def told(scorer: Scorer, lines: Calibration, text: str) -> Iterator[str]:
    """The normalising steps, the concepts, the first five topics with their shares, the band."""
    for step, after in scorer.reader.normalise.trace(text):
        yield f"{step:<16}{after}"
    reading = scorer.reader.read(text)
    names = scorer.reader.vocabulary.names
    found = sorted(reading.strengths.items(), key=lambda item: -item[1])
    yield "concepts        " + (", ".join(f"{names[c]} {f:.2f}" for c, f in found) or "none")
    rows = scorer.scored(reading)
    for row in rows[:SHOWN]:
        yield from _topic(scorer, reading, row)
    yield from _decision(scorer.evidence(reading, rows), lines)


def _topic(scorer: Scorer, reading: Reading, row: Scored) -> Iterator[str]:
    rules = SHARE * row.rules
    yield (
        f"{scorer.topics[row.topic]:<34}{row.score:6.3f} = "
        f"{row.likeness:.3f} like its phrasings {rules:+.3f} by rules"
    )
    gain = scorer.rules.explain(row.topic, reading.strengths)
    if gain is not None:
        yield (
            f"{'':<34}rules: needed {gain.needed:.2f}, welcome {gain.welcomed:.2f}, "
            f"missing {gain.missing:.2f}, unexplained {gain.unexplained:.2f}"
        )


def _decision(evidence: Evidence, lines: Calibration) -> Iterator[str]:
    signs = zip(Evidence._fields, lines.signs, evidence, strict=False)
    parts = ", ".join(f"{name} {weight * sign:+.2f}" for name, weight, sign in signs)
    total = sum(w * s for w, s in zip(lines.signs, evidence, strict=False))
    yield f"our matter       {total:.2f} of {lines.threshold} needed ({parts})"
    yield f"lead             {evidence.lead:.3f} of {lines.lead} needed to answer"
    yield f"band             {band(evidence, lines)}"
    yield ""
