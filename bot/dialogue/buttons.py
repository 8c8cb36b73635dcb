"""The ids of buttons: what pressing each does. At most 52 ASCII characters.

| id | does |
|---|---|
| `a.NODE.CHOICE` | answers a question |
| `o.OUTCOME.OFFER` | goes on from an outcome inside its flow |
| `c.NODE.CHOICE` | changes an earlier answer to this choice |
| `e.NODE` | asks an answered question again |
| `t.TOPIC` | shows an entry or signpost |
| `f.FLOW` | starts a flow |
| `s.SECTION` | opens a page of the menu |
| `u.TOPIC`, `d.TOPIC` | says that an answer helped, or did not |
| `r.REASON` | says why it did not |
| `w.NODE` | asks an answered question again, only to see what would come of it |
| one word | a command: `menu back restart why answers stay facts whatif real adopt` |
| one word | `export forget forget.yes`: to see and to delete what is kept |
| `desk` | writes to people, where a channel has a desk of them |
| `card`, `picture` | makes something to pass on of the result |
"""

from dataclasses import dataclass

from bot.dialogue import phrases
from bot.dialogue.session import Button


@dataclass(frozen=True, slots=True)
class Press:
    """A button id taken apart. `verb` is the letter before the dot, or the whole word."""

    verb: str
    first: str = ""
    second: str = ""


def parse(button: str) -> Press:
    """Never fails: an id that was never ours gives a verb nobody handles."""
    verb, _, rest = button.partition(".")
    if len(verb) > 1 or not rest:
        return Press(button)
    first, _, second = rest.partition(".")
    return Press(verb, first, second)


def answer(node: str, choice: str, label: str) -> Button:
    """A choice under a question."""
    return Button(id=f"a.{node}.{choice}", label=label)


def topic(name: str, label: str, *, flow: bool) -> Button:
    """A flow to start, or an entry or signpost to show."""
    return Button(id=f"{'f' if flow else 't'}.{name}", label=label)


def thumbs(name: str) -> tuple[Button, Button]:
    """Under every answer: whether it helped."""
    return (
        Button(id=f"u.{name}", label=phrases.HELPED),
        Button(id=f"d.{name}", label=phrases.NOT_HELPED),
    )


MENU = Button(id="menu", label=phrases.MENU)
BACK = Button(id="back", label=phrases.BACK)
RESTART = Button(id="restart", label=phrases.RESTART)
WHY = Button(id="why", label=phrases.WHY)
ANSWERS = Button(id="answers", label=phrases.ANSWERS)
STAY = Button(id="stay", label=phrases.STAY)
WHAT_IF = Button(id="whatif", label=phrases.WHAT_IF)
REAL = Button(id="real", label=phrases.REAL)
ADOPT = Button(id="adopt", label=phrases.ADOPT)
RESULT = Button(id="stay", label=phrases.RESULT)
CARD = Button(id="card", label=phrases.CARD)
PICTURE = Button(id="picture", label=phrases.PICTURE)
NONE = Button(id="none", label=phrases.NONE_OF_THESE)
DROP_FACTS = Button(id="facts", label=phrases.DROP_FACTS)
FORGET = Button(id="forget.yes", label=phrases.FORGET_YES)
ASK_FORGET = Button(id="forget", label=phrases.FORGET_ALL)
EXPORT = Button(id="export", label=phrases.EXPORT)
DESK = Button(id="desk", label=phrases.LEAVE_MESSAGE)
