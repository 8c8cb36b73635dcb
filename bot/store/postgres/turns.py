"""Updates coming in, and their turns, in PostgreSQL.

The oldest row of a chat in the inbox is its head. Whoever holds the head's row lock takes the
turn; the lock ends with the transaction, or with the process that held it.
"""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from bot.store import plans
from bot.store.plans import Taken
from bot.store.postgres import cases
from bot.store.postgres.transaction import Transaction
from bot.store.rules import PutOff, attempt, clean, day, storable
from bot.store.store import Handler, Incoming, Result, Screen, Tally, Task

T = TypeVar("T")

TURNS, SENDS = "turns", "sends"
"""What is told to the other replicas: there may be turns to take, or messages to send."""
_BREATH = 0.001
"""Seconds of turns after which others get to use this loop; to let them after each costs more than
many a turn.
"""

_INGEST = """
WITH given AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[])
        WITH ORDINALITY AS given (update_id, chat_id, payload, reply_to, case_number, place)
), fresh AS (
    INSERT INTO seen (update_id, at) SELECT update_id, $6 FROM given ORDER BY update_id
    ON CONFLICT (update_id) DO NOTHING RETURNING update_id
), put AS (
    INSERT INTO inbox (chat_id, update_id, payload, at, due, reply_to, case_number)
    SELECT chat_id, update_id, payload, $6, $6, reply_to, case_number
    FROM (
        SELECT sorted.*, pg_advisory_xact_lock(hashint8extended(chat_id, $7))
        FROM (SELECT given.* FROM given JOIN fresh USING (update_id) ORDER BY chat_id, place)
            AS sorted
    ) AS locked
    RETURNING update_id
)
SELECT array_agg(update_id), pg_notify($8, 'turns') FROM put HAVING count(*) > 0
"""
"""Update ids are inserted in ascending order, lanes are locked after that and in order too."""

_HEAD = (
    "NOT EXISTS (SELECT 1 FROM inbox AS earlier"
    " WHERE earlier.chat_id = inbox.chat_id AND earlier.id < inbox.id)"
)
_TURNS_DUE = f"""
SELECT inbox.id, inbox.chat_id, update_id, payload, attempts, inbox.at, session,
    last_message_id, live_message_id, live_text, chat.chat_id IS NOT NULL,
    coalesce(
        (SELECT number FROM case_messages JOIN cases USING (number)
            WHERE case_messages.desk = inbox.chat_id AND message_id = reply_to),
        (SELECT number FROM cases WHERE desk = inbox.chat_id AND number = case_number),
        (SELECT number FROM cases WHERE cases.chat_id = inbox.chat_id)
    )
FROM inbox LEFT JOIN chat ON chat.chat_id = inbox.chat_id
WHERE due <= $1 AND {_HEAD} ORDER BY due, inbox.id LIMIT $2 FOR UPDATE OF inbox SKIP LOCKED
"""  # noqa: S608 - a condition of ours
NEXT_TURN = f"SELECT due FROM inbox WHERE {_HEAD} ORDER BY due, id LIMIT 1"  # noqa: S608 - as above

_PUT_OFF = (
    "UPDATE inbox SET attempts = late.attempts, due = late.due"
    " FROM unnest($1::bigint[], $2::integer[], $3::double precision[]) AS late (id, attempts, due)"
    " WHERE inbox.id = late.id"
)
_SCREEN = "SELECT last_message_id, live_message_id, live_text FROM chat WHERE chat_id = $1"
_WRITE = """
WITH lanes AS (
    SELECT pg_advisory_xact_lock(hashint8extended(chat, $12))
    FROM unnest($11::bigint[]) WITH ORDINALITY AS lane (chat, place) ORDER BY place
), ended AS (
    DELETE FROM inbox WHERE id = ANY($1::bigint[]) AND (SELECT count(*) FROM lanes) > 0
    RETURNING chat_id
), ahead AS (
    UPDATE inbox SET due = $2 WHERE id = ANY(ARRAY(
        SELECT min(id) FROM inbox
        WHERE chat_id = ANY(ARRAY(SELECT chat_id FROM ended)) AND id <> ALL($1::bigint[])
        GROUP BY chat_id
    ))
), kept AS (
    INSERT INTO chat (chat_id, session, last_message_id, at)
    SELECT chat_id, session, last, $2
    FROM unnest($3::bigint[], $4::text[], $5::bigint[]) AS kept (chat_id, session, last)
    WHERE (SELECT count(*) FROM lanes) > 0
    ON CONFLICT (chat_id) DO UPDATE SET session = excluded.session, at = excluded.at,
        last_message_id = greatest(chat.last_message_id, excluded.last_message_id)
), sent AS (
    INSERT INTO outbox (chat_id, effect, at, due, case_number, farewell)
    SELECT chat_id, effect, $2, $2, case_number, coalesce(farewell, FALSE)
    FROM unnest($6::bigint[], $7::text[], $8::bigint[], $9::boolean[])
        AS sent (chat_id, effect, case_number, farewell)
    WHERE (SELECT count(*) FROM lanes) > 0
    RETURNING id
)
SELECT pg_notify($10, 'sends') FROM sent HAVING count(*) > 0
"""
"""Nothing is changed before the lanes are locked. What comes next in a chat waits as if it had come
now, behind the others.
"""
_MISS = (
    "INSERT INTO misses (day, kind, digest, text)"
    " SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[])"
)
COUNT = (
    "INSERT INTO tallies (subject, value, day, count)"
    " SELECT subject, value, $1, times"
    " FROM unnest($2::text[], $3::text[], $4::bigint[]) AS counted (subject, value, times)"
    " ON CONFLICT (subject, value, day) DO UPDATE SET count = tallies.count + excluded.count"
)


def channel(tx: Transaction) -> str:
    """Where replicas of this bot tell each other that there is something to do."""
    return f"shebao_{tx.schema}"


def _rare(column: list[T]) -> list[T]:
    """The column, or nothing at all, which `unnest` fills up with NULL: less to hand over."""
    return column if any(column) else []


async def ingest(tx: Transaction, updates: Sequence[Incoming]) -> set[int]:
    """Queue the updates that were not seen before; the ids of these. One statement."""
    first: dict[int, Incoming] = {}
    for update in updates:
        first.setdefault(update.update_id, update)
    given = first.values()
    row = await tx.connection.fetchrow(
        _INGEST,
        list(first),
        [update.chat_id for update in given],
        [clean(update.payload) for update in given],
        _rare([update.reply_to for update in given]),
        _rare([update.case for update in given]),
        tx.now,
        tx.schema,
        channel(tx),
    )
    return set() if row is None else set(row[0])


async def work(tx: Transaction, handle: Handler, on_dead: Handler, limit: int) -> tuple[int, int]:
    """Take the turns that are due, one of each chat: how many, and how many were left.

    Turns of one case are not taken in one transaction, so that each sees what the other did; nor
    is a turn whose case another replica changed meanwhile.
    """
    found = await tx.connection.fetch(_TURNS_DUE, tx.now, limit)
    known = await cases.numbered(tx, (row[11] for row in found if row[11] is not None))
    late: list[tuple[int, PutOff]] = []
    done: list[tuple[int, Task, Result, bool]] = []
    busy: set[int] = set()
    breath = time.monotonic() + _BREATH
    for row, chat, update, payload, attempts, at, session, *screen, stored, number in found:
        case = known.get(number) if number is not None else None
        if case is not None:
            if case.number in busy:
                continue
            busy.add(case.number)
        task = Task(chat, update, payload, session, Screen(*screen), at, attempts, case)
        match attempt(task, handle, on_dead):
            case PutOff() as put_off:
                late.append((row, put_off))
            case Result() as result:
                done.append((row, task, result, stored))
        if time.monotonic() > breath:
            await asyncio.sleep(0)
            breath = time.monotonic() + _BREATH
    if late:
        await tx.connection.execute(
            _PUT_OFF,
            [row for row, _ in late],
            [put_off.attempts for _, put_off in late],
            [tx.now + put_off.pause for _, put_off in late],
        )
    ended = await _settle(tx, done)
    taken = len(late) + ended
    return taken, len(found) - taken


async def _settle(tx: Transaction, done: Sequence[tuple[int, Task, Result, bool]]) -> int:
    """Write what turns came to, but for those whose case is not as they saw it; how many."""
    if not done:
        return 0
    lanes = _lanes((task, result) for _, task, result, _ in done)
    if any(_is_special(task, result) for _, task, result, _ in done):
        await tx.lock(lanes)
    seen = {task.case.number: task.case for _, task, _, _ in done if task.case is not None}
    now = await cases.numbered(tx, seen)
    changed = {number for number, case in seen.items() if now.get(number) != case}
    valid = [one for one in done if one[1].case is None or one[1].case.number not in changed]
    taken = [await _settled(tx, task, result, stored=kept) for _, task, result, kept in valid]
    await _write(tx, lanes, [row for row, *_ in valid], taken)
    return len(valid)


def _is_special(task: Task, result: Result) -> bool:
    """Whether something has to be done before what is written of every turn."""
    return bool(task.case or result.case or result.forget or result.blocked)


def _lanes(turns: Iterable[tuple[Task, Result]]) -> set[int]:
    """The chats that these turns change anything of."""
    found: set[int] = set()
    for task, result in turns:
        found.add(task.chat_id)
        found.update(chat for chat, _ in result.elsewhere)
        found |= cases.sides(task.case, result.case)
    return found


async def _settled(tx: Transaction, task: Task, result: Result, *, stored: bool) -> Taken:
    """Do first what is not the same for all: cases, and what is gone."""
    chat, case = task.chat_id, task.case
    if case is not None or result.case is not None:
        case = await cases.changed(tx, chat, case, result.case)
    if result.forget:
        await erase(tx, chat)
    elif result.blocked:
        await tx.connection.execute("DELETE FROM outbox WHERE chat_id = $1", chat)
    return Taken(chat, result, task.screen if stored else None, case)


async def record(tx: Transaction, chat_id: int, result: Result) -> None:
    """Write a turn that had no update."""
    result = storable(result)
    case = await cases.of_chat(tx, chat_id)
    task = Task(chat_id, 0, "", None, Screen(), tx.now, case=case)
    lanes = _lanes([(task, result)])
    await tx.lock(lanes)
    row = await tx.connection.fetchrow(_SCREEN, chat_id)
    if row is not None:
        task = Task(chat_id, 0, "", None, Screen(*row), tx.now, case=case)
    await _write(tx, lanes, [], [await _settled(tx, task, result, stored=row is not None)])


async def _write(
    tx: Transaction, lanes: set[int], ended: Sequence[int], taken: Sequence[Taken]
) -> None:
    """Write what turns of different chats came to."""
    kept = list(plans.conversations(taken))
    out = list(plans.outgoing(taken))
    await tx.connection.execute(
        _WRITE,
        ended,
        tx.now,
        [one.chat for one in kept],
        [one.session for one in kept],
        [one.last_message_id for one in kept],
        [one.chat for one in out],
        [one.effect for one in out],
        _rare([one.case for one in out]),
        _rare([one.farewell for one in out]),
        channel(tx),
        sorted(lanes),
        tx.schema,
    )
    if missed := plans.missed(taken):
        await tx.connection.execute(
            _MISS,
            day(tx.now),
            [miss.kind for miss in missed],
            [miss.digest for miss in missed],
            [miss.text for miss in missed],
        )
    if counted := plans.counted(taken):
        await count(tx, counted)


async def count(tx: Transaction, counted: Mapping[Tally, int]) -> None:
    """Count so many more of today. The last of a transaction: others count the same things."""
    order = sorted(counted, key=lambda tally: (tally.subject, tally.value))
    await tx.connection.execute(
        COUNT,
        day(tx.now),
        [tally.subject for tally in order],
        [tally.value for tally in order],
        [counted[tally] for tally in order],
    )


async def erase(tx: Transaction, chat: int) -> bool:
    """Erase a chat, except updates that still wait for their turn; whether there was anything."""
    gone = cases.rows(await tx.connection.execute("DELETE FROM outbox WHERE chat_id = $1", chat))
    gone += cases.rows(await tx.connection.execute("DELETE FROM chat WHERE chat_id = $1", chat))
    case = await cases.of_chat(tx, chat)
    if case is not None:
        await cases.erase(tx, case)
    return gone > 0 or case is not None
