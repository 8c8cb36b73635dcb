"""Updates that Telegram delivers itself, and `/healthz`: the only module that imports a server."""

import asyncio
import hmac
import json
import logging

from aiohttp import web
from telegram import Bot
from telegram.error import RetryAfter, TelegramError

from bot.channels.telegram.health import Health
from bot.channels.telegram.patience import Patience
from bot.channels.telegram.polling import KINDS
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.request import seconds
from bot.settings import Address, Webhook
from bot.store.errors import StoreError

log = logging.getLogger(__name__)

BODY_LIMIT = 1_000_000
CONNECTIONS = 20
LAST_ANSWERS = 1.0  # seconds at the end for updates that are being stored
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name, not its value
COME_BACK = {"Retry-After": "2"}


def application(
    health: Health, webhook: Webhook | None = None, reception: Reception | None = None
) -> web.Application:
    """The server: `/healthz`, and the webhook's path if there is one."""
    app = web.Application(client_max_size=BODY_LIMIT)

    async def healthz(_: web.Request) -> web.Response:
        ill = health.ill()
        return web.Response(status=503 if ill else 200, text=", ".join(ill) or "ok")

    app.router.add_get("/healthz", healthz)
    if webhook is not None and reception is not None:
        door = Door(webhook.secret, reception)
        app.router.add_post(webhook.path, door.knock)
    return app


class Door:
    """Lets in what proves to come from Telegram."""

    def __init__(self, secret: str, reception: Reception) -> None:
        self._secret = secret.encode()
        self._reception = reception
        self._database = Patience(log)

    async def knock(self, request: web.Request) -> web.Response:
        """200 once the update is stored, or can never be; 503 when it should come again."""
        given = request.headers.getall(SECRET_HEADER, [])
        if len(given) != 1 or not hmac.compare_digest(given[0].encode(), self._secret):
            return web.Response(status=403)
        body = await request.read()  # 413 beyond the limit
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        try:
            await self._reception.admit([update])
        except StoreError as problem:
            self._database.seconds(f"updates are sent back, as the store is away: {problem}")
            return web.Response(status=503, headers=COME_BACK)
        self._database.went_well("the store")
        return web.Response()


async def listen(app: web.Application, address: Address) -> web.AppRunner:
    """Serve until `cleanup()` of what is returned. Raises OSError."""
    runner = web.AppRunner(
        app,
        access_log=None,  # it would hold the path
        handle_signals=False,
        shutdown_timeout=LAST_ANSWERS,
    )
    await runner.setup()
    await web.TCPSite(runner, address.host, address.port).start()
    return runner


async def register(bot: Bot, webhook: Webhook) -> None:
    """Tell Telegram where to deliver, until it has understood."""
    patience = Patience(log, first=1.0)
    while True:
        try:
            await bot.set_webhook(
                webhook.url,
                secret_token=webhook.secret,
                allowed_updates=list(KINDS),
                max_connections=CONNECTIONS,
            )
        except RetryAfter as asked:  # a replica did the same just now
            await asyncio.sleep(seconds(asked))
        except TelegramError as problem:
            await patience.wait(f"setWebhook fails: {problem}", level=logging.ERROR)
        else:
            log.info("Telegram delivers to %s", webhook.url.removesuffix(webhook.path))
            return
