"""B7: a durable turn beside the mere parsing of its update by PTB (bar: 0.5 ×).
B8: a durable turn among very many stored conversations beside one among 1,000 (bar: 1.6 ×).

python -m tests.bench.bench_store [--sessions 1000000]

A durable turn is what must be on disk: the update's id, the session, the message to send, with
`synchronous=FULL`, 32 updates under way at a time. Both sides of a ratio are measured in turn, in
processor time of the whole process.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

from telegram import Bot, Update

from bot.store.sqlite import SqliteStore
from bot.store.store import Incoming, Result, Screen, Sent, Task

ROUNDS = 15
GROUPS = 20
UNDER_WAY = 32
FEW = 1_000
MANY = 100_000
"""Without `--sessions`: enough to see a slope, little enough to be quick."""

SESSION = json.dumps(
    {
        "frames": [
            {
                "flow": "medical-balance-zero",
                "digest": "0f1e2d3c4b5a",
                "answers": [{"node": f"question_{n}", "value": "employee"} for n in range(6)],
            }
        ],
        "run": 3,
        "turn": 17,
    }
)
EFFECT = json.dumps(
    {"text": "您现在参加的是哪种医保？" * 3, "buttons": [["职工医保", "v1:3.h:c:employee"]] * 5},
    ensure_ascii=False,
)
UPDATE = json.dumps(
    {
        "update_id": 812345678,
        "callback_query": {
            "id": "4382bfdwdsb323b2d9",
            "from": {"id": 7, "is_bot": False, "first_name": "A", "language_code": "zh-hans"},
            "chat_instance": "-3244872123871238712",
            "data": "v1:3.h:c:employee",
            "message": {
                "message_id": 1365,
                "date": 1795579200,
                "from": {"id": 1, "is_bot": True, "first_name": "Bot", "username": "a_bot"},
                "chat": {"id": 7, "first_name": "A", "type": "private"},
                "text": "您现在参加的是哪种医保？",
                "reply_markup": {
                    "inline_keyboard": [
                        [{"text": label, "callback_data": f"v1:3.h:c:{n}"}]
                        for n, label in enumerate(("职工医保", "居民医保", "不清楚", "上一步"))
                    ]
                },
            },
        },
    }
)


class Side:
    """A store with so many conversations; measures turns of random ones."""

    def __init__(self, path: Path, sessions: int) -> None:
        self.store = SqliteStore(path)
        self.size = sessions
        self._chance = random.Random(sessions)
        self._next = 0

    async def fill(self) -> None:
        for first in range(0, self.size, 100):
            chats = range(first, min(first + 100, self.size))
            await asyncio.gather(*(self.store.record(chat, Result(SESSION)) for chat in chats))

    async def turns(self) -> float:
        """Microseconds of a durable turn."""
        groups = [self._updates() for _ in range(GROUPS)]
        begun = time.process_time()
        for updates in groups:
            await asyncio.gather(*(self.store.ingest([update]) for update in updates))
            while await self.store.work(turn, turn, UNDER_WAY):
                pass
        return _each(begun)

    async def sendings(self) -> float:
        """Microseconds of claiming and finishing a message."""
        begun = time.process_time()
        for _ in range(GROUPS):
            claimed = await self.store.claim(UNDER_WAY, "bench")
            shown = Screen(1365, 1365, EFFECT)
            finishing = (self.store.finish(delivery, Sent(shown)) for delivery in claimed)
            await asyncio.gather(*finishing)
        return _each(begun)

    def _updates(self) -> list[Incoming]:
        first = self._next = self._next + UNDER_WAY
        chats = self._chance.sample(range(self.size), UNDER_WAY)
        return [Incoming(first + n, chat, UPDATE) for n, chat in enumerate(chats)]


def _each(begun: float) -> float:
    return (time.process_time() - begun) / (GROUPS * UNDER_WAY) * 1e6


def turn(task: Task) -> Result:
    """A turn that goes on in a flow."""
    return Result(session=SESSION, effects=(EFFECT,), seen_message_id=1366)


def _parse(bot: Bot) -> float:
    """Microseconds in which PTB turns the update's JSON into its objects."""
    begun = time.process_time()
    for _ in range(GROUPS * UNDER_WAY):
        Update.de_json(json.loads(UPDATE), bot)
    return _each(begun)


async def _round(bot: Bot, few: Side, many: Side) -> tuple[float, float, float, float]:
    """All sides once; what the turns left to be sent is sent, so that nothing grows."""
    parse, turn, sending = _parse(bot), await few.turns(), await few.sendings()
    far = await many.turns()
    await many.sendings()
    return parse, turn, sending, far


async def _measure(few: Side, many: Side) -> None:
    for side in (few, many):
        await side.fill()
    bot = Bot("1:measuring")
    rows = [await _round(bot, few, many) for _ in range(ROUNDS)]
    parse, turn, sending, far = (median(column) for column in zip(*rows, strict=True))
    ratio = median(row[1] / row[0] for row in rows)
    growth = median(row[3] / row[1] for row in rows)
    print(
        f"B7 durable turn: {turn:.1f} µs, PTB parses its update in {parse:.1f} µs,"
        f" ratio {ratio:.2f} (bar 0.5); claiming and finishing its message: {sending:.1f} µs"
    )
    print(
        f"B8 durable turn among {many.size:,} conversations: {far:.1f} µs,"
        f" among {few.size:,}: {turn:.1f} µs, ratio {growth:.2f} (bar 1.6)"
    )


def main(arguments: Sequence[str] = ()) -> None:
    """Print both sides of both measures, in microseconds of processor time, and their ratios."""
    parser = argparse.ArgumentParser(description="What a durable turn costs.")
    parser.add_argument("--sessions", type=int, default=MANY, metavar="N")
    sessions = parser.parse_args(arguments).sessions
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        few, many = Side(folder / "few.db", FEW), Side(folder / "many.db", sessions)
        stack.enter_context(closing(few.store))
        stack.enter_context(closing(many.store))
        asyncio.run(_measure(few, many))


if __name__ == "__main__":
    main(sys.argv[1:])
