"""A replica of a small bot that `fleet.py` kills again and again: python -m tests.store.crashing

    ... URL OWNER SENT

It is told of updates by lines of JSON, `[number, [[update id, chat, payload], …]]`, and says
`ack number` once they are stored, or `nack number`. What it sends it appends to the file SENT,
as `chat effect`. The line `"depths"` is answered by `depths waiting unsent`.
"""

import asyncio
import json
import os
import sys
from collections.abc import Coroutine
from typing import Any

from bot.store.errors import StoreError
from bot.store.opening import open_store
from bot.store.store import Delivery, Incoming, Result, Sent, Store, Task

SENDERS = 4
CLAIMED = 8


class Replica:
    """Takes updates in, takes turns, sends; until it is killed, or nobody speaks to it any more."""

    def __init__(self, store: Store, owner: str, sent: int) -> None:
        self._store, self._owner, self._sent = store, owner, sent
        self._senders = asyncio.Semaphore(SENDERS)
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        await self._store.release(self._owner)
        said = asyncio.StreamReader(limit=2**22)
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(said), sys.stdin)
        _say("going")
        self._go(self._work())
        self._go(self._claim())
        async for line in said:
            self._go(self._hear(json.loads(line)))

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _hear(self, told: Any) -> None:
        try:
            if told == "depths":
                stats = await self._store.stats()
                _say(f"depths {stats.waiting} {stats.unsent}")
                return
            number, updates = told
            await self._store.ingest([Incoming(*update) for update in updates])
            _say(f"ack {number}")
        except StoreError:
            _say("depths 1 1" if told == "depths" else f"nack {told[0]}")

    async def _work(self) -> None:
        while True:
            try:
                if await self._store.wait_for_work(1.0):
                    await self._store.work(turn, turn, limit=8)
            except StoreError:
                await asyncio.sleep(0.1)

    async def _claim(self) -> None:
        while True:
            try:
                if await self._store.wait_for_delivery(1.0):
                    for delivery in await self._store.claim(CLAIMED, self._owner):
                        self._go(self._send(delivery))
            except StoreError:
                await asyncio.sleep(0.1)

    async def _send(self, delivery: Delivery) -> None:
        async with self._senders:
            os.write(self._sent, f"{delivery.chat_id} {delivery.effect}\n".encode())
            await self._store.finish(delivery, Sent())


def turn(task: Task) -> Result:
    """The session is the list of all updates of the chat whose turn was taken."""
    session = f"{task.session or ''} {task.payload}"
    return Result(session=session, effects=(f"{task.payload}.0", f"{task.payload}.1"))


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def main() -> None:
    """Serve one life."""
    url, owner, sent = sys.argv[1:]
    store = open_store(url)
    try:
        asyncio.run(Replica(store, owner, os.open(sent, os.O_WRONLY | os.O_APPEND)).run())
    finally:
        store.close()


if __name__ == "__main__":
    main()
