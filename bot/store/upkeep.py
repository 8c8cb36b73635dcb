"""Looking into the store, and taking out of it what must not stay."""

from collections.abc import Sequence

from bot.store import relay, reports
from bot.store.counts import MissCount, Stats, TallyCount
from bot.store.queues import Transaction
from bot.store.rules import (
    DEAD_DELIVERY,
    DEAD_UPDATE,
    KEEP_CASES,
    KEEP_IDLE_CHATS,
    KEEP_MISSES,
    KEEP_TALLIES,
    KEEP_UPDATE_IDS,
    day,
)
from bot.store.turns import erase

_STATS = (
    "SELECT (SELECT count(*) FROM inbox), (SELECT min(at) FROM inbox),"
    " (SELECT count(*) FROM outbox), (SELECT min(at) FROM outbox)"
)
_WAITS = (
    "SELECT (SELECT count(*) FROM inbox WHERE chat_id = ?)"
    " + (SELECT count(*) FROM outbox WHERE chat_id = ? AND case_number IS NULL)"
)
_DEAD = "SELECT coalesce(sum(count), 0) FROM tallies WHERE subject = ? AND value = ?"
_SEEN_AFTER = "SELECT update_id, at FROM seen WHERE update_id > ? ORDER BY update_id LIMIT ?"
_CHATS_AFTER = "SELECT chat_id, at FROM chat WHERE chat_id > ? ORDER BY chat_id LIMIT ?"
_FORGET_ID = "DELETE FROM seen WHERE update_id = ?"
_FORGET_IDLE = (
    "DELETE FROM chat WHERE chat_id = ?"
    " AND NOT EXISTS (SELECT 1 FROM inbox WHERE inbox.chat_id = chat.chat_id)"
    " AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.chat_id = chat.chat_id)"
)
_PAGE = 1000
"""Rows looked at in one transaction: turns must not wait long behind it."""
FIRST_PAGE = -(2**63)

_CHAT = f"SELECT {', '.join(reports.CHAT_COLUMNS)} FROM chat WHERE chat_id = ?"  # noqa: S608 - names of ours
_WAITING = "SELECT payload, at FROM inbox WHERE chat_id = ? ORDER BY id"
_UNSENT = "SELECT effect, at FROM outbox WHERE chat_id = ? ORDER BY id"
_MISSES = (
    "SELECT text, kind, count(*) AS often, min(day), max(day) FROM misses"
    " GROUP BY text, kind ORDER BY often DESC, max(day) DESC, text LIMIT ?"
)
_TALLIES = (
    "SELECT subject, value, day, count FROM tallies"
    " WHERE day >= ? ORDER BY day DESC, subject, value"
)
_CASE_UNSENT = (
    "SELECT effect, at FROM outbox WHERE chat_id <> ?"
    " AND case_number = (SELECT number FROM cases WHERE chat_id = ?) ORDER BY id"
)


def stats(tx: Transaction) -> Stats:
    """Depths, ages and the dead."""
    waiting, first_in, unsent, first_out = tx.connection.execute(_STATS).fetchone()
    dead = [
        tx.connection.execute(_DEAD, (tally.subject, tally.value)).fetchone()[0]
        for tally in (DEAD_UPDATE, DEAD_DELIVERY)
    ]
    return reports.stats(tx.now, (waiting, first_in), (unsent, first_out), *dead)


def crowded(tx: Transaction, chats: Sequence[int], most: int) -> set[int]:
    """The chats of which so much waits."""
    find = tx.connection.execute
    return {chat for chat in chats if find(_WAITS, (chat, chat)).fetchone()[0] >= most}


def session(tx: Transaction, chat_id: int) -> str | None:
    """The session of a chat."""
    row = tx.connection.execute(_CHAT, (chat_id,)).fetchone()
    return None if row is None else row[0]


def misses(tx: Transaction, limit: int) -> list[MissCount]:
    """The most frequent first."""
    return [MissCount(*row) for row in tx.connection.execute(_MISSES, (limit,))]


def sessions(tx: Transaction) -> list[str]:
    """The sessions of all chats, without whose they are."""
    rows = tx.connection.execute("SELECT session FROM chat WHERE session IS NOT NULL")
    return [text for (text,) in rows]


def tallies(tx: Transaction, since: str = "") -> list[TallyCount]:
    """The newest day first."""
    return [TallyCount(*row) for row in tx.connection.execute(_TALLIES, (since,))]


def export(tx: Transaction, chat_id: int) -> dict[str, object]:
    """All rows of a chat."""
    execute = tx.connection.execute
    return reports.exported(
        chat_id,
        execute(_CHAT, (chat_id,)).fetchone(),
        relay.of_chat(tx, chat_id),
        execute(_WAITING, (chat_id,)),
        execute(_UNSENT, (chat_id,)),
        execute(_CASE_UNSENT, (chat_id, chat_id)),
    )


def forget(tx: Transaction, chat_id: int) -> bool:
    """Erase all rows of a chat; whether there were any."""
    waiting = tx.connection.execute("DELETE FROM inbox WHERE chat_id = ?", (chat_id,)).rowcount
    return erase(tx, chat_id) or waiting > 0


def purge_counts(tx: Transaction) -> int:
    """Erase old cases, misses and tallies; how many rows."""
    gone = relay.purge(tx, tx.now - KEEP_CASES)
    for statement, keep in (
        ("DELETE FROM misses WHERE day < ?", KEEP_MISSES),
        ("DELETE FROM tallies WHERE day < ?", KEEP_TALLIES),
    ):
        gone += tx.connection.execute(statement, (day(tx.now - keep),)).rowcount
    return gone


def purge_ids(tx: Transaction, after: int) -> tuple[int | None, int]:
    """Erase old update ids of one page; where the next page begins, and how many rows."""
    return _purge_page(tx, after, (_SEEN_AFTER, _FORGET_ID), KEEP_UPDATE_IDS)


def purge_chats(tx: Transaction, after: int) -> tuple[int | None, int]:
    """Erase idle chats of one page; where the next page begins, and how many rows."""
    following, gone = _purge_page(tx, after, (_CHATS_AFTER, _FORGET_IDLE), KEEP_IDLE_CHATS)
    tx.erased |= following is None  # the last step of a purge: now clean the disk
    return following, gone


def _purge_page(
    tx: Transaction, after: int, statements: tuple[str, str], keep: float
) -> tuple[int | None, int]:
    select, delete = statements
    rows = tx.connection.execute(select, (after, _PAGE)).fetchall()
    old = [(key,) for key, at in rows if at < tx.now - keep]
    gone = tx.connection.executemany(delete, old).rowcount if old else 0
    return rows[-1][0] if len(rows) == _PAGE else None, gone
