"""A case: a conversation between one chat and a desk, where people answer. Values only.

The desk is a chat as well. A case has a short number, never used again, by which the desk knows
it. All that ties a message of the desk to a chat is here: neither side can be mistaken for another.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """`chat_id` is None once it is closed. `messages` are those of the desk that belong to it.

    `thread` is the topic inside of the desk that was made for it, if one was.
    """

    number: int
    chat_id: int | None
    desk: int
    thread: int | None = None
    messages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """Open a case between the chat whose turn it is and a desk; one that is open there stays.

    One that is open with another desk is closed.
    """

    desk: int


@dataclass(frozen=True, slots=True)
class Close:
    """Close a case: from now on nothing ties it to a chat. What is unsent of it is still sent."""

    number: int


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that belongs to a case arrived at the desk, in a thread made for it if given."""

    message: int
    thread: int | None = None
