"""How fast Telegram may be written to, and when it has asked to wait."""

from collections import OrderedDict

from bot.store.limits import Limit

OVERALL_PER_SECOND = 25.0
OVERALL_BURST = 5
CHAT_PER_SECOND = 1.0
CHAT_BURST = 3
REMEMBERED_CHATS = 10_000
REFUSALS_OF_ALL = 3
"""So many chats refused in a row, and none let through between, mean that all have to wait."""

CAREFUL = 600.0
"""Seconds after a refusal in which the rates above are kept to."""


OVERALL = Limit("all", OVERALL_PER_SECOND, OVERALL_BURST)
"""Also kept together with the other replicas, where the database is shared; as is each chat's."""


def limits(chat: int | None) -> tuple[Limit, ...]:
    """What a message new to `chat` is limited by; an edit by the overall rate alone."""
    if chat is None:
        return (OVERALL,)
    return (OVERALL, Limit(str(chat), CHAT_PER_SECOND, CHAT_BURST))


class Rate:
    """At most `burst` at once and `per_second` in the long run, by the time that is handed in."""

    __slots__ = ("_due", "_gap", "_slack")

    def __init__(self, per_second: float, burst: int) -> None:
        self._gap = 1 / per_second
        self._slack = (burst - 1) / per_second
        self._due = 0.0

    def free(self, now: float) -> bool:
        """Whether the next place may be used at once."""
        return self._due - self._slack <= now

    def book(self, now: float) -> float:
        """Take the next place; returns the time from which it may be used."""
        due = max(self._due, now)
        self._due = due + self._gap
        return max(now, due - self._slack)


class Rates:
    """A rate for each of many chats; those longest unused are forgotten."""

    def __init__(self, per_second: float, burst: int, remembered: int = REMEMBERED_CHATS) -> None:
        self._per_second, self._burst, self._remembered = per_second, burst, remembered
        self._rates: OrderedDict[int, Rate] = OrderedDict()

    def book(self, chat: int, now: float) -> float:
        """Take the chat's next place; returns the time from which it may be used."""
        return self._of(chat).book(now)

    def allows(self, chat: int, now: float) -> bool:
        """Take the chat's next place if it may be used at once; False and nothing taken if not."""
        rate = self._of(chat)
        if not rate.free(now):
            return False
        rate.book(now)
        return True

    def _of(self, chat: int) -> Rate:
        rate = self._rates.pop(chat, None) or Rate(self._per_second, self._burst)
        self._rates[chat] = rate
        if len(self._rates) > self._remembered:
            self._rates.popitem(last=False)
        return rate


class Pace:
    """When the next message to a chat may go out. All times are of one clock.

    Telegram names rates for sending to many, and lets answers pass that are faster. So nothing is
    held back until it refuses something; what it then asks for is kept to the letter, and for a
    while after it the rates it names.
    """

    def __init__(self) -> None:
        self._overall = Rate(OVERALL_PER_SECOND, OVERALL_BURST)
        self._chats = Rates(CHAT_PER_SECOND, CHAT_BURST)
        self._closed: OrderedDict[int, float] = OrderedDict()
        self._refused: dict[int, float] = {}
        self._careful_until = 0.0
        self.closed_until = 0.0
        """Nothing at all may be sent before this."""

    def book(self, now: float, chat: int | None) -> float:
        """Take a place for one request, of a message new to `chat` if given; when it may go."""
        due = max(now, self.closed_until)
        if now < self._careful_until:
            due = max(due, self._overall.book(now))
        if chat is None or (closed := self._closed.get(chat)) is None:
            return due
        if now >= closed + CAREFUL:
            del self._closed[chat]
            return due
        return max(due, closed, self._chats.book(chat, now))

    def refused(self, chat: int, until: float) -> bool:
        """Telegram wants no message in this chat until then; after several, in none: True."""
        self._closed[chat] = max(until, self._closed.pop(chat, until))
        if len(self._closed) > REMEMBERED_CHATS:
            self._closed.popitem(last=False)
        self._refused[chat] = until
        if len(self._refused) >= REFUSALS_OF_ALL:
            self.closed_until = max(self.closed_until, *self._refused.values())
            self._careful_until = self.closed_until + CAREFUL
            self._refused.clear()
            return True
        return False

    def accepted(self) -> None:
        """A message went through: what was refused concerned single chats."""
        self._refused.clear()
