"""What a turn leaves behind without its chat: questions that were missed, and what is counted."""

from collections.abc import Iterator

from bot.dialogue.session import Turn
from bot.store.store import Miss, Tally

COUNTED = frozenset({"outcome", "answer"})


def misses(turn: Turn, digest: str) -> tuple[Miss, ...]:
    """The question that was missed, reduced; none if nothing of it may be kept.

    `digest`: of the content that missed it.
    """
    if turn.miss is None or not turn.missed:
        return ()
    return (Miss(text=turn.missed, kind=turn.miss, digest=digest),)


def tallies(turn: Turn) -> Iterator[Tally]:
    """What happened: `miss`, `feedback`, `outcome` and `answer`, the last two with their topic."""
    if turn.miss in ("refuse", "clarify"):
        yield Tally(subject="miss", value=turn.miss)
    if turn.feedback is not None:
        yield Tally(subject="feedback", value=turn.feedback)
    for reply in turn.replies:
        if reply.kind in COUNTED and reply.topic is not None:
            yield Tally(subject=reply.kind, value=reply.topic)
