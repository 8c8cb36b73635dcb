"""A stored update → its turn: the dialogue's answer, as effects. Runs inside the transaction."""

import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import msgspec

from bot.channels import counting
from bot.channels.telegram import effects, operators, sentences
from bot.channels.telegram.effects import Effect, Show
from bot.channels.telegram.posts import Export
from bot.channels.telegram.public import Public
from bot.channels.telegram.relay import Relay
from bot.channels.telegram.updates import TEXT_LIMIT, Received
from bot.content.content import Content
from bot.dialogue import about, phrases
from bot.dialogue.guide import Guide
from bot.dialogue.respond import respond
from bot.dialogue.session import Chose, Event, Reply, Session, Turn, Typed
from bot.dialogue.styling import styled
from bot.store.store import Result, Task

log = logging.getLogger(__name__)

CHINA = timezone(timedelta(hours=8))

_received = msgspec.json.Decoder(Received)
_session = msgspec.json.Decoder(Session)


class Turns:
    """The handlers that the store calls: pure, so that a task may be repeated.

    `desk` is the operators' chat: what is for them, and from them, is no part of the dialogue.
    """

    def __init__(self, guide: Guide, desk: int | None = None) -> None:
        self._desk = desk
        self.public = Public(guide)
        self.use(guide)

    def use(self, guide: Guide) -> None:
        """Serve from this content from the next turn on."""
        self._guide = replace(guide, desk=self._desk is not None)
        self._relay = None if self._desk is None else Relay(self._guide, self._desk)
        self.public.use(guide)

    def content(self) -> Content:
        """The content that serves now."""
        return self._guide.content

    def handle(self, task: Task) -> Result:
        """Answer one update."""
        received = _received.decode(task.payload)
        relay, session, today = self._relay, _known(task), day(task.at)
        if relay is not None:
            if task.chat_id == relay.desk:
                return operators.turn(task, received)
            if result := relay.of_person(task, received, session, today):
                return result
        if received.event is None:
            return Result(session=task.session, blocked=True)
        event = _as_seen(task, session, received.event)
        turn = respond(self._guide, session, event, today)
        forget = turn.deed == "forget"
        return Result(
            session=msgspec.json.encode(turn.session).decode(),
            effects=tuple(
                effects.encode(effect) for effect in _effects(received, turn, task.update_id)
            ),
            seen_message_id=None if isinstance(received.event, Chose) else received.message,
            misses=counting.misses(turn, self._guide.content.digest),
            tallies=tuple(
                counting.tallies(task.session is not None, session, received.event, turn)
            ),
            forget=forget,
            elsewhere=relay.forgotten(task) if relay is not None and forget else (),
        )

    def apologise(self, task: Task) -> Result:
        """What is said after a turn that failed for good; the conversation stays as it was."""
        if self._relay is not None and task.chat_id == self._relay.desk:
            return operators.apology(_received.decode(task.payload))
        show = _notice(_known(task), about.with_urgent(self._guide.content, phrases.TURN_FAILED))
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


def _as_seen(task: Task, session: Session, event: Event) -> Event:
    """A text that was typed before the last question was shown says so."""
    if not isinstance(event, Typed) or effects.seen(task.screen, session.turn, task.update_id):
        return event
    return msgspec.structs.replace(event, seen=False)


def day(at: float) -> date:
    """The day in China on which an update came in: the same in every attempt."""
    return datetime.fromtimestamp(at, UTC).astimezone(CHINA).date()


def _effects(received: Received, turn: Turn, update: int) -> list[Effect]:
    pressed = received.message if isinstance(received.event, Chose) else None
    made: list[Effect] = [*effects.of_turn(turn, pressed, received.thread, update)]
    if received.cut:
        said = sentences.SHORTENED.format(limit=TEXT_LIMIT)
        made.insert(0, _notice(turn.session, said, received.thread))
    if turn.deed == "export":
        made.insert(0, Export())
    return made


def _notice(session: Session, body: str, thread: int | None = None) -> Show:
    """Something said beside a turn, in the manner its person asked for."""
    (reply,) = styled(Turn(session=session, replies=(Reply(kind="notice", body=body),))).replies
    return Show(reply=reply, run=session.run, turn=session.turn, thread=thread)
