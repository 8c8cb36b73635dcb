"""What a conversation is held over: the content, the calculators it may call, and a matcher."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.content.content import Content
from bot.content.functions import Functions
from bot.content.matching import Matcher
from bot.dialogue.machine import Machines

T = TypeVar("T")

KEPT = 20_000


class Memory:
    """What was worked out once and holds as long as the content does; the oldest goes first."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Any] = {}

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is known under a key, worked out if nothing is."""
        if key not in self._kept:
            made = make()
            if len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[key] = made
            return made
        kept: T = self._kept[key]
        return kept


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything `respond` needs besides the session, the event and the day.

    `desk`: the channel has people who can be written to.
    """

    content: Content
    functions: Functions
    matcher: Matcher
    machines: Machines = field(default_factory=Machines)
    memory: Memory = field(default_factory=Memory)
    desk: bool = False
