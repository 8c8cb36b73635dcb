"""Short follow-ups: "那养老的呢", "不对，我是退休的" ask the last question of something else."""

import re

from bot.faq.patterns import Found
from bot.faq.reading import Reader

LONGEST = 16
"""Characters of a follow-up; who writes more says what they mean."""

OPENING = re.compile(
    r"^(?:那么|那|还有|换成|换作|如果是|要是|要换|另外"
    r"|不是[^,]{1,6}, ?(?:我|俺|[他她])?(?:说|问)?的?是"
    r"|(?:(?:不对|不是|(?:[说打搞弄]|你)?错了)[,。! ]*)?(?:我|俺|[他她])?(?:说|问)?(?:的?是|的不是)"
    r"|(?:不对|(?:[说打搞弄]|你)?错了)[,。! ]*(?:我|俺|[他她])?在?)"
)
ENDING = re.compile(r"(?:呢|的话)[?!,。 ]*$")
SWAPPED = {"about", "who", "where"}
"""Kinds of concepts that a follow-up exchanges."""


def question(reader: Reader, text: str, last: str) -> str | None:
    """The question a follow-up stands for, given the last topic's; None if it is none."""
    plain = reader.normalise(text)
    opening = OPENING.search(plain)
    if len(plain) > LONGEST or not (opening or ENDING.search(plain)):
        return None
    plain = plain[opening.end() :] if opening else plain
    new = _places(reader, plain)
    if not new or _asks(reader, plain):
        return None
    asked = reader.normalise(last)
    for kind, place in _places(reader, asked).items():
        if kind in new:
            rest = _nobody(reader, asked[place.end :]) if kind == "who" else asked[place.end :]
            asked = asked[: place.start] + _words(plain, new.pop(kind)) + rest
            break
    return "".join(_words(plain, place) for place in new.values()) + asked


def _asks(reader: Reader, plain: str) -> bool:
    """Whether a text says itself what is asked: 我是问养老能取吗 is a question of its own."""
    kinds = {reader.vocabulary.kinds[place.owner] for place in reader.concepts.find(plain)}
    return not kinds.isdisjoint({"do", "ask", "other"})


def _nobody(reader: Reader, asked: str) -> str:
    """What is left after a person who is named twice over: 职工 after 在职."""
    places = sorted(reader.concepts.find(asked), key=lambda place: -place.end)
    named = next((p for p in places if p.start == 0 and _is_who(reader, p)), None)
    return asked[named.end :] if named else asked


def _is_who(reader: Reader, place: Found) -> bool:
    return reader.vocabulary.kinds[place.owner] == "who"


def _words(text: str, place: Found) -> str:
    return text[place.start : place.end]


def _places(reader: Reader, text: str) -> dict[str, Found]:
    """Kind → the first place of a concept of that kind, the longest of those that begin there.

    What is asked about is named first: 医保个人账户 is about 医保.
    """
    found: dict[str, Found] = {}
    for place in reader.concepts.find(text):
        kind = reader.vocabulary.kinds[place.owner]
        best = found.get(kind)
        sooner = best is None or (place.start, -place.end) < (best.start, -best.end)
        if kind in SWAPPED and sooner:
            found[kind] = place
    return found
