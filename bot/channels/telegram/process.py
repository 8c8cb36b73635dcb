"""From settings to a process that answers: content, store, wire, tasks, and their end."""

import asyncio
import logging
import signal
import socket
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from bot import app
from bot.channels.telegram import request
from bot.channels.telegram.running import Running
from bot.channels.telegram.turns import Turns
from bot.logs import RedactingFormatter
from bot.settings import Settings
from bot.store.errors import StoreError
from bot.store.opening import open_store

log = logging.getLogger(__name__)


def run(settings: Settings, content: Path, cleaner: RedactingFormatter) -> int:
    """Serve until SIGTERM or SIGINT. 1 when content, database or address keep it from starting."""
    try:
        asyncio.run(_serve(settings, content, cleaner))
    except app.ContentError as wrong:
        return _refuse("\n".join([*map(str, wrong.problems), str(wrong)]))
    except (StoreError, OSError) as problem:
        return _refuse(cleaner.clean(str(problem)))
    return 0


def _refuse(why: str) -> int:
    print(f"shebao: {why}", file=sys.stderr)
    return 1


async def _serve(settings: Settings, content: Path, cleaner: RedactingFormatter) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):  # a second one changes nothing
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    turns = Turns(app.guide(content, app.today()))
    async with AsyncExitStack() as stack:
        store = open_store(settings.database_url)
        stack.callback(store.close)
        owner = _owner(settings)
        await store.release(owner)
        wire = request.AiohttpRequest(settings.api_base)
        await wire.initialize()
        stack.push_async_callback(wire.shutdown)
        bot = request.client(settings.token, settings.api_base, wire)
        running = Running(settings, store, bot, turns, owner)
        stack.push_async_callback(running.stop)
        await running.start(cleaner)
        await stop.wait()
        log.info("stopping")


def _owner(settings: Settings) -> str:
    """The name under which this replica claims messages: the same after a restart."""
    return f"{socket.gethostname()}:{settings.listen.port if settings.listen else 0}"
