"""How much a text resembles what authors wrote under each topic.

A text is a bag of features: runs of one to three characters, words, concepts and pairs of
concepts. A topic is the sum of its phrasings, rare features weighing more (a Rocchio centroid);
it is reckoned at once, without training, and lost nothing against trained models when measured.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from bot.faq import narrow
from bot.faq.index import Features, Index, Similarity
from bot.problems import ContentError

CONCEPT = 1.5
PAIR = 0.7
"""Weight of a concept and of two together, beside 1 for characters and words."""

MANY = 2_000
"""Topics from which on the numpy of `wide.py` is worth its import."""


def grams(text: str, sizes: Iterable[int] = (1, 2, 3)) -> Iterator[str]:
    """Runs of letters, digits or characters."""
    for size in sizes:
        for start in range(len(text) - size + 1):
            gram = text[start : start + size]
            if gram.isalnum():
                yield gram


def features(
    text: str, words: Iterable[str], concepts: Mapping[int, float], paired: Iterable[int]
) -> Features:
    """The features of a normalised text, as a vector of length one.

    `paired`: the concepts that also count two together.
    """
    bag = dict.fromkeys(grams(text), 1.0)
    bag.update((f"w {word}", 1.0) for word in words if len(word) > 1 and word.isalnum())
    bag.update((f"c {number}", CONCEPT * strength) for number, strength in concepts.items())
    paired = sorted(paired)
    bag.update((f"p {a} {b}", PAIR) for i, a in enumerate(paired) for b in paired[i + 1 :])
    length = math.sqrt(sum(value * value for value in bag.values()))
    return {name: value / length for name, value in bag.items()}


def likeness(one: Features, other: Features) -> float:
    """How much two texts resemble each other, 1 for the same."""
    return sum(value * other[name] for name, value in one.items() if name in other)


def build(rows: Sequence[tuple[int, Features]], topics: int) -> Index:
    """The index over (topic, features of a phrasing). Raises ContentError: numpy is missing."""
    if topics <= MANY:
        return narrow.build(rows, topics)
    with _numpy():
        from bot.faq import wide

        return wide.build(rows, topics)


def open_index(index: Index, floor: Sequence[float]) -> Similarity:
    """The index made ready. `floor` by topic: what is added to a likeness without a boost."""
    if not index.scale:
        return narrow.NarrowSimilarity(index, floor)
    with _numpy():
        from bot.faq import wide

        return wide.WideSimilarity(index, floor)


@contextmanager
def _numpy() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        hint = f"内容超过 {MANY} 条，要先安装 numpy：pip install 'shebao[large]'"
        raise ContentError(hint) from error
