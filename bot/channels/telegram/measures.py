"""What a process counts about itself, cheaply; `metrics.py` puts it into Prometheus' form.

Only the program's own words become labels: kinds of events, ids of flows and outcomes. Nothing
that somebody wrote, and no chat.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable

from bot.store.store import Tally

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds: upper bounds."""


class Histogram:
    """How many durations fell between which bounds."""

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS) + 1)
        self.total = 0.0

    def saw(self, seconds: float) -> None:
        """Count one; a clock that was set back makes it 0, not negative."""
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.total += max(seconds, 0.0)


class Measures:
    """Counts since the process began. Each is written by one thread."""

    def __init__(self) -> None:
        self.updates: Counter[str] = Counter()
        """By what became of them: `stored`, `repeated`, `slowed`, `aside`, `sent_back`."""
        self.tallies: Counter[tuple[str, str]] = Counter()
        """By subject and value, as in `bot.channels.counting`. A turn that has to be taken
        again, because it could not be committed, counts again."""
        self.failed_turns = 0
        self.sends: Counter[str] = Counter()
        """By how they ended: `sent`, `too_many` (429), `unreachable`, `refused`, `blocked`."""
        self.turn_seconds = Histogram()
        """From an update's being stored to its answer."""
        self.delivery_seconds = Histogram()
        """From an update's being stored to Telegram's having taken what was said to it."""

    def tally(self, tallies: Iterable[Tally]) -> None:
        """Count what a turn counted."""
        self.tallies.update((tally.subject, tally.value) for tally in tallies)
