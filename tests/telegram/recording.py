"""The wire of a real Bot, replaced: what it asks is recorded, what it is answered is scripted."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.request import AiohttpRequest, client

TOKEN = "123456:TEST-TOKEN_of-nobody"
BASE = "http://127.0.0.1:1"


@dataclass(frozen=True)
class Call:
    """One request: the method's name and its parameters, JSON ones decoded."""

    method: str
    fields: Mapping[str, Any]


@dataclass
class Answer:
    """What the server says: a status, and the body's fields besides `ok`."""

    status: int = 200
    body: Mapping[str, Any] = field(default_factory=dict)


def refusal(status: int, description: str, **parameters: object) -> Answer:
    """As Telegram refuses."""
    body = {"error_code": status, "description": description, "parameters": parameters}
    return Answer(status, body)


def done(result: object = True) -> Answer:
    """As Telegram agrees."""
    return Answer(200, {"result": result})


class Recording(BaseRequest):
    """Gives scripted answers in order, then agrees to everything; messages get ids from 501 on."""

    def __init__(self, *script: Answer | Exception) -> None:
        self.script = list(script)
        self.calls: list[Call] = []
        self.next_message = 501

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    parse_json_payload = staticmethod(AiohttpRequest.parse_json_payload)

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        assert (url.startswith(f"{BASE}/bot{TOKEN}/"), method) == (True, "POST")
        fields: dict[str, Any] = dict(request_data.parameters) if request_data else {}
        if request_data is not None:
            fields |= {name: part[1] for name, part in request_data.multipart_data.items()}
        self.calls.append(Call(url.rpartition("/")[2], fields))
        answer = self.script.pop(0) if self.script else self._agree(self.calls[-1])
        if isinstance(answer, Exception):
            raise answer
        return answer.status, json.dumps({"ok": answer.status == 200, **answer.body}).encode()

    def _agree(self, call: Call) -> Answer:
        if call.method == "getUpdates":
            return done([])
        if call.method not in ("sendMessage", "sendPhoto", "editMessageText"):
            return done()
        message = call.fields.get("message_id")
        if message is None:
            message, self.next_message = self.next_message, self.next_message + 1
        chat = {"id": call.fields["chat_id"], "type": "private"}
        return done({"message_id": message, "date": 1, "chat": chat, "text": "…"})

    def made(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]


def bot(wire: BaseRequest) -> Bot:
    """A real Bot over this wire."""
    return client(TOKEN, BASE, wire)


def rows(database: Path, query: str) -> list[tuple[Any, ...]]:
    """What a query finds in a database file; the connection is closed again."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()
