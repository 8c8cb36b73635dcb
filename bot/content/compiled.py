"""Content as it was after the last load without errors: one file, keyed by all it came from."""

import contextlib
import gc
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec
from msgspec import Struct

from bot.content.content import Content
from bot.content.functions import Functions
from bot.problems import Problem

_NAME = "content.msgpack"


class Compiled(Struct, frozen=True, kw_only=True):
    """Content and its warnings. Which reviews are overdue is as it was from `after` to `until`."""

    content: Content
    problems: tuple[Problem, ...]
    after: date
    until: date


def key(files: Iterable[tuple[str, bytes]], functions: Functions) -> bytes:
    """Changes with any byte of the files, with the calculators' signatures, with our own code."""
    total = hashlib.sha256(_code())
    for name, function in sorted(functions.items()):
        signature = (name, function.required, function.optional, function.figures, function.cite)
        total.update(repr(signature).encode())
    for path, raw in files:
        total.update(f"{path}\\n{len(raw)}\\n".encode())
        total.update(raw)
    return total.digest()


@lru_cache(maxsize=1)
def _code() -> bytes:
    """What stands for the version of models and rules: a digest of their source."""
    total = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        total.update(path.read_bytes())
    return total.digest()


def fetch(folder: Path, wanted: bytes, today: date | None) -> Compiled | None:
    """What was kept under this key, if it still says the right thing on this day."""
    day = today or date.min
    try:
        raw = (folder / _NAME).read_bytes()
        if raw[: len(wanted)] != wanted:
            return None
        with _no_collections():
            compiled = msgspec.msgpack.decode(memoryview(raw)[len(wanted) :], type=Compiled)
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return compiled if compiled.after <= day <= compiled.until else None


@contextlib.contextmanager
def _no_collections() -> Iterator[None]:
    """Without the garbage collector: it would look again and again for what cannot be there."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def keep(
    folder: Path,
    under: bytes,
    content: Content,
    problems: Sequence[Problem],
    due: Iterable[date],
    today: date | None,
) -> None:
    """Write the cache; a folder that cannot be written to is nothing to complain about."""
    day = today or date.min
    days = sorted(due)
    compiled = Compiled(
        content=content,
        problems=tuple(problems),
        after=max((d for d in days if d < day), default=date.min),
        until=min((d for d in days if d >= day), default=date.max),
    )
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{_NAME}.{os.getpid()}"
        draft.write_bytes(under + msgspec.msgpack.encode(compiled))
        draft.replace(folder / _NAME)
