"""Waiting for the next row to be due, without asking the database again and again."""

import asyncio
import time
from contextlib import suppress


class Bell:
    """Rings when something is due. Lives in the event loop.

    It counts by the monotonic clock: setting the computer's clock neither rings nor silences it.
    """

    def __init__(self) -> None:
        self._rings_at: float | None = None
        self._changed: set[asyncio.Future[None]] = set()

    def set(self, delay: float | None) -> None:
        """Ring in so many seconds; None: not before it is set again."""
        self._rings_at = None if delay is None else time.monotonic() + delay
        for waiter in self._changed:
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, at_most: float) -> bool:
        """Sleep until it rings, at most so many seconds. True if it rang."""
        until = time.monotonic() + at_most
        while True:
            rings_at = self._rings_at
            now = time.monotonic()
            if rings_at is not None and rings_at <= now:
                return True
            if until <= now:
                return False
            await self._sleep((until if rings_at is None else min(until, rings_at)) - now)

    async def _sleep(self, seconds: float) -> None:
        """Until the bell is set anew, or so many seconds."""
        waiter = asyncio.get_running_loop().create_future()
        self._changed.add(waiter)
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(waiter, seconds)
        finally:
            self._changed.discard(waiter)
