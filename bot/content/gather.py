"""From files to a Library: every thing by its id, and where it was written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from msgspec import structs

from bot.content.files import File
from bot.content.flow import Review
from bot.content.functions import Functions
from bot.content.knowledge import EntryFile
from bot.content.leaves import Keys
from bot.content.rules.finding import Library, Origin


@dataclass
class _Shelves:
    flows: dict[str, Any] = field(default_factory=dict)
    entries: dict[str, Any] = field(default_factory=dict)
    signposts: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Any] = field(default_factory=dict)
    alerts: dict[str, Any] = field(default_factory=dict)
    menu: Any = None
    reviews: dict[Origin, Review] = field(default_factory=dict)
    origins: dict[tuple[str, str], Origin] = field(default_factory=dict)
    twice: list[tuple[str, str, Origin, Origin]] = field(default_factory=list)
    incomplete: set[str] = field(default_factory=set)

    def put(self, shelf: dict[str, Any], kind: str, name: str, thing: Any, origin: Origin) -> None:
        first = self.origins.setdefault((kind, name), origin)
        if first is not origin:
            self.twice.append((kind, name, first, origin))
            return
        shelf[name] = thing

    def put_all(
        self, file: File, shelf: dict[str, Any], kind: str, things: Mapping[str, Any], keys: Keys
    ) -> None:
        for name, thing in things.items():
            origin = Origin(file.path, (*keys, name))
            self.put(shelf, kind, name, thing, origin)
            review = getattr(thing, "review", None)
            if isinstance(review, Review):
                self.reviews[Origin(file.path, (*keys, name, "review"))] = review

    def inherit(self, model: EntryFile) -> None:
        """A file's review holds for entries without their own; it is due once, as the file's."""
        for name, entry in model.entries.items():
            if entry.review is None and self.entries.get(name) is entry:
                self.entries[name] = structs.replace(entry, review=model.review)

    def add(self, file: File) -> None:
        model = file.shaped.model
        if file.kind.id == "flow" and not _whole(file):
            self.incomplete.add(file.name)
        match file.kind.id:
            case "flow":
                self.put(self.flows, "flow", file.name, model, Origin(file.path, ()))
            case "entries":
                self.put_all(file, self.entries, "entry", model.entries, ("entries",))
                self.inherit(model)
            case "place":
                self.put(self.places, "place", file.name, model, Origin(file.path, ()))
            case "menu":
                self.menu = model
                self.origins["menu", "menu"] = Origin(file.path, ())
            case "signposts":
                self.put_all(file, self.signposts, "signpost", model, ())
            case "sources":
                self.put_all(file, self.sources, "source", model, ())
            case "alerts":
                self.put_all(file, self.alerts, "alert", model, ())
        if isinstance(getattr(model, "review", None), Review):
            self.reviews[Origin(file.path, ("review",))] = model.review


def _whole(file: File) -> bool:
    """Whether no node of a flow was lost while its file was mended."""
    shaped = file.shaped
    return () not in shaped.strays and all(
        len(place) > 1 or place[:1] not in _NODES for place in shaped.mended
    )


_NODES = ((), ("questions",), ("branches",), ("calls",), ("outcomes",))


def gather(files: Iterable[File], functions: Functions, today: date | None) -> Library:
    """Everything that could be read, by its id."""
    shelves = _Shelves()
    unread: dict[str, set[str]] = {}
    for file in files:
        if file.shaped.model is None:
            unread.setdefault(file.kind.id, set()).add(file.name)
        else:
            shelves.add(file)
    for name in shelves.entries.keys() & shelves.signposts.keys():
        one, other = shelves.origins["entry", name], shelves.origins["signpost", name]
        shelves.twice.append(("signpost", name, one, other))
    return Library(
        functions=functions,
        today=today,
        flow_ids=frozenset(shelves.flows) | unread.get("flow", set()),
        place_ids=frozenset(shelves.places) | unread.get("place", set()),
        sources_complete="sources" not in unread and bool(shelves.sources),
        entries_complete=not unread.keys() & {"entries", "signposts"},
        flows=shelves.flows,
        entries=shelves.entries,
        signposts=shelves.signposts,
        sources=shelves.sources,
        places=shelves.places,
        alerts=shelves.alerts,
        menu=shelves.menu,
        reviews=shelves.reviews,
        origins=shelves.origins,
        twice=tuple(shelves.twice),
        incomplete=frozenset(shelves.incomplete),
    )
