"""Group commit: what is asked while a statement is under way shares the next one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.store.errors import StoreError

T = TypeVar("T")
R = TypeVar("R")

LARGEST = 128


class Group(Generic[T, R]):
    """Hands requests to `serve` together, in their order; it answers each of them."""

    def __init__(self, serve: Callable[[Sequence[T]], Awaitable[Sequence[R]]]) -> None:
        self._serve = serve
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._task: asyncio.Task[None] | None = None

    async def ask(self, request: T) -> R:
        """Its answer. Raises what `serve` raises for it."""
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, answer))
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return await answer

    async def _run(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:LARGEST], self._waiting[LARGEST:]
                await self._together(group)
        finally:
            self._task = None

    async def _together(self, group: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            answers = await self._serve([request for request, _ in group])
        except StoreError as error:
            for _, future in group:  # an instance each: a traceback grows with every raise
                _fail(future, type(error)(*error.args))
        except Exception as error:  # one of them is wrong; the others must not suffer
            if len(group) == 1:
                _fail(group[0][1], error)
                return
            for one in group:
                await self._together([one])
        else:
            for (_, future), answer in zip(group, answers, strict=True):
                if not future.done():
                    future.set_result(answer)


def _fail(future: "asyncio.Future[R]", error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
