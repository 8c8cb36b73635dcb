"""Whether every part of the process still does its work, and whether it can serve people now."""

import asyncio
import time
from collections.abc import Callable

from bot.store.counts import Stats
from bot.store.errors import StoreError
from bot.store.store import Store

STORE_SECONDS = 2.0
TELEGRAM_SILENCE = 90.0


class Health:
    """Each part says now and then that it works; one that is silent for too long is ill.

    That is about this process alone: what starting it anew would not mend is in `Readiness`.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._heard: dict[str, float] = {}
        self._limits: dict[str, float] = {}

    def part(self, name: str, silence: float) -> Callable[[], None]:
        """A part that may be silent for so many seconds; returns what it calls to be heard."""
        self._limits[name] = silence

        def beat() -> None:
            self._heard[name] = self._clock()

        beat()
        return beat

    def ill(self) -> list[str]:
        """The parts that have been silent for too long."""
        now = self._clock()
        return [n for n, limit in self._limits.items() if now - self._heard[n] > limit]


class Readiness:
    """Whether what the process depends on is there.

    `heard`: when Telegram last answered, by `clock`; None before it ever has. `digest`: of the
    content that serves.
    """

    def __init__(
        self,
        health: Health,
        store: Store,
        heard: Callable[[], float | None],
        digest: Callable[[], str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._health, self._store = health, store
        self._heard, self._digest, self._clock = heard, digest, clock
        self._asking: asyncio.Task[Stats | None] | None = None

    async def stats(self) -> Stats | None:
        """The queues; None when the database does not answer in time.

        However many ask, the database is asked once at a time: while it hangs, questions that
        nobody waits for any more would pile up before it.
        """
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        await asyncio.wait([self._asking], timeout=STORE_SECONDS)
        return self._asking.result() if self._asking.done() else None

    async def _ask(self) -> Stats | None:
        try:
            return await self._store.stats()
        except StoreError:
            return None

    async def report(self) -> dict[str, str]:
        """Part → `ok`, or what is wrong with it; for `content` its digest."""
        found = {"content": self._digest()}
        found["database"] = "ok" if await self.stats() else "does not answer: see the log"
        found["telegram"] = self._telegram()
        return found | dict.fromkeys(self._health.ill(), "silent for too long")

    def _telegram(self) -> str:
        heard = self._heard()
        if heard is None:
            return "has not answered yet: see the log"
        silent = self._clock() - heard
        return "ok" if silent <= TELEGRAM_SILENCE else f"has not answered for {silent:.0f} s"
