"""Waiting until a row is due, in a database that others write too."""

import time
from collections.abc import Awaitable, Callable

from bot.store.bell import Bell

LOCKED = 0.05
"""Seconds until looking again at rows that are due but were all held by others."""


class Due:
    """Asks the database when the next row is due, but only after something may have changed."""

    def __init__(self, ask: Callable[[], Awaitable[float | None]]) -> None:
        self._ask = ask
        self._bell = Bell()
        self._doubt = True
        self._bell.set(0.0)

    def doubt(self, after: float = 0.0) -> None:
        """Something may be due now, or after so many seconds."""
        self._doubt = True
        self._bell.set(after)

    async def wait(self, at_most: float) -> bool:
        """Sleep until a row is due, at most so many seconds. True if one is. Raises StoreError."""
        until = time.monotonic() + at_most
        while True:
            if not await self._bell.wait(max(0.0, until - time.monotonic())):
                return False
            if not self._doubt:
                return True
            self._doubt = False
            self._bell.set(None)  # whoever waits too shall not take the doubt for a certainty
            try:
                seconds = await self._ask()
            except BaseException:
                self.doubt()
                raise
            if not self._doubt:
                self._bell.set(seconds)
