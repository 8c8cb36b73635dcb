"""A store in a real file, a clock that tests turn, and one event loop for a test."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.store.sqlite import SqliteStore
from tests.store.scene import Clock

T = TypeVar("T")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "shebao.db"


@pytest.fixture
def store(path: Path, clock: Clock) -> Iterator[SqliteStore]:
    opened = SqliteStore(path, clock)
    yield opened
    opened.close()


@pytest.fixture
def run() -> Iterator[Callable[[Coroutine[Any, Any, T]], T]]:
    with asyncio.Runner() as runner:
        yield runner.run
