"""All that is kept survives the way through a file; what is no whole backup changes nothing."""

import asyncio
import gzip
import json
import os
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from bot.cli import main
from bot.store.case import Open, Posted
from bot.store.opening import open_store
from bot.store.portable import NUMBERED, TABLES
from bot.store.sqlite import SqliteStore
from bot.store.store import Dead, Incoming, Later, Miss, Result, Screen, Sent, Store, Tally, Task
from tests import postgres
from tests.store.scene import Clock, send_all, work_all

DESK = -100


def _turn(task: Task) -> Result:
    """Something of everything that can be kept."""
    number = task.update_id
    return Result(
        session=f'{{"n":{number},"said":"{task.payload}"}}',
        effects=(f'{{"say":"{task.payload} 一"}}', f'{{"say":"{task.payload} 二"}}'),
        seen_message_id=number,
        misses=(Miss("医保 余额", "refuse", "digest"),),
        tallies=(Tally("flow", "some-flow"),),
        case=Open(DESK) if number % 5 == 0 else None,
        elsewhere=((DESK, f'{{"post":{number}}}'),) if number % 5 == 0 else (),
        forget=number % 7 == 0,
    )


async def _live(store: Store, clock: Clock, chance: random.Random) -> None:
    """Conversations in every stage: answered, half sent, put off, waiting."""
    for number in range(1, 41):
        clock.now += 1
        await store.ingest([Incoming(number, chance.randrange(1, 9), f"“{number}”\n")])
        if chance.random() < 0.8:
            await store.work(_turn, _turn)
        for delivery in await store.claim(chance.randrange(4) + 1, "me"):
            ends = (Sent(Screen(number, number, "{}"), Posted(number)), Later(clock.now + 20))
            await store.finish(delivery, chance.choice((*ends, Dead("gone"))))
    for number in range(200, 203):  # what is posted at the desk, and not all of it
        clock.now += 60
        await store.ingest([Incoming(number * 5, 9, "a case")])
        await store.work(_turn, _turn)
        for delivery in await store.claim(100, "me"):
            if delivery.chat_id == DESK:
                await store.finish(delivery, Sent(posted=Posted(number)))
    await store.ingest([Incoming(100 + n, n, "waits") for n in range(1, 9)])


Kept = dict[str, list[tuple[object, ...]]]


def _rows(url: str) -> Kept:
    """All that is in a database, by its tables, and the numbers given out."""
    selects = {
        table: f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1, 2"
        for table, columns in TABLES.items()
    }
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            found = {table: connection.execute(sql).fetchall() for table, sql in selects.items()}
            last = connection.execute("SELECT * FROM sqlite_sequence ORDER BY 1").fetchall()
            return found | {"numbers": last}

    async def read() -> Kept:
        connection = await asyncpg.connect(url)
        try:
            found = {
                table: [tuple(row) for row in await connection.fetch(sql)]
                for table, sql in selects.items()
            }
            last = "SELECT last_value FROM {}"
            numbers = [
                (table, await connection.fetchval(last.format(f"{table}_{column}_seq")))
                for table, column in sorted(NUMBERED.items())
            ]
            return found | {"numbers": numbers}
        finally:
            await connection.close()

    return asyncio.run(read())


def _database(engine: str, folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}" if engine == "sqlite" else postgres.server().schema()


def _command(monkeypatch: pytest.MonkeyPatch, command: str, url: str, file: Path) -> int:
    monkeypatch.setenv("DATABASE_URL", url)
    return main([command, str(file)])


async def _filled(url: str, seed: int, clock: Clock) -> Store:
    store = open_store(url, clock)
    await _live(store, clock, random.Random(seed))
    return store


ENGINES = ("sqlite", "postgresql")


@pytest.mark.parametrize("to", ENGINES)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(3))
def test_all_that_is_kept_comes_back_in_either_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, engine: str, to: str
) -> None:
    file, clock = tmp_path / "backup.gz", Clock()
    old, new = _database(engine, tmp_path, "old.db"), _database(to, tmp_path, "new.db")

    async def live() -> Store:
        return await _filled(old, seed, clock)

    async def rest(store: Store) -> list[tuple[int, str]]:
        await work_all(store)
        return await send_all(store)

    with asyncio.Runner() as runner, closing(runner.run(live())) as store:
        # beside the running bot
        assert _command(monkeypatch, "backup", old, file) == 0
        before = _rows(old)
        assert all(before.values()), "every table has something in it"
        assert _command(monkeypatch, "restore", new, file) == 0
        assert _rows(new) == before
        clock.now += 1_000  # all is due
        old_sent = runner.run(rest(store))
        assert len(old_sent) > 20
    with asyncio.Runner() as runner, closing(open_store(new, clock)) as store:
        assert sorted(runner.run(rest(store))) == sorted(old_sent)
        runner.run(store.ingest([Incoming(5_000, 5, "new")]))
        assert len(runner.run(rest(store))) == 1
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_backup_is_of_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    """Turns go on while it is made: an update is in it with its turn, or waiting, never neither."""
    file = tmp_path / "backup.gz"
    url = _database(engine, tmp_path, "bot.db")

    async def story() -> None:
        with closing(open_store(url)) as store:
            backing = asyncio.create_task(
                asyncio.to_thread(_command, monkeypatch, "backup", url, file)
            )
            number = 0
            while not backing.done():
                number += 1
                await store.ingest([Incoming(number, number, str(number))])
                await store.work(lambda t: Result(t.payload), lambda _: Result(None))
            assert await backing == 0

    asyncio.run(story())
    _, *lines = map(json.loads, gzip.decompress(file.read_bytes()).splitlines())
    seen = {line[1] for line in lines if isinstance(line, list) and line[0] == "seen"}
    chats = {line[1] for line in lines if isinstance(line, list) and line[0] == "chat"}
    waiting = {line[2] for line in lines if isinstance(line, list) and line[0] == "inbox"}
    assert seen == chats | waiting


WRONG = {
    "words for a number": '["seen","one",1.0]',
    "a number for words": '["misses",1,"2026-11-27","refuse","d",5]',
    "too large a number": '["seen",1180591620717411303424,1.0]',
    "a list": '["seen",[1],1.0]',
    "no time": '["seen",1,NaN]',
    "NUL": '["misses",1,"2026-11-27","refuse","d","a\\u0000b"]',
    "half a character": '["misses",1,"2026-11-27","refuse","d","\\ud800"]',
    "no table": '["last_number","nothing",1]',
    "no last number": '["last_number"]',
}


def _with(lines: Sequence[bytes], *rows: str) -> bytes:
    """A backup of these rows alone."""
    foot = json.dumps({"rows": len(rows)}).encode()
    return gzip.compress(b"".join([lines[0], *(row.encode() + b"\n" for row in rows), foot]))


def _whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    old, file = _database("sqlite", tmp_path, "old.db"), tmp_path / "backup.gz"
    asyncio.run(_filled(old, 1, Clock())).close()
    assert _command(monkeypatch, "backup", old, file) == 0
    return file.read_bytes()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "part",
    ["empty", "text", "cut", "short", "later", "strange", "flipped", "twice", "null", *WRONG],
)
def test_what_is_no_whole_backup_is_refused_in_words(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    part: str,
    engine: str,
) -> None:
    whole = _whole(tmp_path, monkeypatch)
    lines = gzip.decompress(whole).splitlines(keepends=True)
    spoiled = {
        "empty": b"",
        "text": b"not at all",
        "cut": whole[: len(whole) // 2],
        "short": gzip.compress(b"".join(lines[:-2])),
        "later": gzip.compress(b"".join(lines).replace(b'"form":1', b'"form":2')),
        "strange": gzip.compress(lines[0] + b'["chat",1]\n{"rows":1}\n'),
        "flipped": whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:],
        "twice": _with(lines, '["seen",1,1.0]', '["seen",1,1.0]'),
        "null": _with(lines, '["chat",null,null,null,null,null,1.0]'),
    } | {name: _with(lines, row) for name, row in WRONG.items()}
    file, new = tmp_path / "spoiled.gz", _database(engine, tmp_path, "new.db")
    file.write_bytes(spoiled[part])
    assert _command(monkeypatch, "restore", new, file) == 1
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith("shebao: ")
    with closing(open_store(new)):  # nothing is in it, nor in its way
        assert not any(rows for table, rows in _rows(new).items() if table in TABLES)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_there_already_is_not_mixed_with(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    engine: str,
) -> None:
    _whole(tmp_path, monkeypatch)
    there = _database(engine, tmp_path, "there.db")
    assert _command(monkeypatch, "restore", there, tmp_path / "backup.gz") == 0
    before = _rows(there)
    assert _command(monkeypatch, "restore", there, tmp_path / "backup.gz") == 1
    assert "holds conversations already" in capsys.readouterr().err
    assert _rows(there) == before


def test_a_bot_at_work_is_not_restored_under(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _whole(tmp_path, monkeypatch)
    with closing(SqliteStore(tmp_path / "new.db")):
        new = _database("sqlite", tmp_path, "new.db")
        assert _command(monkeypatch, "restore", new, tmp_path / "backup.gz") == 1
    assert "in use" in capsys.readouterr().err


def test_a_backup_that_fails_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _whole(tmp_path, monkeypatch)
    none = _database("sqlite", tmp_path, "none.db")
    assert _command(monkeypatch, "backup", none, tmp_path / "backup.gz") == 1
    assert (tmp_path / "backup.gz").read_bytes() == whole
    assert not list(tmp_path.glob("*.part"))


def test_a_device_is_not_replaced_by_a_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = _database("sqlite", tmp_path, "bot.db")
    open_store(url).close()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert _command(monkeypatch, "backup", url, pipe) == 1
    assert "no regular file" in capsys.readouterr().err
    assert pipe.is_fifo()


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_file_that_cannot_be_used_is_named_with_what_to_do(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    url = _database("sqlite", tmp_path, "bot.db")
    open_store(url).close()
    file = tmp_path / "nowhere" / "backup.gz"
    assert _command(monkeypatch, command, url, file) == 1
    (said,) = capsys.readouterr().err.splitlines()
    assert f"{file} cannot be" in said
    assert "name a file" in said
