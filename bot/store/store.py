"""What must not be lost: the port through which channels keep it, and the values they hand over.

An update passes three short transactions, so that a crash at any moment loses and doubles nothing:

    ingest            the update is stored; only then may it be acknowledged to its sender
    work              its turn: session, messages to send and the update's end, all or nothing
    claim … finish    a message is marked as tried *before* it is sent, and removed after

Within a chat everything happens in order of arrival; chats never wait for each other. Session,
payload and effect are texts that only the channel reads. Every time is seconds since 1970 (UTC).
Every method may raise `StoreError`; then nothing was done, and asking again later is right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.store.case import Case, Close, Open, Posted
from bot.store.counts import MissCount, Stats, TallyCount
from bot.store.limits import Limit

INT64 = range(-(2**63), 2**63)
"""The ids a database holds."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update as it came in, personal numbers already taken out.

    `update_id` is unique for ever but in no useful order. `chat_id` is the lane in which order
    is kept; 0 where there is no chat. Raises ValueError when an id does not fit 64 bits.
    In the chat of a desk, `reply_to` is the message it answers and `case` the number it names.
    """

    update_id: int
    chat_id: int
    payload: str
    reply_to: int | None = None
    case: int | None = None

    def __post_init__(self) -> None:
        if any(n not in INT64 for n in (self.update_id, self.chat_id, self.reply_to or 0)):
            raise ValueError("an update id or chat id does not fit 64 bits")


@dataclass(frozen=True, slots=True)
class Screen:
    """What a chat shows at the moment, as far as it is known.

    `last_message_id`: the newest message of either side. `live_message_id`: ours with the
    buttons that count; `live_text`: whatever the channel needs to edit it (opaque here).
    """

    last_message_id: int | None = None
    live_message_id: int | None = None
    live_text: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """An update whose turn it is, with all that its turn may depend on.

    `session` is None for a chat not known (any more). `at` is when the update came in, the same
    in every attempt: take the day from it. `attempts` counts the failed turns before this one.
    `case` is the open one of its chat; at a desk the one that the update answers, closed or not,
    as turns of others have left it at this moment.
    """

    chat_id: int
    update_id: int
    payload: str
    session: str | None
    screen: Screen
    at: float
    attempts: int = 0
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that was missed: kept without its chat, for those who word the content.

    `text` holds nothing that could be anybody's (see `bot.content.matching.Matcher.reduce`).
    `kind` says how it was met (`refuse`, `clarify`, `down`), `digest` which content met it.
    """

    text: str
    kind: str
    digest: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Something that happened, counted by day and without its chat: a flow and its outcome."""

    subject: str
    value: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a turn comes to; written in one transaction with the end of its update.

    `session` after the turn (None: nothing to remember). `effects` are sent in this order.
    `seen_message_id` is the user's message, if it was one. `blocked`: the user shut us out, so
    what is unsent is dropped, `effects` too. `forget`: everything about the chat is erased
    first; `effects` are still sent, `session` is not kept. `case` opens or closes one.
    `elsewhere` holds a chat and an effect each; a chat that is forgotten or blocked in the same
    moment gets none. What goes to the desk of the turn's case is kept as a part of that case.
    """

    session: str | None
    effects: tuple[str, ...] = ()
    seen_message_id: int | None = None
    misses: tuple[Miss, ...] = ()
    tallies: tuple[Tally, ...] = ()
    blocked: bool = False
    forget: bool = False
    elsewhere: tuple[tuple[int, str], ...] = ()
    case: Open | Close | None = None


Handler = Callable[[Task], Result]
"""A turn: pure, synchronous, quick; the same task gives the same result. Runs in a thread."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to send now. `attempts` counts this one (1 = first). `screen`: when claimed.

    `case`: the number of the case it belongs to, `thread`: the topic made for that, if any.
    """

    id: int
    chat_id: int
    effect: str
    attempts: int
    screen: Screen
    case: int | None = None
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived. `screen`: what the chat shows now; None leaves what is known.

    A `last_message_id` lower than the one known is ignored: the user may have written meanwhile.
    `posted`: what answers to it belong to the delivery's case.
    """

    screen: Screen | None = None
    posted: Posted | None = None


@dataclass(frozen=True, slots=True)
class Dead:
    """It will never arrive. `blocked`: nor will anything else unsent of this chat."""

    reason: str
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """To be tried again, not before `at`. The rest of the chat waits behind it."""

    at: float


@dataclass(frozen=True, slots=True)
class Partly:
    """It arrived, but for `effect`, which takes its place and is due at `at`."""

    effect: str
    at: float
    screen: Screen | None = None


Finish = Sent | Dead | Later | Partly


class Store(Protocol):
    """Everything that is kept. Use it from one event loop at a time.

    Several processes share one where the database allows it: each update, turn and message is
    then taken by one of them.
    """

    async def lead(self) -> bool:
        """Whether this process, of all that share the database, is to fetch updates now.

        Nobody else is until it ends, or loses the database. Ask again before each fetch.
        """
        ...

    async def ingest(self, updates: Sequence[Incoming]) -> int:
        """Store updates; returns how many were new. Known update ids are dropped silently.

        On return they are on disk: acknowledge them now, not before.
        """
        ...

    async def crowded(self, chats: Sequence[int], most: int) -> set[int]:
        """The chats of which `most` updates and messages or more wait, but for those of cases."""
        ...

    async def wait_for_work(self, at_most: float) -> bool:
        """Sleep until a turn is due, at most so many seconds. True if one is due."""
        ...

    async def work(self, handle: Handler, on_dead: Handler, limit: int = 32) -> int:
        """Take the turns that are due: the oldest update of up to `limit` chats.

        Returns how many were taken; 0 means wait. A `handle` that raises is logged and its
        update tried again a little later (0.1 s, doubling), while its chat waits and others go
        on. After the 5th failure the update is dropped and `on_dead` gives the apology.
        """
        ...

    async def wait_for_delivery(self, at_most: float) -> bool:
        """Sleep until a message may be sent, at most so many seconds. True if one may."""
        ...

    async def claim(self, limit: int, owner: str) -> list[Delivery]:
        """Take up to `limit` messages to send, the oldest of each of as many chats.

        The attempt is on disk before this returns. Unless finished, each is handed out again
        after 30 s. `owner` names the sender's process, the same name after a restart.
        """
        ...

    async def book(self, limits: Sequence[Limit]) -> float:
        """Take a place under limits that all processes keep together; seconds until it is due.

        0 where there is one process only: it knows by itself.
        """
        ...

    async def hold(self, limit: Limit, seconds: float) -> None:
        """From now on no place under this limit is due for so many seconds."""
        ...

    async def finish(self, delivery: Delivery, finish: Finish) -> None:
        """Say how sending went. Repeats itself until it is on disk, so it raises only
        `StoreClosedError`; finishing what was finished or forgotten meanwhile does nothing.
        """
        ...

    async def release(self, owner: str) -> int:
        """At start: hand out again at once what `owner` had claimed when it died."""
        ...

    async def conversation(self, chat_id: int) -> str | None:
        """The session of a chat, if there is one."""
        ...

    async def record(self, chat_id: int, result: Result) -> None:
        """Write a turn that came without an update.

        For a channel with one user: `conversation`, the turn, `record`. Effects are kept too.
        """
        ...

    async def export(self, chat_id: int) -> dict[str, object]:
        """All that is kept about a chat, as JSON-ready values; empty when there is nothing."""
        ...

    async def forget(self, chat_id: int) -> bool:
        """Erase all that is kept about a chat, from the disk too. True if there was something.

        Its case is closed, and what of it waits for the desk is erased. Inside a turn use
        `Result.forget`: what is said last leaves the disk once it is sent.
        """
        ...

    async def purge(self) -> int:
        """Erase what is past its time; returns how many rows. Call it hourly.

        Update ids after 48 hours, chats and cases after 30 idle days, misses after 90, tallies 400.
        """
        ...

    async def stats(self) -> Stats:
        """For health checks and operators; cheap."""
        ...

    async def misses(self, limit: int = 100) -> list[MissCount]:
        """What was not understood, the most frequent first."""
        ...

    async def tallies(self, since: str = "") -> list[TallyCount]:
        """What was counted on this day and later (2026-11-25), the newest day first."""
        ...

    def close(self) -> None:
        """Finish what was asked, then let go of the database. Again: does nothing."""
        ...
