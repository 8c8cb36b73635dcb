"""One door for free text: whatever is said about a topic is read through these steps."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping

from bot import numerals

LONGEST = 4000
"""Characters of a text that are read; Telegram sends no more than 4,096."""

BLANK = re.compile(r"\s+")
BESIDE_FIGURE = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=\d)|(?<=\d)\s+(?=[\u4e00-\u9fff])")
"""Blanks between a figure and the words it belongs to: 余额 0 元."""
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\xad\u200b-\u200f\u2028-\u202e\ufe0f\ufeff]")
STORY = 400
"""Characters of a story that are read for its topic."""

SENTENCE = re.compile(r"[^,.!?;，。！？；\n]{0,119}[,.!?;，。！？；\n]|[^,.!?;，。！？；\n]{1,120}")
REPEATED = re.compile(r"([^\d\s])\1{2,}")
LATIN = re.compile(r"[a-z][a-z'-]*(?: [a-z][a-z'-]*)*")
HAN_NUMBER = re.compile(
    r"[一二两三四五六七八九十百千万零〇]{2,}|[二两三四五六七八九十](?=[个年岁元块天号分档次角毛周笔成月%])"
)
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?万?")

Step = Callable[[str], str]


def width(text: str) -> str:
    """Full-width to half-width, compatibility forms to plain ones, lower case, no hidden marks."""
    plain = UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold())
    return BLANK.sub(" ", BESIDE_FIGURE.sub("", plain)).strip()


def repeats(text: str) -> str:
    """Three or more of a character in a row are one; digits stay."""
    return REPEATED.sub(r"\1", text)


def focus(text: str) -> str:
    """A long story, shortened: no sentence twice, then its beginning, its questions, its end."""
    if len(text) <= STORY:
        return text
    parts = list(dict.fromkeys(SENTENCE.findall(text)))
    room, kept = STORY, set()
    asked = [i for i, part in enumerate(parts) if part.endswith("?")]
    ends = [
        i for pair in zip(reversed(range(len(parts))), range(len(parts)), strict=True) for i in pair
    ]
    for number in (*asked, *ends):
        if number not in kept and len(parts[number]) <= room:
            room -= len(parts[number])
            kept.add(number)
    return "".join(part for number, part in enumerate(parts) if number in kept)


def simplified(table: dict[int, str]) -> Step:
    """Traditional to simplified characters, one by one."""
    return lambda text: text.translate(table)


def read_pairs(lines: Iterable[str]) -> dict[int, str]:
    """Character pairs, `#` lines aside: the first of each pair becomes the second."""
    pairs = "".join(line for line in lines if not line.startswith("#"))
    return {ord(a): b for a, b in zip(pairs[::2], pairs[1::2], strict=True)}


def replacing(table: Mapping[str, str]) -> Step:
    """Every text of the table by its other writing, longest first, never twice."""
    begins = {text[:size] for text in table for size in range(1, len(text) + 1)}

    def step(text: str) -> str:
        parts: list[str] = []
        at, size = 0, len(text)
        while at < size:
            stop, found = at + 1, 0
            while stop <= size and text[at:stop] in begins:
                if text[at:stop] in table:
                    found = stop
                stop += 1
            parts.append(table[text[at:found]] if found else text[at])
            at = found or at + 1
        return "".join(parts)

    return step


def latin(table: Mapping[str, str]) -> Step:
    """English words and pinyin, whole words only, the longest run of words first."""

    def run(match: re.Match[str]) -> str:
        words, parts, at = match[0].split(" "), [], 0
        while at < len(words):
            for stop in range(min(len(words), at + 3), at, -1):
                known = table.get(" ".join(words[at:stop]))
                if known is not None:
                    break
            parts.append(f" {words[at]} " if known is None else known)
            at = stop
        return "".join(parts).strip()

    return lambda text: LATIN.sub(run, text)


def _digits(match: re.Match[str]) -> str:
    value = numerals.read(match[0])
    return match[0] if value is None else f"{value.normalize():f}"


def numbers(names: frozenset[str]) -> Step:
    """Figures by `N`, in digits or in words; nought is 零, and figures that are names stay."""

    def shape(match: re.Match[str]) -> str:
        if match[0] in names or match[0] + match.string[match.end() : match.end() + 1] in names:
            return match[0]
        return "N" if match[0].strip("0.,万") else "零"

    return lambda text: NUMBER.sub(shape, HAN_NUMBER.sub(_digits, text))


class Normaliser:
    """The steps in order, each with the name under which it is shown."""

    def __init__(self, steps: tuple[tuple[str, Step], ...]) -> None:
        self.steps = steps

    def __call__(self, text: str) -> str:
        text = text[:LONGEST]
        for _, step in self.steps:
            text = step(text)
        return text

    def until(self, last: str, text: str) -> str:
        """The text after the steps up to and including `last`."""
        for name, step in self.steps:
            text = step(text)
            if name == last:
                break
        return text

    def trace(self, text: str) -> Iterator[tuple[str, str]]:
        """Every step that changed something, and the text after it."""
        text = text[:LONGEST]
        for name, step in self.steps:
            after = step(text)
            if after != text:
                yield name, after
            text = after
