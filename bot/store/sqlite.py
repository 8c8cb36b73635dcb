"""The store in one SQLite file: no server, one process."""

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bot.store import deliveries, turns, upkeep
from bot.store.counts import MissCount, Stats, TallyCount
from bot.store.database import Database
from bot.store.errors import StoreClosedError, StoreError
from bot.store.limits import Limit
from bot.store.store import Delivery, Finish, Handler, Incoming, Result
from bot.store.writer import Writer

_RETRY = 1.0
"""Seconds between attempts to write down that a message was sent."""


class SqliteStore:
    """A `Store` in the file `path`; folder and file are made if missing, tables brought up to date.

    Raises StoreError when it cannot be opened, StoreInUseError when another process has it.
    `now` tells the time. At start all claims are freed: nobody else can be sending.
    """

    def __init__(
        self, path: Path, now: Callable[[], float] = time.time, busy_seconds: float = 10.0
    ) -> None:
        database = Database(path, busy_seconds)
        try:
            self._writer = Writer(database, now)
        except BaseException:
            database.close()
            raise

    async def ingest(self, updates: Sequence[Incoming]) -> int:
        """See `Store`."""
        return await self._writer.submit(partial(turns.ingest, updates=updates))

    async def crowded(self, chats: Sequence[int], most: int) -> set[int]:
        """See `Store`."""
        return await self._writer.submit(partial(upkeep.crowded, chats=chats, most=most))

    async def wait_for_work(self, at_most: float) -> bool:
        """See `Store`."""
        return await self._writer.turns.wait(at_most)

    async def work(self, handle: Handler, on_dead: Handler, limit: int = 32) -> int:
        """See `Store`."""
        return await self._writer.submit(
            partial(turns.work, handle=handle, on_dead=on_dead, limit=limit)
        )

    async def wait_for_delivery(self, at_most: float) -> bool:
        """See `Store`."""
        return await self._writer.sends.wait(at_most)

    async def claim(self, limit: int, owner: str) -> list[Delivery]:
        """See `Store`."""
        return await self._writer.submit(partial(deliveries.claim, limit=limit, owner=owner))

    async def lead(self) -> bool:
        """See `Store`."""
        return True

    async def book(self, limits: Sequence[Limit]) -> float:
        """See `Store`."""
        return 0.0

    async def hold(self, limit: Limit, seconds: float) -> None:
        """See `Store`."""

    async def finish(self, delivery: Delivery, finish: Finish) -> None:
        """See `Store`."""
        while True:
            try:
                return await self._writer.submit(
                    partial(deliveries.finish, delivery=delivery, how=finish)
                )
            except StoreClosedError:
                raise
            except StoreError:  # logged by the writer
                await asyncio.sleep(_RETRY)

    async def release(self, owner: str) -> int:
        """See `Store`."""
        return await self._writer.submit(partial(deliveries.release, owner=owner))

    async def conversation(self, chat_id: int) -> str | None:
        """See `Store`."""
        return await self._writer.submit(partial(upkeep.session, chat_id=chat_id))

    async def record(self, chat_id: int, result: Result) -> None:
        """See `Store`."""
        await self._writer.submit(partial(turns.record, chat_id=chat_id, result=result))

    async def export(self, chat_id: int) -> dict[str, object]:
        """See `Store`."""
        return await self._writer.submit(partial(upkeep.export, chat_id=chat_id))

    async def forget(self, chat_id: int) -> bool:
        """See `Store`."""
        return await self._writer.submit(partial(upkeep.forget, chat_id=chat_id))

    async def purge(self) -> int:
        """See `Store`."""
        gone = await self._writer.submit(upkeep.purge_counts)
        for page in (upkeep.purge_ids, upkeep.purge_chats):
            after: int | None = upkeep.FIRST_PAGE
            while after is not None:
                after, erased = await self._writer.submit(partial(page, after=after))
                gone += erased
        return gone

    async def stats(self) -> Stats:
        """See `Store`."""
        return await self._writer.submit(upkeep.stats)

    async def misses(self, limit: int = 100) -> list[MissCount]:
        """See `Store`."""
        return await self._writer.submit(partial(upkeep.misses, limit=limit))

    async def tallies(self, since: str = "") -> list[TallyCount]:
        """See `Store`."""
        return await self._writer.submit(partial(upkeep.tallies, since=since))

    def close(self) -> None:
        """See `Store`."""
        self._writer.close()
