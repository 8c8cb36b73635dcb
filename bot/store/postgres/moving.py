"""Taking all rows out of a PostgreSQL that may be in use, and putting them into an empty one."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import chain, groupby, islice

from asyncpg import exceptions

from bot.store.errors import StoreError
from bot.store.portable import LAST_NUMBER, NUMBERED, TABLES, Put, Row, contradicts
from bot.store.postgres.schema import MIGRATIONS, migrate
from bot.store.postgres.server import Server
from bot.store.postgres.transaction import Connection

_BATCH = 1_000
_VERSION = "SELECT version FROM shebao_schema"
_DUE = ("inbox", "outbox")
_COUNTED = {"inbox": "id", "misses": "id"} | NUMBERED
"""Tables that number their rows, and the column."""
_LAST = "SELECT pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass)"
_GO_ON = (
    "SELECT setval(pg_get_serial_sequence('{table}', '{column}'),"
    " greatest(coalesce(max({column}), 0), $1)) FROM {table} HAVING greatest(max({column}), $1) > 0"
)


def dump(url: str, put: Put) -> None:
    """Hand over all rows as they are at one moment; bots may go on meanwhile."""

    async def read() -> None:
        server = Server(url)
        try:
            async with (
                server.connection() as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                await _read(connection, server.where, put)
        finally:
            await server.close()

    asyncio.run(read())


async def _read(connection: Connection, where: str, put: Put) -> None:
    known = await connection.fetchval("SELECT to_regclass('shebao_schema') IS NOT NULL")
    version = await connection.fetchval(_VERSION) if known else 0
    if version != len(MIGRATIONS):
        raise StoreError(
            f"The database {where} has schema version {version}, this release works with"
            f" {len(MIGRATIONS)}: use the release that serves, or start this one once."
        )
    for table, columns in TABLES.items():
        # names of ours alone, none from outside
        select = f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1, 2"  # noqa: S608 - names of ours
        async for row in connection.cursor(select):
            put(table, [int(value) if isinstance(value, bool) else value for value in row])
    for table, column in NUMBERED.items():
        last = await connection.fetchval(_LAST, table, column)
        if last is not None:
            put(LAST_NUMBER, (table, last))


def restore(url: str, rows: Iterator[Row]) -> int:
    """Put rows into a database that is new or empty: all or none; how many. Raises StoreError."""
    first = next(rows, None)  # what is no backup at all must not make tables

    async def write() -> int:
        server = Server(url)
        try:
            async with server.connection() as connection:
                await migrate(connection, server.where)
                async with connection.transaction():
                    await _must_be_empty(connection, server.where)
                    return await _fill(connection, rows if first is None else chain([first], rows))
        finally:
            await server.close()

    return asyncio.run(write())


async def _must_be_empty(connection: Connection, where: str) -> None:
    for table in TABLES:
        await connection.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        if await connection.fetchval(f"SELECT 1 FROM {table} LIMIT 1"):  # noqa: S608 - as above
            raise StoreError(
                f"The database {where} holds conversations already: name a new one in DATABASE_URL."
            )


async def _fill(connection: Connection, rows: Iterator[Row]) -> int:
    count, last = 0, dict.fromkeys(_COUNTED, 0)
    for table, group in groupby(rows, key=lambda row: row[0]):
        values = (row[1] for row in group)
        if table == LAST_NUMBER:
            last |= {str(name): int(str(number)) for name, number in values if name in _COUNTED}
            continue
        while batch := list(islice(values, _BATCH)):
            await _copy(connection, table, batch)
            count += len(batch)
    for table, column in _COUNTED.items():
        await connection.execute(_GO_ON.format(table=table, column=column), last[table])
    return count


async def _copy(connection: Connection, table: str, batch: Sequence[Sequence[object]]) -> None:
    columns = TABLES[table]
    records = [_typed(columns, values) for values in batch]
    if table in _DUE:
        at = columns.index("at")
        columns = (*columns, "due")
        records = [(*record, record[at]) for record in records]
    try:
        await connection.copy_records_to_table(table, records=records, columns=columns)
    except exceptions.IntegrityConstraintViolationError:
        raise contradicts(table) from None


def _typed(columns: Sequence[str], values: Sequence[object]) -> tuple[object, ...]:
    return tuple(
        bool(value) if column == "farewell" else value
        for column, value in zip(columns, values, strict=True)
    )
