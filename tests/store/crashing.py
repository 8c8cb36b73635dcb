"""A small bot that is killed again and again by `test_crash.py`: python -m tests.store.crashing DIR

It plays Telegram too. What Telegram would remember is kept in files that survive the kill:
`confirmed` (the last update it need not repeat) and `sent` (all messages that reached the users).
It looks again and again how full the queues are: for that no store has an event (ASYNC110).
Update n is a message of chat n modulo CHATS, and is answered by two messages, `n.0` and `n.1`.
"""

import asyncio
import sys
from itertools import count
from pathlib import Path

from bot.store.sqlite import SqliteStore
from bot.store.store import Delivery, Incoming, Result, Sent, Task

CHATS = 12
BATCH = 8
SENDERS = 4


class Bot:
    """Takes updates in, takes turns, sends; until a file `stop` appears and all is done."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store = SqliteStore(folder / "bot.db")
        self._confirmed = int(self._read("confirmed") or -1)

    def _read(self, name: str) -> str:
        path = self._folder / name
        lines = path.read_text().split("\n") if path.exists() else []
        return next((line for line in reversed(lines) if line), "")

    def _append(self, name: str, line: str) -> None:
        with (self._folder / name).open("a") as file:
            file.write(f"{line}\n")

    async def run(self) -> None:
        print("going", flush=True)
        tasks = [asyncio.create_task(self._work()), *(self._sender() for _ in range(SENDERS))]
        await self._poll()
        while (stats := await self._store.stats()).waiting or stats.unsent:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)
        for task in tasks:
            task.cancel()
        self._store.close()

    async def _poll(self) -> None:
        """Telegram repeats what was not confirmed; each batch overlaps the one before."""
        for first in count(max(0, self._confirmed - BATCH), BATCH - 2):
            batch = range(first, first + BATCH)
            await self._store.ingest([Incoming(n, n % CHATS, str(n)) for n in batch])
            self._append("confirmed", str(batch[-1]))
            if (self._folder / "stop").exists():
                return
            while (await self._store.stats()).waiting > 5 * BATCH:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.001)

    async def _work(self) -> None:
        while True:
            if await self._store.wait_for_work(1.0):
                await self._store.work(turn, turn, limit=5)

    def _sender(self) -> asyncio.Task[None]:
        async def send() -> None:
            while True:
                if await self._store.wait_for_delivery(1.0):
                    for delivery in await self._store.claim(1, "bot"):
                        await self._send(delivery)

        return asyncio.create_task(send())

    async def _send(self, delivery: Delivery) -> None:
        self._append("sent", f"{delivery.chat_id} {delivery.effect}")
        await asyncio.sleep(0)
        await self._store.finish(delivery, Sent())


def turn(task: Task) -> Result:
    """The session is the list of all updates of the chat whose turn was taken."""
    session = f"{task.session or ''} {task.payload}"
    return Result(session=session, effects=(f"{task.payload}.0", f"{task.payload}.1"))


if __name__ == "__main__":
    asyncio.run(Bot(Path(sys.argv[1])).run())
