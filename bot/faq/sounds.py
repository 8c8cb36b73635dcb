"""Words written with a wrong character of the same sound, or in pinyin."""

from collections.abc import Callable, Iterable

SMALL = frozenset("不没的了是我你他一有在这那个就都要会能和跟吗也还给让把被从到说几多少N零")
"""Characters too common to be a slip for another."""


def fold(syllable: str) -> str:
    """A syllable as many hear it: z for zh, n for ng, l for n."""
    for heard, kept in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l")):
        if syllable.startswith(heard) and len(syllable) > len(heard):
            syllable = kept + syllable[len(heard) :]
            break
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable


class Sounds:
    """The words that are recognised by their sound."""

    def __init__(self, lines: Iterable[str], words: Iterable[str]) -> None:
        """`lines`: a syllable, a blank, the characters that sound so."""
        plain = {c: s for s, chars in (line.split(" ") for line in lines) for c in chars}
        self._sound = {char: fold(syllable) for char, syllable in plain.items()}
        self._words: dict[tuple[str, ...], list[str]] = {}
        self.pinyin: dict[str, str] = {}
        for word in words:
            if any(char not in plain for char in word):
                continue
            self._words.setdefault(tuple(self._sound[char] for char in word), []).append(word)
            self.pinyin.setdefault("".join(plain[char] for char in word), word)
        self._begins = {key[:size] for key in self._words for size in range(1, len(key) + 1)}

    def mend(self, text: str, settled: Callable[[str], Iterable[bool]]) -> str:
        """The text with such words spelt right.

        `settled(text)` tells for every character whether it stands in a longer word that is
        known; such a character is never changed. It is only asked when a word may be misspelt.
        """
        sounds = [self._sound.get(char, "") for char in text]
        fixed: list[bool] | None = None
        at = 0
        while at < len(text):
            word = self._heard(text, sounds, at)
            if word:
                fixed = list(settled(text)) if fixed is None else fixed
                if not any(
                    fixed[at + i] or text[at + i] in SMALL
                    for i, char in enumerate(word)
                    if text[at + i] != char
                ):
                    text = text[:at] + word + text[at + len(word) :]
                    at += len(word)
                    continue
            at += 1
        return text

    def _heard(self, text: str, sounds: list[str], at: int) -> str | None:
        """The longest word that sounds as the text does from `at` on, yet is spelt otherwise."""
        found = None
        for end in range(at + 1, len(text) + 1):
            key = tuple(sounds[at:end])
            if key not in self._begins:
                break
            piece = text[at:end]
            words = self._words.get(key, ())
            near = (word for word in words if _near(word, piece))
            found = None if piece in words else next(near, found)
        return found


def _near(word: str, piece: str) -> bool:
    same = sum(a == b for a, b in zip(word, piece, strict=True))
    return 2 * same >= len(word)


def mending(
    sounds: Sounds, cut: Callable[[str], list[str]], known: Callable[[str], bool]
) -> Callable[[str], str]:
    """The step of a normaliser: characters inside words that the dictionary knows are settled."""

    def settled(text: str) -> Iterable[bool]:
        for word in cut(text):
            long = len(word) > 1 and known(word)
            yield from (long for _ in word)

    return lambda text: sounds.mend(text, settled)
