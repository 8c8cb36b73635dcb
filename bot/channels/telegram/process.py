"""From settings to a process that answers: content, store, wire, tasks, and their end."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

from bot import app
from bot.channels.telegram import request
from bot.channels.telegram.running import Running
from bot.channels.telegram.turns import Turns
from bot.dialogue.guide import Guide
from bot.logs import JsonFormatter, RedactingFormatter
from bot.problems import ContentError
from bot.settings import Settings
from bot.store.errors import StoreError
from bot.store.opening import open_store

log = logging.getLogger(__name__)

STOPPING = (signal.SIGTERM, signal.SIGINT)
LONGEST_STOP = 9.5
"""Seconds after which it ends, whatever hangs: a container is killed after ten."""


def run(settings: Settings, content: Path, cleaner: RedactingFormatter) -> int:
    """Serve until SIGTERM or SIGINT. 1 when content, database or address keep it from starting."""
    try:
        asyncio.run(_serve(settings, content, cleaner))
    except ContentError as wrong:
        return _refuse("\n".join([*map(str, wrong.problems), str(wrong)]), cleaner)
    except (StoreError, OSError) as problem:
        return _refuse(str(problem), cleaner)
    return 0


def _refuse(why: str, cleaner: RedactingFormatter) -> int:
    if isinstance(cleaner, JsonFormatter):  # who reads objects must find one here too
        log.critical("%s", why)
    else:
        print(f"shebao: {cleaner.clean(why)}", file=sys.stderr)
    return 1


async def _serve(settings: Settings, content: Path, cleaner: RedactingFormatter) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there is something to load anew
    stop = _asked_to_stop()
    turns = Turns(app.guide(content, app.today()), settings.operator_chat)
    async with AsyncExitStack() as stack:
        store = open_store(settings.database_url)
        stack.callback(store.close)
        owner = _owner(settings)
        await store.release(owner)
        wire = request.AiohttpRequest(settings.api_base)
        await wire.initialize()
        stack.push_async_callback(wire.shutdown)
        bot = request.client(settings.token, settings.api_base, wire)
        running = Running(settings, store, bot, turns, owner, lambda: wire.heard)
        stack.push_async_callback(running.stop)
        await running.start(cleaner)
        stack.push_async_callback(_reloading(content, turns))
        await stop.wait()
        log.info("stopping")


def _asked_to_stop() -> asyncio.Event:
    """Set by the first SIGTERM or SIGINT; a second one changes nothing, down to the very end.

    Not `loop.add_signal_handler`: it puts the deadly default back when the loop closes, while
    the process is still on its way out.
    """
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def asked(*_: object) -> None:
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_REAL, LONGEST_STOP)
        loop.call_soon_threadsafe(stop.set)

    for number in STOPPING:
        signal.signal(number, asked)
    signal.signal(signal.SIGALRM, _end_at_once)
    return stop


def _end_at_once(*_: object) -> None:
    """Like kill -9, which loses nothing; but it was asked for, so it is no failure."""
    with suppress(Exception):  # it interrupts anything, perhaps the writing of another line
        log.error("something hangs: ended without waiting for it; nothing that was kept is lost")
    os._exit(0)


def _reloading(content: Path, turns: Turns) -> Callable[[], Coroutine[Any, Any, None]]:
    """Load the content anew at every SIGHUP; what is returned stops that.

    Broken content leaves the old one serving: it is logged as an error, which operators are told.
    """
    loop, asked = asyncio.get_running_loop(), asyncio.Event()

    async def reload() -> None:
        while True:
            await asked.wait()
            asked.clear()
            match await asyncio.to_thread(_loaded, content):
                case Guide() as guide:
                    turns.use(guide)
                    log.info("content %s serves now", guide.content.digest)
                case why:
                    log.error("the old content keeps serving, the new one is broken: %s", why)

    task = asyncio.create_task(reload(), name="reload")
    loop.add_signal_handler(signal.SIGHUP, asked.set)

    async def stop() -> None:
        loop.remove_signal_handler(signal.SIGHUP)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    return stop


def _loaded(content: Path) -> Guide | str:
    """The guide over the content as it is now, or what is wrong with it."""
    try:
        return app.guide(content, app.today())
    except ContentError as wrong:
        first = [str(problem).partition("\n")[0] for problem in wrong.problems[:3]]
        return "; ".join([str(wrong), *first])
    except Exception as bug:  # whatever it is, people must go on being answered
        return f"{type(bug).__name__}: {bug}"


def _owner(settings: Settings) -> str:
    """The name under which this replica claims messages: the same after a restart."""
    return f"{socket.gethostname()}:{settings.listen.port if settings.listen else 0}"
