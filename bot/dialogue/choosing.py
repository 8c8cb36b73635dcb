"""Typed text → one of the choices of a question: by number, label, phrase, or yes and no."""

import re
from collections.abc import Iterator

from bot import numerals
from bot.content.flow import UNSURE, Choice, Question

PUNCTUATION = re.compile(r"[\s。，、！？；：“”‘’（）.,!?;:\"'()~～…-]+")
ORDINAL = re.compile(
    r"^(?:选|我选|按|就)?第?([0-9一二三四五六七八九十]+)(?:个|项|号|条)?(?:吧|的)?$"
)
QUESTION = re.compile(
    r"[?？吗]$|怎么|什么|为啥|为何|咋|哪里|哪儿|多少|能不能|可不可以|是不是|可以.*吗"
)
DENIED_BY = frozenset("不没无非别未")
YES = re.compile(r"(?:是|对|有|嗯|恩|好|行|可以|能|会|确实|没错|办了|yes|y|ok)(?:的|啊|呢|呀)?")
NO = re.compile(r"(?:否|不|没|无|no|n|不是|没有|不对|不行|不能|不会|不可以|没办)(?:的|啊|呢|呀)?")
DO_NOT_KNOW = re.compile(
    r"不(?:太|怎么|大)?(?:知道|清楚|确定|晓得|懂|明白|了解|记得)|记不清|记不得|忘了|搞不清|弄不清|"
    r"说不清|说不好|分不清|看不懂|没印象|unsure|吃不准"
)


def squeeze(text: str) -> str:
    """Folded, without blanks and punctuation: the form in which phrases are compared."""
    return PUNCTUATION.sub("", numerals.fold(text))


def ordinal(text: str) -> int | None:
    """2 for "2", "第二个", "选2", "二"; None for anything else."""
    match = ORDINAL.match(squeeze(text))
    number = numerals.read(match[1]) if match else None
    return None if number is None or number > 99 else int(number)


def asks_something(text: str) -> bool:
    """Whether a text looks like a question of its own rather than an answer."""
    return bool(QUESTION.search(numerals.fold(text)))


def is_bare(text: str) -> bool:
    """Whether a text says nothing by itself: a number, yes or no. It depends on what was asked."""
    said = squeeze(text)
    return bool(
        numerals.read(said) is not None
        or ordinal(text)
        or YES.fullmatch(said)
        or NO.fullmatch(said)
    )


def _names(name: str, choice: Choice) -> Iterator[str]:
    yield name
    yield squeeze(choice.label)


def _phrases(name: str, choice: Choice) -> Iterator[str]:
    yield from _names(name, choice)
    yield from (squeeze(part) for part in re.split(r"[/／（）()、]", choice.label) if len(part) > 1)
    yield from map(squeeze, choice.say)


def choose(text: str, question: Question) -> str | None:
    """The id of the choice a text means, or None when it means none or more than one."""
    said = squeeze(text)
    if not said:
        return None
    if question.input is None and (number := ordinal(text)) is not None:
        names = list(question.choices)
        return names[number - 1] if 0 < number <= len(names) else None
    for named in (_names, _phrases):
        exact = {n for n, c in question.choices.items() if said in named(n, c)}
        if len(exact) == 1:
            return exact.pop()
    for name, words in (("yes", YES), ("no", NO)):
        if name in question.choices and words.fullmatch(said):
            return name
    if UNSURE in question.choices and DO_NOT_KNOW.search(said) and not asks_something(text):
        return UNSURE
    return None if asks_something(text) else _contained(said, question) or _begun(said, question)


def _contained(said: str, question: Question) -> str | None:
    """The one choice whose longest phrase stands in the text, and is not denied there."""
    best: dict[str, int] = {}
    for name, choice in question.choices.items():
        for phrase in _phrases(name, choice):
            if len(phrase) > 1 and not phrase.isascii() and _stands(phrase, said):
                best[name] = max(best.get(name, 0), len(phrase))
    if not best:
        return None
    longest = max(best.values())
    winners = [name for name, size in best.items() if size == longest]
    return winners[0] if len(winners) == 1 else None


def _begun(said: str, question: Question) -> str | None:
    """The one choice that a few characters can only belong to: 公司交 of 公司交的."""
    if len(said) < 2 or said.isascii():
        return None
    meant = {n for n, c in question.choices.items() if any(said in p for p in _phrases(n, c))}
    return meant.pop() if len(meant) == 1 else None


def _stands(phrase: str, said: str) -> bool:
    at = said.find(phrase)
    return at >= 0 and not DENIED_BY.intersection(said[max(0, at - 2) : at])
