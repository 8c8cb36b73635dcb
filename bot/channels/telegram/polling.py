"""Fetching updates by long polling; they are confirmed only after they are stored."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram import Bot
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.patience import DATABASE_PAUSE, Patience
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.request import raw, seconds
from bot.channels.telegram.updates import number
from bot.store.errors import StoreError

log = logging.getLogger(__name__)

LONG_POLL = 25  # seconds the server holds an empty answer back
GRACE = 10.0  # seconds longer until the answer is taken for lost
AT_LEAST = 0.3  # seconds between polls of a server that holds nothing back
TAKE_OVER = 0.5  # seconds between looks whether the replica that polls has ended
KINDS = ("message", "callback_query", "inline_query", "my_chat_member")
"""No edited_message, or an edit would answer a question again. The last is dispensable."""


class Poller:
    """One loop that no answer of the server ends. Polls only while `lead` says so."""

    def __init__(
        self,
        bot: Bot,
        reception: Reception,
        beat: Callable[[], None],
        lead: Callable[[], Awaitable[bool]],
        first_pause: float = 0.5,
    ) -> None:
        self._bot, self._reception, self._beat, self._lead = bot, reception, beat, lead
        self._kinds: tuple[str, ...] = KINDS
        self._offset = 0  # not stored: the server repeats what was not confirmed
        self._server = Patience(log, first_pause, longest=15.0)
        self._database = Patience(log, first_pause, longest=DATABASE_PAUSE)

    async def run(self) -> None:
        """Fetch, store, confirm, for ever."""
        while True:
            try:
                await self._round()
            except RetryAfter as asked:
                await self._rest(seconds(asked))
            except BadRequest as refusal:
                self._ask_for_less(refusal)
                await self._server.wait(f"polling is refused: {refusal}")
            except Conflict as conflict:
                await self._step_aside(conflict)
            except InvalidToken:
                await self._server.wait(
                    "the server rejects TELEGRAM_BOT_TOKEN; if this stays, get a new token from"
                    " @BotFather",
                    level=logging.ERROR,
                )
            except TelegramError as problem:
                await self._server.wait(f"polling fails: {problem}")
            except StoreError as problem:
                await self._database.wait(f"updates wait: {problem}")
            self._beat()  # the process is not to blame for server and store

    async def _round(self) -> None:
        if not await self._lead():
            self._beat()
            await asyncio.sleep(TAKE_OVER)
            return
        loop = asyncio.get_running_loop()
        began = loop.time()
        updates = await raw(
            self._bot,
            "getUpdates",
            LONG_POLL + GRACE,
            offset=self._offset,
            timeout=LONG_POLL,
            allowed_updates=list(self._kinds),
        )
        if not isinstance(updates, list):
            raise TelegramError("getUpdates gave no list")
        self._server.went_well("polling")
        if updates:
            await self._reception.admit(updates)
            self._database.went_well("the store")
            ids = [identity for update in updates if (identity := number(update)) is not None]
            self._offset = max([self._offset, *(identity + 1 for identity in ids)])
        elif loop.time() - began < AT_LEAST:
            await asyncio.sleep(AT_LEAST)

    async def _rest(self, wanted: float) -> None:
        """Sleep as long as the server wants, and say meanwhile that this is no illness."""
        while wanted > 0:
            await asyncio.sleep(min(wanted, LONG_POLL))
            self._beat()
            wanted -= LONG_POLL

    def _ask_for_less(self, refusal: BadRequest) -> None:
        if len(self._kinds) > 2 and "allowed_updates" in str(refusal):
            self._kinds = self._kinds[:-1]

    async def _step_aside(self, conflict: Conflict) -> None:
        """Another poller, or a webhook left from before, takes the updates."""
        if "webhook" in str(conflict).lower():
            log.warning("a webhook is set; taking it away to poll")
            try:
                await self._bot.delete_webhook()  # what waits there stays
            except TelegramError as problem:
                await self._server.wait(f"the webhook stays: {problem}")
            return
        await self._server.wait("another process polls with the same token")
