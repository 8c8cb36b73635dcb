"""The sheet a calculation is worked out on: rows taken, arithmetic said, and what comes of it."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from bot.calculators import rows
from bot.calculators.rows import Query
from bot.content.functions import Calculation, Figure, InvalidInputError, Series
from bot.content.knowledge import Place, Row, Status

WEAKNESS: tuple[Status, ...] = ("official", "provisional", "unknown")

NOT_VERIFIED = "这里没有核实过的数字，也不能拿别处、别的年份的数代替"


class NoRowError(Exception):
    """A row that the arithmetic needs is missing or has no verified value."""


class Working:
    """Collects the rows used and the steps; the status is the weakest of what was used."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.steps: list[str] = []
        self.series: Series | None = None
        self._assumed = False

    def say(self, step: str) -> None:
        """Add one line of arithmetic or explanation."""
        self.steps.append(step)

    def assume(self, step: str) -> None:
        """Name an assumption: the result is provisional at best."""
        self._assumed = True
        self.say(step)

    def use(self, row: Row | None) -> str:
        """Take a row's value into account; raises NoRowError when there is none."""
        if row is None:
            raise NoRowError
        if row not in self.rows:
            self.rows.append(row)
        if row.value is None or row.status == "unknown":
            raise NoRowError
        return row.value

    def text(self, place: Place | None, query: Query) -> str:
        """The value a query finds, as text."""
        row = rows.find(place, query)
        if row is None and place is not None and query.age is None:
            banded = [r for r in rows.in_force(place, query) if rows.is_banded(r)]
            if banded:
                raise InvalidInputError(
                    f"{place.name}按年龄分档，请填年龄，0 到 120 之间的整数。", "age"
                )
        return self.use(row)

    def number(self, place: Place | None, query: Query) -> Decimal:
        """The value a query finds, as a number."""
        return Decimal(self.text(place, query))

    def count(self, place: Place | None, query: Query) -> int:
        """The value a query finds, as a whole number."""
        return int(self.text(place, query))

    def status(self) -> Status:
        """The weakest status among the rows used and the assumptions made."""
        used: list[Status] = [row.status for row in self.rows]
        used.append("provisional" if self._assumed else "official")
        return max(used, key=WEAKNESS.index)

    def notes(self) -> list[str]:
        """What the reader must know about rows that are not settled."""
        open_rows = (row for row in self.rows if row.status != "official" and row.note)
        return list(dict.fromkeys(f"注意：{row.note}" for row in open_rows))


Units = Mapping[str, str]


def settle(
    body: Callable[[Working], Mapping[str, Figure]], units: Units, cite: tuple[str, ...], ask: str
) -> Calculation:
    """Run the arithmetic; where a row is missing there are no figures, only whom to ask."""
    working = Working()
    try:
        figures = body(working)
    except NoRowError:
        steps = (*working.steps, *working.notes()) or (NOT_VERIFIED,)
        return Calculation({}, {}, steps, tuple(working.rows), cite, "unknown", ask)
    known = {name: unit for name, unit in units.items() if name in figures}
    steps = (*working.steps, *working.notes())
    used, status = tuple(working.rows), working.status()
    return Calculation(figures, known, steps, used, cite, status, series=working.series)


def call(places: Mapping[str, Place], line: str, words: str) -> str:
    """Whom to call and what to say: `line` is medical or pension."""
    national = places.get("national")
    numbers = [r.value for r in (national.rows if national else ()) if r.key == f"hotline.{line}"]
    phone = numbers[0] if numbers and numbers[0] else "参保地经办机构的电话"
    return f"请拨 {phone}，这样问：“{words}”"
