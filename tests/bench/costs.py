"""What it takes to carry 1, 100 and 10,000 bots, and ten million chats.

python -m tests.bench.costs [--turns 6000] [--chats 2000]

Measured here: bytes of a conversation, what a turn writes, processor time of a turn, memory and
connections of a process, in both engines. Everything else is arithmetic on the assumptions that
are printed with it; none of it was run at that size.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import asyncpg

from bot.store.opening import open_store
from bot.store.postgres.server import MOST_CONNECTIONS
from tests import postgres
from tests.bench.bench_soak import Soak, _memory

ACTIVE_A_DAY = 0.01
"""Of all chats that are kept (30 days after the last word), so many write on a given day."""
TURNS_A_VISIT = 12
PEAK = 5.0
"""The busiest minute, beside the day's average."""
MESSAGES_A_TURN = 1.3
"""New messages and edits that Telegram is asked for, taking off buttons not counted."""
TELEGRAM_A_SECOND = 30.0
"""What Telegram lets one bot send in all, without paying for more (then 1,000)."""
CORE_SHARE = 0.5
"""A core is thought of as full when it is half busy."""
DATABASE_CONNECTIONS = 500
"""What one PostgreSQL is asked to hold."""
MONTH = 30


@dataclass(frozen=True)
class Measured:
    """Of one engine. Bytes, and seconds of processor time of the bot's process."""

    engine: str
    chat: float
    written: float
    seconds: float
    memory: float


async def _soak(url: str, turns: int, chats: int) -> tuple[float, float]:
    """Seconds of a turn, and MB of the process, after so many turns."""
    with closing(open_store(url)) as store:
        spent = await Soak(store, chats).turns(turns)
        return mean(spent[len(spent) // 2 :]) / 1e6, _memory()


def sqlite(turns: int, chats: int) -> Measured:
    """Measure a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "costs.db")
        seconds, memory = asyncio.run(_soak(f"sqlite:///{path}", turns, chats))
        size = path.stat().st_size
    known = chats * (1 - (1 - 1 / chats) ** turns)
    return Measured("SQLite", size / known, float("nan"), seconds, memory)


def postgresql(turns: int, chats: int) -> Measured:
    """Measure a server: sizes of tables and indexes, and its write-ahead log."""
    url = postgres.server().schema()

    async def ask(query: str) -> float:
        connection = await asyncpg.connect(url)
        try:
            return float(await connection.fetchval(query))
        finally:
            await connection.close()

    log = "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"
    before = asyncio.run(ask(log))
    seconds, memory = asyncio.run(_soak(url, turns, chats))
    written = (asyncio.run(ask(log)) - before) / turns
    tables = "sum(pg_total_relation_size(c.oid))"
    size = asyncio.run(
        ask(
            f"SELECT {tables} FROM pg_class c WHERE relkind = 'r'"
            " AND relnamespace = current_schema()::regnamespace"
        )
    )
    known = chats * (1 - (1 - 1 / chats) ** turns)
    return Measured("PostgreSQL", size / known, written, seconds, memory)


@dataclass(frozen=True)
class Size:
    """So many bots with so many chats each."""

    bots: int
    chats: int

    @property
    def turns(self) -> float:
        """A second, in the busiest minute, of all bots."""
        return self.bots * self.chats * ACTIVE_A_DAY * TURNS_A_VISIT / 86_400 * PEAK


SIZES = (
    Size(1, 1_000),
    Size(1, 100_000),
    Size(1, 10_000_000),
    Size(100, 1_000),
    Size(10_000, 1_000),
)


def line(size: Size, one: Measured) -> str:
    """A row of the table."""
    per_bot = size.turns / size.bots
    messages = per_bot * MESSAGES_A_TURN
    cores = size.turns * one.seconds / CORE_SHARE
    processes = size.bots * max(1.0, cores / size.bots)
    connections = processes * (MOST_CONNECTIONS + 1)
    gigabytes = size.bots * size.chats * one.chat / 2**30
    binds = f"{messages / TELEGRAM_A_SECOND:.0%}" if messages > 0.3 else "< 1 %"
    servers = max(1, -(-int(connections) // DATABASE_CONNECTIONS))
    return (
        f"| {size.bots:,} × {size.chats:,} | {size.turns:,.1f} | {binds} | {gigabytes:,.2f} |"
        f" {size.turns * one.written / 2**20 * 86_400 / PEAK / 1024:,.1f} |"
        f" {cores:,.2f} | {processes * one.memory / 1024:,.1f} | {connections:,.0f} | {servers} |"
    )


def main(arguments: Sequence[str] = ()) -> None:
    """Print what was measured, what is supposed, and what follows."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=6_000)
    parser.add_argument("--chats", type=int, default=2_000)
    options = parser.parse_args(arguments)
    found = [measure(options.turns, options.chats) for measure in (sqlite, postgresql)]
    print("measured, after", f"{options.turns:,} turns of {options.chats:,} chats:")
    for one in found:
        written = "" if one.written != one.written else f", {one.written:,.0f} B of log a turn"
        print(
            f"  {one.engine}: {one.chat:,.0f} B a chat{written},"
            f" {one.seconds * 1e6:,.0f} µs of processor time a turn, {one.memory:.0f} MB a process"
        )
    print(
        f"supposed: {ACTIVE_A_DAY:.0%} of chats write on a day, {TURNS_A_VISIT} turns each, peak"
        f" {PEAK:g} × the average, {MESSAGES_A_TURN} messages a turn; a core full at"
        f" {CORE_SHARE:.0%}, {DATABASE_CONNECTIONS} connections a PostgreSQL\n"
    )
    print("| bots × chats | turns/s at the peak | of Telegram's limit, a bot | GB kept |", end="")
    print(" GB of log a day | cores | GB of memory | connections | PostgreSQL servers |")
    print("|---|---|---|---|---|---|---|---|---|")
    for size in SIZES:
        print(line(size, found[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
