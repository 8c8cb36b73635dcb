"""The tasks of a serving process: started together, stopped in the order that loses nothing."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.alerts import OperatorHandler
from bot.channels.telegram.asides import Asides
from bot.channels.telegram.backlog import Backlog
from bot.channels.telegram.delivery import Courier
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.health import Health, Readiness
from bot.channels.telegram.measures import Measures
from bot.channels.telegram.patience import DATABASE_PAUSE, Patience
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.posting import Clerk
from bot.channels.telegram.profile import introduce
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.tracing import traced
from bot.channels.telegram.turns import Turns
from bot.logs import RedactingFormatter
from bot.settings import Address, Settings
from bot.store.errors import StoreError
from bot.store.store import Store

log = logging.getLogger(__name__)

LOOK_AGAIN = 5.0
FIRST_PURGE = 5.0  # not while starting
PURGE_EVERY = 3_600.0
PULSE = 30.0
"""Seconds of silence after which Telegram is asked something, to know whether it is there."""
CANCELLATIONS = 10
LAST_TURNS = 3.0
LAST_SENDS = 2.5
"""Seconds at the end for what waits, and for messages under way: a container gets ten in all
before it is killed."""


class Running:
    """Everything that runs side by side, over one store and one bot.

    `heard`: when Telegram last answered, by the monotonic clock.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        bot: Bot,
        turns: Turns,
        owner: str,
        heard: Callable[[], float | None],
    ) -> None:
        self._settings, self._store, self._bot, self._turns = settings, store, bot, turns
        self._heard = heard
        self._health = Health()
        self._measures = Measures()
        self._asides = Asides(bot, store.book)
        self._reception = Reception(
            store,
            self._asides,
            turns.public,
            _desk(settings),
            Backlog(store, settings.backlog),
            self._measures,
        )
        clerk = Clerk(bot, store, turns.content)
        beat = self._health.part("delivery", 120.0)
        self._courier = Courier(
            store, bot, clerk, owner, beat, lambda: self._asides.username, self._measures
        )
        self._intake: list[asyncio.Task[None]] = []
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
            self._go("polling", poller.run, self._intake)
        self._go("turns", partial(self._work, self._health.part("turns", 60.0)))
        self._go("delivery", self._courier.run)
        self._go("purge", self._purge)
        about = self._turns.content().menu.about
        profile = partial(introduce, self._bot, self._asides, about, settings.operator_chat)
        self._go("profile", profile)
        if settings.listen is not None:
            await self._listen(settings.listen)

    async def stop(self) -> None:
        """Take nothing in, answer what waits if that is soon done, finish what is under way.

        What is left then is in the store.
        """
        if self._close_server is not None:
            await self._close_server()
        await _cancel(self._intake)
        with suppress(TimeoutError, StoreError):
            async with asyncio.timeout(LAST_TURNS):
                await self._all_answered()
        await _cancel(self._tasks)
        await self._courier.drain(LAST_SENDS)
        await self._asides.close()

    async def _all_answered(self) -> None:
        while True:
            stats = await self._store.stats()
            if not (stats.waiting or stats.unsent):
                return
            await asyncio.sleep(0.05)

    def _go(
        self,
        name: str,
        work: Callable[[], Awaitable[None]],
        among: list[asyncio.Task[None]] | None = None,
    ) -> None:
        task = asyncio.create_task(_through_bugs(name, work), name=name)
        (self._tasks if among is None else among).append(task)

    async def _listen(self, address: Address) -> None:
        from bot.channels.telegram import server, webhook  # a web server takes long to import
        from bot.channels.telegram.metrics import Exposition

        readiness = Readiness(self._health, self._store, self._heard, self._digest)
        exposition = Exposition(self._measures, self._digest)
        hook = self._settings.webhook
        path, door = (
            (hook.path, webhook.Door(hook.secret, self._reception)) if hook else (None, None)
        )
        app = server.application(self._health, readiness, exposition, path, door)
        runner = await server.listen(app, address)
        self._close_server = runner.cleanup
        self._go("pulse", self._pulse)
        if hook is not None:
            self._go("webhook", partial(webhook.register, self._bot, hook), self._intake)

    def _digest(self) -> str:
        return self._turns.content().digest

    async def _pulse(self) -> None:
        """Ask Telegram something when nothing else does."""
        while True:
            heard = self._heard()
            if heard is None or time.monotonic() - heard >= PULSE:
                with suppress(TelegramError):
                    await self._bot.get_me()
            await asyncio.sleep(PULSE)

    async def _work(self, beat: Callable[[], None]) -> None:
        patience = Patience(log, longest=DATABASE_PAUSE)
        handle = traced(self._turns.handle, self._measures)
        apologise = traced(self._turns.apologise, self._measures)
        while True:
            try:
                if await self._store.wait_for_work(LOOK_AGAIN):
                    await self._store.work(handle, apologise)
            except StoreError as problem:
                await patience.wait(f"turns wait, as the store is away: {problem}")
            else:
                patience.went_well("the store")
            beat()  # the process is not to blame for the store

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
