"""What others may hear: questions in groups, and texts typed after our name in any chat.

Nothing of these is stored. There are no buttons that anyone could press for somebody else, only
links into the private chat.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode

from bot.channels.telegram import render
from bot.dialogue import aloud, phrases
from bot.dialogue.guide import Guide
from bot.dialogue.session import Reply
from bot.privacy import redact

LONGEST = 500
"""Characters of a question in public that are read."""

DESCRIBED = 120
ASKING = frozenset({"ask", "start", "help", "menu"})
"""Commands that are for us in a group."""

_COMMAND = re.compile(r"/([A-Za-z_]{1,32})(?:@(\w+))?(?:\s+|$)")


class _Named(Struct):
    username: str | None = None
    is_bot: bool = False


class _Earlier(Struct):
    sender: _Named | None = field(name="from", default=None)


class _Said(Struct):
    message_id: Annotated[int, Meta(ge=1)]
    text: str
    sender: _Named | None = field(name="from", default=None)
    reply_to_message: _Earlier | None = None
    message_thread_id: int | None = None
    is_topic_message: bool = False


class Overheard(Struct, frozen=True):
    """What was said to us in a group: `text` without our name, empty if only our name was said."""

    text: str
    message: int
    thread: int | None


def overheard(raw: Mapping[str, Any], username: str | None) -> Overheard | None:
    """What a message in a group says to us: by our name, in reply to us, or as a command."""
    try:
        said = msgspec.convert(raw, _Said)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    if said.sender is not None and said.sender.is_bot:
        return None
    text = _to_us(said, username)
    if text is None:
        return None
    plain = redact(text[:LONGEST].strip()).text
    thread = said.message_thread_id if said.is_topic_message else None  # replies make threads too
    return Overheard(plain, said.message_id, thread)


def _to_us(said: _Said, username: str | None) -> str | None:
    if command := _COMMAND.match(said.text):
        name, to = command.groups()
        ours = to is None or (username or "").casefold() == to.casefold()
        return said.text[command.end() :] if ours and name.lower() in ASKING else None
    if username is None:
        return None
    name = re.compile(rf"@{re.escape(username)}\b", re.IGNORECASE)
    if name.search(said.text):
        return name.sub(" ", said.text)
    earlier = said.reply_to_message.sender if said.reply_to_message else None
    ours = earlier is not None and (earlier.username or "").casefold() == username.casefold()
    return said.text if ours else None


class Public:
    """Makes what is said in public."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide

    def use(self, guide: Guide) -> None:
        """Answer from another content from now on."""
        self._guide = guide

    def answer(self, text: str, username: str | None, today: date) -> tuple[str, Any]:
        """HTML and keyboard for a question in a group."""
        if not text:
            reply = Reply(kind="notice", body=phrases.ALOUD_HOW, buttons=())
            return render.html(reply), _keyboard(reply, username)
        reply = render.parts(aloud.answered(self._guide, text, today))[0]
        return render.html(reply), _keyboard(reply, username)

    def suggest(
        self, text: str, username: str | None, today: date
    ) -> list[InlineQueryResultArticle]:
        """Cards for a text being typed in some chat; whoever picks one sends it as their own."""
        plain = redact(text[:LONGEST]).text
        replies = aloud.suggested(self._guide, self._guide.matcher.simplify(plain), today)
        return list(_articles(replies, username))


def _articles(replies: Iterator[Reply], username: str | None) -> Iterator[InlineQueryResultArticle]:
    for whole in replies:
        reply = render.parts(whole)[0]
        content = InputTextMessageContent(
            render.html(reply),
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        yield InlineQueryResultArticle(
            id=whole.topic or "topic",
            title=whole.title or "",
            input_message_content=content,
            description=whole.body[:DESCRIBED],
            reply_markup=_keyboard(whole, username),
        )


def _keyboard(reply: Reply, username: str | None) -> InlineKeyboardMarkup | None:
    if username is None:
        return None
    rows = [
        [InlineKeyboardButton(b.label, url=render.START.format(username=username, payload=b.link))]
        for b in reply.buttons
        if b.link is not None
    ]
    return InlineKeyboardMarkup(rows) if rows else None
