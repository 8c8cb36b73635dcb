"""kill -9 at any moment: no update lost, none taken twice, every message sent, in order."""

import asyncio
import random
import subprocess
import sys
import time
from contextlib import closing
from itertools import groupby
from pathlib import Path

from bot.store.sqlite import SqliteStore
from tests.store.crashing import BATCH, CHATS, SENDERS

KILLS = 24


def _start(folder: Path) -> subprocess.Popen[str]:
    bot = subprocess.Popen(
        [sys.executable, "-m", "tests.store.crashing", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert bot.stdout is not None
    assert bot.stdout.readline() == "going\n"
    return bot


def _sessions(folder: Path) -> list[list[int]]:
    async def ask(store: SqliteStore) -> list[str | None]:
        return [await store.conversation(chat) for chat in range(CHATS)]

    with closing(SqliteStore(folder / "bot.db")) as store:
        return [[int(n) for n in (session or "").split()] for session in asyncio.run(ask(store))]


def test_a_bot_killed_again_and_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    chance = random.Random(20261125)
    for _ in range(KILLS):
        with _start(tmp_path) as bot:
            time.sleep(chance.uniform(0.0, 0.12))
            bot.kill()
            assert bot.wait() == -9
    (tmp_path / "stop").touch()
    with _start(tmp_path) as bot:
        assert bot.wait(60) == 0

    confirmed = max(map(int, (tmp_path / "confirmed").read_text().split()))
    assert confirmed > KILLS * BATCH // 2, "it was killed before it did anything"
    sessions = _sessions(tmp_path)
    total = max(session[-1] for session in sessions) + 1
    assert total > confirmed
    expected = [list(range(chat, total, CHATS)) for chat in range(CHATS)]
    assert sessions == expected

    sent: dict[int, list[str]] = {chat: [] for chat in range(CHATS)}
    for line in (tmp_path / "sent").read_text().splitlines():
        chat, effect = line.split()
        sent[int(chat)].append(effect)
    once = [[effect for effect, _ in groupby(sent[chat])] for chat in range(CHATS)]
    assert once == [[f"{n}.{part}" for n in chat for part in (0, 1)] for chat in expected]
    repeats = sum(map(len, sent.values())) - sum(map(len, once))
    assert repeats <= KILLS * SENDERS
