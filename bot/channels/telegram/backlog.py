"""When so much waits that no more may be taken in: Telegram keeps it for us, up to a day."""

import asyncio

from bot.store.errors import StoreError
from bot.store.store import Store

LOOK_AGAIN = 1.0


class BacklogError(StoreError):
    """More updates wait for their turn than may; it passes as turns are taken."""


class Backlog:
    """Says whether there is room, from the queue itself: what is true of it, all replicas share."""

    def __init__(self, store: Store, most: int) -> None:
        self._store, self._most = store, most
        self._waiting = 0
        self._looked_at = float("-inf")

    async def make_sure(self) -> None:
        """Raises BacklogError when there is no room, and what the store raises.

        It looks at the store once a second at most.
        """
        now = asyncio.get_running_loop().time()
        if now - self._looked_at >= LOOK_AGAIN:
            self._looked_at = now
            self._waiting = (await self._store.stats()).waiting
        if self._waiting > self._most:
            raise BacklogError(f"{self._waiting} wait for their turn, more than MAX_BACKLOG")
