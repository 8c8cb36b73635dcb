"""One person floods with 200 messages a second: what others notice of it (bar: p99 2 ×).

python -m tests.bench.bench_flood [--seconds 20] [--people 20] [--polling]

Twenty people write once a second each, to a real process over HTTP, without and with the flooder
beside them. As Telegram does, the server refuses more than a message a second to one chat.
"""

import argparse
import asyncio
import itertools
import os
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, TCPConnector, web

from tests.bench.stub import SECRET, TOKEN, _message, _ok
from tests.telegram.world import DESK, ROOT, free_port

FLOODER = 1
FLOOD = 200.0
TEXTS = ("/start umbrella", "还伞机", "红灯", "三天", "借一天多少", "/menu", "上一步")
BATCH = 100


class Town:
    """A Bot API server, the people who write through it, and how long each waits."""

    def __init__(self, polling: bool) -> None:
        self.polling, self.hook = polling, ""
        self._ids, self._messages = itertools.count(1), itertools.count(1)
        self._waiting: list[dict[str, Any]] = []
        self._arrived = asyncio.Event()
        self._asked: dict[int, float] = {}
        self._free_at: dict[int, float] = {}
        self.waited: list[float] = []
        self.refused = self.told_to_slow_down = 0
        self._posts: set[asyncio.Task[None]] = set()

    async def handle(self, request: web.Request) -> web.Response:
        """One call of any method."""
        method = request.match_info["method"]
        sent: Any = await request.post()
        if method == "getUpdates":
            return _ok(await self._updates(int(sent.get("offset", 0))))
        if method == "getMe":
            me = {"id": 123456, "is_bot": True, "first_name": "b", "username": "bench_bot"}
            return _ok(me)
        if method in ("sendMessage", "editMessageText"):
            return self._shown(int(sent["chat_id"]), method, sent["text"])
        return _ok(True)

    def _shown(self, chat: int, method: str, text: str) -> web.Response:
        now = time.perf_counter()
        if method == "sendMessage" and chat == FLOODER:
            if now < self._free_at.get(chat, 0.0):
                self.refused += 1
                why = {"description": "Too Many Requests", "parameters": {"retry_after": 1}}
                return web.json_response({"ok": False, "error_code": 429, **why}, status=429)
            self._free_at[chat] = now + 1.0
        self.told_to_slow_down += "太快" in text
        if (asked := self._asked.pop(chat, None)) is not None and chat != FLOODER:
            self.waited.append(now - asked)
        return _ok(_message(next(self._messages), chat, "x", 123456))

    async def _updates(self, offset: int) -> list[dict[str, Any]]:
        self._waiting = [one for one in self._waiting if one["update_id"] >= offset]
        if not self._waiting:
            self._arrived.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(10):
                    await self._arrived.wait()
        return self._waiting[:BATCH]

    async def write(self, client: ClientSession, chat: int, text: str) -> None:
        """Somebody writes something."""
        self._asked.setdefault(chat, time.perf_counter())
        update = {
            "update_id": next(self._ids),
            "message": _message(next(self._messages), chat, text, chat),
        }
        if self.polling:
            self._waiting.append(update)
            self._arrived.set()
            return
        task = asyncio.create_task(self._post(client, update))
        self._posts.add(task)
        task.add_done_callback(self._posts.discard)

    async def _post(self, client: ClientSession, update: dict[str, Any]) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with client.post(self.hook, json=update, headers=headers) as response:
            assert response.status == 200, response.status


async def _life(town: Town, client: ClientSession, chat: int, chance: random.Random) -> None:
    await asyncio.sleep(chance.random())
    for text in itertools.cycle(TEXTS):
        await town.write(client, chat, text)
        await asyncio.sleep(chance.uniform(0.9, 1.1))


async def _flood(town: Town, client: ClientSession) -> None:
    due = time.perf_counter()
    for text in itertools.cycle(TEXTS):
        await town.write(client, FLOODER, text)
        due += 1 / FLOOD
        await asyncio.sleep(max(0.0, due - time.perf_counter()))


@asynccontextmanager
async def _bot(town: Town, folder: Path) -> AsyncIterator[None]:
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", town.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = free_port()
    town.hook = f"http://127.0.0.1:{port}/hook"
    environment = os.environ | {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE": f"http://127.0.0.1:{runner.addresses[0][1]}",
        "DATABASE_URL": f"sqlite:///{folder}/bench.db",
        "WEBHOOK_URL": town.hook,
        "WEBHOOK_SECRET": SECRET,
        "LISTEN": f"127.0.0.1:{port}",
        "LOG_LEVEL": "ERROR",
    }
    command = ["-m", "bot", "--content", str(DESK), "serve"]
    command += [] if town.polling else ["--webhook"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, env=environment
    )
    try:
        await asyncio.sleep(3)
        yield
    finally:
        process.terminate()
        await process.wait()
        await runner.cleanup()


async def measure(options: argparse.Namespace) -> tuple[list[float], list[float], Town]:
    """How long people waited without and with the flooder, in seconds, sorted."""
    town = Town(options.polling)
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            _bot(town, Path(folder)),
            ClientSession(connector=TCPConnector(limit=0)) as client,
        ):
            people = [
                asyncio.create_task(_life(town, client, 10 + n, chance))
                for n in range(options.people)
            ]
            await asyncio.sleep(3)  # the first turns load what is loaded late
            found: list[list[float]] = []
            for flooding in (False, True):
                flood = asyncio.create_task(_flood(town, client)) if flooding else None
                town.waited.clear()
                await asyncio.sleep(options.seconds)
                found.append(sorted(town.waited))
            for task in [*people, *([flood] if flood else [])]:
                task.cancel()
    return found[0], found[1], town


def _at(waited: Sequence[float], share: float) -> float:
    return waited[min(len(waited) - 1, int(len(waited) * share))] * 1e3


def main(arguments: Sequence[str] = ()) -> None:
    """Print both sides and their ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--polling", action="store_true")
    options = parser.parse_args(arguments)
    calm, flooded, town = asyncio.run(measure(options))
    for name, waited in (("without", calm), ("with   ", flooded)):
        print(
            f"{name} a flooder: {len(waited)} answers, median {_at(waited, 0.5):.1f} ms,"
            f" p99 {_at(waited, 0.99):.1f} ms"
        )
    print(
        f"p99 ratio {_at(flooded, 0.99) / _at(calm, 0.99):.2f} (bar 2); the flooder was refused"
        f" {town.refused} times by the server, told to slow down {town.told_to_slow_down} times"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
