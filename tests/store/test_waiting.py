"""Waiting for work without asking again and again; and clocks that are not to be trusted."""

import asyncio
import logging
import time
from pathlib import Path

import pytest

from bot.store.bell import Bell
from bot.store.database import Database
from bot.store.opening import open_store
from bot.store.queues import Transaction
from bot.store.sqlite import SqliteStore
from bot.store.store import Incoming, Later, Result, Sent, Store, Task
from bot.store.writer import Writer
from tests.store.scene import Clock, Run, apologise, claim_one, echo, send_all

ANNE, BEN = 11, 22
LONG = 60.0
"""Nothing in these tests waits this long; what does is broken."""


def test_an_idle_store_says_so_after_the_time_given(store: Store, run: Run) -> None:
    assert not run(store.wait_for_work(0.01))
    assert not run(store.wait_for_delivery(0.0))


def test_who_waits_is_woken_by_what_comes(store: Store, run: Run) -> None:
    async def live() -> None:
        worker = asyncio.create_task(store.wait_for_work(LONG))
        senders = [asyncio.create_task(store.wait_for_delivery(LONG)) for _ in range(4)]
        await asyncio.sleep(0.01)
        await store.ingest([Incoming(1, ANNE, "a")])
        assert await worker
        assert not any(sender.done() for sender in senders)
        await store.work(echo, apologise)
        assert await asyncio.gather(*senders) == [True] * 4
        assert not await store.wait_for_work(0.0)
        await claim_one(store)
        assert not await store.wait_for_delivery(0.0)

    run(live())


def test_what_waits_at_the_start_is_announced(url: str, clock: Clock, run: Run) -> None:
    store = open_store(url, clock)
    run(store.ingest([Incoming(1, ANNE, "a")]))
    store.close()
    store = open_store(url, clock)
    assert run(store.wait_for_work(LONG))
    store.close()


def test_a_turn_put_off_wakes_the_worker_when_it_is_due(
    url: str, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[int] = []

    def handle(task: Task) -> Result:
        tried.append(task.attempts)
        if task.attempts < 3:
            raise ValueError
        return echo(task)

    async def live(store: Store) -> None:
        await store.ingest([Incoming(1, ANNE, "a")])
        while not await store.conversation(ANNE):
            assert await store.wait_for_work(LONG)
            await store.work(handle, apologise)

    store = open_store(url)
    with caplog.at_level(logging.CRITICAL):
        run(live(store))
    store.close()
    assert tried == [0, 1, 2, 3]


def test_a_message_put_off_wakes_a_sender_when_it_is_due(url: str, run: Run) -> None:
    async def live(store: Store) -> None:
        await store.record(ANNE, Result("s", ("a",)))
        await store.finish(await claim_one(store), Later(time.time() + 0.05))
        assert not await store.wait_for_delivery(0.0)
        assert await store.wait_for_delivery(LONG)
        assert (await claim_one(store)).attempts == 2

    store = open_store(url)
    run(live(store))
    store.close()


def test_a_bell_set_earlier_rings_earlier() -> None:
    async def live() -> None:
        bell = Bell()
        bell.set(LONG)
        waiting = asyncio.create_task(bell.wait(LONG))
        await asyncio.sleep(0)
        bell.set(0.01)
        assert await waiting
        bell.set(None)
        assert not await bell.wait(0.01)

    asyncio.run(live())


def test_a_clock_set_back_parks_nobody(store: Store, run: Run, clock: Clock) -> None:
    for chat in (ANNE, BEN):
        run(store.record(chat, Result("s", (f"{chat} first", f"{chat} second"))))
    run(store.finish(run(claim_one(store)), Later(clock.now + 50)))
    run(claim_one(store))
    clock.now -= 3600
    assert run(store.claim(2, "me")) == []  # neither is early, either
    clock.now += 31
    assert run(claim_one(store)).chat_id == BEN
    clock.now += 20
    assert run(claim_one(store)).chat_id == ANNE


def test_a_clock_set_back_parks_no_failing_turn(
    store: Store, run: Run, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(task: Task) -> Result:
        raise ValueError

    run(store.ingest([Incoming(1, ANNE, "a"), Incoming(2, ANNE, "b")]))
    with caplog.at_level(logging.CRITICAL):
        run(store.work(fail, apologise))
    clock.now -= 86_400
    assert run(store.work(echo, apologise)) == 0
    clock.now += 0.2
    assert run(store.work(echo, apologise)) == 1
    assert run(store.work(echo, apologise)) == 1


def test_a_clock_set_back_while_nobody_ran_parks_for_a_minute_at_most(
    path: Path, run: Run, clock: Clock
) -> None:
    store = SqliteStore(path, clock)
    run(store.record(ANNE, Result("s", ("a",))))
    run(store.finish(run(claim_one(store)), Later(clock.now + 3600)))
    store.close()
    clock.now -= 86_400
    store = SqliteStore(path, clock)
    clock.now += 61
    assert run(send_all(store)) == [(ANNE, "a")]
    store.close()


def test_a_clock_set_forward_and_back_parks_nobody(store: Store, run: Run, clock: Clock) -> None:
    clock.now += 30 * 86_400
    run(store.record(ANNE, Result("s", ("a", "b"))))
    run(claim_one(store))
    clock.now -= 30 * 86_400
    assert run(store.claim(1, "me")) == []
    clock.now += 31
    assert run(send_all(store)) == [(ANNE, "a"), (ANNE, "b")]


def test_one_request_that_fails_harms_none_of_those_that_came_with_it(
    path: Path, clock: Clock, run: Run
) -> None:
    """Whatever its failure: the thread goes on, and each caller gets its own answer."""

    def insert(tx: Transaction) -> int:
        return tx.connection.execute("INSERT INTO seen VALUES (?, 0)", (len(done),)).rowcount

    def exit_(tx: Transaction) -> None:
        raise SystemExit

    def mistake(tx: Transaction) -> None:
        tx.connection.execute("INSERT INTO seen VALUES (1, NULL)")

    done: list[object] = []

    async def live() -> None:
        requests = [writer.submit(do) for do in (mistake, insert, exit_)]
        done.extend(await asyncio.gather(*requests, return_exceptions=True))

    writer = Writer(Database(path, 1.0), clock)
    run(live())
    writer.close()
    assert [type(answer).__name__ for answer in done] == ["IntegrityError", "int", "SystemExit"]


def test_who_gives_up_waiting_disturbs_nobody(store: Store, run: Run) -> None:
    async def live() -> None:
        asking = [asyncio.create_task(store.ingest([Incoming(n, n, "x")])) for n in range(20)]
        await asyncio.sleep(0)
        for task in asking[::2]:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        assert (await store.stats()).waiting == 20

    run(live())


def test_all_that_was_asked_is_done_before_closing(url: str, clock: Clock, run: Run) -> None:
    async def ask(store: Store) -> None:
        asking = [asyncio.create_task(store.ingest([Incoming(n, n, "x")])) for n in range(300)]
        await asyncio.sleep(0)
        store.close()
        await asyncio.gather(*asking)

    run(ask(open_store(url, clock)))
    store = open_store(url, clock)
    assert run(store.stats()).waiting == 300
    store.close()


def test_finishing_after_the_store_was_closed_is_told(url: str, clock: Clock, run: Run) -> None:
    store = open_store(url, clock)
    run(store.record(ANNE, Result("s", ("a",))))
    delivery = run(claim_one(store))
    store.close()
    with pytest.raises(Exception, match="closed"):
        run(store.finish(delivery, Sent()))
