"""From the setting DATABASE_URL to a store."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.store import upkeep
from bot.store.counts import MissCount, TallyCount
from bot.store.errors import StoreError
from bot.store.looking import look
from bot.store.sqlite import SqliteStore
from bot.store.store import Store


def open_store(url: str, now: Callable[[], float] | None = None) -> Store:
    """Open `sqlite:///relative.db`, `sqlite:////absolute.db`, or a plain path
    (with a slash in it, or ending in `.db`); or `postgresql://user:password@host:port/database`.

    `now` tells the time, by default the computer with the database does. Raises StoreError, its
    message one line for the operator.
    """
    if _is_postgres(url):
        from bot.store.postgres.store import PostgresStore  # its driver takes long to import

        return PostgresStore(url, now)
    return SqliteStore(_path(url), now or time.time)


def read_misses(url: str, limit: int) -> list[MissCount]:
    """As `Store.misses`, from a database that may be in use meanwhile. Raises StoreError."""
    if _is_postgres(url):
        from bot.store.postgres import looking  # as above
        from bot.store.postgres import upkeep as there

        return looking.look(url, partial(there.misses, limit=limit))
    return look(_path(url), partial(upkeep.misses, limit=limit))


def read_tallies(url: str, since: str) -> list[TallyCount]:
    """As `Store.tallies`, from a database that may be in use meanwhile. Raises StoreError."""
    if _is_postgres(url):
        from bot.store.postgres import looking  # as above
        from bot.store.postgres import upkeep as there

        return looking.look(url, partial(there.tallies, since=since))
    return look(_path(url), partial(upkeep.tallies, since=since))


def read_sessions(url: str) -> list[str]:
    """Every stored session as JSON, without its chat. Raises StoreError."""
    if _is_postgres(url):
        from bot.store.postgres import looking  # as above
        from bot.store.postgres import upkeep as there

        return looking.look(url, there.sessions)
    return look(_path(url), upkeep.sessions)


def _is_postgres(url: str) -> bool:
    return url.startswith(("postgresql://", "postgres://"))


def _path(url: str) -> Path:
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return Path(unquote(parts.path[1:]))
    if "://" not in url and ("/" in url or url.endswith(".db")):
        return Path(url)
    raise StoreError(
        "DATABASE_URL names no database this program knows: write sqlite:///var/shebao.db,"
        " with four slashes for an absolute path, or postgresql://user:password@host/database."
    )
