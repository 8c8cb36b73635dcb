"""How often something may be done, kept in PostgreSQL for all replicas."""

from collections.abc import Sequence

from bot.store.limits import Limit
from bot.store.postgres.transaction import Transaction

_BOOK = """
INSERT INTO rate (name, due)
SELECT name, $1 + gap FROM unnest($2::text[], $3::double precision[]) AS booked (name, gap)
ON CONFLICT (name) DO UPDATE SET due = greatest(rate.due, $1) + excluded.due - $1
RETURNING name, due
"""
_HOLD = """
INSERT INTO rate (name, due) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET due = greatest(rate.due, excluded.due)
"""


async def book(tx: Transaction, limits: Sequence[Limit]) -> float:
    """Take the next place under each; seconds until all may be used. One statement."""
    ordered = sorted(limits, key=lambda limit: limit.name)
    rows = await tx.connection.fetch(
        _BOOK, tx.now, [limit.name for limit in ordered], [limit.gap for limit in ordered]
    )
    due: dict[str, float] = {row[0]: row[1] for row in rows}
    waits = [due[limit.name] - limit.gap - limit.slack - tx.now for limit in ordered]
    return max(0.0, *waits)


async def hold(tx: Transaction, limit: Limit, seconds: float) -> None:
    """Let no place under this limit be due for so many seconds. One statement."""
    await tx.connection.execute(_HOLD, limit.name, tx.now + seconds + limit.slack)
