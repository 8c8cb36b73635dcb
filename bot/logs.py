"""Logging that gives nothing away: no token, no personal number, also not in tracebacks.

A formatter does it, because a filter sees neither the tracebacks nor the records of other loggers.
What is logged while an update is in hand carries its number, from its arrival to its delivery.
"""

import json
import logging
import re
import sys
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import UTC, datetime

from bot.privacy import redact

LINE_LIMIT = 8_000
HIDDEN = "***"

update: ContextVar[int | None] = ContextVar("update", default=None)
"""The id of the update in hand: a running number of Telegram's, which says nothing of anybody."""

FLOORS = {
    "httpx": logging.WARNING,  # logs URLs, and those of the Bot API hold the token
    "httpcore": logging.WARNING,
    "telegram": logging.INFO,  # logs whole updates below
    "aiohttp.server": logging.CRITICAL,  # anybody may send what is no HTTP, as often as they like
    "transitions": logging.WARNING,  # logs every move
    "jieba": logging.WARNING,
}

_TOKEN = re.compile(r"(?<![0-9])[0-9]{5,}(?::|%3[Aa])[A-Za-z0-9_-]{10,}")
_PASSWORD = re.compile(r"(://[^\s:/@]*:)[^\s@/]+@")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_SAID = re.compile(
    r"""(["'](?:text|caption|data|first_name|last_name|username|title|phone_number)["']: *)"""
    r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
)


class RedactingFormatter(logging.Formatter):
    """Formats a record, then takes out `secrets`, whatever looks like one, and personal numbers.

    One record gives one line, further ones indented: nobody can forge a record. The time stamp
    is added afterwards, lest it be taken for a number of someone.
    """

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        super().__init__("%(message)s")
        self._secrets = tuple(sorted(filter(None, secrets), key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        about = "" if (number := update.get()) is None else f" [{number}]"
        head = f"{self.formatTime(record)} {record.levelname} {record.name}{about}: "
        return head + self.clean(super().format(record)).replace("\n", "\n    ")

    def clean(self, text: str) -> str:
        """The text without what must not be read in a log."""
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text[:LINE_LIMIT])
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        text = _PASSWORD.sub(rf"\1{HIDDEN}@", _TOKEN.sub(HIDDEN, text))
        text = _SAID.sub(rf"\1'{HIDDEN}'", text)
        text = re.sub(r"[\ud800-\udfff\0-\x08\x0b-\x1f\x7f\x85\u2028\u2029]", "?", text)
        return redact(text).text


class JsonFormatter(RedactingFormatter):
    """The same as one JSON object a line: `at`, `level`, `logger`, `message`, and where there is
    one `update` and `traceback`.
    """

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self.clean(record.getMessage()),
        }
        if (number := update.get()) is not None:
            said["update"] = number
        if record.exc_info:
            said["traceback"] = self.clean(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)


def set_up(level: str, secrets: Sequence[str] = (), form: str = "text") -> RedactingFormatter:
    """Log to standard error from `level` on, as `text` or `json`; noisy libraries have floors.

    Returns the formatter.
    """
    formatter = JsonFormatter(secrets) if form == "json" else RedactingFormatter(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, floor in FLOORS.items():
        logging.getLogger(name).setLevel(max(floor, root.level))
    return formatter
