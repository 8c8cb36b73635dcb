"""B13: a durable turn over PostgreSQL, taken in groups, beside a plain one of asyncpg (bar: 0.2 ×).

python -m tests.bench.bench_postgres [--chats 64] [--rounds 9]

The plain one is what is commonly written, by a connection of a pool: BEGIN, SELECT … FOR UPDATE,
UPDATE and INSERT of session and message in one statement, COMMIT; or, in two round trips, SELECT,
then a statement that writes if nobody else did meanwhile. It knows nothing of updates that come
twice or are lost in a crash. Ours does the same with the update's end besides, in the order of its
chat: once with the updates queued beforehand (the turn alone, which is what compares), once with
each queued meanwhile, for all replicas, in a transaction of its own (the plain ones lack that).

So many chats are under way at a time, each with one turn after the other, on both sides; measured
in turn, by the clock and in processor time of this process (the server's is in the clock alone: it
shares the machine).
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
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
_READ = "SELECT session, last_message_id, at FROM chat WHERE chat_id = $1"
_CHANGE_UNCHANGED = """
WITH kept AS (UPDATE chat SET session = $2, at = $4 WHERE chat_id = $1 AND at = $5
    RETURNING chat_id)
INSERT INTO outbox (chat_id, effect, at, due) SELECT chat_id, $3, $4, $4 FROM kept
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

    async def locking(self) -> None:
        """Every chat, one turn after the other, its row locked meanwhile: four round trips."""
        await asyncio.gather(*(self._locking(chat) for chat in range(self._chats)))

    async def _locking(self, chat: int) -> None:
        for _ in range(TURNS):
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.fetchrow(_SELECT, chat)
                await connection.execute(_CHANGE, chat, SESSION, EFFECT, time.time())

    async def checking(self) -> None:
        """The same, written if nobody else did meanwhile: two round trips."""
        await asyncio.gather(*(self._checking(chat) for chat in range(self._chats)))

    async def _checking(self, chat: int) -> None:
        for _ in range(TURNS):
            async with self._pool.acquire() as connection:
                row = await connection.fetchrow(_READ, chat)
                read = None if row is None else row[2]
                given = (chat, SESSION, EFFECT, time.time(), read)
                said = await connection.execute(_CHANGE_UNCHANGED, *given)
                if said != "INSERT 0 1":
                    raise AssertionError(f"nobody else writes: {said}")


class Grouped:
    """Turns of the store, taken by one worker as the bot does."""

    def __init__(self, store: Store, chats: int) -> None:
        self._store, self._chats = store, chats
        self._updates = count(1)

    async def turns(self) -> None:
        """Every chat queues one update after the other; their turns are taken meanwhile."""
        await asyncio.gather(self._queue(TURNS), self._take(TURNS))

    async def alone(self) -> Cost:
        """As many turns, each of an update that was queued before."""
        parts: list[Cost] = []
        for _ in range(TURNS):
            await self._queue(1)
            parts.append(await _measured(partial(self._take, 1), self._chats * TURNS))
        return Cost(sum(part.clock for part in parts), sum(part.processor for part in parts))

    async def _queue(self, each: int) -> None:
        await asyncio.gather(*(self._chat(chat, each) for chat in range(self._chats)))

    async def _chat(self, chat: int, updates: int) -> None:
        for _ in range(updates):
            await self._store.ingest([Incoming(next(self._updates), chat, UPDATE)])

    async def _take(self, each: int) -> None:
        left = self._chats * each
        while left:
            if await self._store.wait_for_work(1.0):
                left -= await self._store.work(turn, turn, self._chats)


async def _measure(store: Store, url: str, options: "Options") -> None:
    async with asyncpg.create_pool(url, min_size=POOL, max_size=POOL) as pool:
        await pool.execute(_FILL, SESSION, options.chats)
        plain, grouped = Plain(pool, options.chats), Grouped(store, options.chats)
        turns = options.chats * TURNS
        rows: list[list[Cost]] = []
        for _ in range(options.rounds + 1):
            row = [await _measured(plain.locking, turns), await _measured(plain.checking, turns)]
            row += [await grouped.alone(), await _measured(grouped.turns, turns)]
            await pool.execute("TRUNCATE outbox")
            rows.append(row)
    del rows[0]  # it prepares the statements
    for name in ("clock", "processor"):
        _print(name, options.chats, [[getattr(cost, name) for cost in row] for row in rows])


def _print(name: str, chats: int, rows: Sequence[Sequence[float]]) -> None:
    locking, checking, alone, whole = (median(column) for column in zip(*rows, strict=True))
    print(
        f"B13 turn over PostgreSQL, {chats} chats under way, {name}: plain {locking:.0f} µs in four"
        f" round trips, {checking:.0f} in two; ours grouped {alone:.0f} µs, ratio"
        f" {_ratio(rows, 2, 0)}, {_ratio(rows, 2, 1)} (bar 0.2); queued as well {whole:.0f} µs,"
        f" {_ratio(rows, 3, 0)}, {_ratio(rows, 3, 1)}"
    )


def _ratio(rows: Sequence[Sequence[float]], one: int, other: int) -> str:
    return f"{median(row[one] / row[other] for row in rows):.2f}"


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
