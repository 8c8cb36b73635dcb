"""How much one chat may do, kept for all processes and over restarts.

A row is there only of who does much in little time, and goes with the hourly purge.
"""

from collections.abc import Sequence

from bot.store.queues import Transaction

# The moment up to which a chat has used its share. One that lies further ahead than a share can
# reach was written by a clock that went wrong since, and counts as used up just now.
_TAKE = (
    "INSERT INTO spent (chat_id, until) VALUES (:chat, :now + :gap)"
    " ON CONFLICT (chat_id) DO UPDATE SET until = max(min(until, :now + :slack), :now) + :gap"
    " WHERE until <= :now + :slack OR until > :now + :slack + :gap"
)


def allow(tx: Transaction, chats: Sequence[int], per_second: float, burst: int) -> list[bool]:
    """Take a place of each chat's share: `burst` at once, `per_second` in the long run.

    False, and nothing taken, where none is left. Ask only about those who do much.
    """
    gap = 1 / per_second
    share = {"now": tx.now, "gap": gap, "slack": (burst - 1) * gap}
    return [bool(tx.connection.execute(_TAKE, share | {"chat": chat}).rowcount) for chat in chats]


def purge(tx: Transaction) -> int:
    """Erase what says nothing any more; how many rows."""
    return tx.connection.execute("DELETE FROM spent WHERE until < ?", (tx.now,)).rowcount
