"""Errors, told to the operator's chat."""

import asyncio
import logging
import time
from contextlib import suppress

from bot.channels.telegram.asides import Asides
from bot.logs import RedactingFormatter

TEXT_LIMIT = 1_000
SILENCE = 60.0  # seconds after an alert; what happens then is in the log


class OperatorHandler(logging.Handler):
    """Sends errors to a chat, one a minute, each without its traceback."""

    def __init__(self, asides: Asides, chat: int, cleaner: RedactingFormatter) -> None:
        super().__init__(logging.ERROR)
        self._asides, self._chat, self._cleaner = asides, chat, cleaner
        self._loop = asyncio.get_running_loop()
        self._silent_until = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        """Called by logging in any thread; the loop sends it."""
        now = time.monotonic()
        if now < self._silent_until:
            return
        self._silent_until = now + SILENCE
        cause = record.exc_info[1] if record.exc_info else None
        text = record.getMessage() + (f"\n{type(cause).__name__}: {cause}" if cause else "")
        with suppress(RuntimeError):  # the loop has ended: the log has to do
            clean = self._cleaner.clean(text)[:TEXT_LIMIT]
            self._loop.call_soon_threadsafe(self._asides.tell, self._chat, f"shebao: {clean}")
