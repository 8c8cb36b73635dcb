"""A look into a SQLite file that another process writes: without its lock, changing nothing."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from bot.store import upkeep
from bot.store.counts import Stats
from bot.store.errors import StoreError
from bot.store.queues import Transaction
from bot.store.schema import version_of

T = TypeVar("T")


def look(path: Path, see: Callable[[Transaction], T]) -> T:
    """Read something. Raises StoreError when there is no such database, or it cannot be read."""
    if not path.is_file():
        raise StoreError(
            f"There is no database at {path}: set DATABASE_URL to the one to look into."
        )
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            return see(Transaction(connection, 0.0))
    except sqlite3.Error as error:
        raise StoreError(f"The database {path} cannot be read ({error}).") from error


def examine(path: Path) -> Stats | None:
    """What a bot that starts there would find; None: it would make the tables.

    Raises StoreError when it could not work there.
    """

    def see(tx: Transaction) -> Stats | None:
        anything = tx.connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
        if not version_of(tx.connection, path) and not anything:
            return None
        return upkeep.stats(tx)

    return look(path, see)
