"""The tasks of a serving process: started together, stopped in the order that loses nothing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine
from functools import partial
from typing import Any

from telegram import Bot

from bot.channels.telegram.alerts import OperatorHandler
from bot.channels.telegram.asides import Asides
from bot.channels.telegram.delivery import Courier
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.health import Health
from bot.channels.telegram.patience import DATABASE_PAUSE, Patience
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.posting import Clerk
from bot.channels.telegram.profile import introduce
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.turns import Turns
from bot.logs import RedactingFormatter
from bot.settings import Address, Settings
from bot.store.errors import StoreError
from bot.store.store import Store

log = logging.getLogger(__name__)

LOOK_AGAIN = 5.0
FIRST_PURGE = 5.0  # not while starting
PURGE_EVERY = 3_600.0
CANCELLATIONS = 10
LAST_SENDS = 5.0
"""Seconds at the end for messages under way: a container gets ten before it is killed."""


class Running:
    """Everything that runs side by side, over one store and one bot."""

    def __init__(
        self, settings: Settings, store: Store, bot: Bot, turns: Turns, owner: str
    ) -> None:
        self._settings, self._store, self._bot, self._turns = settings, store, bot, turns
        self._health = Health()
        self._asides = Asides(bot)
        self._reception = Reception(store, self._asides, turns.public, _desk(settings))
        clerk = Clerk(bot, store, turns.content)
        beat = self._health.part("delivery", 120.0)
        self._courier = Courier(store, bot, clerk, owner, beat, lambda: self._asides.username)
        self._tasks: list[asyncio.Task[None]] = []
        self._close_server: Callable[[], Coroutine[Any, Any, None]] | None = None

    async def start(self, cleaner: RedactingFormatter) -> None:
        """Start all tasks. Raises OSError when the address to listen on is taken."""
        settings = self._settings
        if settings.operator_chat is not None:
            handler = OperatorHandler(self._asides, settings.operator_chat, cleaner)
            logging.getLogger().addHandler(handler)
        if settings.webhook is None:
            beat = self._health.part("polling", 150.0)
            poller = Poller(self._bot, self._reception, beat, self._store.lead)
            self._go("polling", poller.run)
        self._go("turns", partial(self._work, self._health.part("turns", 60.0)))
        self._go("delivery", self._courier.run)
        self._go("purge", self._purge)
        about = self._turns.content().menu.about
        profile = partial(introduce, self._bot, self._asides, about, settings.operator_chat)
        self._go("profile", profile)
        if settings.listen is not None:
            await self._listen(settings.listen)

    async def stop(self) -> None:
        """Take nothing in, finish what is under way, let go of the rest: it is in the store."""
        if self._close_server is not None:
            await self._close_server()
        await _cancel(self._tasks)
        await self._courier.drain(LAST_SENDS)
        await self._asides.close()

    def _go(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self._tasks.append(asyncio.create_task(_through_bugs(name, work), name=name))

    async def _listen(self, address: Address) -> None:
        from bot.channels.telegram import webhook  # a web server takes long to import

        app = webhook.application(self._health, self._settings.webhook, self._reception)
        runner = await webhook.listen(app, address)
        self._close_server = runner.cleanup
        if self._settings.webhook is not None:
            self._go("webhook", partial(webhook.register, self._bot, self._settings.webhook))

    async def _work(self, beat: Callable[[], None]) -> None:
        patience = Patience(log, longest=DATABASE_PAUSE)
        while True:
            try:
                if await self._store.wait_for_work(LOOK_AGAIN):
                    await self._store.work(self._turns.handle, self._turns.apologise)
            except StoreError as problem:
                await patience.wait(f"turns wait, as the store is away: {problem}")
            else:
                patience.went_well("the store")
                beat()

    async def _purge(self) -> None:
        pause = FIRST_PURGE
        while True:
            await asyncio.sleep(pause)
            pause = PURGE_EVERY
            try:
                erased = await self._store.purge()
            except StoreError as problem:
                log.warning("purging fails, trying again in an hour: %s", problem)
            else:
                log.debug("%d rows past their time erased", erased)


def _desk(settings: Settings) -> Desk | None:
    if settings.operator_chat is None:
        return None
    return Desk(settings.operator_chat, settings.bot_id)


async def _cancel(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel, and again: before Python 3.12 `wait_for` loses a cancellation now and then."""
    pending: Collection[asyncio.Task[None]] = tasks
    for _ in range(CANCELLATIONS):
        if not pending:
            return
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=0.1)
    log.warning("left behind: %s", ", ".join(task.get_name() for task in pending))


async def _through_bugs(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Do the work, beginning again after what nobody expected: a deaf bot helps nobody."""
    patience = Patience(log)
    while True:
        try:
            await work()
        except Exception as bug:
            log.exception("%s stumbled", name)
            await patience.wait(f"{name} stumbled: {type(bug).__name__}")
        else:
            return
