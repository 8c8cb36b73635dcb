"""A look into a SQLite file that another process writes: without its lock, changing nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.store import upkeep
from bot.store.errors import StoreError
from bot.store.queues import Transaction
from bot.store.store import MissCount


def misses(path: Path, limit: int) -> list[MissCount]:
    """As `Store.misses`. Raises StoreError when there is no such database, or it cannot be read."""
    if not path.is_file():
        raise StoreError(
            f"There is no database at {path}: set DATABASE_URL to the one to look into."
        )
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            return upkeep.misses(Transaction(connection, 0.0), limit)
    except sqlite3.Error as error:
        raise StoreError(f"The database {path} cannot be read ({error}).") from error
