"""`shebao backup` and `shebao restore`: all that is kept, in a form that every engine takes."""

import argparse
import errno
import os
import sys
import time
from pathlib import Path

from bot.settings import DATABASE
from bot.store import portable
from bot.store.errors import StoreError
from bot.store.opening import dump, restore

DONE = {
    "backup": ("written", "name a file in a folder that exists, may be written to and has room"),
    "restore": ("read", "name a file that `shebao backup` wrote"),
}
"""Command → what it does to its file, and what to do if that fails."""


def run(options: argparse.Namespace) -> int:
    """Write or read the file; the database is the one that DATABASE_URL names."""
    url = os.environ.get("DATABASE_URL", "").strip() or DATABASE
    try:
        if options.command == "backup":
            print(f"{_backup(url, options.file)} rows in {options.file}")
        else:
            with options.file.open("rb") as file:
                print(f"{restore(url, portable.reading(file))} rows restored")
    except StoreError as problem:
        return _refuse(str(problem))
    except OSError as problem:
        done, remedy = DONE[options.command]
        return _refuse(f"{options.file} cannot be {done} ({problem.strerror}): {remedy}.")
    return 0


def _refuse(why: str) -> int:
    print(f"shebao: {why}", file=sys.stderr)
    return 1


def _backup(url: str, target: Path) -> int:
    """Write it beside the target first, so that a name always stands for a whole backup."""
    if target.exists() and not target.is_file():  # replacing a device would be the end of it
        raise FileExistsError(errno.EINVAL, "it is no regular file")
    beside = target.with_name(target.name + ".part")
    count = 0
    try:
        # conversations are in it: for nobody else on this machine
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            engine = url.partition(":")[0]
            with portable.writing(file, engine, round(time.time())) as write:

                def put(table: str, values: portable.Values) -> None:
                    nonlocal count
                    count += 1
                    write(table, values)

                dump(url, put)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return count
