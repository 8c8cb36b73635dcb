"""All that is kept survives the way through a file; what is no whole backup changes nothing."""

import asyncio
import gzip
import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from bot.store.case import Open, Posted
from bot.store.portable import TABLES
from bot.store.sqlite import SqliteStore
from bot.store.store import Dead, Incoming, Later, Miss, Result, Screen, Sent, Store, Tally, Task
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


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(
                f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1, 2"
            ).fetchall()
            for table, columns in TABLES.items()
        } | {"numbers": connection.execute("SELECT * FROM sqlite_sequence ORDER BY 1").fetchall()}


def _command(monkeypatch: pytest.MonkeyPatch, command: str, database: Path, file: Path) -> int:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database}")
    return main([command, str(file)])


async def _filled(path: Path, seed: int, clock: Clock) -> SqliteStore:
    store = SqliteStore(path, clock)
    await _live(store, clock, random.Random(seed))
    return store


@pytest.mark.parametrize("seed", range(5))
def test_all_that_is_kept_comes_back_from_beside_a_running_bot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    old, new, file = tmp_path / "old.db", tmp_path / "new.db", tmp_path / "backup.gz"

    async def story() -> None:
        clock = Clock()
        with closing(await _filled(old, seed, clock)) as store:
            assert await asyncio.to_thread(_command, monkeypatch, "backup", old, file) == 0
            before = _rows(old)
            assert all(before.values()), "every table has something in it"
            assert await asyncio.to_thread(_command, monkeypatch, "restore", new, file) == 0
            assert _rows(new) == before
            clock.now += 1_000  # all is due
            await work_all(store)
            old_sent = await send_all(store)
            assert len(old_sent) > 20
        with closing(SqliteStore(new, clock)) as store:
            await work_all(store)
            assert sorted(await send_all(store)) == sorted(old_sent)

    asyncio.run(story())
    assert file.stat().st_mode & 0o077 == 0


def test_a_backup_is_of_one_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns go on while it is made: an update is in it with its turn, or waiting, never neither."""
    path, file = tmp_path / "bot.db", tmp_path / "backup.gz"

    async def story() -> None:
        with closing(SqliteStore(path)) as store:
            backing = asyncio.create_task(
                asyncio.to_thread(_command, monkeypatch, "backup", path, file)
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


def _whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    old, file = tmp_path / "old.db", tmp_path / "backup.gz"
    asyncio.run(_filled(old, 1, Clock())).close()
    assert _command(monkeypatch, "backup", old, file) == 0
    return file.read_bytes()


@pytest.mark.parametrize("part", ["empty", "text", "cut", "short", "later", "strange", "flipped"])
def test_what_is_no_whole_backup_is_refused_in_words(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    part: str,
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
    }[part]
    file, new = tmp_path / "spoiled.gz", tmp_path / "new.db"
    file.write_bytes(spoiled)
    assert _command(monkeypatch, "restore", new, file) == 1
    assert capsys.readouterr().err.startswith("shebao: ")
    assert not new.exists() or not any(_rows(new).values())


def test_what_is_there_already_is_not_mixed_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _whole(tmp_path, monkeypatch)
    before = _rows(tmp_path / "old.db")
    assert _command(monkeypatch, "restore", tmp_path / "old.db", tmp_path / "backup.gz") == 1
    assert "holds conversations already" in capsys.readouterr().err
    assert _rows(tmp_path / "old.db") == before


def test_a_bot_at_work_is_not_restored_under(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _whole(tmp_path, monkeypatch)
    with closing(SqliteStore(tmp_path / "new.db")):
        assert _command(monkeypatch, "restore", tmp_path / "new.db", tmp_path / "backup.gz") == 1
    assert "in use" in capsys.readouterr().err


def test_a_backup_that_fails_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _whole(tmp_path, monkeypatch)
    assert _command(monkeypatch, "backup", tmp_path / "none.db", tmp_path / "backup.gz") == 1
    assert (tmp_path / "backup.gz").read_bytes() == whole
    assert not list(tmp_path.glob("*.part"))
