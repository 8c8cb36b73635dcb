"""From the setting DATABASE_URL to a store."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from bot.store import moving, upkeep
from bot.store.counts import MissCount, TallyCount
from bot.store.errors import StoreError
from bot.store.looking import examine, look
from bot.store.portable import Put, Row
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
    return SqliteStore(file_of(url), now or time.time)


def read_misses(url: str, limit: int) -> list[MissCount]:
    """As `Store.misses`, from a database that may be in use meanwhile. Raises StoreError."""
    if _is_postgres(url):
        from bot.store.postgres import looking  # as above
        from bot.store.postgres import upkeep as there

        return looking.look(url, partial(there.misses, limit=limit))
    return look(file_of(url), partial(upkeep.misses, limit=limit))


def read_tallies(url: str, since: str) -> list[TallyCount]:
    """As `Store.tallies`, from a database that may be in use meanwhile. Raises StoreError."""
    if _is_postgres(url):
        from bot.store.postgres import looking  # as above
        from bot.store.postgres import upkeep as there

        return looking.look(url, partial(there.tallies, since=since))
    return look(file_of(url), partial(upkeep.tallies, since=since))


def read_sessions(url: str) -> list[str]:
    """Every stored session as JSON, without its chat. Raises StoreError."""
    if _is_postgres(url):
        from bot.store.postgres import looking  # as above
        from bot.store.postgres import upkeep as there

        return looking.look(url, there.sessions)
    return look(file_of(url), upkeep.sessions)


def describe(url: str) -> str:
    """What is kept there, in a line, from a database that may be in use.

    Raises StoreError also when this release could not work with it.
    """
    if _is_postgres(url):
        from bot.store.postgres import looking  # as above

        where, kept = "PostgreSQL", looking.examine(url)
    else:
        path = file_of(url)
        where, kept = str(path), examine(path)
    if kept is None:
        return f"{where}: the tables will be made at the first start"
    return f"{where}: {kept.waiting} updates wait for a turn, {kept.unsent} messages to be sent"


def dump(url: str, put: Put) -> None:
    """Hand over all rows as they are at one moment, from a database that may be in use.

    Raises StoreError.
    """
    if _is_postgres(url):
        from bot.store.postgres import moving as there  # as above

        return there.dump(url, put)
    return moving.dump(file_of(url), put)


def restore(url: str, rows: Iterator[Row]) -> int:
    """Put rows into a database that is new or empty, all or none; how many. Raises StoreError."""
    if _is_postgres(url):
        from bot.store.postgres import moving as there  # as above

        return there.restore(url, rows)
    return moving.restore(file_of(url), rows)


def _is_postgres(url: str) -> bool:
    return url.startswith(("postgresql://", "postgres://"))


def file_of(url: str) -> Path:
    """The file that a setting names. Raises StoreError."""
    scheme, _, path = url.partition("://")
    if scheme == "sqlite":
        # options and memory are other programs' ways: here a file of that name would be made
        named = "" if "?" in path or path == "/:memory:" else unquote(path)
        path = named[1:] if named.startswith("/") else ""
    elif "://" not in url and ("/" in url or url.endswith(".db")):
        path = url
    else:
        path = ""
    if path and "\0" not in path:
        return Path(path)
    raise StoreError(
        "DATABASE_URL names no database this program knows: write sqlite:///var/shebao.db,"
        " with four slashes for an absolute path, or postgresql://user:password@host/database."
    )
