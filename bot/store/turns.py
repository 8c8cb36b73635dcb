"""Updates coming in, and their turns."""

import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.store.queues import Transaction
from bot.store.store import INT64, Handler, Incoming, Result, Screen, Tally, Task

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
FIRST_PAUSE = 0.1
"""Seconds before the second attempt; doubles with each further one, 1.5 s in all."""

_SEEN = "INSERT INTO seen (update_id, at) VALUES (?, ?) ON CONFLICT (update_id) DO NOTHING"
_ARRIVE = (
    "INSERT INTO inbox (chat_id, update_id, payload, at, due) VALUES (?, ?, ?, ?,"
    " CASE WHEN EXISTS (SELECT 1 FROM inbox WHERE chat_id = ?) THEN NULL ELSE ? END)"
)
_TURNS_DUE = (
    "SELECT id, inbox.chat_id, update_id, payload, attempts, inbox.at,"
    " session, last_message_id, live_message_id, live_text, chat.chat_id IS NOT NULL"
    " FROM inbox LEFT JOIN chat ON chat.chat_id = inbox.chat_id"
    " WHERE due <= ? ORDER BY due, id LIMIT ?"
)
_PUT_OFF = "UPDATE inbox SET attempts = ?, due = ? WHERE id = ?"
_END = "DELETE FROM inbox WHERE id = ?"
_NEXT = (
    "UPDATE inbox SET due = ?"
    " WHERE id = (SELECT min(id) FROM inbox WHERE chat_id = ?) AND due IS NULL"
)
_SCREEN = "SELECT last_message_id, live_message_id, live_text FROM chat WHERE chat_id = ?"
_CHAT_NEW = "INSERT INTO chat (session, last_message_id, at, chat_id) VALUES (?, ?, ?, ?)"
_CHAT_AGAIN = "UPDATE chat SET session = ?, last_message_id = ?, at = ? WHERE chat_id = ?"
_SEND = (
    "INSERT INTO outbox (chat_id, effect, at, due) VALUES (?, ?, ?,"
    " CASE WHEN EXISTS (SELECT 1 FROM outbox WHERE chat_id = ?) THEN NULL ELSE ? END)"
)
_MISS = "INSERT INTO misses (day, kind, digest, text) VALUES (?, ?, ?, ?)"
_COUNT = (
    "INSERT INTO tallies (subject, value, day, count) VALUES (?, ?, ?, 1)"
    " ON CONFLICT (subject, value, day) DO UPDATE SET count = tallies.count + 1"
)

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""NUL and halves of characters: databases refuse them, and people cannot type them."""

Taken = tuple[int, Result, Screen | None]
"""A chat, what its turn came to, and the screen it has stored: None when nothing is."""

DEAD_UPDATE = Tally("dead", "update")
DEAD_DELIVERY = Tally("dead", "delivery")


def ingest(tx: Transaction, updates: Sequence[Incoming]) -> int:
    """Queue the updates that were not seen before; how many these are."""
    execute, now, new = tx.connection.execute, tx.now, 0
    for update in updates:
        if execute(_SEEN, (update.update_id, now)).rowcount:
            chat = update.chat_id
            execute(_ARRIVE, (chat, update.update_id, _clean(update.payload), now, chat, now))
            new += 1
    return new


def work(tx: Transaction, handle: Handler, on_dead: Handler, limit: int) -> int:
    """Take the turns that are due, one of each chat; how many."""
    rows = tx.connection.execute(_TURNS_DUE, (tx.now, limit)).fetchall()
    ended: list[tuple[int]] = []
    taken: list[Taken] = []
    for row, chat, update, payload, attempts, at, session, *screen, known in rows:
        task = Task(chat, update, payload, session, Screen(*screen), at, attempts)
        result = _turn(tx, row, task, handle, on_dead)
        if result is not None:
            ended.append((row,))
            taken.append((chat, result, task.screen if known else None))
    tx.connection.executemany(_END, ended)
    tx.connection.executemany(_NEXT, [(tx.now, chat) for chat, _, _ in taken])
    _write(tx, taken)
    return len(rows)


def _turn(
    tx: Transaction, row: int, task: Task, handle: Handler, on_dead: Handler
) -> Result | None:
    """The result to write, of an apology if need be; None when it was put off."""
    try:
        return _storable(handle(task))
    except Exception:
        failures = task.attempts + 1
        log.exception("turn of update %d failed, attempt %d", task.update_id, failures)
        if failures < MOST_ATTEMPTS:
            due = tx.now + FIRST_PAUSE * 2**task.attempts
            tx.connection.execute(_PUT_OFF, (failures, due, row))
            return None
    count(tx, DEAD_UPDATE)
    try:
        return _storable(on_dead(task))
    except Exception:
        log.exception("apology for update %d failed", task.update_id)
        return Result(task.session)


def record(tx: Transaction, chat_id: int, result: Result) -> None:
    """Write a turn that had no update."""
    row = tx.connection.execute(_SCREEN, (chat_id,)).fetchone()
    _write(tx, [(chat_id, _storable(result), None if row is None else Screen(*row))])


def _write(tx: Transaction, taken: Sequence[Taken]) -> None:
    """Write what turns of different chats came to; statement by statement, which is cheaper."""
    now, many = tx.now, tx.connection.executemany
    for chat, result, _ in taken:
        if result.forget:
            erase(tx, chat)
        elif result.blocked:
            tx.connection.execute("DELETE FROM outbox WHERE chat_id = ?", (chat,))
    many(_CHAT_AGAIN, [
        (result.session, newest(screen.last_message_id, result.seen_message_id), now, chat)
        for chat, result, screen in taken
        if screen is not None and not result.forget
    ])  # fmt: skip
    many(_CHAT_NEW, [
        (result.session, result.seen_message_id, now, chat)
        for chat, result, screen in taken
        if screen is None and result.session is not None and not result.forget
    ])  # fmt: skip
    many(_SEND, [
        (chat, effect, now, chat, now)
        for chat, result, _ in taken if not result.blocked
        for effect in result.effects
    ])  # fmt: skip
    _note(tx, [result for _, result, _ in taken])


def _note(tx: Transaction, results: Sequence[Result]) -> None:
    """Write what is kept without its chat."""
    for result in results:
        for miss in result.misses:
            tx.connection.execute(_MISS, (day(tx.now), miss.kind, miss.digest, miss.text))
        for tally in result.tallies:
            count(tx, tally)


def erase(tx: Transaction, chat: int) -> bool:
    """Erase a chat, except updates that still wait for their turn; whether there was anything."""
    gone = tx.connection.execute("DELETE FROM outbox WHERE chat_id = ?", (chat,)).rowcount
    gone += tx.connection.execute("DELETE FROM chat WHERE chat_id = ?", (chat,)).rowcount
    tx.erased = True
    return gone > 0


def count(tx: Transaction, tally: Tally) -> None:
    """Count one more of today."""
    tx.connection.execute(_COUNT, (tally.subject, tally.value, day(tx.now)))


def day(at: float) -> str:
    """The date in China at a moment, `2026-11-25`."""
    return (datetime.fromtimestamp(at, UTC) + timedelta(hours=8)).date().isoformat()


def newest(*message_ids: int | None) -> int | None:
    """Telegram's message ids grow within a chat."""
    return max((id_ for id_ in message_ids if id_ is not None), default=None)


def _storable(result: Result) -> Result:
    """The same with texts any database takes. What no database takes raises here, not later."""
    if result.seen_message_id is not None and result.seen_message_id not in INT64:
        raise ValueError("a message id does not fit 64 bits")
    texts = (result.session or "", *result.effects, *(miss.text for miss in result.misses))
    if not _UNSTORABLE.search("".join(texts)):
        return result
    return replace(
        result,
        session=None if result.session is None else _clean(result.session),
        effects=tuple(map(_clean, result.effects)),
        misses=tuple(replace(miss, text=_clean(miss.text)) for miss in result.misses),
    )


def _clean(text: str) -> str:
    return _UNSTORABLE.sub("?", text)
