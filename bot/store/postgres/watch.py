"""The connection of a replica that only listens, and by which the others know that it lives.

It holds a lock of the replica's number. When the process dies, however, the server frees the lock,
and the others take over what that replica had claimed. The leader's lock lives here as well.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from contextlib import suppress

import asyncpg

from bot.store.errors import StoreError
from bot.store.postgres import deliveries, turns, upkeep
from bot.store.postgres.server import Server, ended_on_failure
from bot.store.postgres.transaction import Connection, own_key

log = logging.getLogger(__name__)

TICK = 1.0
"""Seconds between looks at what nobody told: the database may forget to, a replica may die."""
GRACE = 2.0
"""Seconds for which a replica must be missing before its messages are taken over: when the server
starts anew, each comes back within a moment.
"""
RECONNECT = 0.25
TIDY_EVERY = 60
"""Looks after which erased rows are cleaned away, at the earliest."""

_TRY_LOCK = "SELECT pg_try_advisory_lock($1)"
_LIVE = "SELECT pg_try_advisory_lock($1, $2)"


class Watch:
    """Calls `told` when there may be turns, or messages to send, by the names in `turns`."""

    def __init__(self, server: Server, told: Callable[[str], None]) -> None:
        self._server, self._told = server, told
        self.holder = secrets.randbelow(2**31 - 1) + 1
        """Under this number the replica claims messages."""
        self.erased = False
        self.leading = False
        """Whether this replica holds the leader's lock, as long as its connection lives."""
        self._live = False
        self._in_use = asyncio.Lock()
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._missing: dict[int, float] = {}
        self._ticks = 0
        self._woken = asyncio.Event()
        self._ending = False

    async def start(self) -> None:
        """Connect for the first time. Raises StoreError."""
        self._connection = await self._connect()
        with ended_on_failure(self._connection):
            await self._look(self._connection)

    async def run(self) -> None:
        """Look again and again, until `end`; connect anew when the connection is lost."""
        while not self._ending:
            try:
                async with self._in_use:
                    if self._connection is None or self._connection.is_closed():
                        self._drop()
                        self._connection = await self._connect()
                    await self._look(self._connection)
            except StoreError:  # logged by the server
                self._drop()
                await self._pause(RECONNECT)
                continue
            except Exception:  # whatever it is: without this loop the dead are never noticed
                log.exception("looking after the database stumbled")
                self._drop()
            self._woken.clear()
            await self._pause(TICK)

    async def _pause(self, seconds: float) -> None:
        if not self._ending:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), seconds)

    def end(self) -> None:
        """Let `run` end between two statements: one cut off would open a socket to say so."""
        self._ending = True
        self._woken.set()

    async def lead(self) -> bool:
        """Whether this replica is the leader; if nobody is, it becomes that."""
        async with self._in_use:
            connection = self._connection
            if connection is None or connection.is_closed():
                return False
            if not self.leading:
                try:
                    key = await own_key(connection, "leader")
                    self.leading = bool(await connection.fetchval(_TRY_LOCK, key))
                except Exception as error:
                    raise self._server.explained(error) from error
                if self.leading:
                    log.info("this replica fetches the updates now")
            return self.leading

    async def close(self) -> None:
        """Let go of the locks."""
        if self._connection is not None and not self._connection.is_closed():
            try:
                await self._connection.close(timeout=1.0)
            except Exception:
                self._connection.terminate()

    def _drop(self) -> None:
        self.leading = self._live = False
        self._missing.clear()
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def _connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        connection = await self._server.connect()
        connection.add_termination_listener(lambda _: self._woken.set())
        try:
            with ended_on_failure(connection):
                tx = self._server.plain(connection)
                await connection.add_listener(turns.channel(tx), self._heard)
        except Exception as error:
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
            await self._server.look_around(connection)
            await self._server.mend()
            if not self._live:  # a connection that was lost may hold the lock for a while
                key = _signed(self._server.plain(connection).schema)
                self._live = bool(await connection.fetchval(_LIVE, key, self.holder))
            await self._free(connection)
            self._ticks += 1
            if self.erased and self._ticks >= TIDY_EVERY:
                self._ticks, self.erased = 0, False
                await connection.execute(f"VACUUM (SKIP_LOCKED) {', '.join(upkeep.TIDY)}")
        except Exception as error:
            raise self._server.explained(error) from error
        self._tell_all()

    async def _free(self, connection: Connection) -> None:
        """Hand out again what the dead had claimed."""
        tx = self._server.plain(connection)
        absent = await deliveries.absent(tx) - {self.holder}
        now = time.monotonic()
        self._missing = {one: self._missing.get(one, now) for one in absent}
        dead = [one for one, since in self._missing.items() if now - since > GRACE]
        if dead:
            await deliveries.free(tx, dead)


def _signed(number: int) -> int:
    """The same 32 bits as PostgreSQL's integer."""
    return number - 2**32 if number >= 2**31 else number
