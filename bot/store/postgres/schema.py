"""The tables in PostgreSQL, and how they are brought up to date while replicas run.

They hold what SQLite's do (see `bot.store.schema`), with one difference: `inbox` and `outbox` keep
a `due` time in every row, and the oldest row of a chat counts as its head. Rows of a chat are
inserted under the lock of its lane, so that a later row never has a lower id.
`holder` names the process that has claimed a message, as long as it holds a lock of that number.
`rate` says when the next message may go out, in all and to each chat, for all replicas.
"""

from dataclasses import dataclass

from bot.store.errors import StoreNewerError
from bot.store.postgres.transaction import Connection, own_key


@dataclass(frozen=True, slots=True)
class Step:
    """Statements that lead to the next version, and the oldest version whose release copes."""

    statements: tuple[str, ...]
    serves_from: int


MIGRATIONS: tuple[Step, ...] = (
    Step(
        (
            "CREATE TABLE seen (update_id BIGINT PRIMARY KEY, at DOUBLE PRECISION NOT NULL)",
            """CREATE TABLE chat (
                chat_id BIGINT PRIMARY KEY,
                session TEXT,
                last_message_id BIGINT,
                live_message_id BIGINT,
                live_text TEXT,
                at DOUBLE PRECISION NOT NULL
            ) WITH (fillfactor = 70)""",
            """CREATE TABLE inbox (
                id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                chat_id BIGINT NOT NULL,
                update_id BIGINT NOT NULL,
                payload TEXT NOT NULL,
                at DOUBLE PRECISION NOT NULL,
                due DOUBLE PRECISION NOT NULL,
                attempts INTEGER NOT NULL DEFAULT 0,
                reply_to BIGINT,
                case_number BIGINT
            )""",
            "CREATE INDEX inbox_lane ON inbox (chat_id, id)",
            "CREATE INDEX inbox_due ON inbox (due, id)",
            """CREATE TABLE outbox (
                id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                chat_id BIGINT NOT NULL,
                effect TEXT NOT NULL,
                at DOUBLE PRECISION NOT NULL,
                due DOUBLE PRECISION NOT NULL,
                attempts INTEGER NOT NULL DEFAULT 0,
                owner TEXT,
                holder INTEGER,
                case_number BIGINT,
                farewell BOOLEAN NOT NULL DEFAULT FALSE
            )""",
            "CREATE INDEX outbox_lane ON outbox (chat_id, id)",
            "CREATE INDEX outbox_due ON outbox (due, id)",
            "CREATE INDEX outbox_held ON outbox (holder) WHERE holder IS NOT NULL",
            """CREATE TABLE misses (
                id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                day TEXT COLLATE "C" NOT NULL,
                kind TEXT COLLATE "C" NOT NULL,
                digest TEXT NOT NULL,
                text TEXT COLLATE "C" NOT NULL
            )""",
            """CREATE TABLE tallies (
                subject TEXT COLLATE "C" NOT NULL,
                value TEXT COLLATE "C" NOT NULL,
                day TEXT COLLATE "C" NOT NULL,
                count BIGINT NOT NULL,
                PRIMARY KEY (subject, value, day)
            )""",
            """CREATE TABLE cases (
                number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                chat_id BIGINT UNIQUE,
                desk BIGINT NOT NULL,
                thread BIGINT,
                at DOUBLE PRECISION NOT NULL
            )""",
            """CREATE TABLE case_messages (
                desk BIGINT NOT NULL,
                message_id BIGINT NOT NULL,
                number BIGINT NOT NULL,
                PRIMARY KEY (desk, message_id)
            )""",
            "CREATE INDEX case_messages_of ON case_messages (number)",
            """CREATE UNLOGGED TABLE rate (
                name TEXT COLLATE "C" PRIMARY KEY,
                due DOUBLE PRECISION NOT NULL
            )""",
        ),
        serves_from=1,
    ),
)
"""Version n is what the first n steps make. Append; never change one.

A step must leave the release before it working, which goes on running meanwhile: add tables, and
columns that have a default. What is to be dropped is dropped by the release after that.
"""

_VERSION = "SELECT version, serves_from FROM shebao_schema"
_LONGEST = 86_400.0
"""Seconds for a step: large tables take their time, and half a step is none."""
_WAIT = "SELECT pg_advisory_xact_lock($1)"


async def version_of(connection: Connection, where: str) -> int:
    """Of the tables; 0 when there are none. Raises StoreNewerError as `migrate` would."""
    if not await connection.fetchval("SELECT to_regclass('shebao_schema') IS NOT NULL"):
        return 0
    version, serves_from = await connection.fetchrow(_VERSION) or (0, 0)
    if serves_from > len(MIGRATIONS):
        raise _newer(where, version, len(MIGRATIONS))
    return int(version)


def _newer(where: str, version: int, known: int) -> StoreNewerError:
    return StoreNewerError(
        f"The database {where} has schema version {version}, this release knows only up to"
        f" {known}: start the newer release, or restore a backup made by this one."
    )


async def migrate(connection: Connection, where: str, steps: tuple[Step, ...] = MIGRATIONS) -> None:
    """Bring the tables to the newest version: all of the missing steps, or none.

    Of several processes that start at once, one does it while the others wait. A newer version
    is left alone, and used if it still serves this release; StoreNewerError if it does not.
    """
    async with connection.transaction():
        await connection.execute("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")
        key = await own_key(connection, "schema")
        await connection.execute(_WAIT, key, timeout=_LONGEST)
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS shebao_schema"
            " (version INTEGER NOT NULL, serves_from INTEGER NOT NULL)"
        )
        row = await connection.fetchrow(_VERSION)
        version, serves_from = (0, 0) if row is None else row
        if serves_from > len(steps):
            raise _newer(where, version, len(steps))
        if version >= len(steps):
            return
        for step in steps[version:]:
            for statement in step.statements:
                await connection.execute(statement, timeout=_LONGEST)
        await connection.execute("DELETE FROM shebao_schema")
        await connection.execute(
            "INSERT INTO shebao_schema VALUES ($1, $2)", len(steps), steps[-1].serves_from
        )
