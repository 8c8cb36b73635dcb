"""What turns of one moment come to: the rows to write, in no database's terms."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.store.case import Case
from bot.store.rules import newest
from bot.store.store import Miss, Result, Screen, Tally


@dataclass(frozen=True, slots=True)
class Taken:
    """What the turn of a chat came to, and the screen it has stored: None when nothing is.

    `case`: the one that its messages to the desk belong to.
    """

    chat: int
    result: Result
    screen: Screen | None
    case: Case | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A chat as it is after its turn; `new`: nothing was kept of it before."""

    chat: int
    session: str | None
    last_message_id: int | None
    new: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send: the case it is a part of, and whether it is a farewell."""

    chat: int
    effect: str
    case: int | None
    farewell: bool


def conversations(taken: Sequence[Taken]) -> Iterator[Conversation]:
    """What is to be remembered. Nothing of a chat that was forgotten, or never had a session."""
    for one in taken:
        result, screen = one.result, one.screen
        if result.forget or (screen is None and result.session is None):
            continue
        last = newest(screen.last_message_id if screen else None, result.seen_message_id)
        yield Conversation(one.chat, result.session, last, screen is None)


def outgoing(taken: Sequence[Taken]) -> Iterator[Outgoing]:
    """The messages in the order in which they are to be sent."""
    gone = {one.chat for one in taken if one.result.forget or one.result.blocked}
    for one in taken:
        own = () if one.result.blocked else ((one.chat, effect) for effect in one.result.effects)
        others = ((chat, effect) for chat, effect in one.result.elsewhere if chat not in gone)
        for chat, effect in (*own, *others):
            number = one.case.number if one.case and one.case.desk == chat else None
            yield Outgoing(chat, effect, number, one.result.forget and chat == one.chat)


def missed(taken: Sequence[Taken]) -> list[Miss]:
    """The questions that were missed, each as often as it was."""
    return [miss for one in taken for miss in one.result.misses]


def counted(taken: Sequence[Taken]) -> Counter[Tally]:
    """What happened, and how often."""
    return Counter(tally for one in taken for tally in one.result.tallies)
