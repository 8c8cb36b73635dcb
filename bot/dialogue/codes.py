"""Answers as the code of a link, and back: whoever opens it stands where the sender stood.

Nothing is stored. A code holds two bytes of the flow; for each answer two bytes of its node and
value (a choice, a city, the outcome of a called flow), or two bytes of its node and the typed
figures, two to a byte; three bytes over it all. Ids are hashed, so the order in which content
lists them does not matter. It is written in letters alone: nothing in it may be taken for
somebody's number. A code is a claim, not a proof: its answers are walked through the flow as it
is today, and where they do not lead to an outcome it is of no use.
"""

import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2s

from bot.content.content import Content
from bot.content.flow import Flow
from bot.dialogue.engine import Position, replay
from bot.dialogue.guide import Guide
from bot.dialogue.inputs import OTHER
from bot.dialogue.session import Answer, Frame

PREFIX = "r_"
LONGEST = 64
"""Characters of a `/start` payload."""

LETTERS = string.ascii_letters
SHAPE = re.compile(rf"{PREFIX}[{LETTERS}]{{1,{LONGEST - len(PREFIX)}}}")
FIRST = b"\1"
"""Stands before all bytes, so that none is lost as a leading zero."""

MARK, CHECK = 2, 3
TYPED = "#"
"""Stands for the value in the mark of a typed answer; no id holds it."""

FIGURES = "0123456789.-"
END = 15


@dataclass(frozen=True, slots=True)
class Opened:
    """What a code holds: a flow, None when there is none of that mark any more; and its answers,
    None when they do not lead to an outcome any more, or never did."""

    flow: str | None
    answers: tuple[Answer, ...] | None = None


def is_code(payload: str) -> bool:
    """Whether a payload claims to be a code."""
    return payload.startswith(PREFIX)


def encode(guide: Guide, position: Position, today: date) -> str:
    """The code of a position that has ended; the flow's own id when it cannot have one."""
    flow, answers = position.flow, position.answers
    try:
        marks = b"".join(_token(guide.content, flow, answer) for answer in answers)
    except ValueError:
        return position.name
    raw = mark(MARK, position.name) + marks + check(position.name, answers)
    code = PREFIX + written(raw)
    opened = decode(guide, code, today) if len(code) <= LONGEST else None
    same = opened is not None and opened.answers == tuple(map(_outside, answers))
    return code if same else position.name


def decode(guide: Guide, code: str, today: date) -> Opened:
    """Never raises, whatever the code is."""
    raw = _bytes(code)
    flows = guide.content.flows
    names = [name for name in flows if raw[:MARK] == mark(MARK, name)]
    if len(names) != 1 or len(raw) < MARK + CHECK:
        return Opened(None)
    (name,) = names
    answers = _walk(guide, name, raw[MARK:-CHECK], today)
    if answers is None or check(name, answers) != raw[-CHECK:]:
        return Opened(name)
    return Opened(name, answers)


def written(raw: bytes) -> str:
    """Bytes in letters."""
    number, letters = int.from_bytes(FIRST + raw, "big"), ""
    while number:
        number, rest = divmod(number, len(LETTERS))
        letters = LETTERS[rest] + letters
    return letters


def _bytes(code: str) -> bytes:
    """The bytes of a code; none when it is not written like one."""
    if not SHAPE.fullmatch(code):
        return b""
    number = 0
    for letter in code.removeprefix(PREFIX):
        number = number * len(LETTERS) + LETTERS.index(letter)
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return raw.removeprefix(FIRST) if raw.startswith(FIRST) else b""


def _walk(guide: Guide, name: str, marks: bytes, today: date) -> tuple[Answer, ...] | None:
    """The answers that marks stand for, if each fits where the one before led."""
    answers: tuple[Answer, ...] = ()
    while True:
        frame = Frame(flow=name, digest="", answers=answers)
        position = replay(guide, frame, today)
        if position.answers != answers:
            return None
        if not marks:
            return answers if position.ended else None
        read = _read(guide.content, position, marks)
        if read is None:
            return None
        value, marks = read
        answers = (*answers, Answer(node=position.node, value=value))


def _read(content: Content, position: Position, marks: bytes) -> tuple[str, bytes] | None:
    """The value that the first marks stand for at a position, and the marks after it."""
    first, rest = marks[:MARK], marks[MARK:]
    for value in _closed(content, position.flow, position.node):
        if first == mark(MARK, position.node, value):
            return value, rest
    if first == mark(MARK, position.node, TYPED):
        return _unpacked(rest)
    return None


def _token(content: Content, flow: Flow, answer: Answer) -> bytes:
    """Raises ValueError for a value that is neither one of a list nor made of figures."""
    if answer.value in _closed(content, flow, answer.node):
        return mark(MARK, answer.node, answer.value)
    return mark(MARK, answer.node, TYPED) + _packed(answer.value)


def _closed(content: Content, flow: Flow, node: str) -> Iterator[str]:
    """The values at a node that are ids."""
    if node in flow.calls:
        yield from content.flows[flow.calls[node].flow].outcomes
    elif node in flow.outcomes:
        yield from flow.outcomes[node].next
    elif node in flow.questions:
        question = flow.questions[node]
        yield from question.choices
        if question.input is not None and question.input.city is not None:
            yield from (*content.places, OTHER)


def _packed(figures: str) -> bytes:
    nibbles = [*map(FIGURES.index, figures), END]
    nibbles += [END] * (len(nibbles) % 2)
    return bytes(high << 4 | low for high, low in zip(nibbles[::2], nibbles[1::2], strict=True))


def _unpacked(raw: bytes) -> tuple[str, bytes] | None:
    nibbles = [half for byte in raw for half in (byte >> 4, byte & 15)]
    if END not in nibbles:
        return None
    size = nibbles.index(END)
    if any(nibble >= len(FIGURES) for nibble in nibbles[:size]):
        return None
    return "".join(FIGURES[nibble] for nibble in nibbles[:size]), raw[size // 2 + 1 :]


def mark(size: int, *words: str) -> bytes:
    """So many bytes that stand for words."""
    return blake2s("\0".join(words).encode(), digest_size=size).digest()


def check(name: str, answers: Iterable[Answer]) -> bytes:
    """The bytes that end a code: they tell a damaged one."""
    return mark(CHECK, name, *(word for a in answers for word in (a.node, a.value)))


def _outside(answer: Answer) -> Answer:
    """An answer without those given inside of a called flow: only what it came to is told."""
    return Answer(node=answer.node, value=answer.value)
