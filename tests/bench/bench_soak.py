"""Many turns of many chats in one process: does it grow, does it slow down?

python -m tests.bench.bench_soak [--turns 1000000] [--chats 50000]

People walk through the shipped content at random, by buttons and words; each turn is durable, and
what it says is claimed and finished. Each tenth of the turns is measured by itself: bars are memory
< 5 % more than after the first tenth, and no slower median turn at the end (2 %).
"""

import argparse
import asyncio
import gc
import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

import msgspec

from bot.channels.telegram import effects, render
from bot.channels.telegram.effects import Show
from bot.channels.telegram.measures import Measures
from bot.channels.telegram.tracing import traced
from bot.channels.telegram.turns import Turns
from bot.channels.telegram.updates import read
from bot.store.sqlite import SqliteStore
from bot.store.store import Incoming, Sent, Store
from tests.shipped import guide

AT_ONCE = 32
PARTS = 10
WORDS = (
    "医保余额为什么是零",
    "养老金怎么算",
    "新农合",
    "/menu",
    "上一步",
    "不清楚",
    "3",
    "2019年3月",
)


class Soak:
    """A bot without its wire, and the buttons that its people have before them."""

    def __init__(self, store: Store, chats: int) -> None:
        self._store, self._chats = store, chats
        self._chance = random.Random(1)
        self._button: list[str | None] = [None] * (chats + 1)  # one each: this must not grow
        self._update = 0
        turns = Turns(guide())
        measures = Measures()
        self._handle = traced(turns.handle, measures)
        self._apologise = traced(turns.apologise, measures)
        self.measures = measures

    def _event(self, chat: int) -> Incoming:
        self._update += 1
        where = {"id": chat, "type": "private"}
        data = self._button[chat]
        body: dict[str, object]
        if data is not None and self._chance.random() < 0.7:
            sender = {"id": chat, "is_bot": False, "first_name": "x"}
            held = {"message_id": 5, "date": 1, "chat": where}
            query = {"id": "1", "from": sender, "message": held, "data": data}
            body = {"callback_query": query}
        else:
            text = self._chance.choice(WORDS)
            body = {"message": {"message_id": 7, "date": 1, "chat": where, "text": text}}
        update = read({"update_id": self._update} | body)
        assert update is not None
        payload = msgspec.json.encode(update.received).decode()
        return Incoming(update.id, update.chat, payload)

    async def turns(self, many: int) -> list[float]:
        """Take so many turns; microseconds of processor time of a turn, for each group."""
        spent = []
        for _ in range(0, many, AT_ONCE):
            chats = self._chance.sample(range(1, self._chats + 1), AT_ONCE)
            updates = [self._event(chat) for chat in chats]
            begun = time.process_time()
            await self._store.ingest(updates)
            taken = 0
            while taken < AT_ONCE:
                taken += await self._store.work(self._handle, self._apologise)
            await self._send()
            spent.append((time.process_time() - begun) / AT_ONCE * 1e6)
        return spent

    async def _send(self) -> None:
        while deliveries := await self._store.claim(128, "soak"):
            finishing = []
            for delivery in deliveries:
                effect, screen = effects.decode(delivery.effect), None
                if isinstance(effect, Show):
                    screen = effects.shown(effect, delivery.id, delivery.screen)
                    self._button[delivery.chat_id] = self._pick(effect)
                finishing.append(self._store.finish(delivery, Sent(screen)))
            await asyncio.gather(*finishing)

    def _pick(self, show: Show) -> str | None:
        acting = [button for button in show.reply.buttons if button.acts]
        return render.data(self._chance.choice(acting).id, show.run, show.turn) if acting else None


def _memory() -> float:
    """Resident memory in MB."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


async def _measure(folder: Path, turns: int, chats: int) -> None:
    with closing(SqliteStore(folder / "soak.db")) as store:
        soak = Soak(store, chats)
        rows: list[tuple[float, float]] = []
        for part in range(PARTS):
            middle = median(await soak.turns(turns // PARTS))
            rows.append((_memory(), middle))
            print(
                f"{(part + 1) * turns // PARTS:9,} turns: {rows[-1][0]:.1f} MB,"
                f" {rows[-1][1]:.0f} µs of processor time a turn (median)",
                flush=True,
            )
        assert not soak.measures.failed_turns
        dead = (await store.stats()).dead_updates
    print(
        f"{turns:,} turns of {chats:,} chats: memory × {rows[-1][0] / rows[0][0]:.3f} (bar 1.05),"
        f" a turn × {rows[-1][1] / rows[1][1]:.2f} of the second tenth's (bar 1.02), {dead} dead"
    )


def main(arguments: Sequence[str] = ()) -> None:
    """Print each tenth, and how the last compares."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=1_000_000)
    parser.add_argument("--chats", type=int, default=50_000)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder), options.turns, options.chats))


if __name__ == "__main__":
    main(sys.argv[1:])
