"""What can go wrong with the database. Each message says what, where, and what to do.

StoreError
├── StoreAwayError        the database server cannot be reached; passes once it runs
├── StoreBusyError        another program holds the database locked; passes by itself
├── StoreFullError        no space left; passes once there is space
├── StoreUnwritableError  folder or file cannot be opened, read or written
├── StoreDamagedError     the file is not a database, or a broken one
├── StoreInUseError       another process of ours has this database open
├── StoreNewerError       written by a newer release of this program
└── StoreClosedError      asked after `close()`: a bug in the caller
"""


class StoreError(Exception):
    """The store could not do what was asked, and nothing of it was done.

    The store goes on by itself when the cause is gone: ask again a little later.
    """


class StoreAwayError(StoreError):
    """The database server cannot be reached, or the connection was lost."""


class StoreBusyError(StoreError):
    """Another program holds the database locked."""


class StoreFullError(StoreError):
    """No space left where the database is."""


class StoreUnwritableError(StoreError):
    """The database, or its folder, cannot be opened, read or written."""


class StoreDamagedError(StoreError):
    """The file is not a database, or is a broken one."""


class StoreInUseError(StoreError):
    """Another process has this database open."""


class StoreNewerError(StoreError):
    """The database was written by a newer release."""


class StoreClosedError(StoreError):
    """The store was closed before it was asked."""
