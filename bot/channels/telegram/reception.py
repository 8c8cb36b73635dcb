"""The door that polling and webhook share: updates are stored, then they may be acknowledged."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Sequence

import msgspec

from bot.channels.telegram.asides import Asides
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.pace import Rates
from bot.channels.telegram.public import Public, overheard
from bot.channels.telegram.turns import day
from bot.channels.telegram.updates import Received, Update, read
from bot.dialogue.session import Typed
from bot.store.store import Incoming, Store

log = logging.getLogger(__name__)

EVENTS_PER_SECOND = 60.0
EVENTS_BURST = 120
"""What one person may do before being asked to slow down: more than any person does."""

JUDGED = 5_000


class Reception:
    """Takes updates in, whatever they hold."""

    def __init__(
        self,
        store: Store,
        asides: Asides,
        public: Public | None = None,
        desk: Desk | None = None,
    ) -> None:
        self._store, self._asides = store, asides
        self._public, self._desk = public, desk
        self._rates = Rates(EVENTS_PER_SECOND, EVENTS_BURST)
        self._judged: OrderedDict[int, bool] = OrderedDict()

    async def admit(self, raw: Sequence[object]) -> None:
        """Store what these updates say. Once this returns they may be acknowledged.

        Raises StoreError: then none of them may be.
        """
        updates = [update for one in raw if (update := self._read(one))]
        kept = [
            _incoming(update, update.received)
            for update in updates
            if update.received and self._in_time(update)
        ]
        if kept:
            await self._store.ingest(kept)
        for update in updates:
            self._aside(update)

    def _in_time(self, update: Update) -> bool:
        """Judged once for each update: while the store is away, the same ones come again."""
        if self._desk is not None and update.chat == self._desk.chat:
            return True
        if update.id not in self._judged:
            now = asyncio.get_running_loop().time()
            self._judged[update.id] = self._rates.allows(update.chat, now)
            if len(self._judged) > JUDGED:
                self._judged.popitem(last=False)
        if not self._judged[update.id]:
            self._asides.ask_to_slow_down(update.chat)
        return self._judged[update.id]

    def _aside(self, update: Update) -> None:
        if update.query is not None:
            self._asides.answer(update.query)
        if self._public is not None:
            self._aloud(update, self._public)
        match update.received:
            case Received(event=Typed(redacted=True), message=int(message)):
                self._asides.delete(update.chat, message)

    def _aloud(self, update: Update, public: Public) -> None:
        """Answer what was asked where others listen; nothing of it is kept."""
        name = self._asides.username
        if update.group is not None and (said := overheard(update.group, name)):
            html, keyboard = public.answer(said.text, name, day(time.time()))
            self._asides.answer_group(update.chat, said, html, keyboard)
        if update.inline is not None:
            query, text = update.inline
            self._asides.suggest(query, public.suggest(text, name, day(time.time())))

    def _read(self, raw: object) -> Update | None:
        try:
            if self._desk is not None and self._desk.wrote(raw):
                return self._desk.read(raw)
            return read(raw)
        except Exception:  # reading is total; were it not, one update must not shut out all others
            log.exception("an update could not be read and was left out")
            return None


def _incoming(update: Update, received: Received) -> Incoming:
    payload = msgspec.json.encode(received).decode()
    return Incoming(update.id, update.chat, payload, received.answers, received.case)
