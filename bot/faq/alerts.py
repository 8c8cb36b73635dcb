"""What must be said before anything else: emergencies, despair, fraud, evasion."""

from collections.abc import Callable, Iterable

from bot.content.content import Content
from bot.content.knowledge import Alert


class Alerts:
    """The alerts of one content, their words spelt as texts are once they are read."""

    def __init__(self, content: Content, spell: Callable[[str], str]) -> None:
        self._spell = spell
        self._content = content
        self._spelt: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {}

    def of(self, text: str) -> tuple[str, ...]:
        """The ids of the alerts that the words of a text call for, as ordered by their authors."""
        spelt = self._spell(text)
        return tuple(
            name for name, alert in self._content.alerts.items() if self._fires(name, alert, spelt)
        )

    def _fires(self, name: str, alert: Alert, text: str) -> bool:
        if name not in self._spelt:
            self._spelt[name] = (
                self._all(alert.any),
                self._all(alert.with_any),
                self._all(alert.unless),
            )
        any_of, with_any, unless = self._spelt[name]
        return (
            any(word in text for word in any_of)
            and (not with_any or any(word in text for word in with_any))
            and not any(word in text for word in unless)
        )

    def _all(self, words: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(self._spell, words)))
