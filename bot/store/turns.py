"""Updates coming in, and their turns."""

from collections.abc import Sequence

from bot.store import plans, relay
from bot.store.plans import Taken
from bot.store.queues import Transaction
from bot.store.rules import PutOff, attempt, clean, day, storable
from bot.store.store import Handler, Incoming, Result, Screen, Tally, Task

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
    "INSERT INTO tallies (subject, value, day, count) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (subject, value, day) DO UPDATE SET count = tallies.count + excluded.count"
)


def ingest(tx: Transaction, updates: Sequence[Incoming]) -> int:
    """Queue the updates that were not seen before; how many these are."""
    execute, now, new = tx.connection.execute, tx.now, 0
    for update in updates:
        if execute(_SEEN, (update.update_id, now)).rowcount:
            chat, about = update.chat_id, (update.reply_to, update.case)
            payload = clean(update.payload)
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
        match attempt(task, handle, on_dead):
            case PutOff(attempts, pause):
                tx.connection.execute(_PUT_OFF, (attempts, tx.now + pause, row))
            case Result() as result:
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


def record(tx: Transaction, chat_id: int, result: Result) -> None:
    """Write a turn that had no update."""
    row = tx.connection.execute(_SCREEN, (chat_id,)).fetchone()
    screen = Screen() if row is None else Screen(*row)
    task = Task(chat_id, 0, "", None, screen, tx.now, case=relay.of_chat(tx, chat_id))
    _write(tx, [_settled(tx, task, storable(result), known=row is not None)])


def _write(tx: Transaction, taken: Sequence[Taken]) -> None:
    """Write what turns of different chats came to; statement by statement, which is cheaper."""
    now, many = tx.now, tx.connection.executemany
    kept = list(plans.conversations(taken))
    many(_CHAT_AGAIN, [(c.session, c.last_message_id, now, c.chat) for c in kept if not c.new])
    many(_CHAT_NEW, [(c.session, c.last_message_id, now, c.chat) for c in kept if c.new])
    many(_SEND, [
        (out.chat, out.effect, now, out.case, out.farewell, out.chat, now)
        for out in plans.outgoing(taken)
    ])  # fmt: skip
    today = day(now)
    many(_MISS, [(today, miss.kind, miss.digest, miss.text) for miss in plans.missed(taken)])
    for tally, times in plans.counted(taken).items():
        count(tx, tally, times)


def erase(tx: Transaction, chat: int) -> bool:
    """Erase a chat, except updates that still wait for their turn; whether there was anything."""
    gone = tx.connection.execute("DELETE FROM outbox WHERE chat_id = ?", (chat,)).rowcount
    gone += tx.connection.execute("DELETE FROM chat WHERE chat_id = ?", (chat,)).rowcount
    had_case = relay.erase(tx, chat)
    tx.erased = True
    return gone > 0 or had_case


def count(tx: Transaction, tally: Tally, times: int = 1) -> None:
    """Count so many more of today."""
    tx.connection.execute(_COUNT, (tally.subject, tally.value, day(tx.now), times))
