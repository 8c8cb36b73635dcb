"""What operators write in their chat: whom it is for, and what it says.

Two things are for a person: a reply to a message of ours, and what is written in a topic that was
made for a case. All else is talk among operators, and is left alone.

Operators' words are not searched for personal numbers: they name offices and their telephones.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import Struct, field

from bot.channels.telegram.updates import (
    Chat,
    Positive,
    Received,
    Update,
    User,
    clean,
    command,
    converted,
    number,
    sent,
)
from bot.dialogue.session import Command, Event, Typed

COMMANDS = frozenset({"done", "stats", "help", "start"})
"""In a group others may be for other bots."""

NAMED = re.compile(r"(?:已转给)?个案 ([1-9]\d{0,8})(?!\d)")
"""How every message of ours begins that belongs to a case (see `sentences.py`)."""


class _Answered(Struct):
    message_id: Positive
    sender: User | None = field(name="from", default=None)
    text: str | None = None
    forum_topic_created: dict[str, Any] | None = None


class _Message(Struct):
    chat: Chat
    message_id: Positive
    sender: User | None = field(name="from", default=None)
    sender_chat: Chat | None = None
    text: str | None = None
    caption: str | None = None
    message_thread_id: Positive | None = None
    is_topic_message: bool = False
    reply_to_message: _Answered | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The operators' chat, and our own id: how to tell our messages from those of other bots."""

    chat: int
    bot: int

    def wrote(self, raw: object) -> bool:
        """Whether an update is a message in the operators' chat."""
        match raw:
            case {"message": {"chat": {"id": chat}}}:
                return bool(chat == self.chat)
        return False

    def read(self, raw: object) -> Update | None:
        """What such an update says to us; None when nothing."""
        identity = number(raw)
        if identity is None or not isinstance(raw, Mapping):
            return None
        message = converted(_Message, raw["message"])
        if message is None or not _by_a_person(message):
            return None
        event = _said(message, raw["message"])
        answers, case = self._belongs(message)
        if event is None or not self._concerns_us(message, event, answers):
            return None
        thread = message.message_thread_id if message.is_topic_message else None
        received = Received(
            event=event, message=message.message_id, thread=thread, answers=answers, case=case
        )
        return Update(id=identity, chat=self.chat, received=received)

    def _belongs(self, message: _Message) -> tuple[int | None, int | None]:
        """The message of ours that this one answers, and the case that is named there."""
        answered = message.reply_to_message
        if answered is None or answered.forum_topic_created is not None:
            return (message.message_thread_id if message.is_topic_message else None), None
        if answered.sender is None or answered.sender.id != self.bot:
            return None, None
        named = NAMED.match(answered.text or "")
        return answered.message_id, int(named[1]) if named else None

    def _concerns_us(self, message: _Message, event: Event, answers: int | None) -> bool:
        if answers is not None or message.chat.type == "private":
            return True
        return isinstance(event, Command) and event.name in COMMANDS


def _by_a_person(message: _Message) -> bool:
    """An administrator who writes as the group itself is one, too."""
    if message.sender is None or not message.sender.is_bot:
        return True
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def _said(message: _Message, raw: Mapping[str, Any]) -> Event | None:
    words = clean(message.text or message.caption or "")
    if message.text and words:
        return command(words) or Typed(text=words)
    return sent(raw)
