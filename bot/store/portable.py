"""What the store holds, as rows that every engine can take: the form of backups.

Queues carry no due times and no claims: the oldest row of each chat is due once they are in
place. `last_number` of a table is the highest number it ever gave out, which must not come again.
"""

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from bot.store.errors import StoreError

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
            case [str(table), *values] if table == LAST_NUMBER or table in TABLES:
                rows += 1
                yield table, values
            case {"rows": int(promised)} if promised == rows:
                return
            case _:
                break
    raise StoreError(f"This backup is broken or cut short after {rows} rows: take another one.")


def _lines(file: IO[bytes]) -> Iterator[object]:
    try:
        with gzip.GzipFile(fileobj=file) as packed:
            for line in packed:
                yield json.loads(line)
    except (OSError, EOFError, ValueError) as error:  # gzip's and zlib's errors are of these
        raise StoreError(f"This backup cannot be read ({error}).") from error
