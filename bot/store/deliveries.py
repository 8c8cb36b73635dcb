"""Messages going out."""

from typing import assert_never

from bot.store import relay
from bot.store.queues import Transaction
from bot.store.rules import DEAD_DELIVERY, LEASE, LONGEST_PAUSE, newest
from bot.store.store import Dead, Delivery, Finish, Later, Partly, Screen, Sent
from bot.store.turns import count

_SENDS_DUE = (
    "SELECT id, outbox.chat_id, effect, attempts + 1,"
    " last_message_id, live_message_id, live_text, case_number, thread"
    " FROM outbox LEFT JOIN chat ON chat.chat_id = outbox.chat_id"
    " LEFT JOIN cases ON number = case_number"
    " WHERE due <= ? ORDER BY due, id LIMIT ?"
)
_CLAIM = "UPDATE outbox SET attempts = ?, owner = ?, due = ? WHERE id = ?"
_FAREWELL = "SELECT farewell FROM outbox WHERE id = ?"
_END = "DELETE FROM outbox WHERE id = ?"
_NEXT = (
    "UPDATE outbox SET due = ?"
    " WHERE id = (SELECT min(id) FROM outbox WHERE chat_id = ?) AND due IS NULL"
)
_PUT_OFF = "UPDATE outbox SET due = ?, owner = NULL WHERE id = ? AND attempts = ?"
_LEAVE = "UPDATE outbox SET effect = ?, due = ?, owner = NULL WHERE id = ? AND attempts = ?"
_LAST_MESSAGE = "SELECT last_message_id FROM chat WHERE chat_id = ?"
_SHOW = "UPDATE chat SET last_message_id = ?, live_message_id = ?, live_text = ? WHERE chat_id = ?"


def claim(tx: Transaction, limit: int, owner: str) -> list[Delivery]:
    """Lease the heads that are due."""
    rows = tx.connection.execute(_SENDS_DUE, (tx.now, limit)).fetchall()
    until = tx.now + LEASE
    tx.connection.executemany(_CLAIM, [(row[3], owner, until, row[0]) for row in rows])
    return [
        Delivery(row, chat, effect, attempts, Screen(*screen), case, thread)
        for row, chat, effect, attempts, *screen, case, thread in rows
    ]


def finish(tx: Transaction, delivery: Delivery, how: Finish) -> None:
    """End a message, or put it off. One that is gone (done, forgotten) changes nothing."""
    match how:
        case Later(at):
            # Only by the latest claimer: an earlier one knows less than the one sending now.
            due = min(at, tx.now + LONGEST_PAUSE)
            tx.connection.execute(_PUT_OFF, (due, delivery.id, delivery.attempts))
        case Sent(screen, posted):
            if delivery.case is not None and posted is not None:
                relay.posted(tx, delivery.case, posted)
            if _end(tx, delivery) and screen is not None:
                _show(tx, delivery.chat_id, screen)
        case Partly(effect, at, screen):
            due = min(at, tx.now + LONGEST_PAUSE)
            left = (effect, due, delivery.id, delivery.attempts)
            if tx.connection.execute(_LEAVE, left).rowcount and screen is not None:
                _show(tx, delivery.chat_id, screen)
        case Dead(_, blocked):
            if _end(tx, delivery):
                count(tx, DEAD_DELIVERY)
            if blocked:
                tx.connection.execute("DELETE FROM outbox WHERE chat_id = ?", (delivery.chat_id,))
        case _:
            assert_never(how)


def _end(tx: Transaction, delivery: Delivery) -> bool:
    row = tx.connection.execute(_FAREWELL, (delivery.id,)).fetchone()
    if row is None:
        return False
    tx.erased |= bool(row[0])
    tx.connection.execute(_END, (delivery.id,))
    tx.connection.execute(_NEXT, (tx.now, delivery.chat_id))
    return True


def _show(tx: Transaction, chat: int, screen: Screen) -> None:
    """Keep what a chat shows, if the chat is kept (it may have asked to be forgotten)."""
    known = tx.connection.execute(_LAST_MESSAGE, (chat,)).fetchone()
    if known is not None:
        last = newest(known[0], screen.last_message_id)
        values = (last, screen.live_message_id, screen.live_text, chat)
        tx.connection.execute(_SHOW, values)


def release(tx: Transaction, owner: str) -> int:
    """Make due what an owner holds; how many these were."""
    return tx.connection.execute(
        "UPDATE outbox SET due = ?, owner = NULL WHERE owner = ?", (tx.now, owner)
    ).rowcount
