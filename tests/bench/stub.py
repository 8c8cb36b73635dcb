"""A Bot API server that does next to nothing, and people who answer at once: for load alone.

python -m tests.bench.stub CHATS TURNS LATENCY_MS [HOOK]: prints its port, then, when every chat had
so many answers, one line of JSON. People type the next thing as soon as the answer to the last has
been taken in. With HOOK updates are posted there, else they are fetched.
"""

import asyncio
import contextlib
import json
import sys
import time
from itertools import count
from typing import Any

from aiohttp import ClientSession, TCPConnector, web

TOKEN = "123456:bench"
SECRET = "secret-of-the-bench"
TEXTS = ("/start umbrella", "还伞机", "上一步")
"""Begins a flow of `tests/telegram/desk`, answers its first question, takes that back."""

ANSWERING = "sendMessage"
"""What is typed is answered by a new message; edits only tidy the one before it."""


class Stub:
    """The server and its people."""

    def __init__(self, chats: int, turns: int, latency: float, hook: str | None) -> None:
        self._chats, self._turns, self._latency, self._hook = chats, turns, latency, hook
        self._ids, self._messages = count(1), count(1)
        self._waiting: list[dict[str, Any]] = []
        self._arrived = asyncio.Event()
        self._asked: dict[int, float] = {}
        self._answers = dict.fromkeys(range(1, chats + 1), 0)
        self._seconds: list[float] = []
        self._begun = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        self.done = asyncio.Event()

    async def handle(self, request: web.Request) -> web.Response:
        """One call of any method."""
        method = request.match_info["method"]
        sent: Any = await request.post()
        if not sent and request.can_read_body:
            sent = await request.json()
        if method == "getUpdates":
            return _ok(await self._updates(int(sent.get("offset", 0))))
        if self._latency:
            await asyncio.sleep(self._latency)
        if method == "getMe":
            me = {"id": 123456, "is_bot": True, "first_name": "b", "username": "bench_bot"}
            return _ok(me)
        if method == ANSWERING:
            chat = int(sent["chat_id"])
            asyncio.get_running_loop().call_soon(self._answered, chat)
            return _ok(_message(next(self._messages), chat, "x", 123456))
        return _ok(True)

    async def _updates(self, offset: int) -> list[dict[str, Any]]:
        self._waiting = [update for update in self._waiting if update["update_id"] >= offset]
        if not self._waiting:
            self._arrived.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(10):
                    await self._arrived.wait()
        return self._waiting[:100]

    async def begin(self) -> None:
        """Everybody types for the first time."""
        self._client = ClientSession(connector=TCPConnector(limit=0))
        self._begun = time.perf_counter()
        for chat in self._answers:
            self._type(chat)

    def _type(self, chat: int) -> None:
        self._asked[chat] = time.perf_counter()
        text = TEXTS[0] if not self._answers[chat] else TEXTS[1 + self._answers[chat] % 2]
        message = _message(next(self._messages), chat, text, chat)
        update = {"update_id": next(self._ids), "message": message}
        if self._hook is None:
            self._waiting.append(update)
            self._arrived.set()
        else:
            task = asyncio.create_task(self._post(self._hook, update))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _post(self, hook: str, update: dict[str, Any]) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with self._client.post(hook, json=update, headers=headers) as response:
            assert response.status == 200, response.status

    def _answered(self, chat: int) -> None:
        asked = self._asked.pop(chat, None)
        if asked is None:  # buttons taken off an older message
            return
        self._seconds.append(time.perf_counter() - asked)
        self._answers[chat] += 1
        if self._answers[chat] < self._turns:
            self._type(chat)
        elif not self._asked:
            self.done.set()

    def result(self) -> dict[str, float]:
        """Turns a second, and how long people waited."""
        waited = sorted(self._seconds)
        return {
            "turns": len(waited),
            "per_second": len(waited) / (time.perf_counter() - self._begun),
            "p50": waited[len(waited) // 2],
            "p99": waited[len(waited) * 99 // 100],
        }


def _message(number: int, chat: int, text: str, sender: int) -> dict[str, Any]:
    return {
        "message_id": number,
        "date": 1_795_600_000,
        "chat": {"id": chat, "type": "private", "first_name": "A"},
        "from": {"id": sender, "is_bot": sender == 123456, "first_name": "A"},
        "text": text,
    }


def _ok(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


async def main() -> None:
    """Serve until all is answered; begin when a line comes in."""
    chats, turns, latency, *hook = sys.argv[1:]
    stub = Stub(int(chats), int(turns), float(latency) / 1000, hook[0] if hook else None)
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", stub.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await stub.begin()
    await stub.done.wait()
    print(json.dumps(stub.result()), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
