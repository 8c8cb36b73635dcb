"""How authors have people ask: every phrasing, where it stands, and what tells that one changed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec import Struct

from bot.content.content import Content
from bot.faq import lexicon as lexicons


class Phrasing(NamedTuple):
    """One phrasing of a topic: its title, or the `number`th of its `say`."""

    kind: Literal["flow", "entry", "signpost"]
    topic: str
    number: int | None
    text: str


class Astray(Struct, frozen=True, array_like=True, tag=True):
    """A phrasing that, asked, leads to topic `to` and does not offer its own."""

    phrasing: Phrasing
    to: str


class Pull(Struct, frozen=True, array_like=True, tag=True):
    """A phrasing that leads the question `trial` to its own topic, away from `home`."""

    phrasing: Phrasing
    trial: str
    home: str


Verdict = Astray | Pull


def phrasings(content: Content) -> Iterator[Phrasing]:
    """Every phrasing that authors wrote."""
    for name, flow in content.flows.items():
        yield Phrasing("flow", name, None, flow.title)
        yield from (Phrasing("flow", name, n, say) for n, say in enumerate(flow.say))
    for name, entry in (content.entries | content.signposts).items():
        kind: Literal["entry", "signpost"] = "entry" if name in content.entries else "signpost"
        yield Phrasing(kind, name, None, entry.question)
        yield from (Phrasing(kind, name, n, say) for n, say in enumerate(entry.say))


def topics(content: Content) -> list[str]:
    """Every topic once: a flow and an entry may share an id."""
    return list(content.entries | content.signposts | content.flows)


def digest(content: Content, root: Path) -> str:
    """Changes whenever anything does by which questions are led, the trials included."""
    read = lexicons.files(root) | {"trials.yaml": lexicons.trials_file(root)}
    total = hashlib.sha256(lexicons.digest(read).encode())
    for phrasing in phrasings(content):
        total.update(f"{phrasing.topic} {phrasing.text}\n".encode())
    for topic, entry in (content.entries | content.signposts).items():
        total.update(f"{topic} {getattr(entry, 'like', ())} {entry.flow}\n".encode())
    return total.hexdigest()[:16]


def code() -> bytes:
    """What stands for the version of the matcher: its source."""
    return b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
