"""Time, and turns, as tests need them."""

from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

from bot.store.store import Delivery, Result, Sent, Store, Task

T = TypeVar("T")

NOON = 1_795_579_200.0
"""2026-11-25 12:00 in China."""


class Clock:
    """Shows what it is set to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


class Run(Protocol):
    """Runs a coroutine to its end, always in the same loop."""

    def __call__(self, coroutine: Coroutine[Any, Any, T], /) -> T: ...


def echo(task: Task) -> Result:
    """A turn that remembers all payloads, and sends the latest back."""
    return Result(session=(task.session or "") + task.payload, effects=(task.payload,))


def apologise(task: Task) -> Result:
    return Result(session=task.session, effects=(f"sorry for {task.payload}",))


async def work_all(store: Store) -> None:
    """Take all turns that are due."""
    while await store.work(echo, apologise):
        pass


async def send_all(store: Store) -> list[tuple[int, str]]:
    """Send all that is due, and what becomes due by that: chat and effect, in order."""
    sent: list[tuple[int, str]] = []
    while deliveries := await store.claim(10, "me"):
        for delivery in deliveries:
            sent.append((delivery.chat_id, delivery.effect))
            await store.finish(delivery, Sent())
    return sent


async def claim_one(store: Store) -> Delivery:
    (delivery,) = await store.claim(1, "me")
    return delivery
