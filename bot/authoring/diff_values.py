"""What differs between two contents, as values: for tables, pull requests and editors."""

from typing import Literal

from msgspec import Struct


class Value(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An immutable value that can be written as JSON."""


class End(Value, frozen=True, kw_only=True):
    """Where a way through a flow ends. `figures` are the calculated ones it tells."""

    outcome: str
    title: str
    text: str
    reason: str | None = None
    figures: dict[str, str] = {}


class Moved(Value, frozen=True, kw_only=True):
    """A situation with another result. Answers as (node, what was asked, what was said).

    Several ends: which one depends on a question that the other side does not ask. None: there
    is no such way.
    """

    answers: tuple[tuple[str, str, str], ...]
    before: tuple[End, ...]
    after: tuple[End, ...]


class FlowDiff(Value, frozen=True, kw_only=True):
    """One flow: how many situations were compared, and those that end otherwise."""

    flow: str
    title: str
    state: Literal["changed", "added", "removed"]
    situations: int
    moved: tuple[Moved, ...] = ()


class Change(Value, frozen=True, kw_only=True):
    """One text, figure or rule that was changed; None: it was not there, or is no longer.

    `kind`: "wording" is only read, "rule" decides. `where`: what kind of
    thing (流程, 条目, 参数 …), its id, then keys as they are written.
    """

    kind: Literal["wording", "rule"]
    where: tuple[str, ...]
    before: str | None
    after: str | None


class Led(Value, frozen=True, kw_only=True):
    """A question that is now led elsewhere: answered, offered beside others, or declined."""

    text: str
    home: str
    before: str
    after: str


class Touched(Value, frozen=True, kw_only=True):
    """So many conversations that stand somewhere else with the new content."""

    flow: str
    before: str
    after: str
    count: int


class Diff(Value, frozen=True, kw_only=True):
    """Everything. `conversations` is None where no database could be read; `unread` says why."""

    before: str
    after: str
    flows: tuple[FlowDiff, ...]
    changes: tuple[Change, ...]
    questions: tuple[Led, ...]
    conversations: tuple[Touched, ...] | None = None
    unread: str = ""

    @property
    def situations(self) -> int:
        """How many situations were compared."""
        return sum(one.situations for one in self.flows if one.state == "changed")

    @property
    def moved(self) -> int:
        """How many of them end otherwise."""
        return sum(len(one.moved) for one in self.flows if one.state == "changed")

    @property
    def wordings(self) -> tuple[Change, ...]:
        """What is only read."""
        return tuple(change for change in self.changes if change.kind == "wording")

    @property
    def rules(self) -> tuple[Change, ...]:
        """What decides."""
        return tuple(change for change in self.changes if change.kind == "rule")
