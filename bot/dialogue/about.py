"""What the assistant says of itself and its subject: the content's words, in our sentences."""

from bot.content.content import Content
from bot.dialogue import phrases


def declined(content: Content) -> str:
    """A question it does not understand: what it knows, and whom to ask."""
    about = content.menu.about
    knows = phrases.KNOWS.format(subject=about.subject, knows=about.knows) if about.knows else ""
    return f"{phrases.DECLINE}{knows}{phrases.ASK_AGAIN}{urgent(content)}"


def urgent(content: Content) -> str:
    """Whom to call at once; nothing where the content names nobody."""
    call = content.menu.about.call
    return phrases.URGENT.format(call=call) if call else ""


def with_urgent(content: Content, said: str) -> str:
    """Something said, and whom to call at once."""
    return said + urgent(content)


def introduction(content: Content) -> str:
    """What it is for, and how it is used."""
    subject = content.menu.about.subject
    first = [phrases.HELP_WITH.format(subject=subject)] if subject else []
    return "\n".join([*first, phrases.HELP])


def question(content: Content) -> str:
    """What to say on the telephone where nothing more is known."""
    return phrases.SCRIPT_ANY.format(subject=content.menu.about.subject or phrases.ANY_SUBJECT)
