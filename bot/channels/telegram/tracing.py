"""From an update to the messages it caused: one number in every log line, and how long it took.

The store knows an update and a message, not which came of which. So the effect itself carries
the update's id and time of arrival; who decodes an effect passes over what it does not know.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import replace

import msgspec
from msgspec import Struct

from bot.channels.telegram.measures import Measures
from bot.logs import update
from bot.store.store import Handler, Result, Task

log = logging.getLogger(__name__)


class Trace(Struct, frozen=True):
    """The update behind an effect, and when that was stored (seconds since 1970)."""

    update: int
    at: float


class _Traced(Struct):
    trace: Trace | None = None


_traced = msgspec.json.Decoder(_Traced)


def marked(effect: str, trace: Trace) -> str:
    """An effect, which is a JSON object with something in it, with its trace."""
    return f'{effect[:-1]},"trace":{msgspec.json.encode(trace).decode()}}}'


def trace(effect: str) -> Trace | None:
    """The trace of an effect; None if it has none."""
    try:
        return _traced.decode(effect).trace
    except msgspec.MsgspecError:
        return None


def traced(handle: Handler, measures: Measures, now: Callable[[], float] = time.time) -> Handler:
    """The same handler, with its effects marked, and what it does measured and logged."""

    def handled(task: Task) -> Result:
        about = update.set(task.update_id)
        try:
            result = handle(task)
            _note(task, result)
        except Exception:
            measures.failed_turns += 1
            raise
        finally:
            update.reset(about)
        mark = Trace(task.update_id, task.at)
        return replace(
            result,
            effects=tuple(marked(effect, mark) for effect in result.effects),
            elsewhere=tuple((chat, marked(effect, mark)) for chat, effect in result.elsewhere),
        )

    def _note(task: Task, result: Result) -> None:
        measures.tally(result.tallies)
        measures.turn_seconds.saw(now() - task.at)
        kind = next((t.value for t in result.tallies if t.subject == "turn"), "turn")
        log.debug("%s answered with %d messages", kind, len(result.effects))

    return handled
