"""Finds the topic of a free text: normalise, take features, score every topic, decide."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from bot.content.content import NATIONAL, Content
from bot.content.matching import Candidate, Context, Match
from bot.faq import alerts, explaining, following, lines
from bot.faq.compiled import prepare
from bot.faq.decide import band
from bot.faq.index import Features
from bot.faq.reducing import Reducer
from bot.faq.scoring import Scorer
from bot.faq.text import cache_folder, everyday

SHOWN = 5

Facts = Callable[[Callable[[str], str], Mapping[str, str]], Callable[[str], dict[str, str]]]
"""How facts are read: from how a text is written our way, and other names of places → names."""


def no_facts(
    write: Callable[[str], str], aliases: Mapping[str, str]
) -> Callable[[str], dict[str, str]]:
    """For a content whose questions ask for nothing that people state by the way."""
    return lambda text: {}


class TextMatcher:
    """The matcher over one content."""

    def __init__(
        self,
        content: Content,
        scorer: Scorer,
        calibration: lines.Calibration,
        reduce: Callable[[str], str] = lambda text: "",
        facts: Facts = no_facts,
    ) -> None:
        self.reduce = reduce
        """See `bot.content.matching.Matcher`."""
        self._content = content
        self._scorer = scorer
        self._lines = calibration
        self._alerts = alerts.Alerts(content, scorer.reader.spell)
        places = {name: p for name, p in content.places.items() if name != NATIONAL}
        self._cities = {place.name: name for name, place in places.items()}
        aliases = {a: p.name for name, p in places.items() for a in (name, p.name, *p.say)}
        self._stated = facts(scorer.reader.write, aliases)

    def match(self, text: str, context: Context) -> Match:
        """See `bot.content.matching.Matcher`."""
        scorer = self._scorer
        if not scorer.topics:
            return Match(band="refuse", top=())
        reading = scorer.reader.read(self._meant(text, context))
        rows = scorer.scored(reading)
        top = tuple(Candidate(scorer.topics[r.topic], round(r.score, 4)) for r in rows[:SHOWN])
        sure = band(scorer.evidence(reading, rows), self._lines)
        if sure == "answer" and scorer.asks_nothing(reading, rows):
            sure = "clarify"
        return Match(band=sure, top=top)

    def features(self, text: str) -> Features:
        """What a text consists of, for comparing it with others (see `similar.likeness`)."""
        return self._scorer.reader.read(text).features

    def facts(self, text: str) -> dict[str, str]:
        """See `bot.content.matching.Matcher`."""
        stated = self.stated(text)
        if "city" in stated:
            stated["city"] = self._cities.get(stated["city"], stated["city"])
        return stated

    def stated(self, text: str) -> dict[str, str]:
        """Slot → canonical text of what a text states; a city by its Chinese name."""
        return self._stated(text)

    def _meant(self, text: str, context: Context) -> str:
        last = context.last_topic
        if last is None or self._content.kind(last) is None:
            return text
        return following.question(self._scorer.reader, text, self._content.title(last)) or text

    def explain(self, text: str) -> explaining.Explanation:
        """What the text became, what it says, and why the first topics fit."""
        return explaining.explained(self._scorer, self._lines, text)

    def simplify(self, text: str) -> str:
        """See `bot.content.matching.Matcher`."""
        return self._scorer.reader.normalise.until("traditional", text)

    def alerts(self, text: str) -> tuple[str, ...]:
        """See `bot.content.matching.Matcher`."""
        return self._alerts.of(text)


def build(
    content: Content,
    root: Path,
    cache: Path,
    facts: Facts = no_facts,
    common: Iterable[str] = (),
) -> TextMatcher:
    """The matcher over `content` and the lexicon under `root`, compiled into `cache`.

    `common` are words that are everybody's, besides those of the dictionary. Raises LexiconError.
    """
    folder = cache_folder(cache)
    compiled, words = prepare(content, root, folder)
    scorer = Scorer(content, compiled, words)
    cut = partial(words.lcut, guess=False)
    known = everyday(folder).union(common, scorer.reader.vocabulary.figures)
    reduce = Reducer(scorer.reader.normalise, cut, compiled.known, known)
    return TextMatcher(content, scorer, lines.read(root), reduce, facts)
