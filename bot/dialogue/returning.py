"""Coming back: after a day, after a month, or to content that was changed meanwhile."""

from datetime import date

import msgspec

from bot.dialogue import buttons, moves, offering, phrases
from bot.dialogue.scene import Scene, figures
from bot.dialogue.session import Event, Reply, Session, Shown, Turn, Typed

KEPT_DAYS = 30
"""Answers are dropped after so many days without a word; the store erases them by itself too."""


def days_away(session: Session, today: date) -> int:
    """Days since the last event; 0 for somebody new."""
    return (today - date.fromisoformat(session.day)).days if session.day else 0


def expired(scene: Scene, away: int) -> tuple[Scene, tuple[Reply, ...]]:
    """Drop what is too old, and say so."""
    if away < KEPT_DAYS:
        return scene, ()
    empty = scene.having(
        frames=(), real=(), shown=None, facts={}, candidates=(), labels={}, last_topic=None,
        asking=None, helped=None, misses=0,
    )  # fmt: skip
    told = (Reply(kind="notice", body=phrases.EXPIRED),) if scene.walking else ()
    return empty, told


def updated(scene: Scene, away: int) -> tuple[Scene, tuple[Reply, ...]]:
    """Take what is being walked to the content and the day as they are, and say what that changed.

    What was only supposed is let go of where content changed. Nothing is said where one stands at
    the same place, and the same figures are told there.
    """
    digests = scene.guide.content.flow_digests
    frames = scene.session.real or scene.session.frames
    if all(frame.digest == digests.get(frame.flow, "") for frame in frames):
        if not away or not scene.walking or scene.session.real or scene.session.asking:
            return scene, ()
        return scene, _notices(_outcome(scene, scene.session.shown))
    fresh = tuple(
        msgspec.structs.replace(frame, digest=digests.get(frame.flow, "")) for frame in frames
    )
    asking = None if scene.session.real else scene.session.asking
    found = _callers_left(scene.having(frames=fresh, real=(), asking=asking))
    now = moves.settle(found)[0]
    return now, _notices(_dropped(found), _outcome(now, scene.session.shown))


def _notices(*told: str | None) -> tuple[Reply, ...]:
    return tuple(Reply(kind="notice", body=body) for body in told if body)


def _callers_left(scene: Scene) -> Scene:
    """The scene without called flows that the flow below no longer calls here."""
    frames = scene.session.frames
    for depth in range(1, len(frames)):
        below = scene.having(frames=frames[:depth], asking=None)
        call = below.position.flow.calls.get(below.position.node)
        if call is None or call.flow != frames[depth].flow:
            return below
    return scene


def _dropped(scene: Scene) -> str | None:
    """Answers that no longer fit and are asked for again; questions that are gone are skipped."""
    position = scene.position
    questions = position.flow.questions
    titles = [
        questions[a.node].ask
        for a in position.dropped
        if a.node == position.node and a.node in questions
    ]
    return phrases.ASK_ANEW.format(titles="、".join(titles)) if titles else None


def _outcome(scene: Scene, shown: Shown | None) -> str | None:
    position = scene.position
    if shown is None or shown.flow != position.name:
        return None
    if not position.ended:
        return phrases.RULES_ASK_MORE.format(before=shown.title)
    now = moves.current(scene)
    after = now.title or position.node
    if position.node == shown.outcome:
        same = not shown.figures or shown.figures == figures(now)
        return None if same else phrases.FIGURES_CHANGED.format(title=after)
    return phrases.RULES_CHANGED.format(before=shown.title, after=after)


def resumed(before: Scene, event: Event, turn: Turn) -> Turn:
    """After a day: an answer just goes on; anything else first asks whether to go on."""
    session = turn.session
    if not before.walking or before.position.ended or session.run != before.session.run:
        return turn
    if not session.frames:  # all was deleted just now
        return turn
    title = before.position.flow.title
    if session.frames != before.session.frames:
        notice = Reply(kind="notice", body=phrases.RESUMED.format(title=title))
        return msgspec.structs.replace(turn, replies=(notice, *turn.replies))
    if not isinstance(event, Typed) or turn.replies[-1].kind != "question":
        return turn
    waiting = Reply(
        kind="notice",
        body=phrases.WAITING.format(title=title),
        buttons=(buttons.STAY, buttons.RESTART, buttons.MENU),
        fresh=True,
    )
    replies = (*turn.replies[:-1], waiting)
    return msgspec.structs.replace(
        turn, session=offering.remember(session, replies), replies=replies
    )
