"""One event being answered: the guide, the session as it is so far, and the day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import blake2s
from typing import Any

import msgspec

from bot.dialogue import offering
from bot.dialogue.engine import Position, replay
from bot.dialogue.guide import Guide
from bot.dialogue.session import Frame, Missed, Reply, Session, Shown, Turn

_FIGURE = re.compile(r"[0-9][0-9,.]*")


@dataclass(frozen=True)
class Scene:
    """Immutable: every change gives a new one."""

    guide: Guide
    session: Session
    today: date

    @property
    def walking(self) -> bool:
        """Whether a flow is being walked."""
        return bool(self.session.frames)

    @cached_property
    def position(self) -> Position:
        """Where the flow being walked stands. Only to be asked for while one is."""
        return replay(self.guide, self.session.frames[-1], self.today, self.session.asking)

    def having(self, **changes: Any) -> "Scene":
        """The scene with fields of its session changed."""
        return replace(self, session=msgspec.structs.replace(self.session, **changes))

    def with_top(self, **changes: Any) -> "Scene":
        """The scene with fields of its topmost frame changed."""
        *below, top = self.session.frames
        return self.having(frames=(*below, msgspec.structs.replace(top, **changes)))

    def pushed(self, frame: Frame) -> "Scene":
        """The scene inside another flow."""
        return self.having(frames=(*self.session.frames, frame))

    def popped(self) -> "Scene":
        """The scene back in the flow that called."""
        return self.having(frames=self.session.frames[:-1])

    def frame(self, flow: str, **fields: Any) -> Frame:
        """A fresh frame of a flow."""
        return Frame(flow=flow, digest=self.guide.content.flow_digests.get(flow, ""), **fields)

    def turn(
        self,
        *replies: Reply,
        frozen: str | None = None,
        miss: Missed | None = None,
        feedback: str | None = None,
    ) -> Turn:
        """The end of it. What is offered can then be taken by number or by words."""
        session = offering.remember(self.session, replies)
        session = msgspec.structs.replace(session, shown=self.stands(replies))
        turn = Turn(session=session, replies=replies, frozen=frozen, miss=miss, feedback=feedback)
        return turn if miss is None else _handing_over(turn)

    def stands(self, replies: Sequence[Reply]) -> Shown | None:
        """The outcome that stands after these replies; what is only supposed does not count."""
        if self.session.real:
            return self.session.shown
        last = next((r for r in reversed(replies) if r.kind in ("question", "outcome")), None)
        if last is None:
            return self.session.shown
        if last.kind == "question" or not self.walking:
            return None
        position = self.position
        return Shown(
            flow=position.name,
            outcome=position.node,
            title=last.title or "",
            figures=figures(last),
        )


def figures(reply: Reply) -> str:
    """A mark of all numbers a reply tells: as long as it stays the same, so do they."""
    told = " ".join(_FIGURE.findall(f"{reply.title} {reply.body}"))
    return blake2s(told.encode(), digest_size=6).hexdigest()


def _handing_over(turn: Turn) -> Turn:
    """What was asked leaves the session with the turn that missed it: once is enough."""
    session = msgspec.structs.replace(turn.session, asked="")
    return msgspec.structs.replace(turn, session=session, missed=turn.session.asked)
