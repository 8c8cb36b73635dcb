"""What operators are told before people are: against a Bot API that is well or not."""

import asyncio
import json
import os
import sqlite3
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.cli import CONTENT_ROOT
from bot.store.opening import open_store
from bot.store.sqlite import SqliteStore
from tests import postgres
from tests.telegram.recording import TOKEN
from tests.telegram.world import DESK, World

ME = {"id": 123456, "is_bot": True, "first_name": "x", "username": "some_bot"}
NO_HOOK = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
HOOK = "https://bot.example.org/hook/secret"


class Api:
    """Answers `getMe` and `getWebhookInfo` as told, at a time that is `ahead` of the machine's."""

    def __init__(self, info: Mapping[str, Any] = NO_HOOK, ahead: float = 0.0) -> None:
        self.info, self.ahead, self.status = info, ahead, 200
        self.members = {7}

    async def answer(self, request: web.Request) -> web.Response:
        if request.match_info["method"] == "getChat":
            return await self._chat(request)
        results = {"getMe": ME, "getWebhookInfo": NO_HOOK | dict(self.info)}
        body: dict[str, Any] = {"ok": True, "result": results[request.match_info["method"]]}
        if self.status != 200:
            body = {"ok": False, "error_code": self.status, "description": "Unauthorized"}
        date = formatdate(time.time() + self.ahead, usegmt=True)
        return web.json_response(body, status=self.status, headers={"Date": date})

    async def _chat(self, request: web.Request) -> web.Response:
        chat = int(str((await request.post())["chat_id"]))
        if chat in self.members:
            return web.json_response({"ok": True, "result": {"id": chat, "type": "private"}})
        refusal = {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}
        return web.json_response(refusal, status=400)


async def doctor(content: Path = DESK, **environment: str) -> tuple[int, str]:
    """Exit code and standard output of `shebao doctor`."""
    kept = {name: value for name in ("PATH", "HOME") if (value := os.environ.get(name))}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "--content", str(content), "doctor", "--json"),
        cwd=CONTENT_ROOT,
        env=kept | {"TELEGRAM_BOT_TOKEN": TOKEN, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert not err, err.decode()
    assert TOKEN not in out.decode()
    assert process.returncode is not None
    return process.returncode, out.decode()


def examined(
    folder: Path, api: Api, content: Path = DESK, **environment: str
) -> tuple[int, dict[str, list[tuple[str, str]]]]:
    """Exit code; check → statuses and messages."""

    async def examine() -> tuple[int, str]:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", api.answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        settings = {
            "TELEGRAM_API_BASE": f"http://{host}:{port}",
            "DATABASE_URL": f"sqlite:///{folder / 'bot.db'}",
        }
        try:
            return await doctor(content, **settings | environment)
        finally:
            await runner.cleanup()

    code, out = asyncio.run(examine())
    told: dict[str, list[tuple[str, str]]] = {}
    for finding in map(json.loads, out.splitlines()):
        assert finding["remedy"] or finding["status"] == "ok"
        told.setdefault(finding["check"], []).append((finding["status"], finding["message"]))
    return code, told


def statuses(told: Mapping[str, list[tuple[str, str]]], check: str) -> list[str]:
    return [status for status, _ in told[check]]


def test_all_is_well(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "bot.db").close()
    code, told = examined(tmp_path, Api(), OPERATOR_CHAT_ID="7")
    assert code == 0
    found = {check: statuses(told, check) for check in told}
    assert found == {
        name: ["ok"]
        for name in ["settings", "content", "database", "telegram", "clock", "webhook", "operators"]
    }
    assert "@some_bot" in told["telegram"][0][1]


def test_it_looks_beside_a_running_bot(tmp_path: Path) -> None:
    async def told() -> None:
        async with World(tmp_path) as world:
            await world.start()
            await world.person().say("/start")
            api = world.base
            database = f"sqlite:///{tmp_path / 'bot.db'}"
            code, out = await doctor(TELEGRAM_API_BASE=api, DATABASE_URL=database)
            assert code == 0, out
            await world.person().say("/start")

    asyncio.run(told())


def test_without_a_token_the_rest_is_looked_at_all_the_same(tmp_path: Path) -> None:
    code, told = examined(tmp_path, Api(), TELEGRAM_BOT_TOKEN="")
    assert code == 1
    assert statuses(told, "settings") == ["fail"]
    assert statuses(told, "content") == statuses(told, "database") == ["ok"]


def test_a_token_that_telegram_does_not_know(tmp_path: Path) -> None:
    api = Api()
    api.status = 401
    code, told = examined(tmp_path, api)
    assert (code, statuses(told, "telegram")) == (1, ["fail"])


def test_a_telegram_that_cannot_be_reached(tmp_path: Path) -> None:
    code, told = examined(tmp_path, Api(), TELEGRAM_API_BASE="http://127.0.0.1:1")
    assert (code, statuses(told, "telegram")) == (1, ["fail"])


@pytest.mark.parametrize(
    ("ahead", "status"), [(0.0, "ok"), (-20.0, "warn"), (86_400.0, "fail"), (-90.0, "fail")]
)
def test_a_clock_that_is_wrong(tmp_path: Path, ahead: float, status: str) -> None:
    code, told = examined(tmp_path, Api(ahead=ahead))
    assert statuses(told, "clock") == [status]
    assert code == (status == "fail")


FAILED = {
    "last_error_date": int(time.time()) - 5,
    "last_error_message": "Connection refused",
    "pending_update_count": 500,
}


@pytest.mark.parametrize(
    ("ours", "info", "expected"),
    [
        ("", {"url": HOOK}, ["warn"]),
        (HOOK, {}, ["fail"]),
        (HOOK, {"url": "https://elsewhere.example.org/"}, ["fail"]),
        (HOOK, {"url": HOOK}, ["ok"]),
        (HOOK, {"url": HOOK} | FAILED, ["ok", "warn", "warn"]),
        (HOOK, {"url": HOOK} | FAILED | {"last_error_date": 1, "pending_update_count": 1}, ["ok"]),
    ],
)
def test_a_webhook_that_leads_elsewhere_or_fails(
    tmp_path: Path, ours: str, info: Mapping[str, Any], expected: list[str]
) -> None:
    code, told = examined(tmp_path, Api(info), WEBHOOK_URL=ours)
    assert statuses(told, "webhook") == expected
    assert code == ("fail" in expected)
    assert "secret" not in str(told["webhook"])


def test_a_database_that_is_none_or_newer_or_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    path.write_text("not a database, but long enough to be taken for one" * 100, "utf-8")
    assert statuses(examined(tmp_path, Api())[1], "database") == ["fail"]
    path.unlink()
    assert statuses(examined(tmp_path, Api())[1], "database") == ["ok"]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE other (x)")
    assert statuses(examined(tmp_path, Api())[1], "database") == ["fail"]
    nowhere = examined(tmp_path, Api(), DATABASE_URL="mysql://nobody:hunter2@nowhere/x")
    assert (nowhere[0], statuses(nowhere[1], "database")) == (1, ["fail"])
    assert "hunter2" not in str(nowhere)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "bot.db").close()
    tmp_path.chmod(0o500)
    try:
        code, told = examined(tmp_path, Api())
    finally:
        tmp_path.chmod(0o700)
    assert (code, statuses(told, "database")) == (1, ["ok", "fail"])


def test_a_file_of_a_newer_release_or_without_tables(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    path.touch()
    code, told = examined(tmp_path, Api())
    assert (code, statuses(told, "database")) == (0, ["ok"])
    assert "at the first start" in told["database"][0][1]
    SqliteStore(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    code, told = examined(tmp_path, Api())
    assert (code, statuses(told, "database")) == (1, ["fail"])
    assert "start the newer release" in told["database"][0][1]


@pytest.mark.parametrize(
    ("prepare", "status", "says"),
    [
        ((), "ok", "at the first start"),
        (("{tables}",), "ok", "0 updates wait"),
        (("{tables}", "UPDATE shebao_schema SET serves_from = 99"), "fail", "newer release"),
        (("ALTER ROLE {weak} SET default_transaction_read_only = on",), "fail", "only be read"),
        (("REVOKE CREATE ON SCHEMA {schema} FROM {weak}",), "fail", "make this user its owner"),
    ],
)
def test_postgresql_before_the_first_start_and_after_it(
    tmp_path: Path, prepare: Sequence[str], status: str, says: str
) -> None:
    server = postgres.server()
    owner = server.schema()
    schema = owner.rpartition("=")[2]
    weak = f"weak_{schema}"
    server.execute(f"CREATE ROLE {weak} LOGIN; GRANT ALL ON SCHEMA {schema} TO {weak}")
    url = owner.replace("postgres@", f"{weak}@")
    for statement in prepare:
        if statement == "{tables}":
            open_store(url).close()
        else:
            server.execute(statement.format(weak=weak, schema=schema), owner)
    code, told = examined(tmp_path, Api(), DATABASE_URL=url)
    assert statuses(told, "database") == [status]
    assert says in told["database"][0][1]
    assert code == (status == "fail")


def test_a_chat_of_operators_that_the_bot_is_not_in(tmp_path: Path) -> None:
    code, told = examined(tmp_path, Api(), OPERATOR_CHAT_ID="-1007")
    assert (code, statuses(told, "operators")) == (1, ["fail"])


def test_content_with_errors(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "flows" / "bad.yaml").write_text("flow: [", "utf-8")
    code, told = examined(tmp_path, Api(), content=tmp_path)
    assert (code, statuses(told, "content")) == (1, ["fail"])
