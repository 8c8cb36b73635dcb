"""Waiting longer after each failure, and saying so once instead of every time."""

import asyncio
import logging
import random

DATABASE_PAUSE = 1.5
"""The longest pause in seconds while the database is away: work goes on soon after it is back."""


class Patience:
    """Pauses that double from `first` to `longest` seconds until something goes well again.

    The first failure of a row is logged, later ones at most every five minutes.
    """

    SILENCE = 300.0

    def __init__(self, log: logging.Logger, first: float = 0.5, longest: float = 30.0) -> None:
        self._log, self._first, self._longest = log, first, longest
        self._failures = 0
        self._said_at = 0.0

    def went_well(self, what: str) -> None:
        """Forget the failures; says so if there were any."""
        if self._failures:
            self._log.info("%s works again after %d failures", what, self._failures)
            self._failures = 0

    def seconds(self, problem: str, *, level: int = logging.WARNING) -> float:
        """Count a failure; how long to wait now. A tenth by chance, so that replicas spread."""
        now = asyncio.get_running_loop().time()
        if not self._failures or now - self._said_at > self.SILENCE:
            self._log.log(level, "%s; trying again", problem)
            self._said_at = now
        self._failures += 1
        pause = min(self._longest, self._first * 2.0 ** min(self._failures - 1, 20))
        return pause * random.uniform(0.9, 1.1)  # noqa: S311 - nothing secret about it

    async def wait(self, problem: str, *, level: int = logging.WARNING) -> None:
        """Count a failure and sleep."""
        await asyncio.sleep(self.seconds(problem, level=level))
