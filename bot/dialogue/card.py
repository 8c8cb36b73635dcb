"""A result as one person passes it on to another: values, all texts plain and filled."""

from decimal import Decimal

from msgspec import Struct

from bot.dialogue import phrases


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An immutable piece of a card, kept as JSON until it is drawn."""


class Call(Part, frozen=True, kw_only=True):
    """Whom to turn to (a number such as `12393（参保地）`, or an office), and what to say there."""

    phone: str
    say: str


class Fork(Part, frozen=True, kw_only=True):
    """What was asked on the way, what was chosen, and the choices left aside."""

    asked: str
    chosen: str
    others: tuple[str, ...] = ()


class Bar(Part, frozen=True, kw_only=True):
    """One bar of a chart: its label, and the heights of its parts from the bottom up."""

    label: str
    parts: tuple[Decimal, ...]


class Chart(Part, frozen=True, kw_only=True):
    """Bars side by side. `names` are those of their parts; all amounts are of one `unit`."""

    title: str
    unit: str
    names: tuple[str, ...]
    bars: tuple[Bar, ...]


class Labels(Part, frozen=True, kw_only=True):
    """What stands above the parts of a picture: texts of the card like all others."""

    steps: str = phrases.DO_THIS_TITLE
    bring: str = phrases.BRING
    calls: str = phrases.CALL_TITLE
    way: str = phrases.WAY
    before: str = phrases.WAY_BEFORE
    basis: str = phrases.BASIS
    more: str = phrases.SEE_TEXT
    note: str = phrases.NOTE


class Card(Part, frozen=True, kw_only=True):
    """A result and what to do about it; nothing in it tells who the person is.

    `topic` is what was being found out, `say` the reason, `basis` one line for each source,
    `checked` when it was last held against them, `footer` the line that ends every result.
    `way`, `chart` and `labels` are only there to be drawn.
    """

    topic: str
    title: str
    say: str
    checked: str
    footer: str
    steps: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()
    basis: tuple[str, ...] = ()
    way: tuple[Fork, ...] = ()
    chart: Chart | None = None
    labels: Labels = Labels()
