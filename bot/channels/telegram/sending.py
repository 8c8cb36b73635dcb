"""One effect, sent: the request it takes, and what to do about a refusal."""

import logging

import msgspec
from msgspec import Struct
from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated

from bot.channels.telegram import render
from bot.channels.telegram.effects import (
    Live,
    OnScreen,
    Settle,
    Show,
    Strip,
    live,
    replaceable,
    settled,
    shown,
)
from bot.store.store import Screen

log = logging.getLogger(__name__)

UNCHANGED = "not modified"
CANNOT_EDIT = ("to edit not found", "can't be edited", "message_id_invalid", "message identifier")
NO_CHAT = ("chat not found", "peer_id_invalid", "user is deactivated", "have no rights")


class Form(Struct, frozen=True):
    """How to say it: each part may be given up if the server does not take it."""

    over: int | None
    thread: int | None
    quiet_links: bool
    html: bool = True
    buttons: bool = True


class Sender:
    """Carries out effects through a Bot; raises what the Bot raises where nothing helps."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._quiet_links = True

    async def send(self, chat: int, effect: OnScreen, screen: Screen) -> Screen | None:
        """Carry it out; returns what the chat shows then, None when that is as before."""
        match effect:
            case Show():
                return shown(effect, await self._show(chat, effect, screen), screen)
            case Strip():
                await self._strip(chat, effect.message)
                return None
            case Settle():
                await self._settle(chat, effect, live(screen))
                return settled(screen)

    async def _show(self, chat: int, show: Show, screen: Screen) -> int:
        """Edit or send, in ever plainer forms until one is taken; returns the message's id."""
        over = show.over if replaceable(screen, show.over) else None
        form = Form(over, show.thread, self._quiet_links)
        while True:
            try:
                return await self._put(chat, show, form)
            except ChatMigrated as moved:
                if moved.new_chat_id == chat:
                    raise
                chat = moved.new_chat_id
            except BadRequest as refusal:
                if form.over is not None and UNCHANGED in str(refusal).lower():
                    return form.over
                plainer = _plainer(form, str(refusal).lower())
                if plainer is None:
                    raise
                self._quiet_links = plainer.quiet_links
                log.log(_gravity(plainer), "message refused, going plainer: %s", refusal)
                form = plainer

    async def _put(self, chat: int, show: Show, form: Form) -> int:
        chosen = show.chosen if form.over is not None else None
        write = render.html if form.html else render.plain
        text = write(show.reply, above=show.above, chosen=chosen)
        mode = ParseMode.HTML if form.html else None
        keyboard = render.keyboard(show.reply, show.run, show.turn) if form.buttons else None
        preview = LinkPreviewOptions(is_disabled=True) if form.quiet_links else None
        if form.over is not None:
            await self._bot.edit_message_text(
                text,
                chat_id=chat,
                message_id=form.over,
                parse_mode=mode,
                reply_markup=keyboard,
                link_preview_options=preview,
            )
            return form.over
        sent = await self._bot.send_message(
            chat,
            text,
            parse_mode=mode,
            reply_markup=keyboard,
            link_preview_options=preview,
            message_thread_id=form.thread,
        )
        return sent.message_id

    async def _settle(self, chat: int, settle: Settle, known: Live | None) -> None:
        if known is None or known.old is None:
            return
        old = known.old
        if settle.chosen is None or settle.pressed not in (None, old.message):
            await self._strip(chat, old.message)
            return
        text = render.html(old.reply, above=old.above, chosen=old.chosen, picked=settle.chosen)
        preview = LinkPreviewOptions(is_disabled=True) if self._quiet_links else None
        try:
            await self._bot.edit_message_text(
                text,
                chat_id=chat,
                message_id=old.message,
                parse_mode=ParseMode.HTML,
                link_preview_options=preview,
            )
        except BadRequest as refusal:
            if UNCHANGED not in str(refusal).lower():
                await self._strip(chat, old.message)

    async def _strip(self, chat: int, message: int) -> None:
        """Take the buttons off, if the message is still there and has any."""
        try:
            await self._bot.edit_message_reply_markup(chat, message)
        except BadRequest as refusal:
            log.debug("no buttons to take off: %s", refusal)


def costs(effect: OnScreen, screen: Screen) -> bool:
    """Whether carrying it out takes a request at all."""
    known = live(screen)
    old = known.old if known else None
    match effect:
        case Show():
            return True
        case Strip():
            taken = (screen.live_message_id, old.message if old else None)
            return effect.message not in taken
        case Settle():
            return old is not None


def is_new_message(effect: OnScreen, screen: Screen) -> bool:
    """Whether it adds a message to the chat; those are what Telegram limits per chat."""
    return isinstance(effect, Show) and not replaceable(screen, effect.over)


def _plainer(form: Form, refusal: str) -> Form | None:
    """The next form to try after a refusal; None when there is none."""
    if form.over is not None and any(text in refusal for text in CANNOT_EDIT):
        return msgspec.structs.replace(form, over=None)
    if form.quiet_links and "preview" in refusal:
        return msgspec.structs.replace(form, quiet_links=False)
    if form.thread is not None and ("thread" in refusal or "topic" in refusal):
        return msgspec.structs.replace(form, thread=None)
    if any(text in refusal for text in NO_CHAT):
        return None
    if form.buttons and ("button" in refusal or "markup" in refusal):
        return msgspec.structs.replace(form, buttons=False)
    if form.html:
        return msgspec.structs.replace(form, html=False)
    return msgspec.structs.replace(form, buttons=False) if form.buttons else None


def _gravity(form: Form) -> int:
    """Losing markup or buttons is a fault of ours that someone has to see."""
    return logging.INFO if form.html and form.buttons else logging.ERROR
