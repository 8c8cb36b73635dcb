"""One effect, sent: the request it takes, and what to do about a refusal."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct
from telegram import Bot, InlineKeyboardMarkup
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, NetworkError, TelegramError

from bot.channels.telegram import render
from bot.channels.telegram.effects import (
    Kept,
    OnScreen,
    Settle,
    Show,
    live,
    pressed_before,
    replaceable,
    settled,
    shown,
)
from bot.channels.telegram.request import READ_SECONDS, raw
from bot.dialogue.card import Card
from bot.store.store import Screen

log = logging.getLogger(__name__)

FILE = "card.png"
NO_PREVIEW = {"is_disabled": True}
NOTICEABLE = 0.3
"""Seconds after which a person would wonder whether anything is coming."""

UNCHANGED = "not modified"
CANNOT_EDIT = ("to edit not found", "can't be edited", "message_id_invalid", "message identifier")
NO_PICTURE = ("photo", "image", "file", "caption")
NO_CHAT = ("chat not found", "peer_id_invalid", "user is deactivated", "have no rights")


class Form(Struct, frozen=True):
    """How to say it: each part may be given up if the server does not take it."""

    over: int | None
    thread: int | None
    quiet_links: bool
    html: bool = True
    buttons: bool = True
    picture: bytes | None = None


class Sender:
    """Carries out effects through a Bot; raises what the Bot raises where nothing helps."""

    def __init__(self, bot: Bot, username: Callable[[], str | None]) -> None:
        self._bot, self._username = bot, username
        self._quiet_links = True
        self._drawing = asyncio.Lock()  # side by side they would not be done any sooner

    async def send(self, chat: int, effect: OnScreen, screen: Screen) -> Screen:
        """Carry it out, but for what is to be settled after it; what the chat shows then."""
        match effect:
            case Show():
                return shown(effect, await self._show(chat, effect, screen), screen)
            case Settle():
                await self._settle(chat, effect, screen)
                return settled(screen)

    async def _show(self, chat: int, show: Show, screen: Screen) -> int:
        """Edit or send, in ever plainer forms until one is taken; returns the message's id."""
        over = show.over if replaceable(screen, show.over) else None
        picture = await self._drawn(chat, show.reply.picture)
        form = Form(over, show.thread, self._quiet_links, picture=picture)
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
        keyboard = self._keyboard(show) if form.buttons else None
        if form.picture is not None:
            photo = await self._bot.send_photo(
                chat,
                form.picture,
                filename=FILE,
                caption=text,
                parse_mode=mode,
                reply_markup=InlineKeyboardMarkup.de_json(keyboard) if keyboard else None,
                message_thread_id=form.thread,
            )
            return photo.message_id
        said = {
            "chat_id": chat,
            "text": text,
            "parse_mode": mode,
            "reply_markup": keyboard,
            "link_preview_options": NO_PREVIEW if form.quiet_links else None,
        }
        if form.over is not None:
            await self._call("editMessageText", **said, message_id=form.over)
            return form.over
        sent = await self._call("sendMessage", **said, message_thread_id=form.thread)
        try:
            return int(sent["message_id"])
        except (TypeError, KeyError, ValueError):
            raise NetworkError("the server's answer holds no message") from None

    async def _call(self, method: str, **fields: object) -> Any:
        """Ask for what most turns come to, without the objects that nobody looks at."""
        given = {name: value for name, value in fields.items() if value is not None}
        return await raw(self._bot, method, READ_SECONDS, **given)

    async def _drawn(self, chat: int, card: Card | None) -> bytes | None:
        """The picture of a card; None when there is none to draw, or it cannot be drawn."""
        if card is None:
            return None
        try:
            async with self._drawing:
                drawing = asyncio.create_task(asyncio.to_thread(_draw, card))
                if not (await asyncio.wait((drawing,), timeout=NOTICEABLE))[0]:
                    await self._busy(chat)
                return await drawing
        except Exception as bug:  # whatever it is: the words can be sent all the same
            log.warning("a picture could not be drawn: %s; its words go alone", type(bug).__name__)
            return None

    async def _busy(self, chat: int) -> None:
        """Say that a picture is on its way; if that is lost, nothing is."""
        try:
            await self._bot.send_chat_action(chat, ChatAction.UPLOAD_PHOTO)
        except TelegramError as problem:
            log.debug("left out: %s", problem)

    def _keyboard(self, show: Show) -> render.Keyboard | None:
        return render.keyboard(show.reply, show.run, show.turn, self._username())

    async def _settle(self, chat: int, settle: Settle, screen: Screen) -> None:
        pressed, known = pressed_before(settle, screen), live(screen)
        if pressed is not None:
            await self._strip(chat, pressed)
        if known is not None and known.old is not None:
            await self._keep(chat, settle, known.old)

    async def _keep(self, chat: int, settle: Settle, old: Kept) -> None:
        """Leave of a message what is to stay, with what was chosen there."""
        elsewhere = settle.pressed not in (None, old.message)
        lasting = render.lasting(old.reply, self._username())
        if settle.chosen is None or elsewhere or old.reply.kind == "card":
            await self._strip(chat, old.message, lasting)
            return
        text = render.html(old.reply, above=old.above, chosen=old.chosen, picked=settle.chosen)
        try:
            await self._call(
                "editMessageText",
                chat_id=chat,
                message_id=old.message,
                text=text,
                parse_mode=ParseMode.HTML,
                reply_markup=lasting,
                link_preview_options=NO_PREVIEW if self._quiet_links else None,
            )
        except BadRequest as refusal:
            if UNCHANGED not in str(refusal).lower():
                await self._strip(chat, old.message, lasting)

    async def _strip(self, chat: int, message: int, lasting: render.Keyboard | None = None) -> None:
        """Take the buttons off but for `lasting` ones, if the message is still there."""
        try:
            await self._call(
                "editMessageReplyMarkup", chat_id=chat, message_id=message, reply_markup=lasting
            )
        except BadRequest as refusal:
            log.debug("no buttons to take off: %s", refusal)


def _draw(card: Card) -> bytes:
    from bot.drawing.picture import draw  # Pillow is only needed here

    return draw(card)


def costs(effect: OnScreen, screen: Screen) -> bool:
    """Whether carrying it out takes a request at all."""
    if isinstance(effect, Show):
        return True
    known = live(screen)
    left_over = known is not None and known.old is not None
    return left_over or pressed_before(effect, screen) is not None


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
    if form.picture is not None and any(text in refusal for text in NO_PICTURE):
        return msgspec.structs.replace(form, picture=None)
    if any(text in refusal for text in NO_CHAT):
        return None
    if form.buttons and ("button" in refusal or "markup" in refusal):
        return msgspec.structs.replace(form, buttons=False)
    if form.html:
        return msgspec.structs.replace(form, html=False)
    if form.buttons:
        return msgspec.structs.replace(form, buttons=False)
    return None if form.picture is None else msgspec.structs.replace(form, picture=None)


def _gravity(form: Form) -> int:
    """Losing markup or buttons is a fault of ours that someone has to see."""
    return logging.INFO if form.html and form.buttons else logging.ERROR
