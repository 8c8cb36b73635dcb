"""An event loop of its own in a thread, so that the store can be used from any loop, and closed
without one.

What is asked in one moment crosses into the thread together, and so do the answers: waking the
other side costs more than most of what is asked.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from bot.store.errors import StoreClosedError

T = TypeVar("T")

_LAST_WORDS = 1.0
"""Seconds for what is still under way when everything asked was done."""
_PATIENCE = 1.5
"""Seconds for which closing waits for what was asked: a server that hangs must not hold it up."""


@dataclass(slots=True, eq=False)
class _Asked:
    """One piece of work, and where its answer is awaited."""

    work: Coroutine[Any, Any, Any]
    loop: asyncio.AbstractEventLoop
    answer: "asyncio.Future[Any]"
    waits: bool
    """It only waits: it ends when the caller gives up, or the store is closed."""
    task: "asyncio.Task[Any] | None" = field(default=None)

    def settle(self) -> None:
        """In the caller's loop, when the task is done: hand over how it ended."""
        if self.answer.done() or self.task is None:
            return
        if self.task.cancelled():
            self.answer.set_exception(StoreClosedError("The store is closed."))
        elif error := self.task.exception():
            self.answer.set_exception(error)
        else:
            self.answer.set_result(self.task.result())


class Thread:
    """Runs coroutines in its loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._closed = False
        self._lock = threading.Lock()
        self._asked: list[_Asked] = []
        self._under_way: set[_Asked] = set()
        self._done: list[_Asked] = []
        self._thread = threading.Thread(target=self._loop.run_forever, name="store", daemon=True)
        self._thread.start()

    async def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Have it done. A caller that gives up does not undo it."""
        answer: asyncio.Future[T] = self._submit(work, waits=False).answer
        return await answer

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Have it done; nobody waits for it. Raises StoreClosedError."""
        self._submit(work, waits=False)

    async def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for it; it ends when the caller gives up, or the store is closed."""
        asked = self._submit(work, waits=True)
        answer: asyncio.Future[T] = asked.answer
        try:
            return await answer
        except asyncio.CancelledError:
            with suppress(RuntimeError):  # closed, and ended by that
                self._loop.call_soon_threadsafe(self._give_up, asked)
            raise

    def _submit(self, work: Coroutine[Any, Any, Any], *, waits: bool) -> _Asked:
        loop = asyncio.get_running_loop()
        asked = _Asked(work, loop, loop.create_future(), waits)
        with self._lock:
            if self._closed:
                work.close()
                raise StoreClosedError("The store is closed.")
            self._asked.append(asked)
            if len(self._asked) == 1:
                self._loop.call_soon_threadsafe(self._begin)
        return asked

    def _begin(self) -> None:
        with self._lock:
            begun, self._asked = self._asked, []
        for asked in begun:
            asked.task = self._loop.create_task(asked.work)
            asked.task.add_done_callback(partial(self._end, asked))
            self._under_way.add(asked)

    def _give_up(self, asked: _Asked) -> None:
        if asked.task is not None:
            asked.task.cancel()

    def _end(self, asked: _Asked, task: "asyncio.Task[Any]") -> None:
        if not task.cancelled():
            task.exception()  # looked at, even if the caller gave up
        self._under_way.discard(asked)
        self._done.append(asked)
        if len(self._done) == 1:
            self._loop.call_soon(self._answer)

    def _answer(self) -> None:
        done, self._done = self._done, []
        for loop in {asked.loop for asked in done}:
            theirs = [asked for asked in done if asked.loop is loop]
            with suppress(RuntimeError):  # that loop has ended, and nobody waits in it
                loop.call_soon_threadsafe(_settle, theirs)

    def now(self, work: Coroutine[Any, Any, T]) -> T:
        """Have it done while the calling thread waits."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self, last: Coroutine[Any, Any, None], cut: Callable[[], None]) -> None:
        """Do what was asked so far, then `last`; again: does nothing.

        `cut` is called when that takes long: it makes all that waits for the server fail.
        """
        with self._lock:
            if self._closed:
                last.close()
                return
            self._closed = True
        self.now(self._finish(last, cut))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _finish(self, last: Coroutine[Any, Any, None], cut: Callable[[], None]) -> None:
        late = self._loop.call_later(_PATIENCE, cut)
        await asyncio.sleep(0)  # what was submitted just now begins
        for asked in self._under_way:
            if asked.waits:
                self._give_up(asked)
        tasks = [asked.task for asked in self._under_way if asked.task is not None]
        await asyncio.gather(*tasks, return_exceptions=True)
        await last
        late.cancel()
        me = asyncio.current_task()
        if left := asyncio.all_tasks() - {me}:  # tells the server that a statement was given up
            await asyncio.wait(left, timeout=_LAST_WORDS)
        while left := asyncio.all_tasks() - {me}:
            for each in left:
                each.cancel()
            await asyncio.gather(*left, return_exceptions=True)
        await self._loop.shutdown_asyncgens()
        await asyncio.sleep(0)  # what was closed just now says so to its transport


def _settle(done: list[_Asked]) -> None:
    for asked in done:
        asked.settle()
