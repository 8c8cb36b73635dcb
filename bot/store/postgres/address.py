"""The setting DATABASE_URL, as far as it may be shown."""

from urllib.parse import urlsplit

from bot.store.errors import StoreUnwritableError


def described(url: str) -> str:
    """The address without user, password and options: for logs. Raises StoreError if it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise unreadable() from None
    if parts.netloc.count("@") > 1:
        raise unreadable()
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port = ""
    return f"postgresql://{parts.hostname or ''}{port}{parts.path}"


def unreadable() -> StoreUnwritableError:
    """An error that shows nothing of the setting: the password is often what is wrong with it."""
    return StoreUnwritableError(
        "DATABASE_URL is no address like postgresql://user:password@host:5432/database: write"
        " @ : / ? # % in a user or password as %40 %3A %2F %3F %23 %25."
    )
