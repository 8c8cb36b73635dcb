"""Carrying out what is no part of a person's screen."""

import asyncio
import logging
from collections.abc import Callable

from telegram import Bot, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot import app
from bot.channels import figures
from bot.channels.exporting import readable
from bot.channels.telegram import effects, render, sentences
from bot.channels.telegram.posts import Export, Figures, OffScreen, Post, Withdraw
from bot.content.content import Content
from bot.dialogue.card import Chart
from bot.store.case import Posted
from bot.store.store import Delivery, Sent, Store

log = logging.getLogger(__name__)

TOPIC_LIMIT = 128
NO_TOPIC = ("thread", "topic")
FILE_NAME = "shebao-export.json"


class Clerk:
    """Posts at the desk, and hands over what the store holds; raises what the Bot raises."""

    def __init__(self, bot: Bot, store: Store, content: Callable[[], Content]) -> None:
        self._bot, self._store, self._content = bot, store, content

    async def send(self, delivery: Delivery, effect: OffScreen) -> Sent:
        """Carry it out; what is to be noted of it."""
        match effect:
            case Post():
                return Sent(posted=await self._post(delivery, effect))
            case Withdraw():
                await self._withdraw(delivery.chat_id, effect.message)
                return Sent()
            case Export():
                message = await self._export(delivery.chat_id)
                return Sent(effects.passed(message, delivery.screen))
            case Figures():
                await self._figures(delivery.chat_id, effect.thread)
                return Sent()

    async def _post(self, delivery: Delivery, post: Post) -> Posted:
        chat, number = delivery.chat_id, delivery.case
        thread = delivery.thread or post.thread
        made = None
        if thread is None and post.topic is not None and number is not None and chat < 0:
            made = thread = await self._topic(chat, number, post.topic)
        text = post.text
        if post.title is not None:
            head = sentences.CASE.format(number=number, title=post.title)
            text = f"{head}\n{text}"
        return Posted(await self._say(chat, text, thread, post.answers), made)

    async def _topic(self, chat: int, number: int, about: str) -> int | None:
        """Make a topic for a case; None where the desk has none, or we may not."""
        name = sentences.CASE.format(number=number, title=about)[:TOPIC_LIMIT]
        try:
            return (await self._bot.create_forum_topic(chat, name)).message_thread_id
        except TelegramError as refusal:
            log.debug("no topic for case %d: %s", number, refusal)
            return None

    async def _say(self, chat: int, text: str, thread: int | None, answers: int | None) -> int:
        reply = ReplyParameters(answers, allow_sending_without_reply=True) if answers else None
        try:
            sent = await self._bot.send_message(
                chat, text, message_thread_id=thread, reply_parameters=reply
            )
        except ChatMigrated as moved:
            log.error("the operators' chat moved: set OPERATOR_CHAT_ID=%d", moved.new_chat_id)  # noqa: TRY400 - what happened is no bug
            sent = await self._bot.send_message(moved.new_chat_id, text)
        except BadRequest as refusal:
            if thread is None or not any(word in str(refusal).lower() for word in NO_TOPIC):
                raise
            sent = await self._bot.send_message(chat, text)  # somebody deleted the topic
        return sent.message_id

    async def _figures(self, chat: int, thread: int | None) -> None:
        today = app.today()
        rows = await self._store.tallies(figures.since(today))
        text = figures.told(figures.figures(rows, today), self._content())
        for piece in render.pieces(text, render.TEXT_LIMIT):
            await self._say(chat, piece, thread, None)
        drawn = figures.chart(rows, today)
        if drawn is not None:
            await self._picture(chat, drawn, thread)

    async def _picture(self, chat: int, drawn: Chart, thread: int | None) -> None:
        """The numbers are said already: where no picture can be drawn or taken, none is missed."""
        try:
            picture = await asyncio.to_thread(_draw, drawn)
            await self._bot.send_photo(
                chat, picture, caption=sentences.CHART, message_thread_id=thread
            )
        except (OSError, BadRequest) as refusal:
            log.warning("no chart of the figures: %s", refusal)

    async def _withdraw(self, chat: int, message: int) -> None:
        try:
            await self._bot.delete_message(chat, message)
        except BadRequest as refusal:
            log.debug("a message stays: %s", refusal)

    async def _export(self, chat: int) -> int:
        kept = readable(await self._store.export(chat))
        try:
            sent = await self._bot.send_document(
                chat, kept.encode(), filename=FILE_NAME, caption=sentences.EXPORT
            )
        except BadRequest as refusal:
            log.warning("a document is refused, sending text: %s", refusal)
            for piece in render.pieces(kept, render.TEXT_LIMIT):
                sent = await self._bot.send_message(chat, piece)
        return sent.message_id


def _draw(drawn: Chart) -> bytes:
    from bot.drawing.picture import draw_chart  # Pillow is only needed here

    return draw_chart(drawn)
