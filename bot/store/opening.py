"""From the setting DATABASE_URL to a store."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.store import upkeep
from bot.store.errors import StoreError
from bot.store.looking import look
from bot.store.sqlite import SqliteStore
from bot.store.store import MissCount, Store, TallyCount


def open_store(url: str, now: Callable[[], float] = time.time) -> Store:
    """Open `sqlite:///relative.db`, `sqlite:////absolute.db`, or a plain path
    (with a slash in it, or ending in `.db`).

    Raises StoreError, its message one line for the operator.
    """
    return SqliteStore(_path(url), now)


def read_misses(url: str, limit: int) -> list[MissCount]:
    """As `Store.misses`, from a database that may be in use meanwhile. Raises StoreError."""
    return look(_path(url), partial(upkeep.misses, limit=limit))


def read_tallies(url: str, since: str) -> list[TallyCount]:
    """As `Store.tallies`, from a database that may be in use meanwhile. Raises StoreError."""
    return look(_path(url), partial(upkeep.tallies, since=since))


def read_sessions(url: str) -> list[str]:
    """Every stored session as JSON, without its chat. Raises StoreError."""
    return look(_path(url), upkeep.sessions)


def _path(url: str) -> Path:
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return Path(unquote(parts.path[1:]))
    if "://" not in url and ("/" in url or url.endswith(".db")):
        return Path(url)
    raise StoreError(
        "DATABASE_URL names no database this program knows: write sqlite:///var/shebao.db,"
        " with four slashes for an absolute path."
    )
