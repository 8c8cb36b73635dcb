"""Short follow-ups: "那养老的呢" asks the last question again, about something else."""

import re

from bot.faq.patterns import Found
from bot.faq.reading import Reader

LONGEST = 16
"""Characters of a follow-up; who writes more says what they mean."""

OPENING = re.compile(r"^(?:那么|那|还有|换成|换作|如果是|要是|要换|另外)")
ENDING = re.compile(r"(?:呢|的话)[?!,。 ]*$")
SWAPPED = {"about", "who", "where"}
"""Kinds of concepts that a follow-up exchanges."""


def question(reader: Reader, text: str, last: str) -> str | None:
    """The question a follow-up stands for, given the last topic's; None if it is none."""
    plain = reader.normalise(text)
    if len(plain) > LONGEST or not (OPENING.search(plain) or ENDING.search(plain)):
        return None
    new = _places(reader, plain)
    if not new:
        return None
    asked = reader.normalise(last)
    for kind, place in _places(reader, asked).items():
        if kind in new:
            asked = asked[: place.start] + _words(plain, new.pop(kind)) + asked[place.end :]
            break
    return "".join(_words(plain, place) for place in new.values()) + asked


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
