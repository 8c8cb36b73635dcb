"""How the bot presents itself: name, commands, description. Good to have, never needed."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonCommands,
)
from telegram.error import TelegramError

from bot.channels.telegram import sentences
from bot.channels.telegram.asides import Asides
from bot.channels.telegram.patience import Patience
from bot.content.knowledge import About

log = logging.getLogger(__name__)

LANGUAGES = ((None, sentences.COMMANDS), ("zh", sentences.COMMANDS), ("en", sentences.COMMANDS_EN))
"""Everyone, those who set their client to Chinese, those who set it to English."""


async def introduce(bot: Bot, asides: Asides, about: About, desk: int | None = None) -> None:
    """Learn the bot's own name, once Telegram tells it: groups and links need it. Then register
    what its clients show; one warning if some of that fails.
    """
    asides.username = await _name(bot)
    failed = []
    for name, call in [*_calls(bot, about), *_desk_calls(bot, desk)]:
        try:
            await call()
        except TelegramError as problem:
            failed.append(f"{name}: {problem}")
    if failed:
        log.warning("left out, which does no harm: %s", "; ".join(failed)[:500])


async def _name(bot: Bot) -> str | None:
    patience = Patience(log)
    while True:
        try:
            me = await bot.get_me()
        except TelegramError as problem:
            await patience.wait(f"Telegram does not say who this bot is: {problem}")
        else:
            log.info("answering as @%s", me.username or me.id)
            return me.username


def _calls(bot: Bot, about: About) -> list[tuple[str, Callable[[], Awaitable[object]]]]:
    return [
        *(
            (
                "setMyCommands",
                partial(
                    bot.set_my_commands,
                    _menu(listed),
                    scope=BotCommandScopeAllPrivateChats(),
                    language_code=language,
                ),
            )
            for language, listed in LANGUAGES
        ),
        (
            "setChatMenuButton",
            partial(bot.set_chat_menu_button, menu_button=MenuButtonCommands()),
        ),
        *_introductions(bot, about),
    ]


def _introductions(bot: Bot, about: About) -> list[tuple[str, Callable[[], Awaitable[object]]]]:
    """What is read before the first word; left as it is where the content says nothing."""
    long, short = bot.set_my_description, bot.set_my_short_description
    return [
        (name, partial(call, text, language))
        for name, call, text, language in (
            ("setMyDescription", long, about.description, None),
            ("setMyDescription", long, about.description_en, "en"),
            ("setMyShortDescription", short, about.short, None),
            ("setMyShortDescription", short, about.short_en, "en"),
        )
        if text
    ]


def _menu(listed: Mapping[str, str]) -> list[BotCommand]:
    return [BotCommand(name, summary) for name, summary in listed.items()]


def _desk_calls(bot: Bot, desk: int | None) -> list[tuple[str, Callable[[], Awaitable[object]]]]:
    if desk is None:
        return []
    commands = _menu(sentences.DESK_COMMANDS)
    scope = BotCommandScopeChat(desk)
    return [("setMyCommands", partial(bot.set_my_commands, commands, scope=scope))]
