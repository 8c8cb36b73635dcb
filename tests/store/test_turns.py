"""From an update to what is to be sent: once, in order, and one chat never waits for another."""

import logging
from itertools import pairwise

import pytest

from bot.store.counts import MissCount, TallyCount
from bot.store.store import Incoming, Miss, Result, Screen, Sent, Store, Tally, Task
from tests.store.scene import NOON, Clock, Run, apologise, claim_one, echo, send_all, work_all

ANNE, BEN = 11, 22


def test_a_turn_has_its_update_its_session_and_the_time_it_came(
    store: Store, run: Run, clock: Clock
) -> None:
    seen: list[Task] = []

    def handle(task: Task) -> Result:
        seen.append(task)
        return Result(session="one", seen_message_id=7)

    run(store.ingest([Incoming(1, ANNE, "a"), Incoming(2, ANNE, "b")]))
    clock.now += 60
    run(store.work(handle, apologise))
    run(store.work(handle, apologise))
    assert seen == [
        Task(ANNE, 1, "a", None, Screen(), NOON),
        Task(ANNE, 2, "b", "one", Screen(last_message_id=7), NOON),
    ]


def test_updates_seen_before_are_dropped_wherever_they_stand(store: Store, run: Run) -> None:
    first = [Incoming(5, ANNE, "a"), Incoming(900, ANNE, "b"), Incoming(5, ANNE, "a")]
    assert run(store.ingest(first)) == 2
    run(work_all(store))
    again = [Incoming(900, ANNE, "b"), Incoming(4, ANNE, "c"), Incoming(5, ANNE, "a")]
    assert run(store.ingest(again)) == 1
    run(work_all(store))
    assert run(store.conversation(ANNE)) == "abc"


def test_a_chat_is_served_in_order_of_arrival_not_of_update_ids(store: Store, run: Run) -> None:
    for update_id, payload in ((70, "a"), (3, "b"), (50, "c")):
        run(store.ingest([Incoming(update_id, ANNE, payload)]))
    run(work_all(store))
    assert run(send_all(store)) == [(ANNE, "a"), (ANNE, "b"), (ANNE, "c")]


def test_chats_take_turns(store: Store, run: Run, clock: Clock) -> None:
    run(store.ingest([Incoming(n, ANNE, "a") for n in range(20)]))
    clock.now += 1
    run(store.ingest([Incoming(99, BEN, "b")]))
    clock.now += 1
    assert run(store.work(echo, apologise, limit=1)) == 1
    assert run(store.work(echo, apologise, limit=1)) == 1
    assert run(store.conversation(BEN)) == "b"


def test_one_call_takes_one_update_of_each_of_so_many_chats(store: Store, run: Run) -> None:
    run(store.ingest([Incoming(10 * chat + n, chat, "x") for chat in range(1, 8) for n in (1, 2)]))
    assert run(store.work(echo, apologise, limit=5)) == 5
    assert run(store.work(echo, apologise)) == 7
    assert run(store.work(echo, apologise)) == 2
    assert run(store.work(echo, apologise)) == 0


def test_a_failing_turn_is_tried_five_times_then_its_chat_gets_an_apology(
    store: Store, run: Run, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    attempts: list[int] = []

    def handle(task: Task) -> Result:
        if task.payload == "bad":
            attempts.append(task.attempts)
            raise ZeroDivisionError
        return echo(task)

    async def live(store: Store) -> None:
        for n in range(100):
            await store.ingest([Incoming(1000 + n, BEN, "b")])
            await store.work(handle, apologise)
            clock.now += 0.1

    run(store.ingest([Incoming(1, ANNE, "a")]))
    run(store.work(handle, apologise))
    run(store.ingest([Incoming(2, ANNE, "bad"), Incoming(3, ANNE, "c")]))
    with caplog.at_level(logging.CRITICAL):
        run(live(store))
    assert attempts == [0, 1, 2, 3, 4]
    assert run(store.conversation(ANNE)) == "ac"
    assert run(store.conversation(BEN)) == "b" * 100
    sent = run(send_all(store))
    assert [effect for chat, effect in sent if chat == ANNE] == ["a", "sorry for bad", "c"]
    assert run(store.stats()).dead_updates == 1


def test_a_failing_turn_waits_longer_each_time(
    store: Store, run: Run, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[float] = []

    def handle(task: Task) -> Result:
        tried.append(round(clock.now - NOON, 2))
        raise ValueError

    async def live() -> None:
        await store.ingest([Incoming(1, ANNE, "a")])
        for _ in range(200):
            await store.work(handle, apologise)
            clock.now += 0.01

    with caplog.at_level(logging.CRITICAL):
        run(live())
    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert pauses == pytest.approx([0.1, 0.2, 0.4, 0.8], abs=0.02)


def test_even_a_failing_apology_does_not_block_the_chat(
    store: Store, run: Run, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    def handle(task: Task) -> Result:
        if task.payload == "bad":
            raise RecursionError
        return echo(task)

    def fail(task: Task) -> Result:
        raise KeyError(task.payload)

    async def live() -> None:
        await store.ingest([Incoming(1, ANNE, "bad"), Incoming(2, ANNE, "b")])
        for _ in range(7):
            await store.work(handle, fail)
            clock.now += 1

    with caplog.at_level(logging.CRITICAL):
        run(live())
    assert run(store.conversation(ANNE)) == "b"


def test_texts_no_database_takes_are_cleaned(store: Store, run: Run) -> None:
    def handle(task: Task) -> Result:
        return Result(task.payload, ("x\ud800y", task.payload), misses=(Miss("\0", "refuse", "d"),))

    run(store.ingest([Incoming(1, ANNE, "a\0b\ud800c")]))
    run(store.work(handle, apologise))
    assert run(store.misses())[0].text == "?"
    delivery = run(claim_one(store))
    assert delivery.effect == "x?y"
    run(store.finish(delivery, Sent()))
    assert run(claim_one(store)).effect == "a?b?c"


def test_ids_beyond_64_bits_are_refused_before_they_reach_the_store() -> None:
    with pytest.raises(ValueError, match="64 bits"):
        Incoming(2**63, ANNE, "a")
    with pytest.raises(ValueError, match="64 bits"):
        Incoming(1, -(2**63) - 1, "a")


def test_a_result_that_cannot_be_stored_counts_as_a_failure(
    store: Store, run: Run, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    def handle(task: Task) -> Result:
        if task.chat_id == ANNE:
            return Result(session="s", seen_message_id=2**80)
        return echo(task)

    async def live() -> None:
        await store.ingest([Incoming(1, ANNE, "a"), Incoming(2, BEN, "b")])
        for _ in range(6):
            await store.work(handle, apologise)
            clock.now += 1

    with caplog.at_level(logging.CRITICAL):
        run(live())
    assert run(send_all(store)) == [(BEN, "b"), (ANNE, "sorry for a")]


def test_what_was_not_understood_is_kept_without_its_chat(
    store: Store, run: Run, clock: Clock
) -> None:
    def handle(task: Task) -> Result:
        return Result(session="s", misses=(Miss(task.payload, "refuse", "d1"),))

    for n, text in enumerate(("a", "b", "a")):
        run(store.ingest([Incoming(n, ANNE, text)]))
        run(store.work(handle, apologise))
        clock.now += 86_400
    assert run(store.misses()) == [
        MissCount("a", "refuse", 2, "2026-11-25", "2026-11-27"),
        MissCount("b", "refuse", 1, "2026-11-26", "2026-11-26"),
    ]
    assert run(store.misses(limit=1)) == [MissCount("a", "refuse", 2, "2026-11-25", "2026-11-27")]


def test_outcomes_are_counted_by_the_day_in_china(store: Store, run: Run, clock: Clock) -> None:
    def handle(task: Task) -> Result:
        return Result(session="s", tallies=(Tally("balance-zero", task.payload),))

    for n, outcome in enumerate(("r1", "r1", "r2", "r1")):
        run(store.ingest([Incoming(n, ANNE, outcome)]))
        run(store.work(handle, apologise))
        clock.now += 4 * 3600  # 12:00, 16:00, 20:00, midnight
    assert run(store.tallies()) == [
        TallyCount("balance-zero", "r1", "2026-11-26", 1),
        TallyCount("balance-zero", "r1", "2026-11-25", 2),
        TallyCount("balance-zero", "r2", "2026-11-25", 1),
    ]


def test_a_turn_without_an_update_is_recorded(store: Store, run: Run) -> None:
    assert run(store.conversation(ANNE)) is None
    run(store.record(ANNE, Result(session="one", seen_message_id=5)))
    run(store.record(ANNE, Result(session="two", effects=("x",))))
    assert run(store.conversation(ANNE)) == "two"
    assert run(claim_one(store)).screen == Screen(last_message_id=5)


def test_an_update_without_a_conversation_leaves_none_behind(store: Store, run: Run) -> None:
    run(store.ingest([Incoming(1, 0, "a")]))
    run(store.work(lambda task: Result(session=None), apologise))
    assert run(store.export(0)) == {}
