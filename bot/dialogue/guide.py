"""What a conversation is held over: the content, the calculators it may call, and a matcher."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.content.content import Content
from bot.content.functions import Functions


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic id (flow, entry or signpost) and how well it fits; scores only compare."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """What a text is about. `answer`: top[0] is it. `clarify`: one of top[:3]. `refuse`: neither.

    `facts`: slot name → canonical text of what the text itself stated.
    """

    band: Literal["answer", "clarify", "refuse"]
    top: tuple[Candidate, ...]
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Context:
    """The state of the conversation, as far as it says what a text may be about."""

    flow: str | None = None
    last_topic: str | None = None


class Matcher(Protocol):
    """Finds the topic of a free text."""

    def match(self, text: str, context: Context) -> Match:
        """Best topics first, at most five; never raises, whatever the text."""
        ...


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything `respond` needs besides the session, the event and the day."""

    content: Content
    functions: Functions
    matcher: Matcher
