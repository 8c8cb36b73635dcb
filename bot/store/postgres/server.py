"""Connections to the PostgreSQL server, and its errors put into words."""

import asyncio
import logging
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import asyncpg
from asyncpg import exceptions

from bot.store.errors import (
    StoreAwayError,
    StoreBusyError,
    StoreClosedError,
    StoreError,
    StoreFullError,
    StoreUnwritableError,
)
from bot.store.postgres import clock
from bot.store.postgres.address import described, unreadable
from bot.store.postgres.transaction import Connection, Transaction

log = logging.getLogger(__name__)

T = TypeVar("T")

MOST_CONNECTIONS = 4
"""Of one replica, for its transactions; one more listens."""
TRIES = 3
_CONNECT = 5.0
_COMMAND = 15.0
_SETTINGS = {
    "application_name": "shebao",
    "jit": "off",
    # The statements are few: each is planned once, and by index even while its tables are empty,
    # so that the plan stays right when they fill.
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "statement_timeout": "10000",
    "lock_timeout": "5000",
    "idle_in_transaction_session_timeout": "30000",  # so long a replica that hangs holds its chats
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}

_COLLISIONS = (exceptions.DeadlockDetectedError, exceptions.SerializationError)
_ADVICE: tuple[tuple[tuple[type[BaseException], ...], type[StoreError], str], ...] = (
    (
        (exceptions.InvalidAuthorizationSpecificationError,),
        StoreUnwritableError,
        "it refuses this user: correct user and password in DATABASE_URL",
    ),
    (
        (exceptions.InvalidCatalogNameError,),
        StoreUnwritableError,
        "there is no such database: create it, or correct its name in DATABASE_URL",
    ),
    (
        (exceptions.InsufficientPrivilegeError,),
        StoreUnwritableError,
        "access is denied: make this user the owner of the database",
    ),
    (
        (exceptions.ReadOnlySQLTransactionError,),
        StoreUnwritableError,
        "it may only be read: name the primary server in DATABASE_URL",
    ),
    (
        (exceptions.DiskFullError,),
        StoreFullError,
        "no space left: free some on the server's disk",
    ),
    (
        (
            *_COLLISIONS,
            exceptions.LockNotAvailableError,
            exceptions.QueryCanceledError,
            exceptions.TooManyConnectionsError,
        ),
        StoreBusyError,
        "it is too busy, or another program holds locks: see what it does",
    ),
    (
        (
            OSError,  # TimeoutError too
            exceptions.PostgresConnectionError,
            exceptions.OperatorInterventionError,
            exceptions.IdleInTransactionSessionTimeoutError,
            exceptions.InterfaceError,
            exceptions.InternalClientError,
        ),
        StoreAwayError,
        "start the server, and see that it can be reached from here",
    ),
)


class Server:
    """The server that `url` names. Use it in one event loop.

    Everything raises StoreError. `now` tells the time; by default the server's clock does, so
    that replicas agree.
    """

    def __init__(self, url: str, now: Callable[[], float] | None = None) -> None:
        self._url = url
        self._now = now
        self._ahead = 0.0
        self._latest = math.inf
        self._schema = 0
        self._idle: list[asyncpg.Connection[asyncpg.Record]] = []
        self._free = asyncio.Semaphore(MOST_CONNECTIONS)
        self._making: set[asyncio.Task[asyncpg.Connection[asyncpg.Record]]] = set()
        self._connections: set[asyncpg.Connection[asyncpg.Record]] = set()
        self._cut = False
        self._failing = False
        self.where = described(url)
        self.processes: set[int] = set()
        """Process ids at the server that serve this replica."""

    def now(self) -> float:
        """Seconds since 1970."""
        return self._now() if self._now is not None else time.time() + self._ahead

    async def mend(self) -> None:
        """If the clock was set back since the last time, or for the first time: see `clock`."""
        now = self.now()
        if now < self._latest - clock.SLACK:
            await self.once(clock.mend)
        self._latest = now

    async def connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        """A new connection, for the caller to close.

        A caller that gives up does not interrupt the handshake, which would leave its socket to
        the garbage collector: the connection is made, closed, and waited for by `close`.
        """
        if self._cut:
            raise StoreClosedError("The store is closed.")
        making = asyncio.create_task(self._make())
        self._making.add(making)
        making.add_done_callback(self._making.discard)
        try:
            return await asyncio.shield(making)
        except asyncio.CancelledError:
            if self._cut:
                raise StoreClosedError("The store is closed.") from None
            making.add_done_callback(_unwanted)
            raise

    async def _make(self) -> "asyncpg.Connection[asyncpg.Record]":
        try:
            try:
                connection = await asyncpg.connect(
                    self._url, timeout=_CONNECT, command_timeout=_COMMAND, server_settings=_SETTINGS
                )
            except (ValueError, OverflowError):  # quotes what it could not read: the password
                raise unreadable() from None
            with ended_on_failure(connection):
                await self.look_around(connection)
        except Exception as error:
            raise self.explained(error) from error
        process = connection.get_server_pid()
        self.processes.add(process)
        connection.add_termination_listener(lambda _: self.processes.discard(process))
        self._connections.add(connection)
        connection.add_termination_listener(lambda _: self._connections.discard(connection))
        return connection

    async def look_around(self, connection: Connection) -> None:
        """See what time it is there, and which schema the tables are in."""
        asked = time.time()
        schema, told = await connection.fetchrow(
            "SELECT current_schema()::regnamespace::oid::bigint,"
            " extract(epoch FROM clock_timestamp())::double precision"
        ) or (None, 0.0)
        if schema is None:
            raise StoreUnwritableError(
                f"The database {self.where} has no schema to make tables in: create the one that"
                " search_path names."
            )
        self._schema, self._ahead = schema, told - (asked + time.time()) / 2

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection outside of any transaction: each statement is one of its own."""
        async with self._free:
            while self._idle and self._idle[-1].is_closed():
                self._idle.pop()
            connection = self._idle.pop() if self._idle else await self.connect()
            try:
                yield connection
            except Exception as error:
                told = self.explained(error)
                if isinstance(told, StoreAwayError) or connection.is_in_transaction():
                    connection.terminate()
                else:
                    self._idle.append(connection)
                raise told from error
            except BaseException:  # cancelled in the middle of something
                connection.terminate()
                raise
            self._idle.append(connection)
            self._note(None)

    def plain(self, connection: Connection) -> Transaction:
        """What a single statement needs."""
        return Transaction(connection, self.now(), self._schema)

    async def run(self, do: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run and commit. `do` may run again when it collided with another replica."""
        for tries in range(1, TRIES + 1):
            try:
                async with self.connection() as connection, connection.transaction():
                    return await do(self.plain(connection))
            except StoreBusyError as busy:
                if tries == TRIES or not isinstance(busy.__cause__, _COLLISIONS):
                    raise
        raise AssertionError("unreachable")

    async def once(self, do: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run what is a single statement: no transaction needs to be opened for it."""
        for tries in range(1, TRIES + 1):
            try:
                async with self.connection() as connection:
                    return await do(self.plain(connection))
            except StoreBusyError as busy:
                if tries == TRIES or not isinstance(busy.__cause__, _COLLISIONS):
                    raise
        raise AssertionError("unreachable")

    def explained(self, error: Exception) -> Exception:
        """The error in words, logged if it is the first in a row. A bug stays as it is."""
        if isinstance(error, StoreError | exceptions.DataError):
            return error
        if isinstance(error, exceptions.ClientConfigurationError):
            return StoreUnwritableError(f"DATABASE_URL names no PostgreSQL server: {error}.")
        for kinds, kind, advice in _ADVICE:
            if isinstance(error, kinds):
                said = str(error).strip() or type(error).__name__
                told = kind(f"The database {self.where} failed ({said}): {advice}.")
                if not isinstance(error, _COLLISIONS):
                    self._note(told)
                return told
        return error

    def _note(self, error: StoreError | None) -> None:
        """Log the first failure and the first success after it, nothing between."""
        if error is not None and not self._failing:
            log.error("%s", error)
        elif error is None and self._failing:
            log.warning("The database %s works again.", self.where)
        self._failing = error is not None

    def cut(self) -> None:
        """End all connections at once, and make no more: whoever waits for the server fails."""
        self._cut = True
        for connection in list(self._connections):
            connection.terminate()
        for making in self._making:
            making.cancel()

    async def close(self) -> None:
        """Let go of all connections, those too that are only being made."""
        await asyncio.gather(*self._making, return_exceptions=True)
        while self._idle:
            connection = self._idle.pop()
            try:
                await connection.close(timeout=1.0)
            except Exception:
                connection.terminate()


@contextmanager
def ended_on_failure(connection: Connection) -> Iterator[None]:
    """End the connection if this fails, or is cancelled."""
    try:
        yield
    except BaseException:
        connection.terminate()
        raise


def _unwanted(making: "asyncio.Task[asyncpg.Connection[asyncpg.Record]]") -> None:
    """End a connection that nobody waits for any more."""
    if not making.cancelled() and making.exception() is None:
        making.result().terminate()
