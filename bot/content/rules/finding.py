"""What a rule sees, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from bot.content.flow import Flow, Review
from bot.content.functions import Functions
from bot.content.knowledge import Alert, Entry, Menu, Place, Signpost, Source
from bot.content.leaves import Keys
from bot.content.rules.graph import Graph
from bot.problems import Severity


class Finding(NamedTuple):
    """One thing a rule found wrong in one file.

    It stands at the value of `keys` (with `key`: at the last key itself), `offset` characters
    into it or where `word` first occurs in it. `lacks` are names of keys whose absence is what
    is wrong: when the file has just been mended there, the finding would only repeat that.
    `depends` are other places it was concluded from, likewise.
    """

    keys: Keys
    code: str
    message: str
    remedy: str
    key: bool = False
    offset: int = 0
    word: str = ""
    severity: Severity = "error"
    lacks: tuple[str, ...] = ()
    depends: tuple[Keys, ...] = ()


class Origin(NamedTuple):
    """Where a thing was written."""

    path: str
    keys: Keys


@dataclass(frozen=True)
class Library:
    """All content that could be read, complete or not, and where each thing was written.

    `*_ids` also name what stands in files that could not be read. `sources_complete` and
    `entries_complete` tell whether all files of that kind could be read: if not, that a name is
    not there proves nothing.
    """

    functions: Functions
    today: date | None
    flows: Mapping[str, Flow] = field(default_factory=dict)
    flow_ids: frozenset[str] = frozenset()
    entries: Mapping[str, Entry] = field(default_factory=dict)
    signposts: Mapping[str, Signpost] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    place_ids: frozenset[str] = frozenset()
    alerts: Mapping[str, Alert] = field(default_factory=dict)
    menu: Menu | None = None
    reviews: Mapping[Origin, Review] = field(default_factory=dict)
    origins: Mapping[tuple[str, str], Origin] = field(default_factory=dict)
    twice: tuple[tuple[str, str, Origin, Origin], ...] = ()
    sources_complete: bool = True
    entries_complete: bool = True
    incomplete: frozenset[str] = frozenset()
    """Flows some of whose nodes could not be read."""
    graphs: dict[str, Graph] = field(default_factory=dict)

    def origin(self, kind: str, name: str) -> Origin:
        """Where the flow, entry, signpost, source, place or alert of this id was written."""
        return self.origins[kind, name]

    def graph(self, flow: str) -> Graph:
        """The nodes and ways of a flow."""
        if flow not in self.graphs:
            self.graphs[flow] = Graph(self.flows[flow])
        return self.graphs[flow]

    @cached_property
    def topics(self) -> frozenset[str]:
        """Everything that can be opened by its id."""
        return frozenset([*self.flow_ids, *self.entries, *self.signposts])


@dataclass(frozen=True)
class FlowView:
    """One flow, its graph, and everything it may refer to."""

    id: str
    flow: Flow
    shelf: Library

    @property
    def graph(self) -> Graph:
        """The nodes and ways of the flow."""
        return self.shelf.graph(self.id)

    @property
    def complete(self) -> bool:
        """Whether all its nodes could be read: if not, that one is not there proves nothing."""
        return self.id not in self.shelf.incomplete

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """The names that hold a value: questions, calls, computed ones."""
        return (*self.flow.questions, *self.flow.calls, *self.flow.compute)
