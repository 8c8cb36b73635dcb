"""A store of each kind, a clock that tests turn, and one event loop for a test.

`store` is each of the engines in turn. Tests of a SQLite file ask for `file_store`, or open one at
`path`.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.store.opening import open_store
from bot.store.sqlite import SqliteStore
from bot.store.store import Store
from tests import postgres
from tests.store.scene import Clock

T = TypeVar("T")

ENGINES = ("sqlite", "postgresql")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "shebao.db"


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, path: Path) -> str:
    """A database that is not there yet, of each engine."""
    return f"sqlite:///{path}" if request.param == "sqlite" else postgres.server().schema()


@pytest.fixture
def store(url: str, clock: Clock) -> Iterator[Store]:
    with closing(open_store(url, clock)) as opened:
        yield opened


@pytest.fixture
def file_store(path: Path, clock: Clock) -> Iterator[SqliteStore]:
    with closing(SqliteStore(path, clock)) as opened:
        yield opened


@pytest.fixture
def run() -> Iterator[Callable[[Coroutine[Any, Any, T]], T]]:
    with asyncio.Runner() as runner:
        yield runner.run
