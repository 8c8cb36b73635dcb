"""B13: a durable turn over PostgreSQL, taken in groups, beside a plain one of asyncpg (bar: 0.2 ×).

python -m tests.bench.bench_postgres [--chats 64] [--rounds 9]

Ours is a whole durable turn: the update queued once for all replicas, its session and message
written, in the order of its chat. The plain one is what is commonly written: a connection of a
pool, BEGIN, SELECT … FOR UPDATE, UPDATE and INSERT of session and message in one statement,
COMMIT. So many chats are under way at a time, on both sides; measured in turn, by the clock and in
processor time of this process (the server's is in the clock alone: it shares the machine).
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from statistics import median

import asyncpg

from bot.store.opening import open_store
from bot.store.store import Incoming, Store
from tests import postgres
from tests.bench.bench_store import EFFECT, SESSION, UPDATE, turn

CHATS = 64
ROUNDS = 9
TURNS = 10
"""Of each chat in a round."""
POOL = 4
"""Connections: as many as the store has."""

_SELECT = "SELECT session, last_message_id FROM chat WHERE chat_id = $1 FOR UPDATE"
_CHANGE = """
WITH kept AS (UPDATE chat SET session = $2, at = $4 WHERE chat_id = $1)
INSERT INTO outbox (chat_id, effect, at, due) VALUES ($1, $3, $4, $4)
"""
_FILL = (
    "INSERT INTO chat (chat_id, session, at) SELECT n, $1, 0 FROM generate_series(0, $2::int) AS n"
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds of one turn."""

    clock: float
    processor: float


async def _measured(rounds: Callable[[], Awaitable[None]], turns: int) -> Cost:
    clock, processor = time.perf_counter(), time.process_time()
    await rounds()
    each = 1e6 / turns
    return Cost((time.perf_counter() - clock) * each, (time.process_time() - processor) * each)


class Plain:
    """Turns as they are commonly written."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", chats: int) -> None:
        self._pool, self._chats = pool, chats

    async def turns(self) -> None:
        """Every chat, one turn after the other."""
        await asyncio.gather(*(self._chat(chat) for chat in range(self._chats)))

    async def _chat(self, chat: int) -> None:
        for _ in range(TURNS):
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.fetchrow(_SELECT, chat)
                await connection.execute(_CHANGE, chat, SESSION, EFFECT, time.time())


class Grouped:
    """Turns of the store, taken by one worker as the bot does."""

    def __init__(self, store: Store, chats: int) -> None:
        self._store, self._chats = store, chats
        self._updates = count(1)

    async def turns(self) -> None:
        """Every chat has as many updates; the worker takes their turns meanwhile."""
        for _ in range(TURNS):
            updates = (Incoming(next(self._updates), chat, UPDATE) for chat in range(self._chats))
            await asyncio.gather(*(self._store.ingest([update]) for update in updates))
            left = self._chats
            while left:
                left -= await self._store.work(turn, turn, self._chats)


async def _measure(store: Store, url: str, options: "Options") -> None:
    async with asyncpg.create_pool(url, min_size=POOL, max_size=POOL) as pool:
        await pool.execute(_FILL, SESSION, options.chats)
        plain, grouped = Plain(pool, options.chats), Grouped(store, options.chats)
        turns = options.chats * TURNS
        rows: list[tuple[Cost, Cost]] = []
        for _ in range(options.rounds + 1):
            row = await _measured(plain.turns, turns), await _measured(grouped.turns, turns)
            await pool.execute("TRUNCATE outbox")
            rows.append(row)
    rows = rows[1:]  # the first prepares its statements
    for name in ("clock", "processor"):
        ours = median(getattr(row[1], name) for row in rows)
        theirs = median(getattr(row[0], name) for row in rows)
        ratio = median(getattr(row[1], name) / getattr(row[0], name) for row in rows)
        print(
            f"B13 turn over PostgreSQL, {options.chats} chats under way, {name}: {ours:.0f} µs"
            f" grouped, {theirs:.0f} µs plain, ratio {ratio:.2f} (bar 0.2)"
        )


@dataclass(frozen=True, slots=True)
class Options:
    """How many chats are under way at a time, and how often both sides are measured."""

    chats: int
    rounds: int


def main(arguments: Sequence[str] = ()) -> None:
    """Print both sides and their ratio, by the clock and in processor time."""
    parser = argparse.ArgumentParser(description="What a durable turn over PostgreSQL costs.")
    parser.add_argument("--chats", type=int, default=CHATS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args(arguments)
    server = postgres.server()
    server.durable()
    url = server.schema()
    with closing(open_store(url)) as store:
        asyncio.run(_measure(store, url, Options(given.chats, given.rounds)))


if __name__ == "__main__":
    main(sys.argv[1:])
