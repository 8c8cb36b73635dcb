"""Group commit: what is asked while a statement is under way shares the next one.

Requests and answers cross between the caller's thread and the store's by the group too: a task and
an errand for each would cost more than its share of the statement.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

from bot.store.errors import StoreClosedError, StoreError
from bot.store.postgres.thread import Thread

T = TypeVar("T")
R = TypeVar("R")

LARGEST = 128


class Group(Generic[T, R]):
    """Has `thread` hand requests to `serve` together, in their order; it answers each of them."""

    def __init__(
        self, thread: Thread, serve: Callable[[Sequence[T]], Awaitable[Sequence[R]]]
    ) -> None:
        self._thread, self._serve = thread, serve
        self._lock = threading.Lock()
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._running = False

    async def ask(self, request: T) -> R:
        """Its answer. Raises what `serve` raises for it, and StoreClosedError."""
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        with self._lock:
            if not self._running:
                self._thread.start(self._run())
                self._running = True
            self._waiting.append((request, answer))
        return await answer

    async def _run(self) -> None:
        group: list[tuple[T, asyncio.Future[R]]] = []
        try:
            while group := self._next():
                await self._together(group)
        except BaseException:  # cancelled: the store is closing, and nobody may wait for ever
            with self._lock:
                left, self._waiting, self._running = [*group, *self._waiting], [], False
            _hand([(future, StoreClosedError("The store is closed.")) for _, future in left])
            raise

    def _next(self) -> list[tuple[T, "asyncio.Future[R]"]]:
        """Who goes next; if nobody, the next to ask has to start this again."""
        with self._lock:
            group, self._waiting = self._waiting[:LARGEST], self._waiting[LARGEST:]
            self._running = bool(group)
            return group

    async def _together(self, group: Sequence[tuple[T, "asyncio.Future[R]"]]) -> None:
        try:
            answers = await self._serve([request for request, _ in group])
        except StoreError as error:
            # an instance each: a traceback grows with every raise
            _hand([(future, type(error)(*error.args)) for _, future in group])
        except Exception as error:  # one of them is wrong; the others must not suffer
            if len(group) == 1:
                _hand([(group[0][1], error)])
                return
            for one in group:
                await self._together([one])
        else:
            _hand([(future, answer) for (_, future), answer in zip(group, answers, strict=True)])


def _hand(outcomes: Sequence[tuple["asyncio.Future[R]", R | Exception]]) -> None:
    """Bring each to where it is awaited."""
    for loop in {future.get_loop() for future, _ in outcomes}:
        theirs = [one for one in outcomes if one[0].get_loop() is loop]
        with suppress(RuntimeError):  # that loop has ended, and nobody waits in it
            loop.call_soon_threadsafe(_settle, theirs)


def _settle(outcomes: Sequence[tuple["asyncio.Future[R]", R | Exception]]) -> None:
    for future, outcome in outcomes:
        if future.done():  # the caller gave up
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
