"""Finds the topic of a free text: normalise, take features, score every topic, decide."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from math import log, sqrt
from pathlib import Path

from bot.content.content import Content
from bot.content.matching import Candidate, Context, Match
from bot.faq import alerts, normalise
from bot.faq.text import Words, cache_folder, open_words


def phrasings(content: Content) -> Iterator[tuple[str, str]]:
    """Every (topic id, phrasing) that authors wrote."""
    for name, flow in content.flows.items():
        yield name, flow.title
        yield from ((name, say) for say in flow.say)
    for name, entry in (content.entries | content.signposts).items():
        yield name, entry.question
        yield from ((name, say) for say in entry.say)


class TextMatcher:
    """The matcher over one content."""

    def __init__(self, content: Content, steps: normalise.Normaliser, words: Words) -> None:
        self._content = content
        self._normalise = steps
        self._words = words
        rows = [(name, set(self._features(say))) for name, say in phrasings(content)]
        seen = Counter(feature for _, row in rows for feature in row)
        self._weight = {feature: log(1 + len(rows) / count) for feature, count in seen.items()}
        self._unseen = log(1 + len(rows))
        self._postings: dict[str, list[int]] = defaultdict(list)
        self._rows: list[tuple[str, float]] = []
        for number, (name, row) in enumerate(rows):
            self._rows.append((name, sum(self._weight[feature] for feature in row)))
            for feature in row:
                self._postings[feature].append(number)

    def _features(self, say: str) -> Iterator[str]:
        plain = self._normalise(say)
        yield from (plain[i : i + 2] for i in range(len(plain) - 1) if plain[i : i + 2].isalnum())
        yield from (f"w:{word}" for word in self._words.lcut(plain) if word.isalnum())

    def match(self, text: str, context: Context) -> Match:
        """See `bot.content.matching.Matcher`."""
        names = set(self._features(text))
        own = sum(self._weight.get(name, self._unseen) for name in names) or 1.0
        shared: dict[int, float] = defaultdict(float)
        for name in names:
            for number in self._postings.get(name, ()):
                shared[number] += self._weight[name]
        best: dict[str, float] = {}
        for number, value in shared.items():
            topic, size = self._rows[number]
            best[topic] = max(best.get(topic, 0.0), value / sqrt(own * size))
        top = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:5]
        first = top[0][1] if top else 0.0
        gap = first - top[1][1] if len(top) > 1 else first
        answer = first >= 0.6 or (first >= 0.4 and gap >= 0.08)
        return Match(
            band="answer" if answer else "clarify" if first >= 0.25 else "refuse",
            top=tuple(Candidate(topic, round(score, 4)) for topic, score in top),
            facts={},
        )

    def alerts(self, text: str) -> tuple[str, ...]:
        """See `bot.content.matching.Matcher`."""
        return alerts.alerts(self._content, self._normalise(text))


def build(content: Content, root: Path) -> TextMatcher:
    """The matcher over `content`, with the lexicon found under `root`."""
    lexicon = root / "knowledge" / "lexicon"
    table = normalise.read_pairs(
        (lexicon / "traditional.txt").read_text(encoding="utf-8").splitlines()
    )
    steps = normalise.Normaliser(
        (
            ("width", normalise.width),
            ("simplified", normalise.simplified(table)),
            ("repeats", normalise.repeats),
        )
    )
    return TextMatcher(content, steps, open_words(cache_folder(root)))
