"""Whether Telegram knows this bot, delivers where it should, and agrees about the time."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from telegram import Bot, WebhookInfo
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.request import READ_SECONDS, AiohttpRequest, client, raw
from bot.findings import Finding
from bot.settings import Settings

RECENTLY = 3_600.0
"""Seconds for which an error of delivery is worth telling."""
CLOCK_WARN, CLOCK_FAIL = 5.0, 60.0
MANY_PENDING = 100


async def examine(settings: Settings) -> list[Finding]:
    """Ask Telegram; changes nothing there."""
    wire = AiohttpRequest(settings.api_base)
    await wire.initialize()
    try:
        bot = client(settings.token, settings.api_base, wire)
        told = [*await _known(bot), *_clock(wire), *await _delivery(bot, settings)]
        return [*told, *await _operators(bot, settings.operator_chat)]
    finally:
        await wire.shutdown()


async def _known(bot: Bot) -> list[Finding]:
    try:
        me = await bot.get_me()
    except InvalidToken:
        remedy = "get the token from @BotFather (/token) and set TELEGRAM_BOT_TOKEN"
        return [Finding("telegram", "fail", "Telegram does not know this token", remedy)]
    except TelegramError as problem:
        remedy = "see that this machine reaches TELEGRAM_API_BASE, by HTTPS_PROXY if need be"
        return [Finding("telegram", "fail", f"Telegram does not answer: {problem}", remedy)]
    return [Finding("telegram", "ok", f"this is @{me.username}, id {me.id}")]


def _clock(wire: AiohttpRequest) -> Iterator[Finding]:
    if wire.date is None:
        return
    try:
        theirs = parsedate_to_datetime(wire.date).timestamp()
    except ValueError:
        return
    off = time.time() - theirs
    ahead = f"{abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} Telegram's"
    if abs(off) < CLOCK_WARN:
        yield Finding("clock", "ok", "agrees with Telegram's")
    else:
        remedy = "let the machine set its clock by NTP: figures change by the day"
        yield Finding("clock", "fail" if abs(off) >= CLOCK_FAIL else "warn", ahead, remedy)


async def _delivery(bot: Bot, settings: Settings) -> list[Finding]:
    try:
        info = await bot.get_webhook_info()
    except TelegramError:  # that it does not answer was said already
        return []
    return [_address(info, settings), *_trouble(info)]


async def _operators(bot: Bot, chat: int | None) -> list[Finding]:
    """Whether the bot may write to them: what people leave for them would be dropped."""
    if chat is None:
        return []
    try:
        await raw(bot, "getChat", READ_SECONDS, chat_id=chat)
    except (BadRequest, Forbidden) as refusal:
        remedy = "let the bot into the group, or write to it once; see README for the chat's id"
        message = f"the bot cannot write to OPERATOR_CHAT_ID: {refusal}"
        return [Finding("operators", "fail", message, remedy)]
    except TelegramError:  # that it does not answer was said already
        return []
    return [Finding("operators", "ok", "the bot may write to OPERATOR_CHAT_ID")]


def _address(info: WebhookInfo, settings: Settings) -> Finding:
    hook = settings.webhook
    if hook is None:
        if not info.url:
            return Finding("webhook", "ok", "none is set: updates are fetched")
        remedy = "`shebao serve` takes it away; with --webhook, set WEBHOOK_URL here too"
        return Finding("webhook", "warn", "Telegram delivers to some webhook", remedy)
    if info.url == hook.url:
        return Finding("webhook", "ok", "Telegram delivers to WEBHOOK_URL")
    where = "somewhere else" if info.url else "nowhere"
    remedy = "start `shebao serve --webhook`; if it is another's, make a new token at @BotFather"
    return Finding("webhook", "fail", f"Telegram delivers {where}", remedy)


def _trouble(info: WebhookInfo) -> Iterator[Finding]:
    now = datetime.now(UTC)
    failed = info.last_error_date
    if failed is not None and (now - failed).total_seconds() < RECENTLY:
        said = info.last_error_message or "it does not say why"
        remedy = "see that WEBHOOK_URL is reached from outside and its certificate is valid"
        when = f"{(now - failed).total_seconds():.0f} s ago"
        yield Finding("webhook", "warn", f"the last delivery failed {when}: {said}", remedy)
    if info.pending_update_count > MANY_PENDING:
        message = f"{info.pending_update_count} updates wait at Telegram"
        yield Finding("webhook", "warn", message, "start the bot, or see in its log what is slow")
