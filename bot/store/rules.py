"""What every database keeps to: how often, how long, which day, and which texts can be stored."""

import logging
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.store.store import INT64, Handler, Result, Tally, Task

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
FIRST_PAUSE = 0.1
"""Seconds before the second attempt of a turn; doubles with each further one, 1.5 s in all."""

LEASE = 30.0
"""Seconds after which a message whose sender was not heard of again is handed out anew."""

LONGEST_PAUSE = 86_400.0
"""Seconds a message may be put off, whatever was asked for."""

DAY = 86_400.0
KEEP_UPDATE_IDS = 2 * DAY
"""Telegram repeats an update for 24 hours at most."""
KEEP_IDLE_CHATS = 30 * DAY
KEEP_CASES = 30 * DAY
KEEP_MISSES = 90 * DAY
KEEP_TALLIES = 400 * DAY

DEAD_UPDATE = Tally("dead", "update")
DEAD_DELIVERY = Tally("dead", "delivery")

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""NUL and halves of characters: databases refuse them, and people cannot type them."""


@dataclass(frozen=True, slots=True)
class PutOff:
    """A turn to be tried again after a pause of so many seconds; `attempts` have failed."""

    attempts: int
    pause: float


def attempt(task: Task, handle: Handler, on_dead: Handler) -> Result | PutOff:
    """The result to write, of an apology if need be, or that the turn is put off."""
    try:
        return storable(handle(task))
    except Exception:
        failures = task.attempts + 1
        log.exception("turn of update %d failed, attempt %d", task.update_id, failures)
        if failures < MOST_ATTEMPTS:
            return PutOff(failures, FIRST_PAUSE * 2**task.attempts)
    try:
        result = storable(on_dead(task))
    except Exception:
        log.exception("apology for update %d failed", task.update_id)
        result = Result(task.session)
    return replace(result, tallies=(*result.tallies, DEAD_UPDATE))


def storable(result: Result) -> Result:
    """The same with texts any database takes. What no database takes raises here, not later."""
    if result.seen_message_id is not None and result.seen_message_id not in INT64:
        raise ValueError("a message id does not fit 64 bits")
    others = [effect for _, effect in result.elsewhere]
    missed = [miss.text for miss in result.misses]
    texts = (result.session or "", *result.effects, *others, *missed)
    if is_storable("".join(texts)):
        return result
    return replace(
        result,
        session=None if result.session is None else clean(result.session),
        effects=tuple(map(clean, result.effects)),
        elsewhere=tuple((chat, clean(effect)) for chat, effect in result.elsewhere),
        misses=tuple(replace(miss, text=clean(miss.text)) for miss in result.misses),
    )


def clean(text: str) -> str:
    """The text without what no database takes."""
    return text if is_storable(text) else _UNSTORABLE.sub("?", text)


def is_storable(text: str) -> bool:
    """Whether databases take a text; many times quicker than to search it for what they refuse."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def day(at: float) -> str:
    """The date in China at a moment, `2026-11-25`."""
    return (datetime.fromtimestamp(at, UTC) + timedelta(hours=8)).date().isoformat()


def newest(*message_ids: int | None) -> int | None:
    """Telegram's message ids grow within a chat."""
    return max((id_ for id_ in message_ids if id_ is not None), default=None)


def age(now: float, at: float | None) -> float:
    """Seconds since a moment; 0 when there is none."""
    return 0.0 if at is None else max(0.0, now - at)
