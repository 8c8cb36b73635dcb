"""One open transaction, and the locks that keep replicas out of each other's way.

Whoever changes anything of a chat but its inbox holds the lock of its lane. A transaction takes
all the lanes it needs at once, in ascending order, and waits for nothing but tallies afterwards;
rows of the inbox are taken with SKIP LOCKED, before. So no two can wait for each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"

_LANES = (
    "SELECT pg_advisory_xact_lock(hashint8extended(chat, $2))"
    " FROM unnest($1::bigint[]) WITH ORDINALITY AS lane (chat, place) ORDER BY place"
)
_OWN_KEY = "SELECT hashtextextended($1, current_schema()::regnamespace::oid::bigint)"


@dataclass(frozen=True, slots=True)
class Transaction:
    """`now` is its time. `schema` is a number of the schema its tables are in: with it, locks of
    several bots in one database are told apart.
    """

    connection: Connection
    now: float
    schema: int

    async def lock(self, chats: Iterable[int]) -> None:
        """Wait for the lanes of these chats: once in a transaction, before changing anything."""
        await self.connection.execute(_LANES, sorted(set(chats)), self.schema)


async def own_key(connection: Connection, name: str) -> int:
    """The number of a lock that all replicas of one bot know by this name."""
    return int(await connection.fetchval(_OWN_KEY, name))
