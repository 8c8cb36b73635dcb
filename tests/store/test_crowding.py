"""Of whom too much waits: told from the queues themselves, whoever filled them."""

from contextlib import closing
from pathlib import Path

from bot.store.case import Open
from bot.store.sqlite import SqliteStore
from bot.store.store import Incoming, Result, Store
from tests.store.scene import Clock, Run, apologise, echo, send_all, work_all

ANNE, BEN, DESK = 11, 22, -100


def test_updates_and_messages_count_until_they_are_done(store: Store, run: Run) -> None:
    run(store.ingest([Incoming(n, ANNE, "a") for n in range(3)]))
    run(store.record(ANNE, Result("s", ("one", "two"))))
    run(store.ingest([Incoming(9, BEN, "b")]))
    assert run(store.crowded([ANNE, BEN, 33], 5)) == {ANNE}
    assert run(store.crowded([ANNE, BEN, 33], 6)) == set()
    assert run(store.crowded([BEN], 1)) == {BEN}
    run(work_all(store))
    run(send_all(store))
    assert run(store.crowded([ANNE, BEN], 1)) == set()


def test_a_restart_changes_nothing(path: Path, run: Run, clock: Clock) -> None:
    with closing(SqliteStore(path, clock)) as store:
        run(store.ingest([Incoming(n, ANNE, "a") for n in range(3)]))
    with closing(SqliteStore(path, clock)) as store:
        assert run(store.crowded([ANNE], 3)) == {ANNE}


def test_what_many_people_leave_at_a_desk_does_not_shut_the_desk_out(
    store: Store, run: Run
) -> None:
    for person in range(1, 60):
        post = Result("s", case=Open(DESK), elsewhere=((DESK, "post"),))
        run(store.record(person, post))
    assert run(store.crowded([DESK], 1)) == set()
    run(store.ingest([Incoming(5, DESK, "figures, please")]))
    assert run(store.work(echo, apologise)) == 1
    assert run(store.crowded([DESK], 1)) == {DESK}
