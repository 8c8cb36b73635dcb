"""Logging that gives nothing away: no token, no personal number, also not in tracebacks.

A formatter does it, because a filter sees neither the tracebacks nor the records of other loggers.
"""

import logging
import re
import sys
from collections.abc import Sequence

from bot.privacy import redact

LINE_LIMIT = 8_000
HIDDEN = "***"

FLOORS = {
    "httpx": logging.WARNING,  # logs URLs, and those of the Bot API hold the token
    "httpcore": logging.WARNING,
    "telegram": logging.INFO,  # logs whole updates below
    "transitions": logging.WARNING,  # logs every move
    "jieba": logging.WARNING,
}

_TOKEN = re.compile(r"[0-9]{5,}(?::|%3[Aa])[A-Za-z0-9_-]{10,}")
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
        head = f"{self.formatTime(record)} {record.levelname} {record.name}: "
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


def set_up(level: str, secrets: Sequence[str] = ()) -> RedactingFormatter:
    """Log to standard error from `level` on; noisy libraries have floors. Returns the formatter."""
    formatter = RedactingFormatter(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, floor in FLOORS.items():
        logging.getLogger(name).setLevel(max(floor, root.level))
    return formatter
