"""The webhook's door, over a real server and a real store: who gets in, with what, and when not."""

import asyncio
import io
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from multidict import CIMultiDict

from bot.channels.telegram.asides import Asides
from bot.channels.telegram.backlog import Backlog
from bot.channels.telegram.health import Health, Readiness
from bot.channels.telegram.measures import Measures
from bot.channels.telegram.metrics import Exposition
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.server import application, listen
from bot.channels.telegram.webhook import BODY_LIMIT, SECRET_HEADER, Door
from bot.settings import Address
from bot.store.sqlite import SqliteStore
from bot.store.store import Result
from tests.telegram.recording import Recording, bot, rows
from tests.telegram.test_updates import message
from tests.telegram.world import free_port

SECRET = "a-secret_of-nobody"
PATH = "/hook"
UPDATE = message(text="好") | {"update_id": 70}


class Visitor:
    """Knocks; `store` is what is behind the door."""

    def __init__(self, client: ClientSession, base: str, store: SqliteStore) -> None:
        self._client, self._base, self.store = client, base, store
        self.measures = Measures()

    async def knock(
        self,
        body: bytes | Mapping[str, Any],
        *secrets: str | bytes,
        method: str = "POST",
    ) -> tuple[int, Mapping[str, str]]:
        headers: CIMultiDict[str] = CIMultiDict()
        for secret in secrets or (SECRET,):
            text = secret if isinstance(secret, str) else secret.decode("utf-8", "surrogateescape")
            headers.add(SECRET_HEADER, text)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self._client.request(
            method, self._base + PATH, data=io.BytesIO(data), headers=headers
        ) as response:
            return response.status, response.headers


@asynccontextmanager
async def _house(path: Path, most: int) -> AsyncIterator[Visitor]:
    store, asides = SqliteStore(path / "bot.db", busy_seconds=0.05), Asides(bot(Recording()))
    health, address = Health(), Address("127.0.0.1", free_port())
    readiness = Readiness(health, store, lambda: None, lambda: "digest")
    async with ClientSession() as client:
        visitor = Visitor(client, f"http://{address.host}:{address.port}", store)
        backlog = Backlog(store, most)
        reception = Reception(store, asides, backlog=backlog, measures=visitor.measures)
        exposition = Exposition(visitor.measures, lambda: "digest")
        app = application(health, readiness, exposition, PATH, Door(SECRET, reception))
        runner = await listen(app, address)
        try:
            yield visitor
        finally:
            await runner.cleanup()
            await asides.close()
            store.close()


def visit(path: Path, story: Callable[[Visitor], Awaitable[None]], most: int = 100) -> None:
    async def told() -> None:
        async with _house(path, most) as visitor:
            await story(visitor)

    asyncio.run(told())


def stored(path: Path) -> list[int]:
    return [row[0] for row in rows(path / "bot.db", "SELECT update_id FROM inbox")]


def test_an_update_is_on_disk_when_it_is_acknowledged(tmp_path: Path) -> None:
    async def story(visitor: Visitor) -> None:
        status, _ = await visitor.knock(UPDATE)
        assert (status, stored(tmp_path)) == (200, [70])
        assert (await visitor.knock(UPDATE))[0] == 200
        assert stored(tmp_path) == [70]
        assert visitor.measures.updates == {"stored": 1, "repeated": 1, "aside": 0, "slowed": 0}

    visit(tmp_path, story)


@pytest.mark.parametrize(
    "secrets",
    [
        ("wrong",),
        (SECRET + "x",),
        (SECRET[:-1],),
        (SECRET.upper(),),
        (SECRET, SECRET),
        (SECRET, "wrong"),
        ("密码",),
        (b"\xff\xfe",),
        ("x" * 4_000,),
    ],
)
def test_who_does_not_know_the_secret_is_turned_away(
    tmp_path: Path, secrets: tuple[str | bytes, ...]
) -> None:
    async def story(visitor: Visitor) -> None:
        assert (await visitor.knock(UPDATE, *secrets))[0] == 403
        assert stored(tmp_path) == []

    visit(tmp_path, story)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_only_posts_come_in(tmp_path: Path, method: str) -> None:
    async def story(visitor: Visitor) -> None:
        assert (await visitor.knock(UPDATE, method=method))[0] == 405

    visit(tmp_path, story)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b" " * (BODY_LIMIT + 1), 413),
        (b"{", 400),
        (b"\xff", 400),
        (b"", 400),
        (b"[" * 100_000 + b"]" * 100_000, 400),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400),
        (b"9" * 10_000, 400),
        (b"[" * 500 + b"]" * 500, 200),
        (b'{"update_id":1,"message":' + b'{"a":' * 500 + b"1" + b"}" * 501, 200),
        (b'{"update_id":99999999999999999999999}', 200),
        (b"null", 200),
    ],
)
def test_what_is_no_update_is_refused_or_left_out(
    tmp_path: Path, body: bytes, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(visitor: Visitor) -> None:
        assert (await visitor.knock(body))[0] == status
        assert stored(tmp_path) == []
        assert (await visitor.knock(UPDATE))[0] == 200
        assert stored(tmp_path) == [70]

    visit(tmp_path, story)
    assert not [r for r in caplog.records if r.exc_info]


def test_a_large_body_is_refused_before_it_is_read_by_who_knows_no_secret(tmp_path: Path) -> None:
    async def story(visitor: Visitor) -> None:
        assert (await visitor.knock(b" " * (BODY_LIMIT * 20), "wrong"))[0] == 403

    visit(tmp_path, story)


def test_updates_are_sent_back_while_the_database_is_locked(tmp_path: Path) -> None:
    async def story(visitor: Visitor) -> None:
        await visitor.knock(UPDATE | {"update_id": 1})
        other = sqlite3.connect(tmp_path / "bot.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        status, headers = await visitor.knock(UPDATE)
        assert (status, headers["Retry-After"]) == (503, "2")
        other.execute("ROLLBACK")
        other.close()
        assert (await visitor.knock(UPDATE))[0] == 200
        assert stored(tmp_path) == [1, 70]

    visit(tmp_path, story)


def test_updates_are_sent_back_while_too_many_wait(tmp_path: Path) -> None:
    async def story(visitor: Visitor) -> None:
        for number in range(4):
            assert (await visitor.knock(UPDATE | {"update_id": number}))[0] == 200
        await asyncio.sleep(1.1)  # the backlog is looked at once a second
        status, headers = await visitor.knock(UPDATE)
        assert (status, headers["Retry-After"]) == (503, "2")
        assert visitor.measures.updates["sent_back"] == 1
        while await visitor.store.work(lambda _: Result(None), lambda _: Result(None)):
            pass
        await asyncio.sleep(1.1)
        assert (await visitor.knock(UPDATE))[0] == 200
        assert stored(tmp_path) == [70]

    visit(tmp_path, story, most=3)
