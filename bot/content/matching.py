"""What a text is about: the seam between conversations and the matcher that reads free text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic id (flow, entry or signpost) and how well it fits; scores only compare."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """What a text is about: `answer` top[0], `clarify` one of top[:3], `refuse` none."""

    band: Literal["answer", "clarify", "refuse"]
    top: tuple[Candidate, ...]


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

    def facts(self, text: str) -> Mapping[str, str]:
        """Slot name → canonical text of what a text states.

        A city by its place id, or by its name if there is no file for it.
        """
        ...

    def simplify(self, text: str) -> str:
        """The text in half-width and Simplified characters, nothing else changed."""
        ...

    def reduce(self, text: str) -> str:
        """What may be kept of a text: words that are everybody's, no names, places or figures.

        Empty when more would have to be left out than is left.
        """
        ...

    def alerts(self, text: str) -> tuple[str, ...]:
        """Ids of the alerts (`Content.alerts`) that the words of the text call for."""
        ...
