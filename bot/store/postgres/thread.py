"""An event loop of its own in a thread, so that the store can be used from any loop, and closed
without one.
"""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from bot.store.errors import StoreClosedError

T = TypeVar("T")


class Thread:
    """Runs coroutines in its loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._closed = False
        self._under_way: set[asyncio.Task[Any]] = set()
        self._waiting: set[asyncio.Task[Any]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="store", daemon=True)
        self._thread.start()

    async def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Have it done. A caller that gives up does not undo it."""
        return await asyncio.shield(self._submit(work, self._under_way))

    async def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for it; it ends when the caller gives up, or the store is closed."""
        return await self._submit(work, self._waiting)

    def _submit(
        self, work: Coroutine[Any, Any, T], kind: set[asyncio.Task[Any]]
    ) -> "asyncio.Future[T]":
        if self._closed:
            work.close()
            raise StoreClosedError("The store is closed.")

        async def tracked() -> T:
            task = asyncio.current_task()
            if task is not None:
                kind.add(task)
                task.add_done_callback(kind.discard)
            try:
                return await work
            except asyncio.CancelledError:
                if self._closed:
                    raise StoreClosedError("The store is closed.") from None
                raise

        return asyncio.wrap_future(asyncio.run_coroutine_threadsafe(tracked(), self._loop))

    def now(self, work: Coroutine[Any, Any, T]) -> T:
        """Have it done while the calling thread waits."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self, last: Coroutine[Any, Any, None]) -> None:
        """Do what was asked so far, then `last`; again: does nothing."""
        if self._closed:
            last.close()
            return
        self._closed = True
        self.now(self._finish(last))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _finish(self, last: Coroutine[Any, Any, None]) -> None:
        await asyncio.sleep(0)  # what was submitted just now begins
        for task in self._waiting:
            task.cancel()
        await asyncio.gather(*self._waiting, *self._under_way, return_exceptions=True)
        await last
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for each in left:
            each.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self._loop.shutdown_asyncgens()
        await asyncio.sleep(0)  # what was closed just now says so to its transport
