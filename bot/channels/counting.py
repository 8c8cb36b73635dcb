"""What a turn leaves behind without its chat: questions that were missed, and what is counted.

| subject | value | counts |
|---|---|---|
| `chat` | `new` | people not known (any more) |
| `turn` | `Chose` `Typed` `Command` `Sent` | what people did |
| `flow` | FLOW | flows begun |
| `asked`, `answered` | FLOW.NODE | questions that were reached, and those of them answered |
| `outcome` | FLOW.REASON | where flows ended |
| `answer` | TOPIC | entries and signposts shown |
| `miss` | `refuse` `clarify` | texts that were not understood |
| `feedback` | `up:TOPIC` `down:TOPIC` `reason:REASON:TOPIC` | what was said of answers |
| `relay` | `opened` `asked` `answered` `closed` | what went between people and operators |
"""

from collections.abc import Iterator

from bot.dialogue.session import Answer, Event, Session, Turn
from bot.store.store import Miss, Tally


def misses(turn: Turn, digest: str) -> tuple[Miss, ...]:
    """The question that was missed, reduced; none if nothing of it may be kept.

    `digest`: of the content that missed it.
    """
    if turn.miss is None or not turn.missed:
        return ()
    return (Miss(text=turn.missed, kind=turn.miss, digest=digest),)


def tallies(known: bool, before: Session, event: Event, turn: Turn) -> Iterator[Tally]:
    """What happened in a turn. `known`: the chat had a session before."""
    if not known:
        yield Tally("chat", "new")
    yield Tally("turn", type(event).__name__)
    if turn.miss in ("refuse", "clarify"):
        yield Tally("miss", turn.miss)
    if turn.feedback is not None:
        yield Tally("feedback", turn.feedback)
    for reply in turn.replies:
        if reply.kind == "answer" and reply.topic is not None:
            yield Tally("answer", reply.topic)
    if not (before.real or turn.session.real):  # what is only supposed does not count
        yield from _walked(before, turn)


def _walked(before: Session, turn: Turn) -> Iterator[Tally]:
    """How far the turn took a person. What is only shown again counts nothing."""
    after = turn.session
    if after.frames and after.run != before.run:
        yield Tally("flow", after.frames[0].flow)
    elif answered := _answered(before, after):
        yield Tally("answered", answered)
    if after.frames == before.frames:
        return
    for reply in turn.replies:
        if reply.place is not None and reply.kind in ("question", "outcome"):
            yield Tally("asked" if reply.kind == "question" else "outcome", reply.place)


def _answered(before: Session, after: Session) -> str | None:
    """The question that was waiting, if it was answered: the first answer there was not before.

    Those behind it were known already. A flow that was called and has ended is found in its caller.
    """
    if not before.frames:
        return None
    depth = len(before.frames) - 1
    top = before.frames[depth]
    had = {answer.node for answer in top.answers}
    for answer in _now(after, depth, top.flow):
        if answer.node not in had:
            return f"{top.flow}.{answer.node}"
    return None


def _now(after: Session, depth: int, flow: str) -> tuple[Answer, ...]:
    """The answers in a frame, or, if it is left, in what its caller remembers of it."""
    if len(after.frames) > depth:
        frame = after.frames[depth]
        return frame.answers if frame.flow == flow else ()
    if not after.frames:
        return ()
    calls = [answer for answer in after.frames[-1].answers if answer.inside]
    return calls[-1].inside if calls and len(after.frames) == depth else ()
