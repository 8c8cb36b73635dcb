"""What may be kept of a question: only words that are everybody's.

A word stays if authors use it, or if it is a common word of the language. All else — names,
streets, firms, whatever is unknown — becomes one mask, and takes the rarer words beside it along,
because a name may be made of words: of 高建国 or 花园路 nothing stays. Figures become N. What is
both somebody's whole name and a common word, and stands among common words, is not told apart.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import groupby
from typing import NamedTuple

from msgspec import Struct

from bot.faq.naming import GIVEN, PLACES, SURNAMES, is_address, reads_as_name

MASK = "〇"
FIGURE = "N"
LONGEST = 60
"""Characters kept of one question: the clauses that say most."""

SHARED = 5
"""So many topics must have a word in their phrasings for the word to be plainly ours, and a single
character to be a word at all: those of fewer topics could be part of anything.
"""

OF = 100
"""Topics from which on that holds; of fewer, as many fewer are enough."""

PARTICLES = frozenset(
    "的了吗呢吧啊是不没我你您他她它们在就都也还能会要给和跟与及或但被把让从到对为这那哪谁得地着过"
    "上下里去说问想用"
)
"""Characters that hold sentences together."""

SIGNS = {",": "，", ";": "，", ":": "，", "、": "，", "!": "。", ".": "。", "。": "。", "?": "？"}

Cut = Callable[[str], Iterable[str]]


class Known(Struct, array_like=True, frozen=True):
    """The words of authors: the `core` that many topics share, and the `rest`."""

    core: list[str]
    rest: list[str]


class Tie(IntEnum):
    """How surely a word is everybody's: not at all, unless beside a mask, in any case."""

    NONE = 0
    LOOSE = 1
    FIRM = 2


class Piece(NamedTuple):
    """A word or a sign of a text, and whether it may stay."""

    text: str
    tie: Tie


def known(
    topics: Collection[Collection[str]], listed: Iterable[str], texts: Iterable[str]
) -> Known:
    """The words of authors.

    `topics`: the words of the phrasings of each topic; `listed`: what they declared to be words;
    `texts`: the words of whatever else they wrote.
    """
    spread = Counter(word for words in topics for word in set(words))
    least = SHARED * min(len(topics), OF) / OF
    shared = {word for word, count in spread.items() if count >= least}
    core = {word for word in shared if len(word) > 1}.union(listed)
    rest = {word for word in (*spread, *texts) if len(word) > 1 and not is_address(word)}
    return Known(sorted(core), sorted(rest.union(shared) - core))


def askable(kept: str) -> str:
    """A reduced text as it can be asked again, with some figure for each."""
    return kept.replace(MASK, " ").replace(FIGURE, "5")


class Reducer:
    """Reduces texts to words that are everybody's."""

    def __init__(
        self, normalise: Callable[[str], str], cut: Cut, words: Known, common: Iterable[str]
    ) -> None:
        """`cut` must guess no words: what is in no dictionary could be a name.

        `common`: words of the language, no names among them, and the places everybody knows.
        """
        self._normalise, self._cut = normalise, cut
        language = {word for word in common if not word.endswith(PLACES)}
        ours = PARTICLES.union(words.core)
        firm = {word for word in ours if not GIVEN.issuperset(word)}
        self._firm, self._loose = (
            frozenset(word for word in words if not reads_as_name(word))
            for words in (firm, language.union(words.rest, ours - firm))
        )

    def __call__(self, text: str) -> str:
        """What may be kept; nothing if that is less than what must go. Never raises."""
        pieces = _without_names([*self._pieces(self._normalise(text))])
        kept = sum(len(piece.text) for piece in pieces if piece.tie)
        gone = sum(len(piece.text) for piece in pieces if not piece.tie)
        said = any(piece.tie and len(piece.text) > 1 for piece in pieces)
        return "".join(_written(_shortened(pieces))) if said and gone <= kept else ""

    def _pieces(self, plain: str) -> Iterator[Piece]:
        for word in self._cut(plain):
            if word in SIGNS:
                yield Piece(SIGNS[word], Tie.FIRM)
            elif word in self._firm:
                yield Piece(word, Tie.FIRM)
            elif word in self._loose:
                yield Piece(word, Tie.LOOSE)
            elif word == FIGURE or word.isdecimal():
                yield Piece(FIGURE, Tie.LOOSE)
            elif any(character.isalnum() for character in word):
                yield Piece(word, Tie.NONE)


def _without_names(pieces: Sequence[Piece]) -> list[Piece]:
    """Masks grow over the loose words beside them, and over a particle that they enclose."""
    ties = [piece.tie for piece in pieces]
    size = len(pieces)
    for here, (after, _) in enumerate(pieces[1:]):
        name = ties[here + 1] is Tie.LOOSE and (len(after) > 1 or after in GIVEN)
        if name and pieces[here].text in SURNAMES:
            ties[here] = Tie.NONE
    for order in (range(1, size), range(size - 2, -1, -1)):
        for here in order:
            if ties[here] is Tie.LOOSE and ties[here - order.step] is Tie.NONE:
                ties[here] = Tie.NONE
    for here in range(1, size - 1):
        if pieces[here].text in PARTICLES and not (ties[here - 1] or ties[here + 1]):
            ties[here] = Tie.NONE
    return [Piece(piece.text, tie) for piece, tie in zip(pieces, ties, strict=True)]


def _shortened(pieces: Sequence[Piece]) -> list[Piece]:
    """As many clauses as there is room for, those with the most words of ours, in their order."""
    clauses: list[list[Piece]] = [[]]
    for piece in pieces:
        clauses[-1].append(piece)
        if piece.text in SIGNS.values():
            clauses.append([])
    room, kept = LONGEST, set[int]()
    for number in sorted(range(len(clauses)), key=lambda n: -_says(clauses[n])):
        size = sum(len(piece.text) for piece in clauses[number])
        if size <= room:
            room -= size
            kept.add(number)
    return [piece for number in sorted(kept) for piece in clauses[number]]


def _says(clause: Sequence[Piece]) -> int:
    firm = sum(piece.tie is Tie.FIRM and len(piece.text) > 1 for piece in clause)
    return firm + 2 * any(piece.text == "？" for piece in clause)


def _written(pieces: Iterable[Piece]) -> Iterator[str]:
    """The text, with one mask for whatever was left out in one place."""
    for kept, run in groupby(pieces, lambda piece: bool(piece.tie)):
        yield "".join(piece.text for piece in run) if kept else MASK
