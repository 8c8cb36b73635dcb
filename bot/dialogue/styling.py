"""The last step of a turn: replies in the manner a person asked for, `/big` or `/trad`.

Nothing is lost: what the plain manner shows at once, the big one keeps to be unfolded.
"""

import re
from typing import TypeVar, cast

import msgspec

from bot.dialogue.session import Button, Reply, Turn
from bot.dialogue.traditional import traditional

SENTENCES = 2
"""Of the first paragraph of an outcome or answer; the rest unfolds."""

T = TypeVar("T")

_SENTENCE = re.compile(r"[^。！？]*[。！？]”?|[^。！？]+$")


def styled(turn: Turn) -> Turn:
    """A turn in the manner its session remembers."""
    replies, frozen = turn.replies, turn.frozen
    if turn.session.big:
        replies = tuple(map(_big, replies))
    if turn.session.trad:
        replies = tuple(map(_trad, replies))
        frozen = None if frozen is None else traditional(frozen)
    if replies is turn.replies:
        return turn
    return msgspec.structs.replace(turn, replies=replies, frozen=frozen)


def _big(reply: Reply) -> Reply:
    """Few words a line, the rest to unfold, a row for every button."""
    first, *more = reply.body.split("\n")
    later: list[str] = []
    if reply.kind == "question":
        later, more = more, []
    elif reply.kind in ("outcome", "answer"):
        sentences = _SENTENCE.findall(first)
        later = ["".join(sentences[SENTENCES:])]
        first = "".join(sentences[:SENTENCES])
    body = "\n".join(line for part in (first, *more) for line in _lines(part))
    detail = "\n\n".join(filter(None, ["\n".join(filter(None, later)), reply.detail]))
    return msgspec.structs.replace(reply, body=body, detail=detail or None, big=True)


def _lines(text: str) -> list[str]:
    """Every sentence on a line of its own."""
    return [line.strip() for line in _SENTENCE.findall(text)] or [text]


def _trad(reply: Reply) -> Reply:
    return msgspec.structs.replace(
        reply,
        title=turned(reply.title),
        body=turned(reply.body),
        detail=turned(reply.detail),
        buttons=tuple(map(_button, reply.buttons)),
        picture=turned(reply.picture),
    )


def _button(button: Button) -> Button:
    label = traditional(button.label)
    return msgspec.structs.replace(button, label=label, copy=turned(button.copy))


def turned(value: T) -> T:
    """A text in Traditional characters, or a value with all the texts inside of it."""
    match value:
        case str():
            return cast(T, traditional(value))
        case tuple():
            return cast(T, tuple(map(turned, value)))
        case msgspec.Struct():
            fields = {f: turned(getattr(value, f)) for f in value.__struct_fields__}
            return cast(T, msgspec.structs.replace(value, **fields))
    return value
