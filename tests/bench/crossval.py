"""How well matching carries over: to whole registers and to phrasings it has never seen.

python -m tests.bench.crossval [--questions FILE]

By register: the lines between answering, asking back and declining are drawn without any question
of a register, then its questions are asked. FILE holds `{"q", "ok", "register"}` a line (default:
`tests/faq/unseen.jsonl`, which was written before anyone looked at how it would be matched).
By phrasing: every topic loses a fifth of its phrasings, from the index and from the drawing of the
lines; they are asked as questions. A phrasing that only one author would use has no brother then.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from bot.app import CACHE
from bot.cli import CONTENT_ROOT
from bot.content.content import Content
from bot.faq import lexicon, similar
from bot.faq.calibration import Trial, draw, trials
from bot.faq.compiled import prepare
from bot.faq.decide import band
from bot.faq.scoring import Scorer
from bot.faq.text import cache_folder
from bot.faq.wording import phrasings
from tests.shipped import guide

UNSEEN = CONTENT_ROOT / "tests" / "faq" / "unseen.jsonl"
FOLDS = 5


class Asked(NamedTuple):
    """A labelled question: which topics would be right (none: it is to be declined), its group."""

    text: str
    ok: frozenset[int]
    group: str


class Judged(NamedTuple):
    """A question with its evidence, its first topics, and which of them are right."""

    asked: Asked
    trial: Trial
    first: tuple[int, ...]


def judged(scorer: Scorer, asked: Iterable[Asked]) -> Iterator[Judged]:
    """Every question scored."""
    for one in asked:
        reading = scorer.reader.read(one.text)
        rows = scorer.scored(reading)
        right = rows[0].topic in one.ok if one.ok else None
        trial = Trial(one.text, scorer.evidence(reading, rows), right)
        yield Judged(one, trial, tuple(row.topic for row in rows[:3]))


def verdict(one: Judged, met: str) -> str:
    """What a person would have met, the band being `met`."""
    if not one.asked.ok:
        return {"refuse": "declined", "answer": "false answer"}.get(met, "asked back")
    if met == "answer":
        return "straight" if one.trial.right else "wrong"
    if met == "refuse":
        return "refused"
    return "among three" if set(one.first) & one.asked.ok else "asked back in vain"


def told(name: str, counts: Counter[str]) -> str:
    """One line of the table."""
    total = counts.total()
    if counts.keys() <= {"declined", "asked back", "false answer"}:
        return f"  {name:24} {total:5}  declined {counts['declined'] / total:6.1%}"
    right = counts["straight"] + counts["among three"]
    return (
        f"  {name:24} {total:5}  right {right / total:6.1%}"
        f"  straight {counts['straight'] / total:6.1%}  wrong {counts['wrong'] / total:6.1%}"
        f"  refused {counts['refused'] / total:6.1%}"
    )


def read(path: Path, scorer: Scorer) -> list[Asked]:
    """The questions of a file."""
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    places = scorer.places
    return [
        Asked(row["q"], frozenset(places[n] for n in row["ok"] if n in places), row["register"])
        for row in rows
    ]


def by_register(scorer: Scorer, content: Content, questions: list[Asked]) -> None:
    """Lines drawn without a register, then its questions asked."""
    base = trials(scorer, content, lexicon.trials(CONTENT_ROOT))
    found = list(judged(scorer, questions))
    every: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for register in sorted({one.group for one in questions}):
        others = [one.trial for one in found if one.asked.group != register]
        lines = draw(base + others, "")
        own = [one for one in found if one.asked.group == register]
        counts = Counter(verdict(one, band(one.trial.evidence, lines)) for one in own)
        print(told(register, counts))
        every[bool(own[0].asked.ok)] += counts
    for ours, counts in every.items():
        if counts:
            print(told("all questions" if ours else "all to be declined", counts))


def by_phrasing(scorer: Scorer, content: Content) -> None:
    """Every topic without a fifth of its phrasings, which are asked."""
    rows = []
    seen: Counter[str] = Counter()
    for _, topic, _, say in phrasings(content):
        rows.append((scorer.places[topic], say, scorer.reader.read(say), seen[topic] % FOLDS))
        seen[topic] += 1
    scored: list[tuple[int, Judged]] = []
    for fold in range(FOLDS):
        kept = [(place, r.features) for place, _, r, number in rows if number != fold]
        blind = scorer.having(similar.build(kept, len(scorer.topics)))
        asked = (
            Asked(say, frozenset({place, *scorer.relatives.get(place, ())}), "phrasing")
            for place, say, _, number in rows
            if number == fold
        )
        scored += [(fold, one) for one in judged(blind, asked)]
    none = [one.trial for one in judged(scorer, _to_decline())]
    counts: Counter[str] = Counter()
    for fold in range(FOLDS):
        lines = draw([one.trial for number, one in scored if number != fold] + none, "")
        own = [one for number, one in scored if number == fold]
        counts += Counter(verdict(one, band(one.trial.evidence, lines)) for one in own)
    print(told("phrasings never seen", counts))


def _to_decline() -> Iterator[Asked]:
    for texts in lexicon.trials(CONTENT_ROOT).none.values():
        yield from (Asked(text, frozenset(), "none") for text in texts)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description="how well matching carries over")
    parser.add_argument("--questions", type=Path, default=UNSEEN, metavar="FILE")
    options = parser.parse_args()
    content = guide().content
    compiled, words = prepare(content, CONTENT_ROOT, cache_folder(CACHE))
    scorer = Scorer(content, compiled, words)
    print("by register, with lines drawn without it:")
    by_register(scorer, content, read(options.questions, scorer))
    print("by phrasing, with neither index nor lines having seen it:")
    by_phrasing(scorer, content)


if __name__ == "__main__":
    main()
