"""Fetching updates whatever the server and the database do, over a real Bot and a real store."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from telegram.error import NetworkError

from bot.channels.telegram.asides import Asides
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.reception import EVENTS_BURST, Reception
from bot.store.sqlite import SqliteStore
from tests.telegram.recording import Answer, Recording, bot, done, refusal, rows
from tests.telegram.test_updates import message, press


@asynccontextmanager
async def polling(path: Path, wire: Recording) -> AsyncIterator[SqliteStore]:
    """A poller at work until the block ends."""
    store = SqliteStore(path / "bot.db", busy_seconds=0.02)
    asides = Asides(bot(wire))
    reception = Reception(store, asides)
    poller = Poller(bot(wire), reception, lambda: None, store.lead, first_pause=0.01)
    task = asyncio.create_task(poller.run())
    try:
        yield store
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asides.close()
        store.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - of things that tell nobody
            await asyncio.sleep(0.005)


def run(path: Path, *script: Answer | Exception, offset: int) -> Recording:
    """Poll until the server was asked from `offset` on."""
    wire = Recording(*script)

    async def poll() -> None:
        async with polling(path, wire):
            await until(lambda: any(c.fields["offset"] == offset for c in wire.made("getUpdates")))

    asyncio.run(poll())
    return wire


def batch(*updates: dict[str, Any]) -> Answer:
    return done([update | {"update_id": 70 + n} for n, update in enumerate(updates)])


def test_updates_are_stored_and_then_confirmed(tmp_path: Path) -> None:
    wire = run(tmp_path, batch(message(text="一"), message(text="二")), offset=72)
    assert [c.fields["offset"] for c in wire.made("getUpdates")][:2] == [0, 72]
    stored = rows(tmp_path / "bot.db", "SELECT update_id FROM inbox")
    assert sorted(row[0] for row in stored) == [70, 71]


def test_one_bad_update_stops_nothing(tmp_path: Path) -> None:
    odd: list[Any] = [None, 5, {"message": {}}, {"update_id": 99, "message": {"chat": []}}]
    answer = done([*odd, message(text="好") | {"update_id": 98}])
    run(tmp_path, answer, offset=100)
    assert rows(tmp_path / "bot.db", "SELECT update_id FROM inbox") == [(98,)]


@pytest.mark.parametrize(
    "trouble",
    [
        refusal(401, "Unauthorized"),
        refusal(404, "Not Found"),
        refusal(409, "Conflict: terminated by other getUpdates request"),
        refusal(429, "Too Many Requests", retry_after=0.01),
        refusal(500, "Internal Server Error"),
        NetworkError("gone"),
        done({"not": "a list"}),
        done(None),
    ],
)
def test_polling_goes_on_after_trouble(tmp_path: Path, trouble: Answer | Exception) -> None:
    run(tmp_path, trouble, trouble, batch(message(text="好")), offset=71)


def test_a_webhook_in_the_way_is_taken_down_without_losing_what_waits(tmp_path: Path) -> None:
    conflict = refusal(409, "Conflict: can't use getUpdates method while webhook is active")
    wire = run(tmp_path, conflict, done(), batch(message(text="好")), offset=71)
    (call,) = wire.made("deleteWebhook")
    assert not call.fields.get("drop_pending_updates")


def test_a_server_that_refuses_a_kind_of_update_is_asked_for_less(tmp_path: Path) -> None:
    no = refusal(400, "Bad Request: can't parse allowed_updates")
    wire = run(tmp_path, no, batch(message(text="好")), offset=71)
    kinds = [c.fields["allowed_updates"] for c in wire.made("getUpdates")]
    assert kinds[:2] == [
        ["message", "callback_query", "inline_query", "my_chat_member"],
        ["message", "callback_query", "inline_query"],
    ]


def test_a_rejected_token_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    no = refusal(401, "Unauthorized")
    run(tmp_path, no, no, no, batch(message(text="好")), offset=71)
    assert sum("TELEGRAM_BOT_TOKEN" in r.getMessage() for r in caplog.records) == 1


def test_nothing_is_confirmed_while_the_database_is_locked(tmp_path: Path) -> None:
    many = [message(text=str(n)) for n in range(EVENTS_BURST)]
    wire = Recording(*[batch(*many)] * 8)

    async def poll() -> None:
        async with polling(tmp_path, wire) as store:
            other = sqlite3.connect(tmp_path / "bot.db", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            await until(lambda: len(wire.made("getUpdates")) >= 3)
            assert {c.fields["offset"] for c in wire.made("getUpdates")} == {0}
            other.execute("ROLLBACK")
            other.close()
            await until(lambda: wire.made("getUpdates")[-1].fields["offset"] == 70 + EVENTS_BURST)
            assert (await store.stats()).waiting == EVENTS_BURST  # the wait cost no one his turn

    asyncio.run(poll())


def test_presses_are_answered_and_messages_with_numbers_removed(tmp_path: Path) -> None:
    secret = message(text="我的身份证号是110101199003078515")
    wire = Recording(batch(press("v1:1.1:menu"), secret))

    async def poll() -> None:
        async with polling(tmp_path, wire):
            await until(lambda: bool(wire.made("deleteMessage")))

    asyncio.run(poll())
    (answer,), (removal,) = wire.made("answerCallbackQuery"), wire.made("deleteMessage")
    assert answer.fields["callback_query_id"] == "55"
    assert (removal.fields["chat_id"], removal.fields["message_id"]) == (7, 40)
    assert b"19900307" not in b"".join(f.read_bytes() for f in tmp_path.iterdir())


def test_a_flood_by_one_person_is_cut_short_and_told_once(tmp_path: Path) -> None:
    flood = [message(text=str(n)) for n in range(190)]
    wire = Recording(batch(*flood))

    async def poll() -> None:
        async with polling(tmp_path, wire) as store:
            await until(lambda: bool(wire.made("sendMessage")))
            assert (await store.stats()).waiting < EVENTS_BURST + 50

    asyncio.run(poll())
    assert len(wire.made("sendMessage")) == 1
