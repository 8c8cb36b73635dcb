"""Updates coming in, and their turns."""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.store import relay
from bot.store.case import Case
from bot.store.queues import Transaction
from bot.store.store import INT64, Handler, Incoming, Result, Screen, Tally, Task

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
FIRST_PAUSE = 0.1
"""Seconds before the second attempt; doubles with each further one, 1.5 s in all."""

_SEEN = "INSERT INTO seen (update_id, at) VALUES (?, ?) ON CONFLICT (update_id) DO NOTHING"
_ARRIVE = (
    "INSERT INTO inbox (chat_id, update_id, payload, at, reply_to, case_number, due)"
    " VALUES (?, ?, ?, ?, ?, ?,"
    " CASE WHEN EXISTS (SELECT 1 FROM inbox WHERE chat_id = ?) THEN NULL ELSE ? END)"
)
_TURNS_DUE = (
    "SELECT id, inbox.chat_id, update_id, payload, attempts, inbox.at, reply_to, case_number,"
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
    "INSERT INTO outbox (chat_id, effect, at, case_number, farewell, due) VALUES (?, ?, ?, ?, ?,"
    " CASE WHEN EXISTS (SELECT 1 FROM outbox WHERE chat_id = ?) THEN NULL ELSE ? END)"
)
_MISS = "INSERT INTO misses (day, kind, digest, text) VALUES (?, ?, ?, ?)"
_COUNT = (
    "INSERT INTO tallies (subject, value, day, count) VALUES (?, ?, ?, 1)"
    " ON CONFLICT (subject, value, day) DO UPDATE SET count = tallies.count + 1"
)

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""NUL and halves of characters: databases refuse them, and people cannot type them."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What the turn of a chat came to, and the screen it has stored: None when nothing is."""

    chat: int
    result: Result
    screen: Screen | None
    case: Case | None


DEAD_UPDATE = Tally("dead", "update")
DEAD_DELIVERY = Tally("dead", "delivery")


def ingest(tx: Transaction, updates: Sequence[Incoming]) -> int:
    """Queue the updates that were not seen before; how many these are."""
    execute, now, new = tx.connection.execute, tx.now, 0
    for update in updates:
        if execute(_SEEN, (update.update_id, now)).rowcount:
            chat, about = update.chat_id, (update.reply_to, update.case)
            payload = _clean(update.payload)
            execute(_ARRIVE, (chat, update.update_id, payload, now, *about, chat, now))
            new += 1
    return new


def work(tx: Transaction, handle: Handler, on_dead: Handler, limit: int) -> int:
    """Take the turns that are due, one of each chat; how many."""
    rows = tx.connection.execute(_TURNS_DUE, (tx.now, limit)).fetchall()
    ended: list[tuple[int]] = []
    taken: list[Taken] = []
    for row, chat, update, payload, attempts, at, answers, number, session, *screen, known in rows:
        case = relay.of_update(tx, chat, answers, number)
        task = Task(chat, update, payload, session, Screen(*screen), at, attempts, case)
        result = _turn(tx, row, task, handle, on_dead)
        if result is not None:
            ended.append((row,))
            taken.append(_settled(tx, task, result, known=known))
    tx.connection.executemany(_END, ended)
    tx.connection.executemany(_NEXT, [(tx.now, one.chat) for one in taken])
    _write(tx, taken)
    return len(rows)


def _settled(tx: Transaction, task: Task, result: Result, *, known: bool) -> Taken:
    """Do at once what the turns of other chats must see: cases, and what is gone."""
    chat = task.chat_id
    case = relay.changed(tx, chat, task.case, result.case)
    if result.forget:
        erase(tx, chat)
    elif result.blocked:
        tx.connection.execute("DELETE FROM outbox WHERE chat_id = ?", (chat,))
    return Taken(chat, result, task.screen if known else None, case)


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
    screen = Screen() if row is None else Screen(*row)
    task = Task(chat_id, 0, "", None, screen, tx.now, case=relay.of_chat(tx, chat_id))
    _write(tx, [_settled(tx, task, _storable(result), known=row is not None)])


def _write(tx: Transaction, taken: Sequence[Taken]) -> None:
    """Write what turns of different chats came to; statement by statement, which is cheaper."""
    now, many = tx.now, tx.connection.executemany
    results = [(one.chat, one.result, one.screen) for one in taken]
    many(_CHAT_AGAIN, [
        (result.session, newest(screen.last_message_id, result.seen_message_id), now, chat)
        for chat, result, screen in results
        if screen is not None and not result.forget
    ])  # fmt: skip
    many(_CHAT_NEW, [
        (result.session, result.seen_message_id, now, chat)
        for chat, result, screen in results
        if screen is None and result.session is not None and not result.forget
    ])  # fmt: skip
    many(_SEND, [
        (chat, effect, now, number, farewell, chat, now)
        for chat, effect, number, farewell in _outgoing(taken)
    ])  # fmt: skip
    _note(tx, [one.result for one in taken])


def _outgoing(taken: Sequence[Taken]) -> Iterator[tuple[int, str, int | None, bool]]:
    """Chat and effect of each message, the case it is a part of, and whether it is a farewell."""
    gone = {one.chat for one in taken if one.result.forget or one.result.blocked}
    for one in taken:
        own = () if one.result.blocked else ((one.chat, effect) for effect in one.result.effects)
        others = ((chat, effect) for chat, effect in one.result.elsewhere if chat not in gone)
        for chat, effect in (*own, *others):
            number = one.case.number if one.case and one.case.desk == chat else None
            yield chat, effect, number, one.result.forget and chat == one.chat


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
    had_case = relay.erase(tx, chat)
    tx.erased = True
    return gone > 0 or had_case


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
    others = [effect for _, effect in result.elsewhere]
    missed = [miss.text for miss in result.misses]
    texts = (result.session or "", *result.effects, *others, *missed)
    if not _UNSTORABLE.search("".join(texts)):
        return result
    return replace(
        result,
        session=None if result.session is None else _clean(result.session),
        effects=tuple(map(_clean, result.effects)),
        elsewhere=tuple((chat, _clean(effect)) for chat, effect in result.elsewhere),
        misses=tuple(replace(miss, text=_clean(miss.text)) for miss in result.misses),
    )


def _clean(text: str) -> str:
    return _UNSTORABLE.sub("?", text)
