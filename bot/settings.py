"""What the environment says about running on Telegram."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TELEGRAM = "https://api.telegram.org"
DATABASE = "sqlite:///var/shebao.db"
LISTEN = "0.0.0.0:8080"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("text", "json")
BACKLOG = 10_000
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{1,100}")
_PATH = re.compile(r"[A-Za-z0-9._~/:@!$&'()*+,;=-]*")
"""What a path may hold as it is (RFC 3986)."""

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class SettingsError(Exception):
    """A setting is missing or bad. One line for the operator, naming it."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram sends updates: `url` is public, `path` is its path, `secret` proves them."""

    url: str
    path: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. `listen` without a webhook serves `/healthz` and its like only.

    While more than `backlog` updates wait for their turn, no more are taken in.
    """

    token: str = field(repr=False)
    api_base: str
    database_url: str = field(repr=False)
    webhook: Webhook | None
    listen: Address | None
    operator_chat: int | None
    log_level: str
    log_format: str
    backlog: int

    @property
    def bot_id(self) -> int:
        """The bot's own id, with which its token begins."""
        return int(self.token.partition(":")[0])

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log line may hold."""
        return (self.token, self.webhook.secret) if self.webhook else (self.token,)


def read(environment: Mapping[str, str], *, webhook: bool) -> Settings:
    """Settings from environment variables; an empty one counts as not set. Raises SettingsError."""
    given = {name: value.strip() for name, value in environment.items() if value.strip()}
    token = _token(given)
    listen = given.get("LISTEN", LISTEN if webhook else None)
    return Settings(
        token=token,
        api_base=_base(given.get("TELEGRAM_API_BASE", TELEGRAM)),
        database_url=given.get("DATABASE_URL", DATABASE),
        webhook=_webhook(given, token) if webhook else None,
        listen=_address(listen) if listen is not None else None,
        operator_chat=_chat(given.get("OPERATOR_CHAT_ID")),
        log_level=_level(given.get("LOG_LEVEL", "INFO")),
        log_format=_format(given.get("LOG_FORMAT", "text")),
        backlog=_backlog(given.get("MAX_BACKLOG", str(BACKLOG))),
    )


def _token(given: Mapping[str, str]) -> str:
    token = given.get("TELEGRAM_BOT_TOKEN")
    if token is None:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not set: ask @BotFather on Telegram for a bot token;"
            " `shebao chat` needs none."
        )
    if not _TOKEN.fullmatch(token):
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not a bot token like 123456:ABC-DEF: copy it from @BotFather."
        )
    return token


def _base(url: str) -> str:
    if not _is_url(url, {"http", "https"}) or re.search(r"/bot[0-9]+:", url):
        raise SettingsError(
            "TELEGRAM_API_BASE is not the root of a Bot API server like http://127.0.0.1:8081:"
            " leave out user, token and query."
        )
    return url.rstrip("/")


def _is_url(url: str, schemes: set[str]) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in schemes
            and bool(parts.hostname)
            and "@" not in parts.netloc
            and parts.port != 0
            and not (parts.query or parts.fragment or re.search(r"\s", url))
        )
    except ValueError:
        return False


def _webhook(given: Mapping[str, str], token: str) -> Webhook:
    url = given.get("WEBHOOK_URL")
    if url is None:
        raise SettingsError(
            "WEBHOOK_URL is not set: give the public https address of this bot, or leave out"
            " --webhook."
        )
    loopback = _is_url(url, {"http"}) and urlsplit(url).hostname in LOOPBACK
    named = _is_url(url, {"https"}) or loopback
    if not named or not _PATH.fullmatch(urlsplit(url).path):
        raise SettingsError(
            "WEBHOOK_URL is not an https address like https://bot.example.org/telegram: no user,"
            " no query, and nothing in its path that would need % to be written."
        )
    secret = given.get("WEBHOOK_SECRET") or _derived_secret(token)
    if not _SECRET.fullmatch(secret):
        raise SettingsError("WEBHOOK_SECRET is not 1 to 256 characters of A-Z a-z 0-9 _ -.")
    return Webhook(url=url, path=urlsplit(url).path or "/", secret=secret)


def _derived_secret(token: str) -> str:
    """The same for every replica, and as hard to guess as the token."""
    return hmac.new(token.encode(), b"webhook", hashlib.sha256).hexdigest()


def _address(text: str) -> Address:
    host, _, port = text.rpartition(":")
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65_536:
        raise SettingsError(f"LISTEN is not an address like 0.0.0.0:8080: {text!r}.")
    return Address(host.strip("[]") or "0.0.0.0", int(port))  # noqa: S104 - ":8080" means so


def _chat(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"-?[1-9][0-9]{0,17}", text):
        raise SettingsError(
            f"OPERATOR_CHAT_ID is not the id of a chat like 123456789 or -1001234567890: {text!r}."
        )
    return int(text)


def _level(text: str) -> str:
    if text.upper() not in LOG_LEVELS:
        raise SettingsError(f"LOG_LEVEL is not one of {' '.join(LOG_LEVELS)}: {text!r}.")
    return text.upper()


def _format(text: str) -> str:
    if text.lower() not in LOG_FORMATS:
        raise SettingsError(f"LOG_FORMAT is not one of {' '.join(LOG_FORMATS)}: {text!r}.")
    return text.lower()


def _backlog(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise SettingsError(f"MAX_BACKLOG is not a number of updates like {BACKLOG}: {text!r}.")
    return int(text)
