"""A text as the matcher sees it: normalised, its concepts, its features."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct

from bot.faq import normalise, similar
from bot.faq.concepts import Concepts
from bot.faq.index import Features
from bot.faq.lexicon import Concept, Lexicon
from bot.faq.normalise import Normaliser, Step
from bot.faq.patterns import Pattern, parse, rows
from bot.faq.sounds import Sounds, mending
from bot.faq.text import Words
from bot.faq.ways import UNEXPLAINED, WORTH

PAIRED = frozenset({"about", "do", "ask", "other"})
"""Kinds of concepts that also count two together."""

BEYOND_SPELLING = ("fillers", "numbers")
"""The steps that do more than spell: what alerts look for must not be lost to them."""

BEYOND_WRITING = (*BEYOND_SPELLING, "focus", "sounds")
"""The steps after which a text no longer says all that was said: facts are read without them."""

ANCHOR = 1.0
"""A concept that names what the content is about is an anchor from this weight on."""

NUMBER = "N"
"""Stands for a figure, in patterns and in normalised texts."""


class Vocabulary(Struct, array_like=True, frozen=True):
    """The lexicon in the form it is used in: everything reading a text needs, as plain data."""

    traditional: dict[int, str]
    rewrite: dict[str, str]
    latin: dict[str, str]
    heard: list[str]
    sounds: list[str]
    fillers: list[str]
    figures: list[str]
    words: list[str]
    names: list[str]
    kinds: list[str]
    weights: list[float]
    losses: list[float]
    anchors: list[bool]
    hides: list[list[int] | None]
    patterns: dict[str, list[tuple[int, Pattern]]]


class Reading(NamedTuple):
    """`plain` is the normalised text; concepts by number with how much each counts."""

    plain: str
    strengths: dict[int, float]
    features: Features


def _steps(words: Words, vocabulary: Vocabulary) -> Iterator[tuple[str, Step]]:
    sounds = Sounds(vocabulary.sounds, vocabulary.heard)
    rewrite = normalise.replacing(vocabulary.rewrite)
    yield "width", normalise.width
    yield "traditional", normalise.simplified(vocabulary.traditional)
    yield "repeats", normalise.repeats
    yield "focus", normalise.focus
    yield "latin", normalise.latin(sounds.pinyin | vocabulary.latin)
    yield "synonyms", rewrite
    yield "synonyms again", rewrite
    yield "sounds", mending(sounds, words.lcut, words.FREQ.get)
    yield "fillers", normalise.replacing(dict.fromkeys(vocabulary.fillers, ""))
    yield "numbers", normalise.numbers(frozenset(vocabulary.figures))


class Reader:
    """Reads texts."""

    def __init__(self, vocabulary: Vocabulary, words: Words) -> None:
        self.vocabulary = vocabulary
        self.normalise = Normaliser(tuple(_steps(words, vocabulary)))
        steps = self.normalise.steps
        self.spell = Normaliser(tuple(s for s in steps if s[0] not in BEYOND_SPELLING))
        self.write = Normaliser(tuple(s for s in steps if s[0] not in BEYOND_WRITING))
        self.concepts = Concepts(vocabulary.patterns, vocabulary.hides)
        self._words = words
        self._paired = {i for i, kind in enumerate(vocabulary.kinds) if kind in PAIRED}

    def read(self, text: str) -> Reading:
        """Whatever the text."""
        plain = self.normalise(text)
        strengths = self.concepts.strengths(plain)
        words = self._words.lcut(plain)
        bag = similar.features(plain, words, strengths, self._paired & strengths.keys())
        return Reading(plain, strengths, bag)


def _turned(table: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {variant: kept for kept, variants in table.items() for variant in variants}


def anchored(concept: Concept, weight: float) -> bool:
    """Whether a concept alone tells that a text is about our matters."""
    if concept.anchor is not None:
        return concept.anchor
    return concept.kind == "about" and weight >= ANCHOR


def vocabulary(lexicon: Lexicon) -> Vocabulary:
    """The lexicon made ready. Raises PatternError."""
    pairs = normalise.read_pairs(lexicon.traditional)
    rewrite = _turned(lexicon.synonyms.rewrite)
    twice = normalise.replacing(rewrite)
    numbers = {name: number for number, name in enumerate(lexicon.concepts)}
    concepts = lexicon.concepts.values()

    def written(text: str) -> str:
        return NUMBER.join(twice(twice(part)) for part in text.split(NUMBER))

    def patterns() -> Iterator[tuple[int, Pattern]]:
        for number, concept in enumerate(concepts):
            for phrase in concept.say:
                steps = parse(phrase.replace(NUMBER, "\0").casefold().replace("\0", NUMBER))
                yield number, tuple(tuple(dict.fromkeys(map(written, step))) for step in steps)

    weights = [concept.weight or WORTH[concept.kind] for concept in concepts]
    return Vocabulary(
        traditional=pairs,
        rewrite=rewrite,
        latin=_turned(lexicon.synonyms.english),
        heard=list(lexicon.synonyms.heard),
        sounds=list(lexicon.sounds),
        fillers=list(lexicon.synonyms.fillers),
        figures=list(lexicon.synonyms.figures),
        words=list(lexicon.words),
        names=list(numbers),
        kinds=[concept.kind for concept in concepts],
        weights=weights,
        losses=[w * UNEXPLAINED[c.kind] for w, c in zip(weights, concepts, strict=True)],
        anchors=[anchored(c, w) for c, w in zip(concepts, weights, strict=True)],
        hides=[
            None if concept.hides == "all" else [numbers[name] for name in concept.hides]
            for concept in concepts
        ],
        patterns=rows(patterns()),
    )
