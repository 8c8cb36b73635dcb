"""Several processes over one PostgreSQL: here two stores, each with connections of its own."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from bot.store.errors import StoreAwayError
from bot.store.limits import Limit
from bot.store.opening import open_store
from bot.store.store import Incoming, Later, Result, Sent, Store, Task
from tests import postgres
from tests.store.scene import Clock, Run, apologise, claim_one, echo, send_all, work_all
from tests.store.test_cases import DESK, talk

ANNE, BEN = 11, 22
LONG = 60.0
"""Nothing in these tests waits this long; what does is broken."""

Pair = tuple[Store, Store]


@pytest.fixture
def pair(clock: Clock) -> Iterator[Pair]:
    url = postgres.server().schema()
    with ExitStack() as stack:
        one, two = (stack.enter_context(closing(open_store(url, clock))) for _ in range(2))
        yield one, two


def test_one_leads_and_the_other_takes_over_when_it_ends(pair: Pair, run: Run) -> None:
    one, two = pair

    async def story() -> list[bool]:
        before = [await one.lead(), await two.lead(), await one.lead()]
        one.close()
        return [*before, await two.lead()]

    assert run(story()) == [True, False, True, True]


def test_what_one_takes_in_wakes_the_other(pair: Pair, run: Run) -> None:
    one, two = pair

    async def story() -> None:
        assert not await two.wait_for_work(0.0)
        waiting = asyncio.create_task(two.wait_for_work(LONG))
        await one.ingest([Incoming(1, ANNE, "a")])
        assert await waiting
        assert await two.work(echo, apologise) == 1
        assert await one.wait_for_delivery(LONG)

    run(story())


def test_an_update_that_comes_to_both_is_stored_once(pair: Pair, run: Run) -> None:
    updates = [Incoming(n, n % 7, "x") for n in range(200)]

    async def story() -> list[int]:
        asked = [
            pair[n % 2].ingest(updates[::-1] if n % 3 else updates[n : n + 50]) for n in range(12)
        ]
        return await asyncio.gather(*asked)

    assert sum(run(story())) == 200


def test_turns_of_a_chat_are_taken_one_after_the_other_whoever_takes_them(
    pair: Pair, run: Run
) -> None:
    async def story() -> None:
        await pair[0].ingest(
            [Incoming(100 * chat + n, chat, str(n)) for chat in range(9) for n in range(9)]
        )
        await asyncio.gather(*(work_all(store) for store in pair * 2))
        await asyncio.gather(*(work_all(store) for store in pair))
        sessions = [await pair[1].conversation(chat) for chat in range(9)]
        assert sessions == ["012345678"] * 9
        assert sorted(await send_all(pair[0])) == [
            (chat, str(n)) for chat in range(9) for n in range(9)
        ]

    run(story())


def test_a_desk_does_not_write_to_someone_who_leaves_meanwhile(pair: Pair, run: Run) -> None:
    """While one replica takes the desk's turn, the other takes that of the person who goes."""
    seen: list[int | None] = []
    one, two = pair

    async def leave() -> None:
        await two.ingest([Incoming(3, ANNE, "forget")])
        assert await two.work(talk, apologise) == 1

    def handle(task: Task) -> Result:
        if task.case is not None:
            seen.append(task.case.chat_id)
        if len(seen) == 1:
            other = threading.Thread(target=lambda: asyncio.run(leave()))
            other.start()
            other.join()
        return talk(task)

    async def story() -> None:
        await one.ingest([Incoming(1, ANNE, "open")])
        await one.work(talk, apologise)
        assert len(await send_all(one)) == 2
        await one.ingest([Incoming(2, DESK, "hello", case=1)])
        while await one.work(handle, apologise):
            pass
        assert sorted(await send_all(two)) == [(DESK, "gone"), (DESK, "nobody's"), (ANNE, "bye")]

    run(story())
    assert seen == [ANNE, None]


def test_what_a_replica_held_that_died_is_sent_by_another(pair: Pair, run: Run) -> None:
    one, two = pair

    async def story() -> None:
        await one.record(ANNE, Result("s", ("a", "b")))
        await claim_one(one)
        assert await two.claim(1, "two") == []
        one.close()
        assert await two.wait_for_delivery(LONG)
        assert [effect for _, effect in await send_all(two)] == ["a", "b"]

    run(story())


def test_a_replica_that_starts_anew_takes_nothing_from_one_of_the_same_name(
    pair: Pair, run: Run
) -> None:
    one, two = pair

    async def story() -> None:
        await one.record(ANNE, Result("s", ("a",)))
        delivery = await claim_one(one)
        assert await two.release("me") == 0
        await one.finish(delivery, Sent())

    run(story())


def test_a_limit_is_kept_by_all_together(pair: Pair, run: Run, clock: Clock) -> None:
    limit, other = Limit("all", 25.0, 5), Limit("7", 1.0, 3)

    async def story() -> None:
        waits = [await pair[n % 2].book([limit]) for n in range(30)]
        assert waits[:5] == [0.0] * 5
        assert waits[-1] == pytest.approx(1.0, abs=0.001)
        clock.now += 10
        assert [await pair[n % 2].book([limit, other]) for n in range(5)] == pytest.approx(
            [0.0, 0.0, 0.0, 1.0, 2.0], abs=0.001
        )
        await pair[0].hold(limit, 30.0)
        assert await pair[1].book([limit]) == pytest.approx(30.0, abs=0.001)

    run(story())


def test_a_clock_set_back_parks_the_rate_for_a_minute_at_most(
    pair: Pair, run: Run, clock: Clock
) -> None:
    limit = Limit("all", 25.0, 1)

    async def story() -> float:
        for store in pair * 5:
            await store.book([limit])
        clock.now -= 3600
        for store in pair:
            assert await store.claim(1, "me") == []
        return await pair[0].book([limit])

    assert run(story()) <= 60.0


def test_replicas_that_all_see_the_clock_set_back_mend_it_once(
    pair: Pair, run: Run, clock: Clock
) -> None:
    async def story() -> None:
        await pair[0].record(ANNE, Result("s", ("a",)))
        await pair[0].finish(await claim_one(pair[0]), Later(clock.now + 50))
        clock.now -= 3600
        assert [await store.claim(1, "me") for store in pair] == [[], []]
        clock.now += 49
        assert [await store.claim(1, "me") for store in pair] == [[], []]
        clock.now += 2
        assert (await claim_one(pair[1])).chat_id == ANNE

    run(story())


def test_a_database_that_goes_and_comes_back_is_told_once(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    server = postgres.Postgres()

    async def patient(store: Store) -> bool:
        while True:
            try:
                return await store.wait_for_delivery(LONG)
            except StoreAwayError:
                await asyncio.sleep(0.05)

    async def story(store: Store) -> None:
        await store.ingest([Incoming(1, ANNE, "a")])
        waiting = asyncio.create_task(patient(store))
        server.stop()
        for _ in range(3):
            with pytest.raises(StoreAwayError, match="start the server"):
                await store.ingest([Incoming(2, ANNE, "b")])
        server.start()
        with closing(open_store(url)) as other:
            await work_all(other)
        assert await waiting
        assert await send_all(store) == [(ANNE, "a")]

    url = server.schema()
    with caplog.at_level(logging.INFO), closing(open_store(url)) as store:
        run(story(store))
    told = [record.levelname for record in caplog.records if "database" in record.message]
    assert told == ["ERROR", "WARNING"]
