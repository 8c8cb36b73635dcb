"""The door that polling and webhook share: updates are stored, then they may be acknowledged."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Sequence

import msgspec

from bot import logs
from bot.channels.telegram.asides import Asides
from bot.channels.telegram.backlog import Backlog
from bot.channels.telegram.crowding import Crowding
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.measures import Measures
from bot.channels.telegram.pace import Rates
from bot.channels.telegram.public import Public, overheard
from bot.channels.telegram.turns import day
from bot.channels.telegram.updates import Received, Update, read
from bot.dialogue.session import Typed
from bot.store.errors import StoreError
from bot.store.store import Incoming, Store

log = logging.getLogger(__name__)

EVENTS_PER_SECOND = 60.0
EVENTS_BURST = 120
"""What one person may do before being asked to slow down: more than any person does."""
ASIDES_PER_SECOND = 5.0
ASIDES_BURST = 30
"""What is done at once for one person (a button stopped, a text suggested), of what all share."""

JUDGED = 5_000


class Reception:
    """Takes updates in, whatever they hold."""

    def __init__(
        self,
        store: Store,
        asides: Asides,
        public: Public | None = None,
        desk: Desk | None = None,
        backlog: Backlog | None = None,
        measures: Measures | None = None,
    ) -> None:
        self._store, self._asides = store, asides
        self._backlog, self._measures = backlog, measures or Measures()
        self._public, self._desk = public, desk
        self._crowding = Crowding(store)
        self._rates = Rates(EVENTS_PER_SECOND, EVENTS_BURST)
        self._aside_rates = Rates(ASIDES_PER_SECOND, ASIDES_BURST)
        self._judged: OrderedDict[int, bool] = OrderedDict()

    async def admit(self, raw: Sequence[object]) -> None:
        """Store what these updates say. Once this returns they may be acknowledged.

        Raises StoreError: then none of them may be.
        """
        counts = self._measures.updates
        try:
            await self._admit(raw)
        except StoreError:
            counts["sent_back"] += len(raw)
            raise

    async def _admit(self, raw: Sequence[object]) -> None:
        if self._backlog is not None:
            await self._backlog.make_sure()
        updates = [update for one in raw if (update := self._read(one))]
        lasting = [(update, update.received) for update in updates if update.received]
        kept = [_incoming(*one) for one in lasting if self._in_time(one[0])]
        kept = await self._uncrowded(kept)
        new = await self._store.ingest(kept) if kept else 0
        _log(kept)
        self._count(len(raw) - len(lasting), len(lasting) - len(kept), len(kept) - new, new)
        for update in updates:
            self._aside(update)

    def _count(self, aside: int, slowed: int, repeated: int, stored: int) -> None:
        counts = self._measures.updates
        counts["aside"] += aside
        counts["slowed"] += slowed
        counts["repeated"] += repeated
        counts["stored"] += stored

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

    async def _uncrowded(self, kept: list[Incoming]) -> list[Incoming]:
        """Without those of chats of which too much waits, who are told so."""
        desk = self._desk.chat if self._desk is not None else None
        now = asyncio.get_running_loop().time()
        chats = [one.chat_id for one in kept if one.chat_id != desk]
        full = await self._crowding.among(chats, now)
        for chat in full:
            self._asides.ask_to_slow_down(chat)
        return [one for one in kept if one.chat_id not in full] if full else kept

    def _aside(self, update: Update) -> None:
        if update.query is not None and self._aside_is_due(update.chat):
            self._asides.answer(update.query)
        if self._public is not None:
            self._aloud(update, self._public)
        match update.received:
            case Received(event=Typed(redacted=True), message=int(message)):
                if self._aside_is_due(update.chat):
                    self._asides.delete(update.chat, message)

    def _aside_is_due(self, chat: int) -> bool:
        return self._aside_rates.allows(chat, asyncio.get_running_loop().time())

    def _aloud(self, update: Update, public: Public) -> None:
        """Answer what was asked where others listen; nothing of it is kept."""
        name = self._asides.username
        if update.group is not None and (said := overheard(update.group, name)):
            html, keyboard = public.answer(said.text, name, day(time.time()))
            self._asides.answer_group(update.chat, said, html, keyboard)
        if update.inline is not None and self._aside_is_due(update.chat):
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


def _log(kept: Sequence[Incoming]) -> None:
    if log.isEnabledFor(logging.DEBUG):
        for incoming in kept:
            about = logs.update.set(incoming.update_id)
            log.debug("stored")
            logs.update.reset(about)


def _incoming(update: Update, received: Received) -> Incoming:
    payload = msgspec.json.encode(received).decode()
    return Incoming(update.id, update.chat, payload, received.answers, received.case)
