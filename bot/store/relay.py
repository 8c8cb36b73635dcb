"""Cases in the database: which one an update belongs to, opened, closed, erased."""

from collections.abc import Iterable

from bot.store.case import Case, Close, Open, Posted
from bot.store.queues import Transaction

_OF_CHAT = "SELECT number, chat_id, desk, thread FROM cases WHERE chat_id = ?"
_OF_MESSAGE = (
    "SELECT cases.number, chat_id, cases.desk, thread FROM case_messages"
    " JOIN cases ON cases.number = case_messages.number"
    " WHERE case_messages.desk = ? AND message_id = ?"
)
_BY_NUMBER = "SELECT number, chat_id, desk, thread FROM cases WHERE desk = ? AND number = ?"
_MESSAGES = "SELECT message_id FROM case_messages WHERE number = ? ORDER BY message_id"
_OPEN = "INSERT INTO cases (chat_id, desk, at) VALUES (?, ?, ?) ON CONFLICT (chat_id) DO NOTHING"
_MOVED = "UPDATE cases SET chat_id = NULL WHERE chat_id = ? AND desk <> ?"
_CLOSE = "UPDATE cases SET chat_id = NULL WHERE number = ?"
_TOUCH = "UPDATE cases SET at = ? WHERE number = ?"
_POSTED = (
    "INSERT INTO case_messages (desk, message_id, number)"
    " SELECT desk, ?, number FROM cases WHERE number = ?"
    " ON CONFLICT (desk, message_id) DO NOTHING"
)
_THREAD = "UPDATE cases SET thread = ? WHERE number = ?"
_UNSENT = "DELETE FROM outbox WHERE case_number = ? AND chat_id = ?"
_HEADS = (
    "UPDATE outbox SET due = ?"
    " WHERE id = (SELECT min(id) FROM outbox WHERE chat_id = ?) AND due IS NULL"
)
_OLD_MESSAGES = "DELETE FROM case_messages WHERE number IN (SELECT number FROM cases WHERE at < ?)"
_OLD = "DELETE FROM cases WHERE at < ?"


def of_update(tx: Transaction, chat: int, reply_to: int | None, named: int | None) -> Case | None:
    """The case an update belongs to: of the message of a desk it answers, or of its own chat."""
    if reply_to is not None and (case := _one(tx, _OF_MESSAGE, chat, reply_to)):
        return case
    if named is not None and (case := _one(tx, _BY_NUMBER, chat, named)):
        return case
    return of_chat(tx, chat)


def of_chat(tx: Transaction, chat: int) -> Case | None:
    """The open case of a chat."""
    return _one(tx, _OF_CHAT, chat)


def _one(tx: Transaction, select: str, *values: int) -> Case | None:
    row = tx.connection.execute(select, values).fetchone()
    if row is None:
        return None
    messages = tx.connection.execute(_MESSAGES, (row[0],)).fetchall()
    number, chat, desk, thread = row
    return Case(number, chat, desk, thread, tuple(message for (message,) in messages))


def changed(
    tx: Transaction, chat: int, case: Case | None, change: Open | Close | None
) -> Case | None:
    """Open or close a case; the one that the messages of this turn belong to."""
    match change:
        case Open(desk):
            tx.connection.execute(_MOVED, (chat, desk))
            tx.connection.execute(_OPEN, (chat, desk, tx.now))
            case = of_chat(tx, chat)
        case Close(number):
            tx.connection.execute(_CLOSE, (number,))
    if case is not None:
        tx.connection.execute(_TOUCH, (tx.now, case.number))
    return case


def posted(tx: Transaction, number: int, post: Posted) -> None:
    """Note which case a message of the desk belongs to, if that is still kept."""
    for message in dict.fromkeys((post.message, post.thread or post.message)):
        tx.connection.execute(_POSTED, (message, number))
    if post.thread is not None:
        tx.connection.execute(_THREAD, (post.thread, number))


def erase(tx: Transaction, chat: int) -> bool:
    """Close the case of a chat and erase what of it waits to be sent to the desk."""
    case = of_chat(tx, chat)
    if case is None:
        return False
    tx.connection.execute(_CLOSE, (case.number,))
    tx.connection.execute(_UNSENT, (case.number, case.desk))
    tx.connection.execute(_HEADS, (tx.now, case.desk))
    return True


def purge(tx: Transaction, before: float) -> int:
    """Erase cases in which nothing has happened since; how many rows."""
    statements: Iterable[str] = (_OLD_MESSAGES, _OLD)
    return sum(tx.connection.execute(one, (before,)).rowcount for one in statements)
