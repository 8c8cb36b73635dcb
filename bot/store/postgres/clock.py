"""The server's clock set back: what was stored later than now must not wait until then again.

Each statement may run in every replica, in any order: what it mends once it finds right after.
"""

from bot.store.postgres.transaction import Transaction

SLACK = 1.0
"""Seconds by which replicas may differ on the time."""
LONGEST_PARK = 60.0
"""Seconds for which the rate at which messages go out may be parked."""

_MEND = tuple(
    f"UPDATE {table} SET due = due - (at - $1), at = $1 WHERE id IN"  # noqa: S608 - names of ours
    f" (SELECT id FROM {table} WHERE at > $2 ORDER BY id FOR UPDATE)"
    for table in ("inbox", "outbox")
)
_RATES = "DELETE FROM rate WHERE due > $1"


async def mend(tx: Transaction) -> None:
    """Move what was stored in the future into the present, and its due time along."""
    for statement in _MEND:
        await tx.connection.execute(statement, tx.now, tx.now + SLACK)
    await tx.connection.execute(_RATES, tx.now + LONGEST_PARK)
