"""Looking into PostgreSQL, and taking out of it what must not stay."""

from collections.abc import Sequence

from bot.store import reports
from bot.store.counts import MissCount, Stats, TallyCount
from bot.store.postgres import cases
from bot.store.postgres.transaction import Transaction
from bot.store.postgres.turns import erase
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

_STATS = """
SELECT (SELECT count(*) FROM inbox), (SELECT min(at) FROM inbox),
    (SELECT count(*) FROM outbox), (SELECT min(at) FROM outbox),
    (SELECT coalesce(sum(count), 0)::bigint FROM tallies WHERE subject = $1 AND value = $2),
    (SELECT coalesce(sum(count), 0)::bigint FROM tallies WHERE subject = $3 AND value = $4)
"""
_CROWDED = """
SELECT chat FROM unnest($1::bigint[]) AS asked (chat)
WHERE (SELECT count(*) FROM inbox WHERE chat_id = chat)
    + (SELECT count(*) FROM outbox WHERE chat_id = chat AND case_number IS NULL) >= $2
"""
_CHAT = f"SELECT {', '.join(reports.CHAT_COLUMNS)} FROM chat WHERE chat_id = $1"  # noqa: S608 - names of ours
_WAITING = "SELECT payload, at FROM inbox WHERE chat_id = $1 ORDER BY id"
_UNSENT = "SELECT effect, at FROM outbox WHERE chat_id = $1 ORDER BY id"
_CASE_UNSENT = (
    "SELECT effect, at FROM outbox WHERE chat_id <> $1"
    " AND case_number = (SELECT number FROM cases WHERE chat_id = $1) ORDER BY id"
)
_MISSES = (
    "SELECT text, kind, count(*), min(day), max(day) FROM misses"
    " GROUP BY text, kind ORDER BY count(*) DESC, max(day) DESC, text LIMIT $1"
)
_TALLIES = (
    "SELECT subject, value, day, count FROM tallies"
    " WHERE day >= $1 ORDER BY day DESC, subject, value"
)
_FORGET_WAITING = """
DELETE FROM inbox WHERE id IN (
    SELECT id FROM inbox WHERE chat_id = $1 ORDER BY id FOR UPDATE)
"""
"""The head first: whoever takes its turn changes the next one."""
_PAGE = 5000
"""Rows erased in one transaction."""
_OLD_IDS = f"""
DELETE FROM seen WHERE update_id IN (
    SELECT update_id FROM seen WHERE at < $1 LIMIT {_PAGE} FOR UPDATE SKIP LOCKED)
"""  # noqa: S608 - a number of ours
_IDLE = f"""
DELETE FROM chat WHERE chat_id IN (
    SELECT chat_id FROM chat WHERE at < $1
        AND NOT EXISTS (SELECT 1 FROM inbox WHERE inbox.chat_id = chat.chat_id)
        AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.chat_id = chat.chat_id)
    LIMIT {_PAGE} FOR UPDATE SKIP LOCKED)
"""  # noqa: S608 - as above
PAGES = ((_OLD_IDS, KEEP_UPDATE_IDS), (_IDLE, KEEP_IDLE_CHATS))
_OLD_RATES = "DELETE FROM rate WHERE due < $1"
TIDY = ("inbox", "outbox", "chat", "cases", "case_messages", "seen")
"""Tables out of which rows of people are erased."""


async def crowded(tx: Transaction, chats: Sequence[int], most: int) -> set[int]:
    """The chats of which so much waits."""
    return {row[0] for row in await tx.connection.fetch(_CROWDED, chats, most)}


async def stats(tx: Transaction) -> Stats:
    """Depths, ages and the dead."""
    dead = (DEAD_UPDATE, DEAD_DELIVERY)
    names = [name for tally in dead for name in (tally.subject, tally.value)]
    row = await tx.connection.fetchrow(_STATS, *names)
    waiting, first_in, unsent, first_out, updates, deliveries = row or (0, None, 0, None, 0, 0)
    return reports.stats(tx.now, (waiting, first_in), (unsent, first_out), updates, deliveries)


async def session(tx: Transaction, chat_id: int) -> str | None:
    """The session of a chat."""
    row = await tx.connection.fetchrow(_CHAT, chat_id)
    return None if row is None else row[0]


async def misses(tx: Transaction, limit: int) -> list[MissCount]:
    """The most frequent first."""
    return [MissCount(*row) for row in await tx.connection.fetch(_MISSES, limit)]


async def sessions(tx: Transaction) -> list[str]:
    """The sessions of all chats, without whose they are."""
    rows = await tx.connection.fetch("SELECT session FROM chat WHERE session IS NOT NULL")
    return [row[0] for row in rows]


async def tallies(tx: Transaction, since: str = "") -> list[TallyCount]:
    """The newest day first."""
    return [TallyCount(*row) for row in await tx.connection.fetch(_TALLIES, since)]


async def export(tx: Transaction, chat_id: int) -> dict[str, object]:
    """All rows of a chat."""
    chat = await tx.connection.fetchrow(_CHAT, chat_id)
    texts = [
        [(row[0], row[1]) for row in await tx.connection.fetch(select, chat_id)]
        for select in (_WAITING, _UNSENT, _CASE_UNSENT)
    ]
    case = await cases.of_chat(tx, chat_id)
    return reports.exported(chat_id, None if chat is None else tuple(chat), case, *texts)


async def forget(tx: Transaction, chat_id: int) -> bool:
    """Erase all rows of a chat; whether there were any. Waits for a turn that is being taken."""
    status = await tx.connection.execute(_FORGET_WAITING, chat_id)
    await tx.lock({chat_id} | cases.sides(await cases.of_chat(tx, chat_id)))
    return await erase(tx, chat_id) or cases.rows(status) > 0


async def purge_counts(tx: Transaction) -> int:
    """Erase old cases, misses and tallies; how many rows."""
    gone = await cases.purge(tx, tx.now - KEEP_CASES)
    for statement, keep in (
        ("DELETE FROM misses WHERE day < $1", KEEP_MISSES),
        ("DELETE FROM tallies WHERE day < $1", KEEP_TALLIES),
    ):
        gone += cases.rows(await tx.connection.execute(statement, day(tx.now - keep)))
    await tx.connection.execute(_OLD_RATES, tx.now - 3_600.0)
    return gone


async def purge_page(tx: Transaction, statement: str, keep: float) -> tuple[int, bool]:
    """Erase what is past its time: how many rows, and whether there may be more."""
    gone = cases.rows(await tx.connection.execute(statement, tx.now - keep))
    return gone, gone == _PAGE
