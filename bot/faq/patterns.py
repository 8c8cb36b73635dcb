"""The small language of the lexicon: `(甲|乙)` one of, `(甲)?` or nothing, `…` a few characters.

A pattern is a sequence of steps; a step is the tuple of texts that may stand there, longest first,
and the empty tuple is a gap. Nothing is compiled: a pattern is plain data and can be stored.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

GAP = "…"
WIDEST = 8
"""Most characters a gap may span; it never spans the end of a sentence."""

ENDS = frozenset("。！？!?；;\n")

Step = tuple[str, ...]
Pattern = tuple[Step, ...]


class PatternError(ValueError):
    """A phrase of the lexicon cannot be read. The message is meant for its author, in Chinese."""


def _options(texts: Iterable[str]) -> Step:
    return tuple(sorted(dict.fromkeys(texts), key=lambda text: (-len(text), text)))


class _Reader:
    def __init__(self, phrase: str) -> None:
        self.phrase, self.at = phrase, 0

    def sequence(self) -> list[list[str]]:
        """Steps up to the end, a `|` or a `)`."""
        steps: list[list[str]] = []
        while self.at < len(self.phrase) and self.phrase[self.at] not in "|)":
            char = self.phrase[self.at]
            self.at += 1
            if char == "(":
                steps.append(self.group())
            elif char == GAP:
                steps.append([])
            elif steps and len(steps[-1]) == 1:
                steps[-1] = [steps[-1][0] + char]
            else:
                steps.append([char])
        return steps

    def group(self) -> list[str]:
        options: list[str] = []
        while True:
            steps = self.sequence()
            if self.at == len(self.phrase) or [] in steps:
                raise PatternError(f"“{self.phrase}”：括号没有配对，或括号里有“…”")
            texts = [""]
            for step in steps:
                texts = [text + more for text in texts for more in step]
            options += texts
            self.at += 1
            if self.phrase[self.at - 1] == ")":
                break
        if self.phrase[self.at : self.at + 1] == "?":
            self.at += 1
            options.append("")
        # one option more than one character long keeps literals from being glued to it
        return options if len(options) > 1 else [*options, *options]


def parse(phrase: str) -> Pattern:
    """The steps of a phrase. Raises PatternError."""
    reader = _Reader(phrase)
    steps = reader.sequence()
    if reader.at < len(phrase):
        raise PatternError(f"“{phrase}”：多了“{phrase[reader.at]}”")
    if not steps or [] in (steps[0], steps[-1]):
        raise PatternError(f"“{phrase}”：不能是空的，也不能以“…”开头或结尾")
    return tuple(_options(step) for step in steps)


def starting(pattern: Pattern) -> list[Pattern]:
    """The same as patterns whose first step is never empty."""
    first, rest = pattern[0], pattern[1:]
    if "" not in first:
        return [pattern]
    solid = tuple(text for text in first if text)
    found = [(solid, *rest)] if solid else []
    return found + (starting(rest) if rest and rest[0] else [])


def reach(text: str, at: int, steps: Pattern, number: int = 0) -> int:
    """Where the steps from `number` on end when they begin at `at`; -1 when they do not fit."""
    if number == len(steps):
        return at
    step = steps[number]
    if step:
        for option in step:
            if text.startswith(option, at):
                end = reach(text, at + len(option), steps, number + 1)
                if end >= 0:
                    return end
        return -1
    for start in range(at, min(at + WIDEST, len(text)) + 1):
        end = reach(text, start, steps, number + 1)
        if end >= 0 or text[start : start + 1] in ENDS:
            return end
    return -1


class Found(NamedTuple):
    """A pattern found in a text: the number of its name, and where."""

    owner: int
    start: int
    end: int


class Table:
    """Many patterns at once, each owned by a number, found in one pass over a text."""

    def __init__(self, rows: Mapping[str, list[tuple[int, Pattern]]]) -> None:
        """`rows`: every text a pattern may begin with → (owner, the steps after it)."""
        self._rows = rows
        self._longest = max(map(len, rows), default=0)
        self._begins = {text[:size] for text in rows for size in range(1, len(text) + 1)}

    def find(self, text: str) -> Iterator[Found]:
        """Every pattern at every place, the longest form of each."""
        begins, rows = self._begins, self._rows
        for start in range(len(text)):
            for end in range(start + 1, min(start + self._longest, len(text)) + 1):
                piece = text[start:end]
                if piece not in begins:
                    break
                for owner, rest in rows.get(piece, ()):
                    stop = reach(text, end, rest) if rest else end
                    if stop >= 0:
                        yield Found(owner, start, stop)


def rows(patterns: Iterable[tuple[int, Pattern]]) -> dict[str, list[tuple[int, Pattern]]]:
    """What a `Table` is made of."""
    table: dict[str, list[tuple[int, Pattern]]] = {}
    for owner, pattern in patterns:
        for first, *rest in starting(pattern):
            for text in first:
                table.setdefault(text, []).append((owner, tuple(rest)))
    return table
