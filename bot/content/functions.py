"""What content may call by name: the seam between authored flows and calculators in Python."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.content.knowledge import Place, Row, Status

Figure = Decimal | str


@dataclass(frozen=True, slots=True)
class Series:
    """Amounts over time, all of one `unit`: each point a label and the parts its total is made of.

    `title` and the `names` of the parts are in Chinese, to be read beside a picture.
    """

    title: str
    unit: str
    names: tuple[str, ...]
    points: tuple[tuple[str, tuple[Decimal, ...]], ...]


@dataclass(frozen=True, slots=True)
class Calculation:
    """The result of a calculator.

    `figures`: name → amount (Decimal, rounded) or text; empty where no rule is known.
    `units`: figure name → unit in Chinese ("元", "元/月", "个月").
    `steps`: the arithmetic as sentences a person can follow, in Chinese.
    `rows`: the parameter rows used. `cite`: citations of the formula itself.
    `status`: the weakest status of the rows used; "unknown" when one was missing.
    `ask`: with "unknown", whom to ask and what to say, in Chinese.
    `series`: how the result came about over time, where that is worth a picture.
    """

    figures: Mapping[str, Figure]
    units: Mapping[str, str]
    steps: tuple[str, ...]
    rows: tuple[Row, ...]
    cite: tuple[str, ...]
    status: Status
    ask: str | None = None
    series: Series | None = None


class InvalidInputError(ValueError):
    """An argument is out of range. The message is a Chinese sentence naming the valid range.

    It may be read by anyone, so `argument` names the argument apart, for who wrote it.
    """

    def __init__(self, message: str, argument: str) -> None:
        super().__init__(message)
        self.argument = argument


@dataclass(frozen=True, slots=True)
class Function:
    """A named calculator: `required` and `optional` argument names, and the figures it yields.

    `cite`: every citation its formulas may give. `reads`: patterns (`retirement.*.age`) of the
    keys of parameter rows it looks up; `words`: identities and tiers it looks up by itself.

    `run(arguments, places, today)` takes argument name → canonical text (a choice id, a decimal
    number, `YYYY-MM`, a city id) and raises InvalidInputError for values out of range.
    """

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    figures: tuple[str, ...]
    cite: tuple[str, ...]
    run: Callable[[Mapping[str, str], Mapping[str, Place], date], Calculation]
    reads: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


Functions = Mapping[str, Function]
