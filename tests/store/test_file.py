"""The file: made, locked, brought up to date; and when it cannot be used, said in words."""

import asyncio
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.store import turns
from bot.store.database import Database
from bot.store.errors import (
    StoreBusyError,
    StoreClosedError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreInUseError,
    StoreNewerError,
    StoreUnwritableError,
)
from bot.store.opening import open_store, read_tallies
from bot.store.schema import MIGRATIONS, migrate
from bot.store.sqlite import SqliteStore
from bot.store.store import Incoming, Result, Sent
from bot.store.writer import Writer
from tests import postgres
from tests.store.scene import Run, apologise, claim_one, echo, send_all, work_all

ANNE = 11

OPEN = """
import sys
from pathlib import Path
from bot.store.errors import StoreError
from bot.store.sqlite import SqliteStore
try:
    SqliteStore(Path(sys.argv[1])).close()
except StoreError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


def _schema(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    return [sql for (sql,) in rows]


def test_folder_and_file_are_made_and_are_for_nobody_else(
    file_store: SqliteStore, path: Path
) -> None:
    assert path.stat().st_mode & 0o077 == 0


def test_what_was_kept_is_there_after_a_restart(path: Path, run: Run) -> None:
    with closing(SqliteStore(path)) as store:
        run(store.ingest([Incoming(1, ANNE, "a"), Incoming(2, ANNE, "b")]))
        run(store.work(echo, apologise))
        run(store.claim(1, "me"))
    with closing(SqliteStore(path)) as store:
        assert run(store.ingest([Incoming(1, ANNE, "a")])) == 0
        run(work_all(store))
        assert run(store.conversation(ANNE)) == "ab"
        # What was claimed is free at once: whoever had claimed it is gone.
        assert run(send_all(store)) == [(ANNE, "a"), (ANNE, "b")]


def test_commits_reach_the_disk_and_deleted_rows_are_zeroed(path: Path) -> None:
    database = Database(path, 1)
    settings = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
    for name, value in settings.items():
        assert database.connection().execute(f"PRAGMA {name}").fetchone() == (value,)
    database.close()


def test_a_second_process_is_refused_in_words(file_store: SqliteStore, path: Path) -> None:
    second = subprocess.run(
        [sys.executable, "-c", OPEN, path], capture_output=True, text=True, check=False
    )
    assert second.stderr.strip() == (
        f"StoreInUseError: The database {path} is in use by another process of this program:"
        " stop that one, or choose another file in DATABASE_URL."
    )


def test_the_lock_ends_with_its_store(path: Path) -> None:
    first = SqliteStore(path)
    with pytest.raises(StoreInUseError):
        SqliteStore(path)
    first.close()
    SqliteStore(path).close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "var" / "shebao.db"
    with pytest.raises(StoreUnwritableError) as caught:
        SqliteStore(path)
    assert str(caught.value) == (
        f"The database {path} cannot be kept there (Not a directory): make file and folder"
        " writable for the user this program runs as, or choose another in DATABASE_URL."
    )


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "shebao.db").mkdir()
    with pytest.raises(StoreUnwritableError, match=r"shebao\.db cannot be kept there"):
        SqliteStore(tmp_path / "shebao.db")
    (tmp_path / "shebao.db").rmdir()
    SqliteStore(tmp_path / "shebao.db").close()  # the lock was let go


def test_a_file_that_is_no_database_is_named(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("This is a letter, and not a short one at all. " * 50)
    with pytest.raises(StoreDamagedError, match="not a SQLite database: move it away"):
        SqliteStore(path)


def test_damage_is_named_and_ends_when_the_file_is_replaced(path: Path, run: Run) -> None:
    with closing(SqliteStore(path)) as store:
        for chat in range(200):
            run(store.record(chat, Result("s" * 500)))
    good = path.read_bytes()
    half = len(good) // 2  # where the conversations are
    path.write_bytes(good[:half] + b"\x55" * half)
    with closing(SqliteStore(path)) as store:
        with pytest.raises(StoreDamagedError, match="put the latest backup in its place"):
            run(store.conversation(100))
        path.write_bytes(good)
        assert run(store.conversation(100)) == "s" * 500


@contextmanager
def _no_file_may_grow_beyond(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_when_nothing_can_be_written_nothing_is_lost_and_it_goes_on_afterwards(
    file_store: SqliteStore, run: Run
) -> None:
    run(file_store.ingest([Incoming(1, ANNE, "a")]))
    run(file_store.work(echo, apologise))
    big = Incoming(2, ANNE, "x" * 200_000)
    with _no_file_may_grow_beyond(100_000):
        for _ in range(3):
            with pytest.raises(StoreUnwritableError, match="check the disk, its space"):
                run(file_store.ingest([big]))
    assert run(file_store.ingest([big])) == 1
    run(file_store.work(echo, apologise))
    assert [effect[:1] for _, effect in run(send_all(file_store))] == ["a", "x"]


def test_a_full_disk_refuses_what_is_new_and_keeps_what_it_has(path: Path, run: Run) -> None:
    async def ingest(update_id: int, payload: str) -> int:
        return await writer.submit(partial(turns.ingest, updates=[Incoming(update_id, 1, payload)]))

    database = Database(path, 1.0)
    limit = database.connection().execute("PRAGMA max_page_count = 30").fetchone()
    assert limit == (30,)
    writer = Writer(database, time.time)
    assert run(ingest(1, "a")) == 1
    for _ in range(3):
        with pytest.raises(StoreFullError, match="no space left: free some on that disk"):
            run(ingest(2, "x" * 200_000))
    database.connection().execute("PRAGMA max_page_count = 1000")
    assert run(ingest(2, "x" * 200_000)) == 1
    assert run(ingest(1, "a")) == 0
    writer.close()


def test_a_database_locked_by_another_program_is_waited_for_then_named(
    path: Path, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(SqliteStore(path, busy_seconds=0.05)) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for _ in range(3):
                with pytest.raises(StoreBusyError, match="another program holds it locked"):
                    run(store.ingest([Incoming(1, ANNE, "a")]))
        assert run(store.ingest([Incoming(1, ANNE, "a")])) == 1
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


def test_to_finish_waits_until_it_is_written_down(path: Path, run: Run) -> None:
    async def finish(store: SqliteStore, other: sqlite3.Connection) -> None:
        await store.record(ANNE, Result("s", ("a",)))
        delivery = await claim_one(store)
        other.execute("BEGIN IMMEDIATE")
        finishing = asyncio.create_task(store.finish(delivery, Sent()))
        with pytest.raises(StoreBusyError):
            await store.stats()
        other.execute("ROLLBACK")
        await finishing

    with closing(SqliteStore(path, busy_seconds=0.05)) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            run(finish(store, other))
        assert run(store.stats()).unsent == 0


def test_a_closed_store_says_so(path: Path, run: Run) -> None:
    store = SqliteStore(path)
    store.close()
    store.close()
    with pytest.raises(StoreClosedError):
        run(store.stats())


def test_an_empty_file_becomes_a_database_of_this_release(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    SqliteStore(path).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_every_older_schema_becomes_the_newest(tmp_path: Path) -> None:
    steps = (*MIGRATIONS, ("ALTER TABLE chat ADD COLUMN a TEXT",), ("ALTER TABLE chat DROP a",))
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    migrate(fresh, tmp_path, steps)
    for version in range(len(steps)):
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as old:
            migrate(old, tmp_path, steps[:version])
            migrate(old, tmp_path, steps)
            assert _schema(old) == _schema(fresh)
            assert old.execute("PRAGMA user_version").fetchone() == (len(steps),)
    fresh.close()


def test_a_migration_that_fails_leaves_all_as_it_was(tmp_path: Path) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, tmp_path)
        before = _schema(connection)
        broken = (*MIGRATIONS, ("CREATE TABLE more (id INTEGER)", "CREATE TABLE seen (id INTEGER)"))
        with pytest.raises(sqlite3.OperationalError, match="already exists"):
            migrate(connection, tmp_path, broken)
        assert _schema(connection) == before
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_a_database_of_a_newer_release_is_refused_and_left_alone(path: Path) -> None:
    SqliteStore(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = path.read_bytes()
    with pytest.raises(StoreNewerError, match=r"version 999, .* start the newer release"):
        SqliteStore(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("prefix", ["sqlite:///", ""])
def test_the_setting_names_a_file(prefix: str, path: Path) -> None:
    open_store(f"{prefix}{path}").close()
    assert path.exists()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mysql://somebody:secret@host/db",
        "sqlite://",
        "sqlite:///",
        "sqlite://host/x.db",
        "sqlite:///x.db?mode=ro",
        "sqlite:///:memory:",
        "sqlite:///x%00.db",
    ],
)
def test_a_setting_that_names_nothing_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(StoreError, match="write sqlite:///") as caught:
        open_store(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://somebody:sec/ret@127.0.0.1:1/db",
        "postgresql://somebody:sec@ret@127.0.0.1:1/db",
        "postgresql://somebody:secret@127.0.0.1:99999/db",
        "postgresql://somebody:secret@[bad/db",
    ],
)
def test_an_address_of_postgresql_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(StoreError, match=r"write @ : / .* as %40") as caught:
        open_store(url)
    assert "sec" not in str(caught.value)


def test_who_looks_into_a_postgresql_without_tables_is_told_so() -> None:
    with pytest.raises(StoreError, match="no tables yet: start the bot once"):
        read_tallies(postgres.server().schema(), "")
