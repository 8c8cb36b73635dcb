"""How often something may be done, by all processes together. Values only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `burst` at once, and `per_second` in the long run; `name` tells limits apart."""

    name: str
    per_second: float
    burst: int

    @property
    def gap(self) -> float:
        """Seconds between two in the long run."""
        return 1 / self.per_second

    @property
    def slack(self) -> float:
        """Seconds by which a burst may be early."""
        return (self.burst - 1) / self.per_second
