"""What widespread texts claim, what is right about it, and what must never be said.

`knowledge/audit.yaml` is kept for those who review content: it is not part of a conversation.
A test holds all shipped words against it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from bot.content.content import Content
from bot.content.flow import Contact, Flow, Model, Text, TopicId
from bot.content.knowledge import Entry
from bot.content.yaml import read

PATH = "knowledge/audit.yaml"

Verdict = Literal[
    "right", "imprecise", "outdated", "local", "wrong", "contradicted", "out_of_scope"
]
ClaimId = Annotated[str, Meta(pattern=r"^\d{3}-R?\d{2}$", examples=["000-01", "003-R07"])]
Pointer = Annotated[
    str,
    Meta(
        pattern=r"^(parameter:)?[a-z0-9-]+(/[a-z0-9_.]+)?$",
        description="条目或指路的编号、流程/结论、parameter:地区/参数",
        examples=["year-end-clearing", "lost-card/r1"],
    ),
]

_QUOTATION = re.compile("“[^“”]*”")


class Claim(Model, frozen=True, kw_only=True):
    """One claim found in circulation: how true it is, and where we tell how it really is."""

    verdict: Verdict
    carried_by: tuple[Pointer, ...]
    note: Text


class Forbidden(Model, frozen=True, kw_only=True):
    """A wrong assertion. `pattern` matches `says` and not `fine`, which is how to put it."""

    id: TopicId
    pattern: Annotated[str, Meta(description="简单的正则：不嵌套重复，不回溯")]
    says: Text
    fine: Text
    because: Text

    def found_in(self, text: str) -> str | None:
        """The words of `text` that assert it. What stands in quotation marks asserts nothing."""
        match = re.search(self.pattern, _QUOTATION.sub("", text))
        return match.group() if match else None


class Audit(Model, frozen=True, kw_only=True):
    """`knowledge/audit.yaml`."""

    claims: dict[ClaimId, Claim]
    forbidden: tuple[Forbidden, ...]


def load(root: Path) -> Audit:
    """The audit below `root`; raises if the file does not fit its types."""
    document = read(PATH, (root / PATH).read_bytes())
    if document.problems:
        raise ValueError("\n".join(map(str, document.problems)))
    return msgspec.convert(document.data, Audit, strict=False)


def pointers(content: Content) -> frozenset[str]:
    """Everything that `carried_by` may name."""
    outcomes = (f"{name}/{end}" for name, flow in content.flows.items() for end in flow.outcomes)
    rows = (
        f"parameter:{name}/{row.key}"
        for name, place in content.places.items()
        for row in place.rows
    )
    return frozenset({*content.entries, *content.signposts, *outcomes, *rows})


def shipped_texts(content: Content) -> Iterator[tuple[str, str]]:
    """Every text of ours that people may read, and where it stands.

    Left out are the phrasings people come with: they are theirs, and often wrong.
    """
    for name, entry in content.entries.items():
        yield from ((name, text) for text in _entry(entry))
    for name, signpost in content.signposts.items():
        yield from ((name, text) for text in _told(signpost.answer, signpost.contact))
    for name, alert in content.alerts.items():
        yield from ((name, text) for text in _told(alert.say, alert.contact))
    for name, flow in content.flows.items():
        yield from ((f"{name}/{where}", text) for where, text in _flow(flow))


def _entry(entry: Entry) -> Iterator[str]:
    texts = (entry.answer, entry.detail, entry.applies, entry.since, entry.changed, entry.scope)
    yield from (text for text in texts if text)


def _told(text: str, contacts: tuple[Contact, ...]) -> Iterator[str]:
    yield text
    yield from (contact.say for contact in contacts)


def _flow(flow: Flow) -> Iterator[tuple[str, str]]:
    for node, question in flow.questions.items():
        helps = (choice.help for choice in question.choices.values())
        asked = (question.ask, question.why, question.hint, *helps)
        yield from ((node, text) for text in asked if text)
    for node, end in flow.outcomes.items():
        contacts = (contact.say for contact in end.contact)
        told = (end.title, end.say, end.why, end.scope, *end.steps, *end.materials, *contacts)
        yield from ((node, text) for text in told if text)
