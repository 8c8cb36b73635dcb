"""Where a person stands, what they did, and what is shown to them. Values only.

Answers are the truth; the position in a flow is derived from them (see `engine.py`).
"""

from typing import Literal

from msgspec import Struct

from bot.dialogue.card import Card


class Value(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An immutable value that is stored as JSON."""


class Answer(Value, frozen=True, kw_only=True):
    """What was given at a node: a choice id, or the canonical text of a typed value.

    Canonical texts: number `3`, money `12000.5`, month `2024-07`, city `zhengzhou`. At a call
    node it is the outcome the called flow reached; at an outcome it is the offer taken there.
    """

    node: str
    value: str
    inside: tuple["Answer", ...] = ()
    """At a call node: the answers given in the called flow, so that going back finds them."""


class Frame(Value, frozen=True, kw_only=True):
    """One flow being walked: its answers in the order given, and the digest they were given to.

    `known` holds facts stated before they were asked (slot name → canonical text).
    """

    flow: str
    digest: str
    answers: tuple[Answer, ...] = ()
    known: dict[str, str] = {}


class Shown(Value, frozen=True, kw_only=True):
    """The outcome last shown, by its flow and id, with the words of its title.

    `figures`: a mark of the numbers told with it (see `scene.figures`).
    """

    flow: str
    outcome: str
    title: str
    figures: str = ""


class Session(Value, frozen=True, kw_only=True):
    """All that is remembered of one conversation.

    `frames`: the flow being walked last, below it the flows that called it.
    `run` counts started conversations and `turn` counts turns: together they tell a button of
    now from a button of then. `helped` is the node whose help was just shown, `asking` the
    answered node that is being asked again. `candidates` are the buttons that a number picks,
    `last_topic` is the topic of the last answer (for follow-ups), `misses` counts the
    misunderstood texts in a row, `disclaimed` tells whether the disclaimer was said.
    `asked` is the question answered last, reduced to words that are everybody's
    (`Matcher.reduce`): should the answer turn out to be of no avail, it was missed.
    """

    frames: tuple[Frame, ...] = ()
    run: int = 0
    turn: int = 0
    helped: str | None = None
    asking: str | None = None
    candidates: tuple[str, ...] = ()
    last_topic: str | None = None
    misses: int = 0
    asked: str = ""
    disclaimed: bool = False
    labels: dict[str, str] = {}
    """The words on the buttons last shown (squeezed) → their ids; but for answers."""

    facts: dict[str, str] = {}
    """What the last free text stated (slot name → canonical text), for a flow begun after it."""

    big: bool = False
    """Whether to show little at a time, every button on a row of its own (`/big`)."""

    trad: bool = False
    """Whether to write Traditional Chinese (`/trad`)."""

    day: str = ""
    """The day of the last event, `2026-11-26`."""

    shown: Shown | None = None
    """The outcome that stands, as it was last shown: changed content may lead to another."""

    real: tuple[Frame, ...] = ()
    """While something is supposed ("what if"): the frames as they truly are."""


class Chose(Value, frozen=True, kw_only=True, tag=True):
    """A button was pressed. `run` and `turn` are those of the message the button stood under."""

    button: str
    run: int
    turn: int


class Typed(Value, frozen=True, kw_only=True, tag=True):
    """Free text. Personal numbers have been taken out before it gets here.

    `redacted` says that some were, so that the person can be told why. `seen` tells whether the
    last question was on the screen when it was typed.
    """

    text: str
    redacted: bool = False
    seen: bool = True


class Command(Value, frozen=True, kw_only=True, tag=True):
    """A `/command`, without the slash, and what followed it."""

    name: str
    argument: str = ""


class Sent(Value, frozen=True, kw_only=True, tag=True):
    """Something that is not text: `voice`, `photo`, `sticker`, `location`, `document` …"""

    kind: str


Event = Chose | Typed | Command | Sent

Missed = Literal["refuse", "clarify", "down"]
"""How a question was missed: declined, asked back, or answered to no avail."""

ReplyKind = Literal["question", "outcome", "answer", "card", "clarify", "notice", "menu"]


class Button(Value, frozen=True, kw_only=True):
    """`id` says what pressing does (see `buttons.py`); `label` is what is read."""

    id: str
    label: str
    copy: str | None = None
    """When given, pressing only copies this text (a hotline, a list) where a channel can."""
    link: str | None = None
    """When given, pressing only passes on a link with this `/start` payload."""

    @property
    def acts(self) -> bool:
        """Whether pressing it comes back as an event."""
        return self.copy is None and self.link is None


class Reply(Value, frozen=True, kw_only=True):
    """One message, in no channel's terms. All texts are plain: a channel escapes them.

    `title` stands out, `body` is read by all, `detail` (legal basis, dates) unfolds on demand.
    `typed` names what may be typed besides the buttons.
    `big` asks for large, plain layout: a row for every button.
    `place` is what to count it as: `FLOW.NODE` for a question, `FLOW.REASON` for an outcome.
    `fresh` asks for a new message even after a press (an outcome must not replace its question).
    `picture` is to be drawn and shown with the same words below it, where a channel can.
    """

    kind: ReplyKind
    body: str
    title: str | None = None
    detail: str | None = None
    buttons: tuple[Button, ...] = ()
    cite: tuple[str, ...] = ()
    topic: str | None = None
    typed: Literal["number", "money", "month", "city"] | None = None
    fresh: bool = False
    big: bool = False
    place: str | None = None
    picture: Card | None = None


class Turn(Value, frozen=True, kw_only=True):
    """One event answered: the session after it, and the replies.

    `frozen` is the label of the choice just made, to be kept on the message that held the
    button ("✅ 职工医保"); None when nothing was chosen. `miss` tells that a question was missed;
    `missed` is that question reduced, empty when nothing of it may be kept. `feedback` is what
    was said of an answer, to be counted: `up:TOPIC`, `down:TOPIC`, `reason:REASON:TOPIC`.
    `deed` is left to who stores conversations: to erase this one, to hand it over.
    """

    session: Session
    replies: tuple[Reply, ...]
    frozen: str | None = None
    miss: Missed | None = None
    missed: str = ""
    feedback: str | None = None
    deed: Literal["forget", "export"] | None = None
