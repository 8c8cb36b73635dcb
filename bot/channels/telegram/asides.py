"""Requests that nobody waits for: if one is lost, nothing is."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram import sentences
from bot.channels.telegram.pace import Rates

log = logging.getLogger(__name__)

AT_ONCE = 2  # connections, of the pool's eight
WAITING = 100


class Asides:
    """Sends small things on the side; failures are logged at DEBUG and forgotten."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._once_a_minute = Rates(per_second=1 / 60, burst=1)
        self.username: str | None = None
        """The bot's own, once it is known."""

    def answer(self, query: str) -> None:
        """Stop a pressed button from spinning."""
        self._start(partial(self._bot.answer_callback_query, query))

    def delete(self, chat: int, message: int) -> None:
        """Remove what a person sent, as it held a personal number."""
        self._start(partial(self._bot.delete_message, chat, message))

    def point_to_private_chat(self, chat: int) -> None:
        """Tell a group where to ask; once a minute."""
        link = f"：https://t.me/{self.username}" if self.username else ""
        self._say(chat, sentences.IN_A_GROUP.format(link=link))

    def ask_to_slow_down(self, chat: int) -> None:
        """Tell a person that some messages were not read; once a minute."""
        self._say(chat, sentences.TOO_FAST)

    def tell(self, chat: int, text: str) -> None:
        """Say something, without markup."""
        self._start(partial(self._bot.send_message, chat, text))

    async def close(self) -> None:
        """Let go of what is not sent yet."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _say(self, chat: int, text: str) -> None:
        if self._once_a_minute.allows(chat, asyncio.get_running_loop().time()):
            self.tell(chat, text)

    def _start(self, request: Callable[[], Awaitable[object]]) -> None:
        if len(self._tasks) < WAITING:
            task = asyncio.create_task(self._send(request))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _send(self, request: Callable[[], Awaitable[object]]) -> None:
        try:
            async with self._turn:
                await request()
        except TelegramError as problem:
            log.debug("left out: %s", problem)
