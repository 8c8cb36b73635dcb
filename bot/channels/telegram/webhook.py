"""Updates that Telegram delivers itself: their door, and how Telegram is told of it."""

import asyncio
import hmac
import json
import logging

from aiohttp import web
from telegram import Bot
from telegram.error import RetryAfter, TelegramError

from bot.channels.telegram.patience import Patience
from bot.channels.telegram.polling import KINDS
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.request import seconds
from bot.settings import Webhook
from bot.store.errors import StoreError

log = logging.getLogger(__name__)

BODY_LIMIT = 1_000_000
CONNECTIONS = 20
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name, not its value
COME_BACK = {"Retry-After": "2"}


class Door:
    """Lets in what proves to come from Telegram."""

    def __init__(self, secret: str, reception: Reception) -> None:
        self._secret = secret.encode()
        self._reception = reception
        self._database = Patience(log)

    async def knock(self, request: web.Request) -> web.Response:
        """200 once the update is stored, or can never be; 503 when it should come again."""
        given = request.headers.getall(SECRET_HEADER, [])
        # aiohttp decodes headers so that any bytes come back, which plain `encode` would refuse
        proofs = [value.encode("utf-8", "surrogateescape") for value in given]
        if len(proofs) != 1 or not hmac.compare_digest(proofs[0], self._secret):
            return web.Response(status=403)
        body = await request.read()  # 413 beyond the limit
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        try:
            await self._reception.admit([update])
        except StoreError as problem:
            self._database.seconds(f"updates are sent back: {problem}")
            return web.Response(status=503, headers=COME_BACK)
        self._database.went_well("the store")
        return web.Response()


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
