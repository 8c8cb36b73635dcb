"""PostgreSQL's schema changes while replicas run: once, and the release before copes."""

import asyncio
import subprocess
import sys
from contextlib import closing

import asyncpg
import pytest

from bot.store.errors import StoreNewerError
from bot.store.opening import open_store
from bot.store.postgres.schema import MIGRATIONS, Step, migrate
from bot.store.store import Incoming, Store
from tests import postgres
from tests.store.scene import Run, apologise, echo, send_all, work_all

ANNE = 11
NEXT = Step(
    (
        "ALTER TABLE chat ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'",
        "ALTER TABLE inbox ADD COLUMN sort INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE outbox ADD COLUMN sort INTEGER NOT NULL DEFAULT 0",
        "CREATE TABLE moods (chat_id BIGINT PRIMARY KEY)",
    ),
    serves_from=len(MIGRATIONS),
)
"""What a next release may do: things are added, with defaults."""
AFTER = Step(("ALTER TABLE inbox DROP COLUMN attempts",), serves_from=len(MIGRATIONS) + 2)
"""What a release must not do to the one before it; so that one is refused."""

OPEN = "import sys; from bot.store.opening import open_store; open_store(sys.argv[1]).close()"


async def _to(url: str, *steps: Step) -> None:
    connection = await asyncpg.connect(url)
    try:
        await migrate(connection, "here", (*MIGRATIONS, *steps))
    finally:
        await connection.close()


async def _shape(url: str) -> list[object]:
    connection = await asyncpg.connect(url)
    try:
        columns = await connection.fetch(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = current_schema() ORDER BY 1, ordinal_position"
        )
        return [*columns, await connection.fetch("SELECT * FROM shebao_schema")]
    finally:
        await connection.close()


def test_of_three_replicas_that_start_at_once_one_makes_the_tables(run: Run) -> None:
    url = postgres.server().schema()
    starting = [subprocess.Popen([sys.executable, "-c", OPEN, url]) for _ in range(3)]
    assert [process.wait() for process in starting] == [0, 0, 0]
    alone = postgres.server().schema()
    open_store(alone).close()
    assert run(_shape(url)) == run(_shape(alone))


def test_a_replica_of_this_release_goes_on_after_the_next_has_changed_the_tables(run: Run) -> None:
    url = postgres.server().schema()

    async def live(store: Store) -> None:
        asking = [store.ingest([Incoming(n, n % 7, "x")]) for n in range(100)]
        await asyncio.gather(_to(url, NEXT), *asking)
        await store.ingest([Incoming(1_000, ANNE, "a"), Incoming(1_001, ANNE, "b")])
        await work_all(store)
        assert await store.conversation(ANNE) == "ab"
        assert len(await send_all(store)) == 102
        assert await store.forget(ANNE)
        await store.purge()

    with closing(open_store(url)) as store:
        run(live(store))
    with closing(open_store(url)) as store:  # it may start anew as well
        assert run(store.ingest([Incoming(2_000, ANNE, "a")])) == 1
        assert run(store.work(echo, apologise)) == 1


def test_a_database_that_serves_this_release_no_more_is_refused(run: Run) -> None:
    url = postgres.server().schema()
    run(_to(url, NEXT, AFTER))
    before = run(_shape(url))
    with pytest.raises(StoreNewerError, match=r"start the newer release"):
        open_store(url)
    assert run(_shape(url)) == before


def test_a_change_that_fails_leaves_all_as_it_was(run: Run) -> None:
    url = postgres.server().schema()
    open_store(url).close()
    before = run(_shape(url))
    broken = Step(("CREATE TABLE more (id INTEGER)", "CREATE TABLE seen (id INTEGER)"), 1)
    with pytest.raises(asyncpg.DuplicateTableError):
        run(_to(url, broken))
    assert run(_shape(url)) == before


def test_a_change_may_take_longer_than_a_statement_of_every_day(run: Run) -> None:
    url = postgres.server().schema()
    open_store(url).close()

    async def change() -> None:
        slow = Step(("SELECT pg_sleep(0.5)", "CREATE TABLE more (id INTEGER)"), 1)
        connection = await asyncpg.connect(url, command_timeout=0.1)
        try:
            await migrate(connection, "here", (*MIGRATIONS, slow))
        finally:
            await connection.close()

    run(change())
