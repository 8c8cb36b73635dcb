"""Taking all rows out of a SQLite file that may be in use, and putting them into an empty one."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

from bot.store.database import Database
from bot.store.errors import StoreError
from bot.store.looking import look
from bot.store.portable import LAST_NUMBER, NUMBERED, TABLES, Put, Row, contradicts
from bot.store.queues import Transaction
from bot.store.schema import MIGRATIONS

_BUSY_SECONDS = 10.0
_HEADS = (
    "UPDATE inbox SET due = at WHERE id IN (SELECT min(id) FROM inbox GROUP BY chat_id)",
    "UPDATE outbox SET due = at WHERE id IN (SELECT min(id) FROM outbox GROUP BY chat_id)",
)


def dump(path: Path, put: Put) -> None:
    """Hand over all rows as they are at one moment; the bot may go on meanwhile."""

    def see(tx: Transaction) -> None:
        connection = tx.connection
        connection.isolation_level = None
        connection.execute("BEGIN")  # all that follows sees the same moment
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version != len(MIGRATIONS):
            raise StoreError(
                f"The database {path} has schema version {version}, this release works with"
                f" {len(MIGRATIONS)}: use the release that serves, or start this one once."
            )
        for table, columns in TABLES.items():
            # names of ours alone, none from outside
            select = f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1, 2"  # noqa: S608 - names of ours
            for row in connection.execute(select):
                put(table, row)
        for table, last in connection.execute("SELECT name, seq FROM sqlite_sequence"):
            put(LAST_NUMBER, (table, last))

    look(path, see)


def restore(path: Path, rows: Iterator[Row]) -> int:
    """Put rows into a database that is new or empty: all or none; how many.

    Raises StoreError, also when a bot has it open.
    """
    first = next(rows, None)  # what is no backup at all must not leave an empty database behind
    with closing(Database(path, _BUSY_SECONDS)) as database:
        connection = database.connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
            _must_be_empty(connection, path)
            count = _fill(connection, rows if first is None else chain([first], rows))
            for statement in _HEADS:
                connection.execute(statement)
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            connection.rollback()
            raise database.explained(error) from error
        except BaseException:
            connection.rollback()
            raise
    return count


def _must_be_empty(connection: sqlite3.Connection, path: Path) -> None:
    for table in TABLES:
        if connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():  # noqa: S608 - as above
            raise StoreError(
                f"The database {path} holds conversations already: move it away, or name a new"
                " one in DATABASE_URL."
            )


def _fill(connection: sqlite3.Connection, rows: Iterator[Row]) -> int:
    inserts = {
        table: f"INSERT INTO {table} ({', '.join(columns)})"  # noqa: S608 - as above
        f" VALUES ({', '.join('?' * len(columns))})"
        for table, columns in TABLES.items()
    }
    count = 0
    for table, values in rows:
        if table == LAST_NUMBER:
            _go_on_from(connection, *values)
            continue
        try:
            connection.execute(inserts[table], values)
        except sqlite3.IntegrityError:
            raise contradicts(table) from None
        count += 1
    return count


def _go_on_from(connection: sqlite3.Connection, table: object, number: object) -> None:
    if table in NUMBERED:
        connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        connection.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, number))
