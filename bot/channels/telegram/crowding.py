"""Who does so much that no more of it is taken in: judged by what of theirs already waits.

What waits is in the database, so restarts and further replicas give nobody more. Only those who
are quick are looked up, each once a second at most: others cost nothing.
"""

from collections import OrderedDict
from collections.abc import Iterable

from bot.channels.telegram.pace import REMEMBERED_CHATS, Rates
from bot.store.store import Store

QUICK_PER_SECOND = 1.0
QUICK_BURST = 20
MOST_WAITING = 40
"""Updates and messages of one chat, some twelve answers; Telegram takes one message a second."""
LOOK_AGAIN = 1.0


class Crowding:
    """Knows the chats of which too much waits."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._slow = Rates(QUICK_PER_SECOND, QUICK_BURST)
        self._known: OrderedDict[int, tuple[float, bool]] = OrderedDict()

    async def among(self, chats: Iterable[int], now: float) -> set[int]:
        """Those of these chats, named once for each update. Raises StoreError."""
        quick = {chat for chat in chats if not self._slow.allows(chat, now) or self._was(chat)[1]}
        unknown = {chat for chat in quick if now - self._was(chat)[0] >= LOOK_AGAIN}
        if unknown:
            crowded = await self._store.crowded(sorted(unknown), MOST_WAITING)
            for chat in unknown:
                self._known[chat] = now, chat in crowded
                self._known.move_to_end(chat)
            while len(self._known) > REMEMBERED_CHATS:
                self._known.popitem(last=False)
        return {chat for chat in quick if self._known[chat][1]}

    def _was(self, chat: int) -> tuple[float, bool]:
        """When it was last looked at, and whether too much waited."""
        return self._known.get(chat, (float("-inf"), False))
