"""What a bot needs before it can serve, looked at one by one: nothing is changed by looking."""

import asyncio
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot import app, settings
from bot.findings import Finding
from bot.settings import DATABASE, Settings, SettingsError
from bot.store.errors import StoreError
from bot.store.opening import describe, file_of

LITTLE_SPACE = 200 * 2**20
"""Bytes: some 200,000 conversations."""


def findings(environment: Mapping[str, str], content: Path) -> Iterator[Finding]:
    """All of them, each as soon as it is known."""
    found, known = _settings(environment)
    yield from found
    yield from _content(content)
    yield from _database(environment.get("DATABASE_URL", "").strip() or DATABASE)
    if known is not None:
        from bot.channels.telegram.checkup import examine

        yield from asyncio.run(examine(known))


def _settings(environment: Mapping[str, str]) -> tuple[list[Finding], Settings | None]:
    webhook = bool(environment.get("WEBHOOK_URL", "").strip())
    try:
        read = settings.read(environment, webhook=webhook)
    except SettingsError as problem:
        return [Finding("settings", "fail", str(problem), "set it in the environment")], None
    way = "by webhook" if webhook else "by polling"
    found = [Finding("settings", "ok", f"complete for serving {way}")]
    if read.operator_chat is None:
        remedy = "set OPERATOR_CHAT_ID to be told of errors"
        found.append(Finding("settings", "warn", "nobody is told when something fails", remedy))
    return found, read


def _content(root: Path) -> Iterator[Finding]:
    loaded = app.check(root, app.today())
    wrong = sum(problem.severity == "error" for problem in loaded.problems)
    remedy = f"see which: shebao --content {root} check"
    if loaded.content is None or wrong:
        yield Finding("content", "fail", f"{wrong} errors: the bot will not start", remedy)
        return
    message = f"{len(loaded.content.flows)} flows, digest {loaded.content.digest}"
    yield Finding("content", "ok", message)
    if loaded.problems:
        yield Finding("content", "warn", f"{len(loaded.problems)} remarks", remedy)


def _database(url: str) -> Iterator[Finding]:
    path = file_of(url) if url.startswith("sqlite:") else None
    if path is not None and not path.exists():
        yield _place(path)
        return
    try:
        yield Finding("database", "ok", describe(url))
    except StoreError as problem:
        yield Finding("database", "fail", str(problem), "the bot will not start before")
        return
    if path is not None:
        yield from _room(path)


def _place(path: Path) -> Finding:
    """Where a database will be made."""
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if os.access(folder, os.W_OK | os.X_OK):
        return Finding("database", "ok", f"{path} will be made at the first start")
    remedy = "make it writable for the user the bot runs as"
    return Finding("database", "fail", f"{folder} cannot be written to", remedy)


def _room(path: Path) -> Iterator[Finding]:
    folder = path.absolute().parent  # the log of changes is made beside it
    if not (os.access(path, os.W_OK) and os.access(folder, os.W_OK | os.X_OK)):
        remedy = "make file and folder writable for the user the bot runs as"
        yield Finding("database", "fail", f"{path} cannot be written to", remedy)
    free = shutil.disk_usage(path.parent).free
    if free < LITTLE_SPACE:
        remedy = "free some: updates are refused once the disk is full"
        yield Finding("database", "warn", f"{free // 2**20} MiB left on its disk", remedy)
