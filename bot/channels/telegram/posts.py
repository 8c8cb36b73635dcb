"""Effects that are no part of a person's screen: posts at the desk, documents, figures."""

from msgspec import Struct


class Post(Struct, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """Say something at the desk; with a `title`, under the number of its case.

    `topic` is what the case is about: a topic of that name is made for it where the desk has
    topics. `thread`: the topic, if it was known. `answers`: the operator's message it answers.
    """

    text: str
    title: str | None = None
    topic: str | None = None
    thread: int | None = None
    answers: int | None = None


class Withdraw(Struct, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """Delete a message of ours, as far as Telegram still lets us."""

    message: int


class Export(Struct, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """Hand a person all that is kept about them, as it is when it is sent."""


class Figures(Struct, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """Tell the desk what was counted, as it is when it is sent."""

    thread: int | None = None


OffScreen = Post | Withdraw | Export | Figures
