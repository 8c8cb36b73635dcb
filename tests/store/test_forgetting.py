"""What is kept about a person can be had, and can be gone: from every table and from the disk."""

import asyncio
import random
from pathlib import Path

from bot.store.sqlite import SqliteStore
from bot.store.store import Incoming, Later, Miss, Result, Screen, Sent, Store, Tally, Task
from tests.store.scene import NOON, Clock, Run, apologise, claim_one, echo, send_all, work_all

ANNE, BEN = 0x5A17C0DE11, 0x5A17C0DE22
DAY = 86_400


def _bytes(path: Path) -> bytes:
    """All that is on the disk, the write-ahead log included."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


def _traces(chat: int) -> tuple[bytes, bytes]:
    """How SQLite writes a chat id: as a column and as a row id."""
    sevens: list[int] = []
    rest = chat
    while rest:
        sevens.append(rest & 0x7F | (0x80 if sevens else 0))
        rest >>= 7
    return chat.to_bytes(6, "big"), bytes(reversed(sevens))


async def _fill(store: Store) -> None:
    """Leave something of Anne's in every table, and something of Ben's."""
    await store.record(ANNE, Result("anne session", ("anne sent", "anne unsent")))
    await store.finish(await claim_one(store), Sent(Screen(5, 5, "anne shown")))
    await store.ingest([Incoming(100 + n, ANNE, f"anne payload {n}") for n in (1, 2)])
    await store.record(BEN, Result("ben session"))


def test_all_that_is_kept_about_a_chat_is_exported(store: Store, run: Run) -> None:
    run(_fill(store))
    assert run(store.export(ANNE)) == {
        "chat_id": ANNE,
        "session": "anne session",
        "last_message_id": 5,
        "live_message_id": 5,
        "live_text": "anne shown",
        "last_active": NOON,
        "waiting": [{"payload": f"anne payload {n}", "at": NOON} for n in (1, 2)],
        "unsent": [{"effect": "anne unsent", "at": NOON}],
    }
    assert run(store.export(33)) == {}


def test_a_forgotten_chat_leaves_nothing_in_any_table_or_on_the_disk(
    file_store: SqliteStore, run: Run, path: Path
) -> None:
    run(_fill(file_store))
    assert all(trace in _bytes(path) for trace in (b"anne", *_traces(ANNE)))
    assert run(file_store.forget(ANNE))
    left = _bytes(path)
    assert not any(trace in left for trace in (b"anne", *_traces(ANNE)))
    assert run(file_store.export(ANNE)) == {}
    assert not run(file_store.forget(ANNE))
    assert b"ben session" in left
    assert run(file_store.conversation(BEN)) == "ben session"


def test_nothing_is_left_on_the_disk_among_thousands_that_came_and_changed(
    file_store: SqliteStore, run: Run, path: Path
) -> None:
    """Pages that were split and merged must not hold old copies of what they held."""
    chance = random.Random(1)
    chats = [ANNE + n for n in range(600)]

    async def live() -> None:
        for _ in range(4):
            chance.shuffle(chats)
            for chat in chats:
                length = chance.randint(1, 900)
                await file_store.record(chat, Result(f"<{chat:x}>" * (length // 14 + 1)))
        for chat in chats[:300]:
            await file_store.forget(chat)

    run(live())
    left = _bytes(path)
    assert not [chat for chat in chats[:300] if f"<{chat:x}>".encode() in left]
    assert all(f"<{chat:x}>".encode() in left for chat in chats[300:])


def test_an_update_whose_turn_is_done_is_gone_from_the_tables(
    file_store: SqliteStore, run: Run, path: Path
) -> None:
    run(file_store.ingest([Incoming(1, ANNE, "payload of anne")]))
    run(file_store.work(lambda task: Result(session="s"), apologise))
    run(file_store.purge())
    assert b"payload of anne" not in _bytes(path)


def test_a_turn_may_forget_its_chat_and_still_say_goodbye(
    file_store: SqliteStore, run: Run, path: Path
) -> None:
    def handle(task: Task) -> Result:
        if task.payload == "forget me":
            return Result(session=None, effects=("all gone",), forget=True)
        return echo(task)

    run(_fill(file_store))
    run(work_all(file_store))
    run(file_store.ingest([Incoming(1, ANNE, "forget me"), Incoming(2, ANNE, "hello")]))
    run(file_store.work(handle, apologise))
    assert b"anne" not in _bytes(path)
    assert run(file_store.conversation(ANNE)) is None
    run(file_store.work(handle, apologise))
    assert run(send_all(file_store)) == [(ANNE, "all gone"), (ANNE, "hello")]
    assert run(file_store.conversation(ANNE)) == "hello"


def test_an_update_that_comes_again_after_forgetting_is_still_known(store: Store, run: Run) -> None:
    run(store.ingest([Incoming(1, ANNE, "a")]))
    run(store.forget(ANNE))
    assert run(store.ingest([Incoming(1, ANNE, "a")])) == 0


def test_everything_goes_in_its_time(store: Store, run: Run, clock: Clock) -> None:
    result = Result("s", misses=(Miss("t", "refuse", "d"),), tallies=(Tally("flow", "r1"),))
    run(store.ingest([Incoming(1, ANNE, "a")]))
    run(store.work(lambda task: result, apologise))
    assert run(store.purge()) == 0

    clock.now += 2 * DAY + 1
    assert run(store.purge()) == 1
    assert run(store.ingest([Incoming(1, BEN, "a")])) == 1  # its id was forgotten
    run(store.work(lambda task: Result(session=None), apologise))
    assert run(store.conversation(ANNE)) == "s"

    clock.now += 29 * DAY
    assert run(store.purge()) == 2
    assert run(store.conversation(ANNE)) is None
    assert run(store.misses())

    clock.now += 60 * DAY
    assert run(store.purge()) == 1
    assert not run(store.misses())

    clock.now += 310 * DAY
    assert run(store.purge()) == 1
    assert not run(store.tallies())


def test_a_chat_that_still_waits_for_something_is_not_idle(
    store: Store, run: Run, clock: Clock
) -> None:
    run(store.record(ANNE, Result("s", effects=("a",))))
    for _ in range(40):
        run(store.finish(run(claim_one(store)), Later(clock.now + DAY)))
        clock.now += DAY + 1
    run(store.purge())
    assert run(store.conversation(ANNE)) == "s"
    run(send_all(store))
    run(store.purge())
    assert run(store.conversation(ANNE)) is None


def test_thousands_are_purged_and_those_in_use_stay(store: Store, run: Run, clock: Clock) -> None:
    async def fill(first: int) -> None:
        chats = range(first, 5000, 2)
        await asyncio.gather(*(store.record(chat, Result("s")) for chat in chats))
        await store.ingest([Incoming(chat, -1, "x") for chat in chats])

    run(fill(0))
    clock.now += 31 * DAY
    run(fill(1))
    assert run(store.purge()) == 5000
    assert run(store.conversation(4998)) is None
    assert run(store.conversation(4999)) == "s"
