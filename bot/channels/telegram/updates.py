"""From Telegram's raw JSON to an Event.

Total: whatever arrives, `read` returns and never raises; None is what is of no concern. Personal
numbers are taken out here. What a Received does not name (names, contacts, coordinates,
pictures) goes no further and is never stored.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct, field

from bot.dialogue.session import Chose, Command, Event, Sent, Typed
from bot.privacy import redact

TEXT_LIMIT = 3_000
READ_LIMIT = 5_000  # Telegram ends texts at 4,096

KINDS = (
    "voice", "audio", "photo", "video", "video_note", "animation", "sticker", "document", "venue",
    "location", "contact", "poll", "dice", "story", "game", "checklist", "paid_media", "giveaway",
)  # fmt: skip
"""What people send, in the order in which to name it: a venue is a location too."""

SERVICE = frozenset({
    "pinned_message", "message_auto_delete_timer_changed", "write_access_allowed",
    "connected_website", "chat_background_set", "users_shared", "chat_shared", "new_chat_members",
    "left_chat_member", "successful_payment", "refunded_payment", "forum_topic_created",
    "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "boost_added",
    "group_chat_created", "supergroup_chat_created", "migrate_to_chat_id", "gift", "unique_gift",
})  # fmt: skip
"""Fields of messages that nobody wrote."""

COMMAND = re.compile(r"[/／]([A-Za-z][A-Za-z0-9_]{0,31})(?:@(\w*))?(?:\s+(.*))?", re.DOTALL)
_DATA = re.compile(r"v1:([0-9a-z]{1,6})\.([0-9a-z]{1,6}):([\x21-\x7e]{1,64})")
_NO_TEXT = re.compile(
    "[\ud800-\udfff\0]"  # halves of characters; what PostgreSQL refuses
    "|[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]"  # would turn our own sentences around
    "|[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]"
)

T = TypeVar("T")
Id = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Positive = Annotated[int, Meta(ge=1, le=2**53)]


class Received(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one person did in a private chat: this, not the update, is what waits for its turn.

    `message`: the message they sent, or the one whose button they pressed. `cut`: their text was
    shortened. `thread`: the topic inside of the chat, for people who have topics. At the
    operators' chat, `answers` is the message of ours it belongs to, `case` the number read there.
    """

    event: Event | None
    message: int | None = None
    thread: int | None = None
    cut: bool = False
    answers: int | None = None
    case: int | None = None


class Update(Struct, frozen=True, kw_only=True):
    """One update. `received` is to be stored (an event of None: the person blocked the bot).

    `query`: a button spins until this id is answered. `group`: the message, if it was written in a
    group. `inline`: an id and what is being typed after our name in some chat.
    """

    id: int
    chat: int
    received: Received | None = None
    query: str | None = None
    group: Mapping[str, Any] | None = None
    inline: tuple[str, str] | None = None


class Chat(Struct):
    """Where a message is."""

    id: Id
    type: str = "private"


class User(Struct):
    """Who wrote it."""

    id: Id
    is_bot: bool = False


class _Message(Struct):
    chat: Chat
    message_id: Positive | None = None
    sender: User | None = field(name="from", default=None)
    text: str | None = None
    caption: str | None = None
    message_thread_id: Positive | None = None


class _Query(Struct):
    id: str
    sender: User = field(name="from")
    data: str | None = None
    message: dict[str, Any] | None = None


class _Inline(Struct):
    id: str
    query: str
    sender: User = field(name="from")


class _Member(Struct):
    status: str


class _Membership(Struct):
    chat: Chat
    new_chat_member: _Member


class _Numbered(Struct):
    update_id: Id


def number(raw: object) -> int | None:
    """The id of an update, whatever else is wrong with it."""
    numbered = converted(_Numbered, raw)
    return numbered.update_id if numbered else None


def read(raw: object) -> Update | None:
    """What an update says to us; None when nothing."""
    identity = number(raw)
    if identity is None or not isinstance(raw, Mapping):
        return None
    if message := raw.get("message"):
        return _message(identity, message)
    if query := converted(_Query, raw.get("callback_query")):
        return _query(identity, query)
    if inline := converted(_Inline, raw.get("inline_query")):
        return Update(id=identity, chat=inline.sender.id, inline=(inline.id, inline.query))
    if membership := converted(_Membership, raw.get("my_chat_member")):
        return _membership(identity, membership)
    return None


def chose(data: str | None) -> Chose:
    """The button that callback data names; data that is not ours names one nobody handles."""
    found = _DATA.fullmatch(data or "")
    if not found:
        return Chose(button="?", run=-1, turn=-1)
    run, turn, button = found.groups()
    return Chose(button=button, run=int(run, 36), turn=int(turn, 36))


def converted(kind: type[T], raw: object) -> T | None:
    """What came in as a type; None if it is none."""
    try:
        return msgspec.convert(raw, kind)
    except (msgspec.MsgspecError, ValueError, RecursionError):  # ValueError: half a character
        return None


def _message(identity: int, raw: object) -> Update | None:
    message = converted(_Message, raw)
    if not message or not isinstance(raw, Mapping) or (message.sender and message.sender.is_bot):
        return None
    chat = message.chat.id
    if message.chat.type != "private":
        return Update(id=identity, chat=chat, group=raw)
    words = message.text or message.caption
    event, cut = _said(words) if words else (sent(raw), False)
    if event is None:
        return None
    received = Received(
        event=event, message=message.message_id, thread=message.message_thread_id, cut=cut
    )
    return Update(id=identity, chat=chat, received=received)


def _said(text: str) -> tuple[Event, bool]:
    """A text, cleaned; and whether it was shortened.

    Personal numbers are looked for in the whole of it, so that none is cut in two and missed.
    """
    found = redact(clean(text))
    cut = len(found.text) > TEXT_LIMIT
    kept = found.text[:TEXT_LIMIT]
    return command(kept) or Typed(text=kept, redacted=bool(found.kinds)), cut


def clean(text: str) -> str:
    """A text without what is no text."""
    return _NO_TEXT.sub("", text[:READ_LIMIT]).strip()


def command(text: str) -> Command | None:
    """The command that a text is, if it is one."""
    found = COMMAND.fullmatch(text)
    if not found:
        return None
    name, _, argument = found.groups(default="")
    return Command(name=name.lower(), argument=argument.strip())


def sent(raw: Mapping[str, Any]) -> Event | None:
    """What a message without text holds; None if nobody wrote it."""
    if SERVICE.intersection(raw):
        return None
    return Sent(kind=next((kind for kind in KINDS if kind in raw), "other"))


def _query(identity: int, query: _Query) -> Update:
    message = converted(_Message, query.message)
    chat = message.chat.id if message else query.sender.id  # a private chat has its person's id
    if message and message.chat.type != "private":
        return Update(id=identity, chat=chat, query=query.id)
    received = Received(
        event=chose(query.data),
        message=message.message_id if message else None,
        thread=message.message_thread_id if message else None,
    )
    return Update(id=identity, chat=chat, received=received, query=query.id)


def _membership(identity: int, membership: _Membership) -> Update | None:
    blocked = membership.new_chat_member.status == "kicked"
    if not blocked or membership.chat.type != "private":
        return None
    return Update(id=identity, chat=membership.chat.id, received=Received(event=None))
