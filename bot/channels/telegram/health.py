"""Whether every part of the process still does its work."""

import time
from collections.abc import Callable


class Health:
    """Each part says now and then that it works; one that is silent for too long is ill."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._heard: dict[str, float] = {}
        self._limits: dict[str, float] = {}

    def part(self, name: str, silence: float) -> Callable[[], None]:
        """A part that may be silent for so many seconds; returns what it calls to be heard."""
        self._limits[name] = silence

        def beat() -> None:
            self._heard[name] = self._clock()

        beat()
        return beat

    def ill(self) -> list[str]:
        """The parts that have been silent for too long."""
        now = self._clock()
        return [n for n, limit in self._limits.items() if now - self._heard[n] > limit]
