"""From the setting DATABASE_URL to a store."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.store import moving, upkeep
from bot.store.errors import StoreError
from bot.store.looking import look
from bot.store.portable import Put, Row
from bot.store.sqlite import SqliteStore
from bot.store.store import MissCount, Store, TallyCount


def open_store(url: str, now: Callable[[], float] = time.time) -> Store:
    """Open `sqlite:///relative.db`, `sqlite:////absolute.db`, or a plain path
    (with a slash in it, or ending in `.db`).

    Raises StoreError, its message one line for the operator.
    """
    return SqliteStore(file_of(url), now)


def read_misses(url: str, limit: int) -> list[MissCount]:
    """As `Store.misses`, from a database that may be in use meanwhile. Raises StoreError."""
    return look(file_of(url), partial(upkeep.misses, limit=limit))


def read_tallies(url: str, since: str) -> list[TallyCount]:
    """As `Store.tallies`, from a database that may be in use meanwhile. Raises StoreError."""
    return look(file_of(url), partial(upkeep.tallies, since=since))


def describe(url: str) -> str:
    """What is kept there, in a line, from a database that may be in use. Raises StoreError."""
    path = file_of(url)
    kept = look(path, upkeep.stats)
    return f"{path}: {kept.waiting} updates wait for a turn, {kept.unsent} messages to be sent"


def dump(url: str, put: Put) -> None:
    """Hand over all rows as they are at one moment, from a database that may be in use.

    Raises StoreError.
    """
    moving.dump(file_of(url), put)


def restore(url: str, rows: Iterator[Row]) -> int:
    """Put rows into a database that is new or empty, all or none; how many. Raises StoreError."""
    return moving.restore(file_of(url), rows)


def file_of(url: str) -> Path:
    """The file that a setting names. Raises StoreError."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return Path(unquote(parts.path[1:]))
    if "://" not in url and ("/" in url or url.endswith(".db")):
        return Path(url)
    raise StoreError(
        "DATABASE_URL names no database this program knows: write sqlite:///var/shebao.db,"
        " with four slashes for an absolute path."
    )
