"""The SQLite file: opened, locked, kept tidy, and its errors put into words."""

import fcntl
import logging
import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from bot.store.errors import (
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreInUseError,
    StoreUnwritableError,
)
from bot.store.schema import migrate

log = logging.getLogger(__name__)

_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # NORMAL may lose what Telegram was told is safe
    "PRAGMA secure_delete = ON",
    "PRAGMA journal_size_limit = 16777216",
    "PRAGMA wal_autocheckpoint = 4000",  # 16 MB: a page changed often is copied seldom
    "PRAGMA cache_size = -16384",
    "PRAGMA temp_store = MEMORY",
)

_ADVICE: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreBusyError, "another program holds it locked: close that program"),
    sqlite3.SQLITE_LOCKED: (StoreBusyError, "another program holds it locked: close that program"),
    sqlite3.SQLITE_FULL: (StoreFullError, "no space left: free some on that disk"),
    sqlite3.SQLITE_READONLY: (
        StoreUnwritableError,
        "it may not be written: make file and folder writable for the user this program runs as",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        StoreUnwritableError,
        "it cannot be opened: make file and folder writable for the user this program runs as",
    ),
    sqlite3.SQLITE_PERM: (
        StoreUnwritableError,
        "access is denied: make file and folder writable for the user this program runs as",
    ),
    sqlite3.SQLITE_IOERR: (
        StoreUnwritableError,
        "reading or writing failed: check the disk, its space and its quota",
    ),
    sqlite3.SQLITE_CORRUPT: (
        StoreDamagedError,
        "it is damaged: stop the program and put the latest backup in its place",
    ),
    sqlite3.SQLITE_NOTADB: (
        StoreDamagedError,
        "it is not a SQLite database: move it away, or choose another file in DATABASE_URL",
    ),
}

_MOST_PAGES_REBUILT = 8_192
"""32 MB, some 50,000 conversations: rebuilt in a fraction of a second, in memory."""

_KEEPS_CONNECTION = (StoreBusyError, StoreFullError)


class Database:
    """One SQLite file that this process alone has open. Use it from one thread at a time.

    Raises StoreError from everything; after an error the next use opens the file anew.
    """

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._connection: sqlite3.Connection | None = None
        self._lock = _lock(path)
        try:
            self.connection()
        except BaseException:
            self.close()
            raise

    def connection(self) -> sqlite3.Connection:
        """The open connection, opened now if need be. Transactions are the caller's."""
        if self._connection is None:
            try:
                self._connection = self._open()
            except sqlite3.Error as error:
                raise self.explained(error) from error
            except OSError as error:
                raise _unwritable(self.path, error) from error
        return self._connection

    def _open(self) -> sqlite3.Connection:
        # Made by us first, so that nobody else on the machine may read it.
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        connection = sqlite3.connect(
            self.path, timeout=self._busy_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            for setting in _SETTINGS:
                connection.execute(setting)
            migrate(connection, self.path)
        except BaseException:
            connection.close()
            raise
        return connection

    def explained(self, error: sqlite3.Error) -> StoreError:
        """The error in words; lets go of a connection that may be of no use any more."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        kind, advice = _ADVICE.get(code, (StoreError, "see the log, and report it if it persists"))
        if not issubclass(kind, _KEEPS_CONNECTION):
            self._drop()
        return kind(f"The database {self.path} failed ({error}): {advice}.")

    def scrub(self) -> None:
        """Take off the disk what was deleted: out of the write-ahead log, and out of the gaps.

        `secure_delete` zeroes rows, but not the copies that splitting and merging pages leaves in
        their unused parts; only building the file anew does. Of a large file that would stop
        everything for seconds, so there such copies stay until their place is used again.
        While another program reads the database nothing is done; the next purge will.
        """
        execute = self.connection().execute
        try:
            execute("PRAGMA busy_timeout = 100")
            (pages,) = execute("PRAGMA page_count").fetchone()
            if pages <= _MOST_PAGES_REBUILT:
                execute("VACUUM")
            execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            execute(f"PRAGMA busy_timeout = {int(self._busy_seconds * 1000)}")
        except sqlite3.Error as error:
            log.warning("erased rows may be on the disk until the next purge: %s", error)
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()

    def close(self) -> None:
        """Let go of file and lock."""
        self._drop()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def _lock(path: Path) -> int:
    """Take the lock beside the file; the system frees it when the process ends, however."""
    beside = path.with_name(path.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise StoreInUseError(
            f"The database {path} is in use by another process of this program:"
            " stop that one, or choose another file in DATABASE_URL."
        ) from error
    return descriptor


def _unwritable(path: Path, error: OSError) -> StoreUnwritableError:
    return StoreUnwritableError(
        f"The database {path} cannot be kept there ({error.strerror}): make file and folder"
        " writable for the user this program runs as, or choose another in DATABASE_URL."
    )
