"""The concepts of a text: what it says, whatever words it says it in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.faq.patterns import Found, Pattern, Table

SHORT = 45
"""Up to here every part of a text counts the same; in a longer one the question counts most."""

BACKGROUND = 0.65
"""What the beginning of a long story counts beside its end."""

ASKING = 14
"""A question mark at most so many characters after a concept makes it part of the question."""


class Concepts:
    """Finds concepts, by number."""

    def __init__(
        self,
        rows: Mapping[str, list[tuple[int, Pattern]]],
        hides: Sequence[Iterable[int] | None],
    ) -> None:
        """`hides` by concept: the concepts it covers up; None for all of them."""
        self._table = Table(rows)
        self._hides = [None if covered is None else frozenset(covered) for covered in hides]

    def find(self, text: str) -> Iterator[Found]:
        """Every place of every concept that is not covered up by another."""
        found = list(self._table.find(text))
        covers = [one for one in found if self._hides[one.owner] != frozenset()]
        for one in found:
            if not any(self._covers(cover, one) for cover in covers):
                yield one

    def _covers(self, cover: Found, one: Found) -> bool:
        if cover.owner == one.owner or not cover.start <= one.start <= one.end <= cover.end:
            return False
        hidden = self._hides[cover.owner]
        if hidden is not None:
            return one.owner in hidden
        same = cover.start == one.start and cover.end == one.end
        return not (same and self._hides[one.owner] is None)

    def strengths(self, text: str) -> dict[int, float]:
        """Concept → how much it counts, at most 1."""
        size = len(text)
        strengths: dict[int, float] = {}
        for concept, _, end in self.find(text):
            weight = 1.0
            if size > SHORT and "?" not in text[end : end + ASKING]:
                weight = BACKGROUND + (1 - BACKGROUND) * end / size
            if weight > strengths.get(concept, 0.0):
                strengths[concept] = weight
        return strengths
