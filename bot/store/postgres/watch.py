"""The connection of a replica that only listens, and by which the others know that it lives.

It holds a lock of the replica's number. When the process dies, however, the server frees the lock,
and the others take over what that replica had claimed. The leader's lock lives here as well.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress

import asyncpg

from bot.store.errors import StoreError
from bot.store.postgres import deliveries, turns, upkeep
from bot.store.postgres.server import Server
from bot.store.postgres.transaction import Connection, own_key

log = logging.getLogger(__name__)

TICK = 1.0
"""Seconds between looks at what nobody told: the database may forget to, a replica may die."""
GRACE = 2
"""Looks at which a replica must be missing before its messages are taken over: while the server
starts anew, each comes back within a moment.
"""
RECONNECT = 0.25
TIDY_EVERY = 60
"""Looks after which erased rows are cleaned away, at the earliest."""

_TRY_LOCK = "SELECT pg_try_advisory_lock($1)"
_LIVE = "SELECT pg_try_advisory_lock($1, $2)"
_UNLOCK = "SELECT pg_advisory_unlock($1)"


class Watch:
    """Calls `told` when there may be turns, or messages to send, by the names in `turns`."""

    def __init__(self, server: Server, told: Callable[[str], None]) -> None:
        self._server, self._told = server, told
        self.holder = secrets.randbelow(2**31 - 1) + 1
        """Under this number the replica claims messages."""
        self.in_flight: set[int] = set()
        """Messages that were claimed here and are not finished."""
        self.lost = False
        """A claim may have been made whose answer never came."""
        self.erased = False
        self.leading = False
        self._asked_to_lead = False
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._missing: dict[int, int] = {}
        self._ticks = 0
        self._woken = asyncio.Event()

    async def start(self) -> None:
        """Connect for the first time. Raises StoreError."""
        self._connection = await self._connect()

    async def run(self) -> None:
        """Look again and again; connect anew when the connection is lost."""
        while True:
            try:
                if self._connection is None or self._connection.is_closed():
                    self._drop()
                    self._connection = await self._connect()
                await self._look(self._connection)
            except StoreError:  # logged by the server
                self._drop()
                await asyncio.sleep(RECONNECT)
                continue
            self._woken.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), TICK)

    async def lead(self) -> bool:
        """Whether this replica is the leader; if nobody is, it becomes that."""
        self._asked_to_lead = True
        if self.leading and self._connection is not None and not self._connection.is_closed():
            return True
        self._woken.set()
        await asyncio.sleep(0.05)
        return self.leading

    async def close(self) -> None:
        """Let go of the locks."""
        if self._connection is not None and not self._connection.is_closed():
            try:
                await self._connection.close(timeout=1.0)
            except Exception:
                self._connection.terminate()

    def _drop(self) -> None:
        self.leading = False
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def _connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        connection = await self._server.connect()
        connection.add_termination_listener(lambda _: self._woken.set())
        try:
            tx = self._server.plain(connection)
            await connection.add_listener(turns.channel(tx), self._heard)
            await connection.execute(_LIVE, _signed(tx.schema), self.holder)
        except Exception as error:
            connection.terminate()
            raise self._server.explained(error) from error
        self._tell_all()
        return connection

    def _heard(self, _: object, process: int, __: str, payload: object) -> None:
        if process not in self._server.processes:  # what is our own is known already
            self._told(str(payload))

    def _tell_all(self) -> None:
        self._told(turns.TURNS)
        self._told(turns.SENDS)

    async def _look(self, connection: Connection) -> None:
        try:
            await self._free(connection)
            if self._asked_to_lead and not self.leading:
                key = await own_key(connection, "leader")
                self.leading = bool(await connection.fetchval(_TRY_LOCK, key))
                if self.leading:
                    log.info("this replica fetches updates now")
            self._ticks += 1
            if self.erased and self._ticks >= TIDY_EVERY:
                self._ticks, self.erased = 0, False
                await connection.execute(f"VACUUM (SKIP_LOCKED) {', '.join(upkeep.TIDY)}")
        except Exception as error:
            raise self._server.explained(error) from error
        self._tell_all()

    async def _free(self, connection: Connection) -> None:
        """Hand out again what the dead had claimed, and what was claimed here without a word."""
        tx = self._server.plain(connection)
        absent = {row[0] for row in await connection.fetch(deliveries.ABSENT, tx.schema)}
        absent.discard(self.holder)
        self._missing = {one: self._missing.get(one, 0) + 1 for one in absent}
        dead = [one for one, looks in self._missing.items() if looks > GRACE]
        if self.lost:
            self.lost = False
            dead.append(self.holder)
        if dead:
            await connection.execute(deliveries.FREE, tx.now, dead, list(self.in_flight))


def _signed(number: int) -> int:
    """The same 32 bits as PostgreSQL's integer."""
    return number - 2**32 if number >= 2**31 else number
