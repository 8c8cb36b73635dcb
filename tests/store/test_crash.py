"""Killed again and again, one SQLite process or three replicas over PostgreSQL lose nothing."""

import asyncio
from pathlib import Path

import pytest

from tests import postgres
from tests.store.crashing import SENDERS
from tests.store.fleet import Tally, crash

KILLS = 12


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_replicas_killed_again_and_again_lose_and_double_nothing(
    engine: str, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}" if engine == "sqlite" else postgres.server().schema()
    replicas = 1 if engine == "sqlite" else 3
    asked = Tally(kills=KILLS, updates=1_000)
    tally = asyncio.run(crash(url, asked, replicas=replicas, chats=40, folder=tmp_path))
    assert not tally.wrong
    # over hundreds of kills less than one each is repeated; over a dozen chance has its say
    assert tally.repeats <= KILLS * (2 if replicas > 1 else SENDERS)  # all die at once, if one


def test_a_database_that_is_stopped_in_the_middle_of_work_loses_nothing(tmp_path: Path) -> None:
    server = postgres.Postgres()
    asked = Tally(restarts=2, updates=600)
    url = server.schema()
    tally = asyncio.run(crash(url, asked, replicas=3, chats=40, folder=tmp_path, server=server))
    assert not tally.wrong
