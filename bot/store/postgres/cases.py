"""Cases in PostgreSQL: found, opened, closed, erased. All but finding needs the desk's lane."""

from collections.abc import Iterable

import asyncpg

from bot.store.case import Case, Close, Open, Posted
from bot.store.postgres.transaction import Transaction

_CASES = (
    "SELECT number, chat_id, desk, thread, ARRAY(SELECT message_id FROM case_messages"
    " WHERE case_messages.number = cases.number ORDER BY message_id) FROM cases"
)
_OPEN = (
    "INSERT INTO cases (chat_id, desk, at) SELECT $1, $2, $3"
    " WHERE NOT EXISTS (SELECT 1 FROM cases WHERE chat_id = $1)"
)
_MOVED = "UPDATE cases SET chat_id = NULL WHERE chat_id = $1 AND desk <> $2"
_CLOSE = "UPDATE cases SET chat_id = NULL WHERE number = $1"
_TOUCH = "UPDATE cases SET at = $1 WHERE number = $2"
_POSTED = (
    "INSERT INTO case_messages (desk, message_id, number)"
    " SELECT desk, message, number FROM cases, unnest($1::bigint[]) AS message WHERE number = $2"
    " ON CONFLICT (desk, message_id) DO NOTHING"
)
_THREAD = "UPDATE cases SET thread = $1 WHERE number = $2"
_UNSENT = "DELETE FROM outbox WHERE case_number = $1 AND chat_id = $2"
_OLD_MESSAGES = "DELETE FROM case_messages WHERE number IN (SELECT number FROM cases WHERE at < $1)"
_OLD = "DELETE FROM cases WHERE at < $1"


async def numbered(tx: Transaction, numbers: Iterable[int]) -> dict[int, Case]:
    """The cases that have these numbers and are still kept."""
    if not (wanted := sorted(set(numbers))):
        return {}
    rows = await tx.connection.fetch(f"{_CASES} WHERE number = ANY($1::bigint[])", wanted)
    return {row[0]: _case(row) for row in rows}


async def of_chat(tx: Transaction, chat: int) -> Case | None:
    """The open case of a chat."""
    row = await tx.connection.fetchrow(f"{_CASES} WHERE chat_id = $1", chat)
    return None if row is None else _case(row)


def _case(row: asyncpg.Record) -> Case:
    number, chat, desk, thread, messages = row
    return Case(number, chat, desk, thread, tuple(messages))


def sides(case: Case | None, change: Open | Close | None = None) -> set[int]:
    """The chats whose lanes are needed to change a case."""
    found = {change.desk} if isinstance(change, Open) else set[int]()
    if case is not None:
        found |= {case.desk} if case.chat_id is None else {case.desk, case.chat_id}
    return found


async def changed(
    tx: Transaction, chat: int, case: Case | None, change: Open | Close | None
) -> Case | None:
    """Open or close a case; the one that the messages of this turn belong to."""
    match change:
        case Open(desk):
            await tx.connection.execute(_MOVED, chat, desk)
            await tx.connection.execute(_OPEN, chat, desk, tx.now)
            case = await of_chat(tx, chat)
        case Close(number):
            await tx.connection.execute(_CLOSE, number)
    if case is not None:
        await tx.connection.execute(_TOUCH, tx.now, case.number)
    return case


async def posted(tx: Transaction, number: int, post: Posted) -> None:
    """Note which case a message of the desk belongs to, if that is still kept."""
    messages = sorted({post.message, post.thread or post.message})
    await tx.connection.execute(_POSTED, messages, number)
    if post.thread is not None:
        await tx.connection.execute(_THREAD, post.thread, number)


async def erase(tx: Transaction, case: Case) -> None:
    """Close a case and erase what of it waits to be sent to the desk."""
    await tx.connection.execute(_CLOSE, case.number)
    await tx.connection.execute(_UNSENT, case.number, case.desk)


async def purge(tx: Transaction, before: float) -> int:
    """Erase cases in which nothing has happened since; how many rows."""
    gone = [await tx.connection.execute(one, before) for one in (_OLD_MESSAGES, _OLD)]
    return sum(map(rows, gone))


def rows(status: str) -> int:
    """How many rows a statement changed, from what the server said: `DELETE 3`."""
    return int(status.rpartition(" ")[2])
