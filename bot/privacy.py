"""Finding personal numbers in what people type, and taking them out before anything is kept.

People disguise numbers without meaning to: full-width digits, Chinese numerals, spaces, dashes,
invisible characters. So the text is folded first, character by character, and what is found in
the folded text is cut out of the original. When in doubt a number goes: whoever typed one is
asked not to, while a number that stays is on our disk.

Time is linear in the length of the text: every pattern is possessive or bounded.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from bot.personal import DETECTORS, MASK, Judge

LABELS = {
    "email": "邮箱",
    "secret": "密码",
    "account": "号码",
    "document": "证件号",
    "id_card": "身份证号",
    "bank_card": "银行卡号",
    "mobile": "手机号",
    "landline": "电话号码",
    "long_number": "长号码",
}
"""What can be found, and what is put in its place, in square brackets."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without personal numbers, and the kinds of what was taken out, each once."""

    text: str
    kinds: tuple[str, ...] = ()


def redact(text: str) -> Redacted:
    """Take personal numbers out of a text; never raises, and doing it twice changes nothing."""
    if not _WORTH_A_LOOK.search(text):
        return Redacted(text)
    folded, origin = _fold(text)
    found: list[tuple[int, int, str]] = []
    for pattern, judge in DETECTORS:
        folded = pattern.sub(partial(_masked, judge, found), folded)
    if not found:
        return Redacted(text)
    return Redacted("".join(_pieces(text, origin, sorted(found))), _kinds(found))


# --- Folding -----------------------------------------------------------------------------------

_CHINESE_DIGITS = dict(
    zip(
        "〇零洞一壹弌幺二贰貳弍三叁參弎四肆五伍六陆陸七柒拐八捌九玖",
        "00011112222333344556667778899",
        strict=True,
    )
)
_WORTH_A_LOOK = re.compile(
    rf"(?s)[@＠]|密码|口令|微信|(?:[\d{''.join(_CHINESE_DIGITS)}①-⓿❶-➓⁰-₟].*?){{4}}"
)
"""Most messages hold not even four digits; these are not looked at any further."""


@lru_cache(4096)
def _folded(character: str) -> str:
    if character in _CHINESE_DIGITS:
        return _CHINESE_DIGITS[character]
    if character == MASK or unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return ""  # zero-width, directional, combining
    digit = unicodedata.digit(character, None)
    return unicodedata.normalize("NFKC", character) if digit is None else str(digit)


def _fold(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the index it came from.

    Repeats of a separator count once, so that "138    1234" is no disguise.
    """
    folded: list[str] = []
    origin: list[int] = []
    last = ""
    for index, character in enumerate(text):
        for plain in character if character.isascii() else _folded(character):
            if plain != last or plain.isalnum():
                last = plain
                folded.append(_CHINESE_DIGITS.get(plain, plain))
                origin.append(index)
    return "".join(folded), origin


# --- Cutting out -------------------------------------------------------------------------------


def _masked(judge: Judge, found: list[tuple[int, int, str]], match: re.Match[str]) -> str:
    kind = judge(match)
    if kind is None:
        return match[0]
    group = "value" if "value" in match.re.groupindex else 0
    start, end = match.span(group)
    found.append((start, end, kind))
    before, after = match[0][: start - match.start()], match[0][end - match.start() :]
    return before + MASK * (end - start) + after


def _pieces(text: str, origin: list[int], found: list[tuple[int, int, str]]) -> Iterator[str]:
    done = 0
    for start, end, kind in found:
        yield text[done : origin[start]]
        yield f"[{LABELS[kind]}]"
        done = origin[end - 1] + 1
    yield text[done:]


def _kinds(found: list[tuple[int, int, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind for _, _, kind in sorted(found)))
