"""Messages going out of PostgreSQL."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.store.postgres import cases
from bot.store.postgres.transaction import Transaction
from bot.store.postgres.turns import count
from bot.store.rules import DEAD_DELIVERY, LEASE, LONGEST_PAUSE
from bot.store.store import Dead, Delivery, Finish, Later, Partly, Screen, Sent

_HEAD = (
    "NOT EXISTS (SELECT 1 FROM outbox AS earlier"
    " WHERE earlier.chat_id = outbox.chat_id AND earlier.id < outbox.id)"
)
_CLAIM = f"""
WITH due AS (
    SELECT id FROM outbox WHERE due <= $1 AND {_HEAD}
    ORDER BY due, id LIMIT $2 FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE outbox SET attempts = attempts + 1, owner = $3, holder = $4, due = $5
    FROM due WHERE outbox.id = due.id
    RETURNING outbox.id, chat_id, effect, attempts, case_number
)
SELECT id, claimed.chat_id, effect, attempts, last_message_id, live_message_id, live_text,
    case_number, thread
FROM claimed LEFT JOIN chat ON chat.chat_id = claimed.chat_id
    LEFT JOIN cases ON number = case_number
ORDER BY id
"""  # noqa: S608 - a condition of ours
NEXT_SEND = f"SELECT min(due) FROM outbox WHERE {_HEAD}"  # noqa: S608 - as above

_PUT_OFF = """
UPDATE outbox SET due = late.due, owner = NULL, holder = NULL
FROM unnest($1::bigint[], $2::integer[], $3::double precision[]) AS late (id, attempts, due)
WHERE outbox.id = late.id AND outbox.attempts = late.attempts
"""
_LEAVE = """
UPDATE outbox SET effect = rest.effect, due = rest.due, owner = NULL, holder = NULL
FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::double precision[])
    AS rest (id, attempts, effect, due)
WHERE outbox.id = rest.id AND outbox.attempts = rest.attempts
RETURNING outbox.id
"""
_END = "DELETE FROM outbox WHERE id = ANY($1::bigint[]) RETURNING id, farewell"
_ALL_SENT = """
WITH lanes AS (
    SELECT pg_advisory_xact_lock(hashint8extended(chat, $6))
    FROM unnest($2::bigint[]) WITH ORDINALITY AS lane (chat, place) ORDER BY place
), ended AS (
    DELETE FROM outbox WHERE id = ANY($1::bigint[]) AND (SELECT count(*) FROM lanes) > 0
    RETURNING id, farewell
), noted AS (
    UPDATE chat SET last_message_id = greatest(chat.last_message_id, shown.last),
        live_message_id = shown.live, live_text = shown.text
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $7::boolean[])
        AS shown (id, chat_id, last, live, text, told)
    WHERE chat.chat_id = shown.chat_id AND shown.told AND shown.id IN (SELECT id FROM ended)
)
SELECT bool_or(farewell) FROM ended
"""
"""What is common, in one statement: the sooner it is noted, the less is sent twice."""
_SHOW = """
UPDATE chat SET last_message_id = greatest(chat.last_message_id, shown.last),
    live_message_id = shown.live, live_text = shown.text
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[])
    AS shown (chat_id, last, live, text)
WHERE chat.chat_id = shown.chat_id
"""
_BLOCKED = "DELETE FROM outbox WHERE chat_id = ANY($1::bigint[])"

_ALIVE = """
SELECT objid::bigint FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = $1::bigint::oid
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_RELEASE = f"""
UPDATE outbox SET due = $2, owner = NULL, holder = NULL
WHERE owner = $3 AND (holder = $4 OR holder NOT IN ({_ALIVE}))
"""  # noqa: S608 - a query of ours
_ABSENT = f"""
SELECT DISTINCT holder FROM outbox
WHERE holder IS NOT NULL AND holder NOT IN ({_ALIVE})
"""  # noqa: S608 - as above
_FREE = (
    "UPDATE outbox SET due = $1, owner = NULL, holder = NULL"
    " WHERE holder = ANY($2::integer[]) AND id <> ALL($3::bigint[])"
)


@dataclass(frozen=True, slots=True)
class Finished:
    """A message and how sending it went."""

    delivery: Delivery
    how: Finish


async def claim(tx: Transaction, limit: int, owner: str, holder: int) -> list[Delivery]:
    """Lease the heads that are due. One statement."""
    rows = await tx.connection.fetch(_CLAIM, tx.now, limit, owner, holder, tx.now + LEASE)
    return [
        Delivery(row, chat, effect, attempts, Screen(*screen), case, thread)
        for row, chat, effect, attempts, *screen, case, thread in rows
    ]


async def absent(tx: Transaction) -> set[int]:
    """The holders of messages who are not there any more. One statement."""
    return {row[0] for row in await tx.connection.fetch(_ABSENT, tx.schema)}


async def free(tx: Transaction, holders: Sequence[int], but: Collection[int] = ()) -> None:
    """Make due what these hold, but for these messages. One statement."""
    await tx.connection.execute(_FREE, tx.now, list(holders), list(but))


def is_plain(one: Finished) -> bool:
    """Whether it just arrived, and belongs to no case."""
    return isinstance(one.how, Sent) and (one.delivery.case is None or one.how.posted is None)


async def all_sent(tx: Transaction, finished: Sequence[Finished]) -> bool:
    """As `finish`, of plain ones. One statement."""
    ordered = sorted(finished, key=lambda one: one.delivery.chat_id)
    shown = [one.how.screen if isinstance(one.how, Sent) else None for one in ordered]
    screens = [screen or Screen() for screen in shown]
    return bool(
        await tx.connection.fetchval(
            _ALL_SENT,
            [one.delivery.id for one in ordered],
            [one.delivery.chat_id for one in ordered],
            [screen.last_message_id for screen in screens],
            [screen.live_message_id for screen in screens],
            [screen.live_text for screen in screens],
            tx.schema,
            [screen is not None for screen in shown],
        )
    )


async def finish(tx: Transaction, finished: Sequence[Finished]) -> bool:
    """End messages of different chats, or put them off; whether a last word was among them.

    One that is gone (done, forgotten) changes nothing.
    """
    await tx.lock(one.delivery.chat_id for one in finished)
    late = [(one.delivery, one.how) for one in finished if isinstance(one.how, Later)]
    if late:
        # Only by the latest claimer: an earlier one knows less than the one sending now.
        await tx.connection.execute(
            _PUT_OFF,
            [delivery.id for delivery, _ in late],
            [delivery.attempts for delivery, _ in late],
            [min(how.at, tx.now + LONGEST_PAUSE) for _, how in late],
        )
    await _partly(tx, [one for one in finished if isinstance(one.how, Partly)])
    over = [one for one in finished if isinstance(one.how, Sent | Dead)]
    if not over:
        return False
    ended = await tx.connection.fetch(_END, [one.delivery.id for one in over])
    gone = {row[0] for row in ended}
    await _sent(tx, [one for one in over if isinstance(one.how, Sent)], gone)
    await _dead(tx, [one for one in over if isinstance(one.how, Dead)], gone)
    return any(row[1] for row in ended)


async def _sent(tx: Transaction, sent: Sequence[Finished], gone: set[int]) -> None:
    """Note cases, and what the chats show that are kept (one may have asked to be forgotten)."""
    shown: list[tuple[int, Screen]] = []
    for one in sent:
        if not isinstance(one.how, Sent):
            continue
        if one.delivery.case is not None and one.how.posted is not None:
            await cases.posted(tx, one.delivery.case, one.how.posted)
        if one.delivery.id in gone and one.how.screen is not None:
            shown.append((one.delivery.chat_id, one.how.screen))
    await _note(tx, shown)


async def _note(tx: Transaction, shown: Sequence[tuple[int, Screen]]) -> None:
    """Keep what chats show, of those that are kept."""
    if shown:
        await tx.connection.execute(
            _SHOW,
            [chat for chat, _ in shown],
            [screen.last_message_id for _, screen in shown],
            [screen.live_message_id for _, screen in shown],
            [screen.live_text for _, screen in shown],
        )


async def _partly(tx: Transaction, partly: Sequence[Finished]) -> None:
    """Put what is left to do in the place of what was done."""
    rest = [(one.delivery, one.how) for one in partly if isinstance(one.how, Partly)]
    if not rest:
        return
    left = await tx.connection.fetch(
        _LEAVE,
        [delivery.id for delivery, _ in rest],
        [delivery.attempts for delivery, _ in rest],
        [how.effect for _, how in rest],
        [min(how.at, tx.now + LONGEST_PAUSE) for _, how in rest],
    )
    here = {row[0] for row in left}
    shown = [(one.chat_id, how.screen) for one, how in rest if how.screen and one.id in here]
    await _note(tx, shown)


async def _dead(tx: Transaction, dead: Sequence[Finished], gone: set[int]) -> None:
    blocked = [
        one.delivery.chat_id for one in dead if isinstance(one.how, Dead) and one.how.blocked
    ]
    if blocked:
        await tx.connection.execute(_BLOCKED, blocked)
    if times := sum(one.delivery.id in gone for one in dead):
        await count(tx, Counter({DEAD_DELIVERY: times}))


async def release(tx: Transaction, owner: str, holder: int) -> int:
    """Make due what an owner holds, but for another process that lives; how many these were."""
    return cases.rows(await tx.connection.execute(_RELEASE, tx.schema, tx.now, owner, holder))
