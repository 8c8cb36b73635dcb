"""python-telegram-bot's wire, over aiohttp: cheaper by far than the default one.

Never retries: a POST that failed may have been carried out. Who sends decides about repeats.
The URL holds the token, so no exception text, cause or log line of this module holds the URL.
"""

import json
import os
import time
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
import msgspec
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter  # nowhere public
from yarl import URL

CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
CONNECTIONS = 80  # one long poll, the senders, answers to presses
UNKNOWN_BOT = (401, 404)
KEPT_OF_A_REFUSAL = 200  # characters of an error page worth having in an exception

Body = bytes | aiohttp.FormData
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class NoConnection(NetworkError):  # noqa: N818 - named as its relatives in telegram.error are
    """The request certainly did not reach the server."""


class AiohttpRequest(BaseRequest):
    """One pool of connections for everything the bot asks of the server."""

    __slots__ = ("_proxy", "_session", "date", "heard")

    def __init__(self, base: str) -> None:
        self._proxy = _proxy(base)
        self._session: aiohttp.ClientSession | None = None
        self.heard: float | None = None
        """When the server last answered as one that serves this bot (monotonic clock)."""
        self.date: str | None = None
        """The Date that it last named."""

    @property
    def read_timeout(self) -> float:
        return READ_SECONDS

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. Raises `TimedOut`, `NoConnection` or another `NetworkError`."""
        connect = _seconds(connect_timeout, CONNECT_SECONDS)
        read = _seconds(read_timeout, READ_SECONDS)
        limits = aiohttp.ClientTimeout(total=connect + read, sock_connect=connect)
        data = _body(request_data) if request_data else None
        problem: NetworkError
        try:
            return await self._ask(method, url, data, limits)
        except aiohttp.ConnectionTimeoutError:
            problem = NoConnection("no connection to the server in time")
        except TimeoutError:
            problem = TimedOut("no answer from the server in time")
        except aiohttp.ClientConnectorError as error:
            problem = NoConnection(f"no connection to the server: {error.os_error.strerror}")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            problem = NetworkError(f"connection broken: {type(error).__name__}")
        raise problem  # outside of `except`: the cause may name the URL, and so the token

    async def _ask(
        self, method: str, url: str, data: Body | None, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NetworkError("the connection is closed")
        async with self._session.request(
            method,
            URL(url, encoded=True),
            data=data,
            headers=FORM if isinstance(data, bytes) else None,
            timeout=limits,
            proxy=self._proxy,
            allow_redirects=False,  # whoever redirects must not be told the token
        ) as response:
            body = await response.read()
            if response.status >= 300 and not body.startswith(b"{"):
                body = body[:KEPT_OF_A_REFUSAL]  # a proxy's error page
            if response.status < 500 and response.status not in UNKNOWN_BOT:
                self.heard = time.monotonic()
            self.date = response.headers.get("Date")
            return response.status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As the parent does, without logging the whole payload with a traceback."""
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError("the server's answer is not a JSON object")
        return answer


async def raw(bot: Bot, method: str, read_seconds: float, **fields: object) -> Any:
    """Call a method for its bare JSON.

    Raises what the Bot raises, but for odd answers: one update of many that is odd must not cost
    the others, and of a message sent only its id is of use.
    """
    parameters = [RequestParameter.from_input(name, value) for name, value in fields.items()]
    url = f"{bot.base_url}/{method}"
    return await bot.request.post(url, RequestData(parameters), read_timeout=read_seconds)


def seconds(asked: RetryAfter) -> float:
    """How long the server asks to wait."""
    wait = asked.retry_after
    return float(wait) if isinstance(wait, int | float) else wait.total_seconds()


def client(token: str, base: str, request: BaseRequest) -> Bot:
    """A Bot whose every call goes through `request`, which the caller opens and closes."""
    os.environ["PTB_TIMEDELTA"] = "1"  # the coming form of `retry_after`; the old one warns
    return Bot(token, base_url=f"{base}/bot", request=request, get_updates_request=request)


def _body(data: RequestData) -> Body:
    """A form; one of many parts if there are files."""
    if not data.contains_files:  # a sixth of what `urlencode(data.json_parameters)` takes
        said = {name: _said(value) for name, value in data.parameters.items()}
        return URL.build(query=said).raw_query_string.encode()
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def _said(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _seconds(given: object, default: float) -> float:
    return given if isinstance(given, int | float) else default


def _proxy(base: str) -> str | None:
    """The proxy that the environment names for this server, found out once."""
    target = URL(base)
    if not target.host or proxy_bypass(target.host):
        return None
    return getproxies().get(target.scheme)
