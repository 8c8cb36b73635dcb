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

log = logging.getLogger(__name__)

LANGUAGES = ((None, sentences.COMMANDS), ("zh", sentences.COMMANDS), ("en", sentences.COMMANDS_EN))
"""Everyone, those who set their client to Chinese, those who set it to English."""


async def introduce(bot: Bot, asides: Asides, desk: int | None = None) -> None:
    """Learn the bot's own name and register what its clients show; one warning if some fails."""
    failed = []
    try:
        me = await bot.get_me()
        asides.username = me.username
        log.info("answering as @%s", me.username or me.id)
    except TelegramError as problem:
        failed.append(f"getMe: {problem}")
    for name, call in [*_calls(bot), *_desk_calls(bot, desk)]:
        try:
            await call()
        except TelegramError as problem:
            failed.append(f"{name}: {problem}")
    if failed:
        log.warning("left out, which does no harm: %s", "; ".join(failed)[:500])


def _calls(bot: Bot) -> list[tuple[str, Callable[[], Awaitable[object]]]]:
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
        ("setMyDescription", partial(bot.set_my_description, sentences.DESCRIPTION)),
        ("setMyDescription", partial(bot.set_my_description, sentences.DESCRIPTION_EN, "en")),
        ("setMyShortDescription", partial(bot.set_my_short_description, sentences.ABOUT)),
        ("setMyShortDescription", partial(bot.set_my_short_description, sentences.ABOUT_EN, "en")),
    ]


def _menu(listed: Mapping[str, str]) -> list[BotCommand]:
    return [BotCommand(name, summary) for name, summary in listed.items()]


def _desk_calls(bot: Bot, desk: int | None) -> list[tuple[str, Callable[[], Awaitable[object]]]]:
    if desk is None:
        return []
    commands = _menu(sentences.DESK_COMMANDS)
    scope = BotCommandScopeChat(desk)
    return [("setMyCommands", partial(bot.set_my_commands, commands, scope=scope))]
