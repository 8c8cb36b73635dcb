"""The bot as its users meet it: a process, a Bot API server that is none of ours, and people."""

import asyncio
import itertools
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Self

from aiohttp import ClientConnectorError, ClientSession

from tests.telegram.proxy import SENDING, SHOWING, Call, Proxy
from tests.telegram.recording import TOKEN

ROOT = Path(__file__).resolve().parents[2]
DESK = Path(__file__).parent / "desk"
PATIENCE = 20.0
SECRET = "a-secret-of-32-characters-at-least"
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class World:
    """Server, proxy and bot. Times out loudly; what the bot logged is in `log`."""

    def __init__(
        self, folder: Path, *, webhook: bool = False, content: Path = DESK, **environment: str
    ) -> None:
        self._content = content
        self.folder, self.log = folder, folder / "bot.log"
        self.webhook = webhook
        self.port = free_port()
        self.hook = f"http://127.0.0.1:{self.port}/hook/secret-path"
        self._environment = environment
        self.proxy = Proxy()
        self.bot: Process | None = None
        self._people = itertools.count(1001)
        self._queries = itertools.count(1)

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            self._client = await stack.enter_async_context(ClientSession())
            self.base = await self.proxy.start()
            stack.push_async_callback(self.proxy.stop)
            self.proxy.kill = self._kill_now
            await self._start_server()
            stack.push_async_callback(self._stop_server)
            stack.push_async_callback(self.stop)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _start_server(self) -> None:
        """Start it on a port that was free just now; on another one if somebody was quicker."""
        for _ in range(5):
            port = free_port()
            self._server = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                "from lo_bot_api_emulator import main; main()",
                *("--port", str(port), "--enable-control", "--allow-insecure-loopback-webhooks"),
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
            self.proxy.upstream = f"http://127.0.0.1:{port}"
            if await self._server_up():
                return
        raise AssertionError("the Bot API server did not start")

    async def _stop_server(self) -> None:
        if self._server.returncode is None:
            self._server.terminate()
        await self._server.wait()

    async def _server_up(self) -> bool:
        for _ in range(400):
            if self._server.returncode is not None:
                return False
            try:
                async with self._client.get(f"{self.proxy.upstream}/"):
                    await asyncio.sleep(0.05)  # was it ours that answered, or who took the port?
                    return self._server.returncode is None
            except ClientConnectorError:
                await asyncio.sleep(0.05)
        return False

    async def start(self) -> None:
        """Start the bot's process."""
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        environment |= {
            "PYTHONFAULTHANDLER": "1",
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_BASE": self.base,
            "DATABASE_URL": f"sqlite:///{self.folder / 'bot.db'}",
            "LISTEN": f"127.0.0.1:{self.port}" if self.webhook else "",
            "WEBHOOK_URL": self.hook,
            "WEBHOOK_SECRET": SECRET,
            **self._environment,
        }
        command = [sys.executable, "-m", "bot", "--content", str(self._content), "serve"]
        with self.log.open("ab") as log:
            self.bot = await asyncio.create_subprocess_exec(
                *command,
                *(["--webhook"] if self.webhook else []),
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )

    def _kill_now(self) -> None:
        if self.bot is not None and self.bot.returncode is None:
            self.bot.send_signal(signal.SIGKILL)

    def reload(self) -> None:
        """SIGHUP."""
        assert self.bot is not None
        self.bot.send_signal(signal.SIGHUP)

    async def kill(self) -> None:
        """kill -9."""
        self._kill_now()
        if self.bot is not None:
            await self.bot.wait()

    async def stop(self) -> int | None:
        """SIGTERM; the exit code."""
        if self.bot is not None and self.bot.returncode is None:
            self.bot.terminate()
            try:
                async with asyncio.timeout(PATIENCE):
                    await self.bot.wait()
            except TimeoutError:
                self.bot.send_signal(signal.SIGABRT)  # faulthandler writes where it hangs
                await self.bot.wait()
                raise AssertionError(f"it does not stop:\n{self._log_tail()}") from None
        return self.bot.returncode if self.bot else None

    async def until(self, condition: Callable[[], bool], within: float = PATIENCE) -> None:
        """Wait for something to be true of what the proxy saw."""
        end = time.monotonic() + within
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"waited in vain; the last it logged:\n{self._log_tail()}")
            await asyncio.sleep(0.01)

    def _log_tail(self) -> str:
        return self.log.read_text("utf-8")[-4_000:] if self.log.exists() else ""

    async def inject(self, kind: str, body: Mapping[str, object]) -> int:
        """Put an update into the server's queue; its id."""
        update = {"token": TOKEN, "update": {kind: body}}
        url = f"{self.proxy.upstream}/__fixture/updates"
        async with self._client.post(url, json=update) as response:
            answer = await response.json()
        assert response.status == 200, answer
        return int(answer["result"]["update_id"])

    async def deliver(self) -> None:
        """Have the server try again what its webhook did not take."""
        async with self._client.post(
            f"{self.proxy.upstream}/__fixture/deliver", json={"token": TOKEN}
        ):
            pass

    def person(self, identity: int | None = None) -> "Person":
        return Person(self, identity or next(self._people))

    async def post_update(self, update: Mapping[str, object]) -> None:
        """Hand an update to the webhook, as Telegram would."""
        secret = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with self._client.post(self.hook, json=update, headers=secret) as response:
            assert response.status == 200

    def next_query(self) -> str:
        return str(next(self._queries))


class Person:
    """Someone in a private chat with the bot."""

    def __init__(self, world: World, identity: int) -> None:
        self.world, self.id = world, identity
        self._looked_at = 0
        self._shown: list[Call] = []
        self._read = 0  # so many of all calls have been looked through

    @property
    def _self(self) -> dict[str, object]:
        return {"id": self.id, "is_bot": False, "first_name": "<b>张三</b>&"}

    @property
    def _chat(self) -> dict[str, object]:
        return {"id": self.id, "type": "private", "first_name": "张三"}

    async def send(self, **content: object) -> int:
        """Send a message; its id."""
        number = self.world.proxy.number_message()
        body = {"message_id": number, "date": 1, "chat": self._chat, "from": self._self}
        await self.world.inject("message", body | content)
        return number

    async def say(self, text: str, replies: int = 1) -> list[Call]:
        """Type something and wait for so many messages or edits."""
        await self.send(text=text)
        return await self.shown(replies)

    async def press(self, label: str, replies: int = 1) -> list[Call]:
        """Press the newest button that reads so."""
        message, data = self.button(label)
        await self.forge(message, data)
        return await self.shown(replies)

    async def forge(self, message: int, data: str) -> None:
        """Press a button that need not exist."""
        held = {"message_id": message, "date": 1, "chat": self._chat, "text": "?"}
        query = {"id": self.world.next_query(), "from": self._self, "chat_instance": "1"}
        await self.world.inject("callback_query", query | {"message": held, "data": data})

    def button(self, label: str) -> tuple[int, str]:
        """Message and data of the newest button that reads so."""
        for message, (_, keyboard) in sorted(self.screen().items(), reverse=True):
            for button in itertools.chain.from_iterable(keyboard):
                if label in button["text"] and "callback_data" in button:
                    return message, button["callback_data"]
        raise AssertionError(f"no button {label!r} on {self.screen()}")

    def calls(self) -> list[Call]:
        """All that was shown here so far."""
        calls = self.world.proxy.calls
        self._shown += [
            call
            for call in calls[self._read :]
            if call.method in SHOWING and not call.trouble and call.fields["chat_id"] == self.id
        ]
        self._read = len(calls)
        return list(self._shown)

    async def shown(self, replies: int) -> list[Call]:
        """Wait for so many replies since the last look; taking buttons off is none."""

        def fresh() -> list[Call]:
            new = self.calls()[self._looked_at :]
            texts = (*SENDING, "editMessageText")
            return [
                c
                for c in new
                if c.method in SENDING or ("reply_markup" in c.fields and c.method in texts)
            ]

        await self.world.until(lambda: len(fresh()) >= replies)
        seen = fresh()
        self._looked_at = len(self.calls())
        return seen

    async def sees(self, text: str) -> None:
        """Wait until the newest message holds this text."""
        await self.world.until(lambda: bool(self.screen()) and text in self.last())
        self._looked_at = len(self.calls())

    async def types(self, text: str, sees: str) -> None:
        """Type something and wait for what comes of it in the end."""
        await self.send(text=text)
        await self.sees(sees)

    async def taps(self, label: str, sees: str) -> None:
        """Press the newest button that reads so, once there is one; wait for what comes of it."""
        await self.world.until(lambda: label in str(self.screen()))
        await self.forge(*self.button(label))
        await self.sees(sees)

    def screen(self) -> dict[int, tuple[str, Sequence[Sequence[Any]]]]:
        """Message id → text and keyboard, as the chat stands."""
        screen: dict[int, tuple[str, Sequence[Sequence[Any]]]] = {}
        for call in self.calls():
            message = call.result["message_id"]
            said = call.fields.get("text", call.fields.get("caption"))
            text = screen.get(message, ("", []))[0] if said is None else said
            screen[message] = text, call.fields.get("reply_markup", {}).get("inline_keyboard", [])
        return screen

    def last(self) -> str:
        """The text of the newest message."""
        screen = self.screen()
        return screen[max(screen)][0]
