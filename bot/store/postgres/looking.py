"""A look into PostgreSQL from beside the running bot, changing nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.store.counts import Stats
from bot.store.errors import StoreError, StoreUnwritableError
from bot.store.postgres import upkeep
from bot.store.postgres.schema import version_of
from bot.store.postgres.server import Server
from bot.store.postgres.transaction import Transaction

T = TypeVar("T")

_RIGHTS = (
    "SELECT has_schema_privilege(current_schema(), 'CREATE'),"
    " pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'"
)


def look(url: str, see: Callable[[Transaction], Awaitable[T]]) -> T:
    """Read something. Raises StoreError when there is no such database, or it cannot be read."""

    async def read(server: Server) -> T:
        async with server.connection() as connection:
            if not await version_of(connection, server.where):
                raise StoreError(
                    f"The database {server.where} has no tables yet: start the bot once, or set"
                    " DATABASE_URL to the one to look into."
                )
            return await see(server.plain(connection))

    return _with(url, read)


def examine(url: str) -> Stats | None:
    """What a bot that starts there would find; None: it would make the tables.

    Raises StoreError when it could not work there.
    """

    async def read(server: Server) -> Stats | None:
        async with server.connection() as connection:
            version = await version_of(connection, server.where)
            may_create, read_only = await connection.fetchrow(_RIGHTS) or (False, True)
            if read_only:
                raise StoreUnwritableError(
                    f"The database {server.where} may only be read: name the primary server in"
                    " DATABASE_URL."
                )
            if not version and not may_create:
                raise StoreUnwritableError(
                    f"The database {server.where} lets this user make no tables: make this user"
                    " its owner."
                )
            return await upkeep.stats(server.plain(connection)) if version else None

    return _with(url, read)


def _with(url: str, read: Callable[[Server], Awaitable[T]]) -> T:
    async def do() -> T:
        server = Server(url)
        try:
            return await read(server)
        finally:
            await server.close()

    return asyncio.run(do())
