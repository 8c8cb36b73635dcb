"""What the store holds, as rows that every engine can take: the form of backups.

Queues carry no due times and no claims: the oldest row of each chat is due once they are in
place. `last_number` of a table is the highest number it ever gave out, which must not come again.
"""

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import isfinite
from typing import IO

from bot.store.errors import StoreError
from bot.store.rules import is_storable
from bot.store.store import INT64

FORM = 1
TABLES: dict[str, tuple[str, ...]] = {
    "seen": ("update_id", "at"),
    "chat": ("chat_id", "session", "last_message_id", "live_message_id", "live_text", "at"),
    "inbox": (
        "id",
        "chat_id",
        "update_id",
        "payload",
        "at",
        "attempts",
        "reply_to",
        "case_number",
    ),
    "outbox": ("id", "chat_id", "effect", "at", "attempts", "case_number", "farewell"),
    "misses": ("id", "day", "kind", "digest", "text"),
    "tallies": ("subject", "value", "day", "count"),
    "cases": ("number", "chat_id", "desk", "thread", "at"),
    "case_messages": ("desk", "message_id", "number"),
}
"""Table → columns, in the order of a row's values. A new column goes to the end of its table and
raises FORM; who restores an older backup gives it its default."""

NUMBERED = {"outbox": "id", "cases": "number"}
"""Tables that must never give out a number twice, and the column it is in."""

_TEXTS = frozenset(
    {"session", "live_text", "payload", "effect", "day", "kind", "digest", "text", "subject"}
    | {"value"}
)
"""Columns that hold text; `at` holds a time, all others whole numbers."""

Values = Sequence[object]
Row = tuple[str, Values]
"""A table and its values; ("last_number", [table, number]) beside them."""
Put = Callable[[str, Values], None]

LAST_NUMBER = "last_number"


@contextmanager
def writing(file: IO[bytes], engine: str, at: float) -> Iterator[Put]:
    """Write rows as compressed lines of JSON: a head, the rows, and a foot with their number."""
    with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed:
        rows = 0

        def line(value: object) -> None:
            packed.write(json.dumps(value, separators=(",", ":")).encode() + b"\n")

        def put(table: str, values: Values) -> None:
            nonlocal rows
            rows += 1
            line([table, *values])

        line({"shebao": "backup", "form": FORM, "engine": engine, "at": at, "tables": TABLES})
        yield put
        line({"rows": rows})


def reading(file: IO[bytes]) -> Iterator[Row]:
    """The rows of a backup. Raises StoreError, at its very end too: a part is no backup."""
    lines = _lines(file)
    head = next(lines, None)
    if not isinstance(head, dict) or head.get("shebao") != "backup":
        raise StoreError("This file is no backup of this program.")
    if head.get("form") != FORM:
        raise StoreError(
            f"This backup has form {head.get('form')}, this release knows {FORM}:"
            " restore it with the release that made it."
        )
    rows = 0
    for line in lines:
        match line:
            case [str(table), *values] if _fits(table, values):
                rows += 1
                yield table, values
            case {"rows": int(promised)} if promised == rows:
                return
            case _:
                break
    raise StoreError(f"This backup is broken or cut short after {rows} rows: take another one.")


def contradicts(table: str) -> StoreError:
    """What an engine says of a row that cannot stand beside the others; it shows nothing of it."""
    return StoreError(f"This backup holds a row that no {table} can hold: take another one.")


def _fits(table: str, values: Values) -> bool:
    """Whether every engine can take this row; what it must not be beside others, they say."""
    if table == LAST_NUMBER:
        return len(values) == 2 and values[0] in TABLES and _is_number(values[1])
    columns = TABLES.get(table, ())
    if len(values) != len(columns) or not columns or values[0] is None:  # the key comes first
        return False
    return all(
        value is None
        or (_is_text(value) if column in _TEXTS else _is_number(value, fraction=column == "at"))
        for column, value in zip(columns, values, strict=True)
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and is_storable(value)


def _is_number(value: object, *, fraction: bool = False) -> bool:
    if isinstance(value, float) and fraction:
        return isfinite(value)
    return type(value) is int and value in INT64


def _lines(file: IO[bytes]) -> Iterator[object]:
    try:
        with gzip.GzipFile(fileobj=file) as packed:
            for line in packed:
                yield json.loads(line)
    except (OSError, EOFError, ValueError) as error:  # gzip's and zlib's errors are of these
        raise StoreError(f"This backup cannot be read ({error}).") from error
