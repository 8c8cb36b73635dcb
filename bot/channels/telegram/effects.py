"""What a turn comes to on Telegram: effects, each of which is carried out as a whole.

Whether a question replaces the one before or comes anew below is not known before it is sent:
the person may have written in between. So an effect says what is wanted, and `sending.py` looks
at the screen. Effects wait in the store as JSON, and so does what is known of the live message.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec
from msgspec import Struct

from bot.channels.telegram import render
from bot.channels.telegram.posts import OffScreen
from bot.dialogue.session import Reply, Turn
from bot.store.store import Screen

PASSING = frozenset({"question", "menu", "clarify", "notice"})
"""What a press may replace. Outcomes and answers stay to be read again."""

PARSED = 256
"""Live messages kept as they were read: each is looked at several times on its way."""

JOINED_LIMIT = 400
"""Characters of a notice that may stand above what follows it, in one message."""


class Settle(Struct, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """Take the buttons off the message that had those that counted, once new ones are shown.

    What was chosen is kept on it, if it was chosen there: by typing, or on message `pressed`. An
    older one that was pressed loses its buttons too.
    """

    chosen: str | None = None
    pressed: int | None = None


class Show(Struct, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """Show a reply, whose buttons belong to `run` and `turn`; `above` it, a short notice.

    It takes the place of message `over` while that is the last one of the chat. `chosen` is what
    was picked there, to be kept above all. `update` is the one it answers. `settle`: what is to be
    tidied up then; not an effect of its own, as most turns have one.
    """

    reply: Reply
    run: int
    turn: int
    above: str | None = None
    over: int | None = None
    chosen: str | None = None
    thread: int | None = None
    update: int | None = None
    settle: Settle | None = None


OnScreen = Show | Settle
Effect = OnScreen | OffScreen


class Kept(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a message of ours reads like."""

    message: int
    reply: Reply
    above: str | None = None
    chosen: str | None = None


class Live(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The message with the buttons that count; it was shown in `turn`, which answered `update`.

    `old`: the one before it, whose buttons are still to be taken off. `after`: a message of the
    person that stands above although its id is higher. Telegram numbers both sides in one row;
    not every server of its kind does.
    """

    kept: Kept
    turn: int
    after: int | None = None
    old: Kept | None = None
    update: int | None = None


_effect: msgspec.json.Decoder[Effect] = msgspec.json.Decoder(Effect)
_live = msgspec.json.Decoder(Live)


def encode(value: Effect | Live) -> str:
    """To be kept as text."""
    return msgspec.json.encode(value).decode()


def decode(text: str) -> Effect | None:
    """An effect from its text; None if it is none of this release."""
    try:
        return _effect.decode(text)
    except msgspec.MsgspecError:
        return None


def live(screen: Screen) -> Live | None:
    """What is known about the live message, if anything."""
    return None if screen.live_text is None else _parsed(screen.live_text)


@lru_cache(maxsize=PARSED)
def _parsed(text: str) -> Live | None:
    try:
        return _live.decode(text)
    except msgspec.MsgspecError:
        return None


def of_turn(
    turn: Turn, pressed: int | None, thread: int | None, update: int | None = None
) -> list[Show]:
    """The effects of a turn, in order. `pressed`: the message whose button was pressed."""
    run, number = turn.session.run, turn.session.turn
    shows = [
        Show(reply=reply, run=run, turn=number, above=above, thread=thread, update=update)
        for above, reply in _messages(turn.replies)
    ]
    if pressed is not None and len(shows) == 1 and _passing(shows[0].reply):
        shows = [msgspec.structs.replace(shows[0], over=pressed, chosen=turn.frozen)]
    if any(show.reply.buttons for show in shows):  # else what can be pressed now stays
        settle = Settle(chosen=turn.frozen, pressed=pressed)
        shows[-1] = msgspec.structs.replace(shows[-1], settle=settle)
    return shows


def shows(reply: Reply) -> list[Show]:
    """A reply that is part of no turn of its chat, in as many messages as it takes."""
    return [Show(reply=part, run=0, turn=0) for part in render.parts(reply)]


def _messages(replies: Sequence[Reply]) -> Iterator[tuple[str | None, Reply]]:
    """What makes one message each. A short notice stands above what follows, not alone."""
    above: str | None = None
    for reply, following in zip(replies, [*replies[1:], None], strict=True):
        if above is None and following is not None and _joins(reply, following):
            above = reply.body
            continue
        for part in render.parts(reply):
            yield above, part
            above = None


def _joins(reply: Reply, following: Reply) -> bool:
    bare = not (reply.title or reply.detail or reply.buttons or reply.fresh)
    short = len(reply.body) <= JOINED_LIMIT and render.fits(following, reply.body)
    return reply.kind == "notice" and bare and short and following.kind in PASSING


def _passing(reply: Reply) -> bool:
    return reply.kind in PASSING and not reply.fresh


def replaceable(screen: Screen, message: int | None) -> bool:
    """Whether a message is the live one, is still the last one, and holds nothing to keep."""
    known = live(screen)
    if known is None or message is None or message != screen.live_message_id:
        return False
    return known.kept.reply.kind in PASSING and screen.last_message_id in (message, known.after)


def shown(show: Show, message: int, before: Screen) -> Screen:
    """The screen after a reply was shown as this message."""
    known, last = live(before), max(message, before.last_message_id or message)
    if any(button.acts for button in show.reply.buttons):
        chosen = show.chosen if message == show.over else None
        words = msgspec.structs.replace(show.reply, picture=None)
        kept = Kept(message=message, reply=words, above=show.above, chosen=chosen)
        after = last if last > message else None
        old = _left_over(known, show, message)
        now = Live(kept=kept, turn=show.turn, after=after, old=old, update=show.update)
        return Screen(last, message, encode(now))
    return passed(message, before)


def passed(message: int, before: Screen) -> Screen:
    """The screen after a message without buttons that count was sent below all others."""
    known, last = live(before), max(message, before.last_message_id or message)
    if known is not None:  # it keeps its buttons, but is the last message no more
        known = msgspec.structs.replace(known, after=None)
    return Screen(last, before.live_message_id, encode(known) if known else None)


def _left_over(known: Live | None, show: Show, message: int) -> Kept | None:
    """What has buttons that count no more: of an earlier turn, and not just replaced."""
    if known is None:
        return None
    old = known.old if known.turn == show.turn else known.kept
    return old if old is None or old.message != message else None


def seen(screen: Screen, turn: int, update: int) -> bool:
    """Whether what came of a turn was on the screen before an update was sent.

    What is still to be delivered was not, and neither was what answers a later update: Telegram
    numbers updates as they come in, but may hand over a text after a press that followed it.
    """
    known = live(screen)
    if known is None or known.turn != turn:
        return turn == 0
    return known.update is None or known.update < update


def pressed_before(settle: Settle, screen: Screen) -> int | None:
    """The message whose old button was pressed, if it is not among those looked after anyway."""
    known = live(screen)
    old = known.old.message if known and known.old else None
    return None if settle.pressed in (screen.live_message_id, old) else settle.pressed


def settled(screen: Screen) -> Screen:
    """The screen after the old buttons are gone."""
    known = live(screen)
    text = encode(msgspec.structs.replace(known, old=None)) if known else screen.live_text
    return Screen(screen.last_message_id, screen.live_message_id, text)
