"""What must be said before anything else: emergencies, despair, fraud, evasion."""

from bot.content.content import Content
from bot.content.knowledge import Alert


def _fires(alert: Alert, text: str) -> bool:
    return (
        any(word in text for word in alert.any)
        and (not alert.with_any or any(word in text for word in alert.with_any))
        and not any(word in text for word in alert.unless)
    )


def alerts(content: Content, text: str) -> tuple[str, ...]:
    """The ids of the alerts that the words of a normalised text call for, as authored."""
    return tuple(topic for topic, alert in content.alerts.items() if _fires(alert, text))
