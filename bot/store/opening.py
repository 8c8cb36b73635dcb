"""From the setting DATABASE_URL to a store."""

import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.store.errors import StoreError
from bot.store.sqlite import SqliteStore
from bot.store.store import Store


def open_store(url: str, now: Callable[[], float] = time.time) -> Store:
    """Open `sqlite:///relative.db`, `sqlite:////absolute.db`, or a plain path
    (with a slash in it, or ending in `.db`).

    Raises StoreError, its message one line for the operator.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return SqliteStore(Path(unquote(parts.path[1:])), now)
    if "://" not in url and ("/" in url or url.endswith(".db")):
        return SqliteStore(Path(url), now)
    raise StoreError(
        "DATABASE_URL names no database this program knows: write sqlite:///var/shebao.db,"
        " with four slashes for an absolute path."
    )
