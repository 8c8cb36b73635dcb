"""Everything authors wrote, loaded and checked, as one immutable value."""

from typing import Literal

from bot.content.flow import Flow, Model
from bot.content.knowledge import Alert, Entry, Menu, Place, Signpost, Source

NATIONAL = "national"
"""The id of the place whose rows hold everywhere."""

TopicKind = Literal["flow", "faq", "signpost"]


class Content(Model, frozen=True, kw_only=True):
    """All flows and all knowledge. `digest` changes whenever any of it does."""

    flows: dict[str, Flow]
    entries: dict[str, Entry]
    signposts: dict[str, Signpost]
    sources: dict[str, Source]
    places: dict[str, Place]
    alerts: dict[str, Alert]
    menu: Menu
    digest: str
    flow_digests: dict[str, str]
    """Flow id → digest of that flow's file: tells whether a flow changed under a session."""

    def kind(self, topic: str) -> TopicKind | None:
        """What an id names. An id that is both a flow and an entry counts as the entry."""
        if topic in self.entries:
            return "faq"
        if topic in self.signposts:
            return "signpost"
        return "flow" if topic in self.flows else None

    def title(self, topic: str) -> str:
        """The line under which a topic is offered in menus and as "did you mean"."""
        if topic in self.entries:
            return self.entries[topic].question
        if topic in self.signposts:
            return self.signposts[topic].question
        return self.flows[topic].title
