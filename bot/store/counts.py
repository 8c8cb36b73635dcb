"""What a store can tell in numbers, without saying about whom."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stats:
    """Depths of the queues, ages of their oldest rows in seconds (0 when empty), and the dead.

    `dead_updates` and `dead_deliveries` count from the beginning.
    """

    waiting: int
    oldest_waiting: float
    unsent: int
    oldest_unsent: float
    dead_updates: int
    dead_deliveries: int


@dataclass(frozen=True, slots=True)
class MissCount:
    """A question that was missed, how often, and when (days in China, 2026-11-25)."""

    text: str
    kind: str
    count: int
    first_day: str
    last_day: str


@dataclass(frozen=True, slots=True)
class TallyCount:
    """How often something happened on a day (China time, 2026-11-25)."""

    subject: str
    value: str
    day: str
    count: int
