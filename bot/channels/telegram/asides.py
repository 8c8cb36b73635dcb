"""Requests that nobody waits for: if one is lost, nothing is."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from telegram import Bot, InlineQueryResultArticle, ReplyParameters
from telegram.error import RetryAfter, TelegramError

from bot.channels.telegram import sentences
from bot.channels.telegram.pace import Rates
from bot.channels.telegram.public import Overheard
from bot.channels.telegram.request import seconds
from bot.store.errors import StoreError
from bot.store.limits import Limit

log = logging.getLogger(__name__)

AT_ONCE = 8  # connections, of the pool's eighty
WAITING = 100
INSISTING = 5
SUGGESTIONS_KEPT = 3_600  # seconds; the answers are the same for everybody
GROUP_PER_MINUTE = 20
"""What Telegram lets a bot say in one group."""
NOTICE_PER_SECOND = 1 / 60

Book = Callable[[Sequence[Limit]], Awaitable[float]]


class Asides:
    """Sends small things on the side; failures are logged at DEBUG and forgotten."""

    def __init__(self, bot: Bot, book: Book | None = None) -> None:
        """`book`: takes a place under limits that all replicas keep; how long until it is due."""
        self._bot, self._book = bot, book
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._once_a_minute = Rates(NOTICE_PER_SECOND, burst=1)
        self._aloud = Rates(per_second=GROUP_PER_MINUTE / 60, burst=GROUP_PER_MINUTE // 2)
        self.username: str | None = None
        """The bot's own, once it is known."""

    def answer(self, query: str) -> None:
        """Stop a pressed button from spinning."""
        self._start(partial(self._bot.answer_callback_query, query))

    def delete(self, chat: int, message: int) -> None:
        """Remove what a person sent, as it held a personal number."""
        self._start(partial(self._bot.delete_message, chat, message))

    def answer_group(self, chat: int, said: Overheard, html: str, keyboard: Any) -> None:
        """Answer below the message that asked; so many a minute in each group."""
        if self._aloud.allows(chat, asyncio.get_running_loop().time()):
            send = partial(self._bot.send_message, chat, html, parse_mode="HTML")
            below = ReplyParameters(said.message, allow_sending_without_reply=True)
            self._start(
                partial(
                    send,
                    reply_markup=keyboard,
                    reply_parameters=below,
                    message_thread_id=said.thread,
                )
            )

    def suggest(self, query: str, articles: Sequence[InlineQueryResultArticle]) -> None:
        """Offer cards to somebody who types after our name."""
        self._start(
            partial(self._bot.answer_inline_query, query, articles, cache_time=SUGGESTIONS_KEPT)
        )

    def ask_to_slow_down(self, chat: int) -> None:
        """Tell a person that some messages were not read; once a minute, whatever replica does."""
        self._say(chat, sentences.TOO_FAST)

    def tell(self, chat: int, text: str) -> None:
        """Say something, without markup."""
        self._start(partial(self._bot.send_message, chat, text))

    @property
    def busy(self) -> bool:
        """Whether something is still to be sent."""
        return bool(self._tasks)

    async def close(self) -> None:
        """Let go of what is not sent yet."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _say(self, chat: int, text: str) -> None:
        if self._once_a_minute.allows(chat, asyncio.get_running_loop().time()):
            self._go(self._say_once(chat, text))

    async def _say_once(self, chat: int, text: str) -> None:
        """Unless another replica has said it just now."""
        limit = Limit(f"notice {chat}", NOTICE_PER_SECOND, burst=1)
        if self._book is None or not await self._book([limit]):
            await self._insist(chat, text)

    async def _insist(self, chat: int, text: str) -> None:
        """Say it although Telegram holds back what goes to this chat, as it does in a flood."""
        for _ in range(INSISTING):
            try:
                async with self._turn:
                    await self._bot.send_message(chat, text)
            except RetryAfter as asked:
                await asyncio.sleep(seconds(asked))
            else:
                return

    def _start(self, request: Callable[[], Awaitable[object]]) -> None:
        self._go(self._once(request))

    async def _once(self, request: Callable[[], Awaitable[object]]) -> None:
        async with self._turn:
            await request()

    def _go(self, sending: Coroutine[Any, Any, None]) -> None:
        if len(self._tasks) >= WAITING:
            sending.close()
            return
        task = asyncio.create_task(_forgiven(sending))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _forgiven(sending: Coroutine[Any, Any, None]) -> None:
    try:
        await sending
    except (TelegramError, StoreError) as problem:
        log.debug("left out: %s", problem)
