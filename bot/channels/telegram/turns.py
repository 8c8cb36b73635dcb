"""A stored update → its turn: the dialogue's answer, as effects. Runs inside the transaction."""

import logging
from datetime import UTC, date, datetime, timedelta, timezone

import msgspec

from bot.channels import noting
from bot.channels.telegram import effects, sentences
from bot.channels.telegram.effects import Effect, Show
from bot.channels.telegram.public import Public
from bot.channels.telegram.updates import TEXT_LIMIT, Received
from bot.dialogue import buttons, phrases
from bot.dialogue.guide import Guide
from bot.dialogue.respond import respond
from bot.dialogue.session import Chose, Event, Reply, Session, Turn
from bot.store.store import Result, Task

log = logging.getLogger(__name__)

CHINA = timezone(timedelta(hours=8))

_received = msgspec.json.Decoder(Received)
_session = msgspec.json.Decoder(Session)


class Turns:
    """The handlers that the store calls: pure, so that a task may be repeated."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        self.public = Public(guide)

    def use(self, guide: Guide) -> None:
        """Serve from another content from the next turn on."""
        self._guide = guide
        self.public.use(guide)

    def handle(self, task: Task) -> Result:
        """Answer one update."""
        received = _received.decode(task.payload)
        if received.event is None:
            return Result(session=task.session, blocked=True)
        turn = respond(self._guide, _known(task), received.event, day(task.at))
        return Result(
            session=msgspec.json.encode(turn.session).decode(),
            effects=tuple(effects.encode(effect) for effect in _effects(received, turn)),
            seen_message_id=None if isinstance(received.event, Chose) else received.message,
            misses=noting.misses(turn, self._guide.content.digest),
            tallies=tuple(noting.tallies(turn)),
            forget=_forgets(received.event),
        )

    def apologise(self, task: Task) -> Result:
        """What is said after a turn that failed for good; the conversation stays as it was."""
        reply = Reply(kind="notice", body=phrases.TURN_FAILED)
        session = _known(task)
        show = Show(reply=reply, run=session.run, turn=session.turn)
        return Result(session=task.session, effects=(effects.encode(show),))


def _known(task: Task) -> Session:
    """The stored session; a new one if an other release wrote it so that it cannot be read."""
    if task.session is None:
        return Session()
    try:
        return _session.decode(task.session)
    except msgspec.MsgspecError:
        log.warning("a session could not be read; its conversation starts anew")
        return Session()


def day(at: float) -> date:
    """The day in China on which an update came in: the same in every attempt."""
    return datetime.fromtimestamp(at, UTC).astimezone(CHINA).date()


def _forgets(event: Event) -> bool:
    return isinstance(event, Chose) and event.button == buttons.FORGET.id


def _effects(received: Received, turn: Turn) -> list[Effect]:
    pressed = received.message if isinstance(received.event, Chose) else None
    made = effects.of_turn(turn, pressed, received.thread)
    if received.cut:
        notice = Reply(kind="notice", body=sentences.SHORTENED.format(limit=TEXT_LIMIT))
        session = turn.session
        show = Show(reply=notice, run=session.run, turn=session.turn, thread=received.thread)
        made.insert(0, show)
    return made
