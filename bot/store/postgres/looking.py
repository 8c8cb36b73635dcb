"""A look into PostgreSQL from beside the running bot, changing nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.store.postgres.server import Server
from bot.store.postgres.transaction import Transaction

T = TypeVar("T")


def look(url: str, see: Callable[[Transaction], Awaitable[T]]) -> T:
    """Read something. Raises StoreError when there is no such database, or it cannot be read."""

    async def read() -> T:
        server = Server(url)
        try:
            return await server.once(see)
        finally:
            await server.close()

    return asyncio.run(read())
