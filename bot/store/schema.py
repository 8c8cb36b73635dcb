"""The tables, and how a database of an earlier release becomes one of this release.

`inbox` and `outbox` are queues with one lane for each chat: only the oldest row of a lane, its
head, has a `due` time; the rows behind it have NULL and inherit one when they become the head.
A row that is done is deleted, so nothing personal outlives its purpose. `seen` keeps the update
ids alone, to recognise repeats; `misses` and `tallies` do not know whose they were. `cases` tie
a chat to a desk, and `case_messages` the desk's messages to a case, until it is closed: then its
`chat_id` is NULL. `farewell` marks what is said to a chat that was forgotten.
"""

import sqlite3
from pathlib import Path

from bot.store.errors import StoreNewerError

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE seen (update_id INTEGER PRIMARY KEY, at REAL NOT NULL)",
        """CREATE TABLE chat (
            chat_id INTEGER PRIMARY KEY,
            session TEXT,
            last_message_id INTEGER,
            live_message_id INTEGER,
            live_text TEXT,
            at REAL NOT NULL
        )""",
        """CREATE TABLE inbox (
            id INTEGER PRIMARY KEY,
            chat_id INTEGER NOT NULL,
            update_id INTEGER NOT NULL,
            payload TEXT NOT NULL,
            at REAL NOT NULL,
            due REAL,
            attempts INTEGER NOT NULL DEFAULT 0
        )""",
        "CREATE INDEX inbox_lane ON inbox (chat_id, id)",
        "CREATE INDEX inbox_due ON inbox (due) WHERE due IS NOT NULL",
        # AUTOINCREMENT: an id must never name another message later, its sender may come late.
        """CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat_id INTEGER NOT NULL,
            effect TEXT NOT NULL,
            at REAL NOT NULL,
            due REAL,
            attempts INTEGER NOT NULL DEFAULT 0,
            owner TEXT
        )""",
        "CREATE INDEX outbox_lane ON outbox (chat_id, id)",
        "CREATE INDEX outbox_due ON outbox (due) WHERE due IS NOT NULL",
        """CREATE TABLE misses (
            id INTEGER PRIMARY KEY,
            day TEXT NOT NULL,
            kind TEXT NOT NULL,
            digest TEXT NOT NULL,
            text TEXT NOT NULL
        )""",
        """CREATE TABLE tallies (
            subject TEXT NOT NULL,
            value TEXT NOT NULL,
            day TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (subject, value, day)
        )""",
    ),
    (
        # AUTOINCREMENT: people remember the numbers of cases.
        """CREATE TABLE cases (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            chat_id INTEGER UNIQUE,
            desk INTEGER NOT NULL,
            thread INTEGER,
            at REAL NOT NULL
        )""",
        """CREATE TABLE case_messages (
            desk INTEGER NOT NULL,
            message_id INTEGER NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (desk, message_id)
        )""",
        "CREATE INDEX case_messages_of ON case_messages (number)",
        "ALTER TABLE inbox ADD COLUMN reply_to INTEGER",
        "ALTER TABLE inbox ADD COLUMN case_number INTEGER",
        "ALTER TABLE outbox ADD COLUMN case_number INTEGER",
        "ALTER TABLE outbox ADD COLUMN farewell INTEGER NOT NULL DEFAULT 0",
    ),
)
"""Version n of the schema is what the first n of these make. Append; never change one."""


def version_of(connection: sqlite3.Connection, path: Path, known: int = len(MIGRATIONS)) -> int:
    """Of a database; 0 when it is new. Raises StoreNewerError when it is not known here."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > known:
        raise StoreNewerError(
            f"The database {path} has schema version {version}, this release knows only up to"
            f" {known}: start the newer release, or restore a backup made by this one."
        )
    return int(version)


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    migrations: tuple[tuple[str, ...], ...] = MIGRATIONS,
) -> None:
    """Bring a database to the newest version: all of the missing steps, or none.

    Raises StoreNewerError when it is newer than this program.
    """
    version = version_of(connection, path, len(migrations))
    if version == len(migrations):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statements in migrations[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
