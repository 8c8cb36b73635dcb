"""The heart: one event on one session gives the next session and the replies. Pure and total."""

from datetime import date

import msgspec

from bot.dialogue import commands, moves, offering, phrases, pressing, returning, typing_in
from bot.dialogue.engine import Position
from bot.dialogue.guide import Guide
from bot.dialogue.scene import Scene
from bot.dialogue.session import Chose, Command, Event, Reply, Sent, Session, Turn, Typed
from bot.dialogue.styling import styled


def respond(guide: Guide, session: Session, event: Event, today: date) -> Turn:
    """Answer one event. No clock, no I/O; never raises for anything a person can do.

    `today` decides which figures hold and whether content is overdue. The turn always holds at
    least one reply. Sessions stored under older content are replayed on the content as it is.
    """
    away = returning.days_away(session, today)
    scene = on_current_content(Scene(guide, _next_turn(session, today), today))
    scene, told = returning.expired(scene, away)
    if not told and session.frames and not scene.walking:
        told = (Reply(kind="notice", body=phrases.FLOW_GONE),)
    scene, more = returning.updated(scene, away)
    turn = _answered(scene, event)
    if 0 < away < returning.KEPT_DAYS:
        turn = returning.resumed(scene, event, turn)
    return styled(_with_disclaimer(guide, _with_notices(scene, (*told, *more), turn)))


def _answered(scene: Scene, event: Event) -> Turn:
    match event:
        case Chose():
            return pressing.pressed(scene, event)
        case Typed():
            return typing_in.typed(scene, event)
        case Command():
            return commands.commanded(scene, event.name, event.argument)
        case Sent():
            return _not_text(scene, event)


def _next_turn(session: Session, today: date) -> Session:
    return msgspec.structs.replace(session, turn=session.turn + 1, day=today.isoformat())


def _with_notices(scene: Scene, told: tuple[Reply, ...], turn: Turn) -> Turn:
    """What changed while a person was away comes first, and never without where they stand."""
    if not told:
        return turn
    replies, session = (*told, *turn.replies), turn.session
    here = scene.session.run == session.run and bool(session.frames)
    if here and not any(reply.kind in ("question", "outcome") for reply in turn.replies):
        replies = (*replies, moves.current(scene))
        session = msgspec.structs.replace(session, shown=scene.stands(replies))
        session = offering.remember(session, replies)
    return msgspec.structs.replace(turn, session=session, replies=replies)


def on_current_content(scene: Scene) -> Scene:
    """The scene without frames of flows that are gone, and answers no longer asked for."""
    flows = scene.guide.content.flows
    if any(frame.flow not in flows for frame in scene.session.real):
        scene = scene.having(real=())  # what was supposed of it is gone with it
    kept = tuple(f for f in scene.session.frames if f.flow in flows)
    if len(kept) != len(scene.session.frames):
        # a called flow without its caller, or a caller whose call is gone, leads nowhere
        kept = kept[:1] if scene.session.frames[:1] == kept[:1] else ()
        scene = scene.having(frames=kept, asking=None, helped=None)
    if not scene.walking:
        return scene
    node = scene.session.asking
    if node is not None and node not in scene.position.flow.questions:
        scene = scene.having(asking=None)
    position: Position = scene.position
    if position.node in position.flow.branches:
        # only content that was never checked can stop at a branch
        return scene.having(frames=())
    return scene


def _not_text(scene: Scene, event: Sent) -> Turn:
    said = phrases.NOT_TEXT.get(event.kind, phrases.NOT_TEXT_ELSE)
    return commands.shown_again(scene, Reply(kind="notice", body=said))


def _with_disclaimer(guide: Guide, turn: Turn) -> Turn:
    if turn.session.disclaimed:
        return turn
    first = Reply(kind="notice", body=guide.content.menu.disclaimer)
    return msgspec.structs.replace(
        turn,
        session=msgspec.structs.replace(turn.session, disclaimed=True),
        replies=(first, *turn.replies),
    )
