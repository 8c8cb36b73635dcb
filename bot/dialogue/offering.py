"""What the last turn offered, to be taken by its number or by the words on it."""

from collections.abc import Sequence

import msgspec

from bot.dialogue import buttons, choosing
from bot.dialogue.session import Chose, Reply, Session


def remember(session: Session, replies: Sequence[Reply]) -> Session:
    """The session with what these replies offer.

    Numbers count the buttons of the last reply. A question numbers and names its own choices.
    """
    acting = [button for reply in replies for button in reply.buttons if button.acts]
    labels = {
        choosing.squeeze(button.label): button.id
        for button in acting
        if buttons.parse(button.id).verb != "a"
    }
    last = replies[-1] if replies else None
    counted = () if last is None or last.kind == "question" else last.buttons
    candidates = tuple(button.id for button in counted if button.acts)
    return msgspec.structs.replace(session, candidates=candidates, labels=labels)


def taken(session: Session, text: str) -> Chose | None:
    """The button that a text names, as if it had just been pressed."""
    button = session.labels.get(choosing.squeeze(text))
    number = choosing.ordinal(text)
    if button is None and number is not None and 0 < number <= len(session.candidates):
        button = session.candidates[number - 1]
    if button is None:
        return None
    return Chose(button=button, run=session.run, turn=session.turn - 1)
