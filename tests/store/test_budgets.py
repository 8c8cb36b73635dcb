"""What one chat may do: shared by all, over restarts, gone when it says nothing any more."""

from contextlib import closing
from pathlib import Path

from bot.store.sqlite import SqliteStore
from bot.store.store import Store
from tests.store.scene import Clock, Run

ANNE, BEN = 11, 22


def taken(store: Store, run: Run, *chats: int) -> list[bool]:
    return run(store.allow(chats, per_second=1.0, burst=3))


def test_a_share_is_used_up_and_comes_back(store: Store, run: Run, clock: Clock) -> None:
    assert taken(store, run, *[ANNE] * 5) == [True, True, True, False, False]
    assert taken(store, run, BEN, ANNE) == [True, False]
    clock.now += 1
    assert taken(store, run, ANNE, ANNE) == [True, False]
    clock.now += 60
    assert taken(store, run, *[ANNE] * 4) == [True, True, True, False]


def test_a_restart_gives_nobody_more(path: Path, run: Run, clock: Clock) -> None:
    for expected in ([True] * 3, [False] * 3):
        with closing(SqliteStore(path, clock)) as store:
            assert taken(store, run, *[ANNE] * 3) == expected


def test_a_clock_that_went_wrong_shuts_nobody_out(store: Store, run: Run, clock: Clock) -> None:
    clock.now += 86_400
    taken(store, run, *[ANNE] * 3)
    clock.now -= 2 * 86_400
    assert taken(store, run, *[ANNE] * 2) == [True, False]
    clock.now += 1
    assert taken(store, run, *[ANNE] * 2) == [True, False]


def test_nothing_of_it_stays(store: Store, run: Run, clock: Clock) -> None:
    taken(store, run, ANNE, BEN)
    assert run(store.forget(ANNE))
    assert not run(store.forget(ANNE))
    clock.now += 3_600
    assert run(store.purge()) == 1
    assert not run(store.forget(BEN))
