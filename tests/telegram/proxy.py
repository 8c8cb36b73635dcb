"""What stands between the bot and an independent Bot API server: it watches and makes trouble.

It also does what that server leaves out and Telegram does: names the bot, numbers the messages of
both sides in one row, refuses edits that change nothing and markup that cannot be parsed, and
knows who blocked the bot.
"""

import asyncio
import json
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import ClientSession, FormData, TCPConnector, web

SENDING = ("sendMessage", "sendDocument", "sendPhoto")
SHOWING = (*SENDING, "editMessageText", "editMessageReplyMarkup")
USERNAME = "shebao_bot"
TAGS = re.compile(r"<(/?)([^\s>]*)[^>]*>")


@dataclass
class Fault:
    """Trouble for some calls of a method: so many `times`, each with this `chance`.

    `kind`: `refuse` (with `status` and `body`), `html` (a proxy's error page), `slow`, `repeat`
    (old updates come again), `drop_before` and `drop_after` (the connection breaks),
    `kill_before` and `kill_after` (the bot dies).
    """

    method: str
    kind: str
    times: int = 1
    chance: float = 1.0
    status: int = 500
    body: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 1.0


@dataclass(frozen=True)
class Call:
    """A call that was carried out, or why not."""

    method: str
    fields: Mapping[str, Any]
    result: Any = None
    trouble: str | None = None
    wait: float | None = None
    """Seconds that the bot was asked to wait, if it was."""
    at: float = field(default_factory=time.monotonic)


class Proxy:
    """Serves `base`; forwards to `upstream`."""

    def __init__(self, upstream: str = "", seed: int = 1) -> None:
        self.upstream = upstream
        self._random = random.Random(seed)
        self.faults: list[Fault] = []
        self.calls: list[Call] = []
        self.blocked: set[int] = set()
        self.forums: set[int] = set()
        self.kill: Callable[[], None] = lambda: None
        self.newest_message = 0
        self._last_batch: list[Any] = []
        self._shown: dict[tuple[int, int], tuple[str, str]] = {}

    async def start(self) -> str:
        """The address under which it now serves."""
        self._client = ClientSession(connector=TCPConnector(limit=0))
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._handle)
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    async def stop(self) -> None:
        await self._runner.cleanup()
        await self._client.close()

    def number_message(self) -> int:
        """The number of a new message, of either side."""
        self.newest_message += 1
        return self.newest_message

    def made(self, *methods: str) -> list[Call]:
        """The calls of these methods that were carried out."""
        return [call for call in self.calls if call.method in methods and not call.trouble]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        raw, files = await _form(request)
        fields = {name: _decoded(name, value) for name, value in raw.items()} | files
        fault = self._fault(method)
        kind = fault.kind if fault else ""
        if fault and kind in ("refuse", "html", "drop_before", "kill_before"):
            wait = fault.body.get("parameters", {}).get("retry_after")
            self.calls.append(Call(method, fields, trouble=kind, wait=wait))
            return self._refuse(request, fault)
        if fault and kind == "slow":
            await asyncio.sleep(fault.seconds)
        status, answer = await self._answer(request.path, method, raw, fields)
        if kind == "repeat":
            answer["result"] = [*self._last_batch, *answer["result"]]
        elif method == "getUpdates" and answer.get("result"):
            self._last_batch = answer["result"]
        if kind == "kill_after":
            self.kill()
        if kind in ("drop_after", "kill_after"):
            return _hang_up(request)
        return web.json_response(answer, status=status)

    def _fault(self, method: str) -> Fault | None:
        for fault in self.faults:
            if fault.method == method and fault.times and self._random.random() < fault.chance:
                fault.times -= 1
                return fault
        return None

    def _refuse(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        match fault.kind:
            case "refuse":
                body = {"ok": False, "error_code": fault.status, **fault.body}
                return web.json_response(body, status=fault.status)
            case "html":
                return web.Response(status=502, text="<html>Bad Gateway</html>" * 100)
            case "kill_before":
                self.kill()
        return _hang_up(request)

    async def _answer(
        self, path: str, method: str, raw: Mapping[str, str], fields: Mapping[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        refused = self._as_telegram(method, fields)
        if refused:
            self.calls.append(Call(method, fields, trouble=refused[1]))
            body = {"ok": False, "error_code": refused[0], "description": refused[1]}
            return refused[0], body
        if method == "createForumTopic" and fields["chat_id"] in self.forums:
            topic = {"message_thread_id": self.number_message(), "icon_color": 1}
            self.calls.append(Call(method, fields, topic))
            return 200, {"ok": True, "result": topic | {"name": fields["name"]}}
        async with self._client.post(self.upstream + path, data=_modelled(raw, fields)) as response:
            status, answer = response.status, await response.json()
        result = answer.get("result")
        if status == 200 and method == "getMe":
            result["username"] = USERNAME
        if status == 200 and method in SHOWING:
            if method in SENDING:
                result["message_id"] = self.number_message()
            shown = (_words(fields), json.dumps(fields.get("reply_markup")))
            self._shown[fields["chat_id"], result["message_id"]] = shown
        if method != "getUpdates" or result:
            trouble = None if status == 200 else str(answer.get("description"))
            self.calls.append(Call(method, fields, result, trouble))
        return status, answer

    def _as_telegram(self, method: str, fields: Mapping[str, Any]) -> tuple[int, str] | None:
        if method not in SHOWING:
            return None
        if fields["chat_id"] in self.blocked:
            return 403, "Forbidden: bot was blocked by the user"
        if fields.get("message_thread_id") and fields["chat_id"] not in self.forums:
            return 400, "Bad Request: message thread not found"
        if fields.get("parse_mode") == "HTML" and (wrong := _unparsable(_words(fields))):
            return 400, f"Bad Request: can't parse entities: {wrong}"
        new = (_words(fields), json.dumps(fields.get("reply_markup")))
        if self._shown.get((fields["chat_id"], fields.get("message_id", 0))) == new:
            return 400, "Bad Request: message is not modified"
        return None


async def _form(request: web.Request) -> tuple[dict[str, str], dict[str, bytes]]:
    """The fields of a form, and its files."""
    if not request.content_type.startswith("multipart/"):
        return dict(parse_qsl((await request.read()).decode(), keep_blank_values=True)), {}
    raw: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, str):
            raw[name] = value
        elif isinstance(value, web.FileField):
            files[name] = value.file.read()
    return raw, files


def _modelled(raw: Mapping[str, str], fields: Mapping[str, Any]) -> FormData:
    """The form as the server behind knows it, which has no topics."""
    form = FormData({name: value for name, value in raw.items() if name != "message_thread_id"})
    for name, value in fields.items():
        if isinstance(value, bytes):
            form.add_field(name, value, filename=name)
    return form


def _words(fields: Mapping[str, Any]) -> str:
    """What a message says: its text, or what stands below its picture."""
    return str(fields.get("text", fields.get("caption")))


def _decoded(name: str, value: str) -> Any:
    if name in ("text", "caption"):
        return value
    try:
        return json.loads(value) if value[:1] in '[{"-0123456789tf' else value
    except ValueError:
        return value


def _hang_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


def _unparsable(text: str) -> str | None:
    """As Telegram parses HTML: every `<` begins a tag."""
    opened: list[str] = []
    for found in TAGS.finditer(text):
        if not found[1]:
            opened.append(found[2])
        elif not opened or opened.pop() != found[2]:
            return f"unexpected end tag {found[2]!r}"
    if opened or not set(TAGS.findall(text)) <= {
        (s, t) for s in ("", "/") for t in ("b", "blockquote")
    }:
        return "unsupported tag"
    return "a stray <" if "<" in TAGS.sub("", text) else None
