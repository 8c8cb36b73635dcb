"""The store in PostgreSQL: any number of replicas share it."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from bot.store.counts import MissCount, Stats, TallyCount
from bot.store.errors import StoreClosedError, StoreError
from bot.store.limits import Limit
from bot.store.postgres import deliveries, rates, turns, upkeep
from bot.store.postgres.deliveries import Finished
from bot.store.postgres.due import LOCKED, Due
from bot.store.postgres.groups import Group
from bot.store.postgres.schema import migrate
from bot.store.postgres.server import Server
from bot.store.postgres.thread import Thread
from bot.store.postgres.watch import Watch
from bot.store.store import Delivery, Finish, Handler, Incoming, Partly, Result

_RETRY = 0.5
"""Seconds between attempts to write down that a message was sent."""
_VAIN = 3
"""Attempts at turns whose cases others keep changing; then these wait for the next call."""


class PostgresStore:
    """A `Store` at `url`, `postgresql://user:password@host:port/database`.

    The tables are made or brought up to date. Raises StoreError when that fails. `now` tells the
    time; by default the server's clock does.
    """

    def __init__(self, url: str, now: Callable[[], float] | None = None) -> None:
        self._server = Server(url, now)
        self._thread = Thread()
        try:
            self._thread.now(self._open())
        except BaseException:
            self._thread.close(self._server.close(), self._server.cut)
            raise

    async def _open(self) -> None:
        async with self._server.connection() as connection:
            await migrate(connection, self._server.where)
        self._turns = Due(partial(self._next, turns.NEXT_TURN))
        self._sends = Due(self._next_send)
        self._claiming = asyncio.Lock()
        self._in_flight: set[int] = set()  # claimed here and not finished
        self._lost = False  # a claim may have been made whose answer never came
        self._watch = Watch(self._server, self._told)
        await self._watch.start()
        self._ingesting = Group(self._thread, self._ingest)
        self._finishing = Group(self._thread, self._finish)
        self._watching = asyncio.create_task(self._watch.run())

    async def _next_send(self) -> float | None:
        async with self._claiming:
            await self._find()
        return await self._next(deliveries.NEXT_SEND)

    async def _next(self, select: str) -> float | None:
        async with self._server.connection() as connection:
            due = await connection.fetchval(select)
        return None if due is None else due - self._server.now()

    def _told(self, what: str) -> None:
        (self._turns if what == turns.TURNS else self._sends).doubt()

    async def ingest(self, updates: Sequence[Incoming]) -> int:
        """See `Store`."""
        return await self._ingesting.ask(updates)

    async def _ingest(self, asked: Sequence[Sequence[Incoming]]) -> list[int]:
        updates = [update for one in asked for update in one]
        new = await self._server.once(partial(turns.ingest, updates=updates))
        if new:
            self._turns.doubt()
        counts: list[int] = []
        for one in asked:  # the first who brought an update is told that it was new
            fresh = new & {update.update_id for update in one}
            new -= fresh
            counts.append(len(fresh))
        return counts

    async def crowded(self, chats: Sequence[int], most: int) -> set[int]:
        """See `Store`."""
        do = partial(upkeep.crowded, chats=chats, most=most)
        return await self._thread.call(self._server.once(do))

    async def wait_for_work(self, at_most: float) -> bool:
        """See `Store`."""
        return await self._thread.wait(self._turns.wait(at_most))

    async def work(self, handle: Handler, on_dead: Handler, limit: int = 32) -> int:
        """See `Store`."""
        return await self._thread.call(self._work(handle, on_dead, limit))

    async def _work(self, handle: Handler, on_dead: Handler, limit: int) -> int:
        do = partial(turns.work, handle=handle, on_dead=on_dead)
        total, left, vain = 0, limit, 0
        await self._server.mend()
        while left and vain < _VAIN:
            taken, left = await self._server.run(partial(do, limit=left))
            total += taken
            vain += not taken
        self._turns.doubt(0.0 if total else LOCKED)
        if total:
            self._sends.doubt()
        return total

    async def wait_for_delivery(self, at_most: float) -> bool:
        """See `Store`."""
        return await self._thread.wait(self._sends.wait(at_most))

    async def claim(self, limit: int, owner: str) -> list[Delivery]:
        """See `Store`."""
        return await self._thread.call(self._claim(limit, owner))

    async def _claim(self, limit: int, owner: str) -> list[Delivery]:
        do = partial(deliveries.claim, limit=limit, owner=owner, holder=self._watch.holder)
        await self._server.mend()
        async with self._claiming:
            await self._find()
            try:
                claimed = await self._server.once(do)
            except StoreError:
                self._lost = True
                raise
            self._in_flight.update(delivery.id for delivery in claimed)
        self._sends.doubt(0.0 if claimed else LOCKED)
        return claimed

    async def _find(self) -> None:
        """Free what was claimed without a word; while nobody else claims anything here."""
        if self._lost:
            holders = [self._watch.holder]
            do = partial(deliveries.free, holders=holders, but=frozenset(self._in_flight))
            await self._server.once(do)
            self._lost = False

    async def lead(self) -> bool:
        """See `Store`."""
        return await self._thread.call(self._watch.lead())

    async def book(self, limits: Sequence[Limit]) -> float:
        """See `Store`."""
        return await self._thread.call(self._server.once(partial(rates.book, limits=limits)))

    async def hold(self, limit: Limit, seconds: float) -> None:
        """See `Store`."""
        do = partial(rates.hold, limit=limit, seconds=seconds)
        await self._thread.call(self._server.once(do))

    async def finish(self, delivery: Delivery, finish: Finish) -> None:
        """See `Store`."""
        while True:
            try:
                return await self._finishing.ask(Finished(delivery, finish))
            except StoreClosedError:
                raise
            except StoreError:  # logged by the server
                await asyncio.sleep(_RETRY)

    async def _finish(self, asked: Sequence[Finished]) -> list[None]:
        left = list(asked)
        while left:  # two of one chat go one after the other
            first = {one.delivery.chat_id: one for one in reversed(left)}
            together = [one for one in left if first[one.delivery.chat_id] is one]
            plain = [one for one in together if deliveries.is_plain(one)]
            others = [one for one in together if not deliveries.is_plain(one)]
            if plain:
                said = await self._server.once(partial(deliveries.note, finished=plain))
                self._watch.erased |= said
            if others:
                said = await self._server.run(partial(deliveries.finish, finished=others))
                self._watch.erased |= said
            left = [one for one in left if first[one.delivery.chat_id] is not one]
        over = (one.delivery.id for one in asked if not isinstance(one.how, Partly))
        self._in_flight.difference_update(over)
        self._sends.doubt()
        return [None] * len(asked)

    async def release(self, owner: str) -> int:
        """See `Store`."""
        return await self._thread.call(self._release(owner))

    async def _release(self, owner: str) -> int:
        do = partial(deliveries.release, owner=owner, holder=self._watch.holder)
        freed = await self._server.once(do)
        self._sends.doubt()
        return freed

    async def conversation(self, chat_id: int) -> str | None:
        """See `Store`."""
        return await self._thread.call(self._server.once(partial(upkeep.session, chat_id=chat_id)))

    async def record(self, chat_id: int, result: Result) -> None:
        """See `Store`."""
        await self._thread.call(self._record(chat_id, result))

    async def _record(self, chat_id: int, result: Result) -> None:
        await self._server.run(partial(turns.record, chat_id=chat_id, result=result))
        self._sends.doubt()

    async def export(self, chat_id: int) -> dict[str, object]:
        """See `Store`."""
        return await self._thread.call(self._server.run(partial(upkeep.export, chat_id=chat_id)))

    async def forget(self, chat_id: int) -> bool:
        """See `Store`."""
        return await self._thread.call(self._forget(chat_id))

    async def _forget(self, chat_id: int) -> bool:
        found = await self._server.run(partial(upkeep.forget, chat_id=chat_id))
        self._watch.erased = True
        self._turns.doubt()
        self._sends.doubt()
        return found

    async def purge(self) -> int:
        """See `Store`."""
        return await self._thread.call(self._purge())

    async def _purge(self) -> int:
        gone = await self._server.run(upkeep.purge_counts)
        for statement, keep in upkeep.PAGES:
            more = True
            while more:
                page = partial(upkeep.purge_page, statement=statement, keep=keep)
                erased, more = await self._server.once(page)
                gone += erased
        self._watch.erased = True
        return gone

    async def stats(self) -> Stats:
        """See `Store`."""
        return await self._thread.call(self._server.once(upkeep.stats))

    async def misses(self, limit: int = 100) -> list[MissCount]:
        """See `Store`."""
        return await self._thread.call(self._server.once(partial(upkeep.misses, limit=limit)))

    async def tallies(self, since: str = "") -> list[TallyCount]:
        """See `Store`."""
        return await self._thread.call(self._server.once(partial(upkeep.tallies, since=since)))

    def close(self) -> None:
        """See `Store`."""
        self._thread.close(self._close(), self._server.cut)

    async def _close(self) -> None:
        self._watch.end()
        await self._watching
        await self._watch.close()
        await self._server.close()
