"""A few values of each slot, one from every region that guards tell apart."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product

from bot.content.content import NATIONAL
from bot.content.flow import Question
from bot.content.functions import Calculation, Figure
from bot.content.guards import Constant, Guard, SlotValue
from bot.content.knowledge import Status
from bot.content.leaves import UNKNOWN
from bot.content.rules.comparisons import OTHER_CITY
from bot.content.rules.finding import FlowView

_STATUSES: tuple[Status, ...] = ("official", "provisional", "unknown")
MAX_SITUATIONS = 20_000


def constants(guards: Sequence[Guard]) -> dict[str, set[Constant]]:
    """Name → all literals it is compared with; names compared with each other share theirs."""
    found: dict[str, set[Constant]] = {}
    for guard in guards:
        for reference in guard.references:
            found.setdefault(reference.name, set())
        for name, values in guard.constants.items():
            found[name] |= values
    for guard in guards:
        for first, second in guard.pairs:
            together = found[first] | found[second]
            found[first] = found[second] = together
    return found


def values(
    view: FlowView, node: str, slot: str, compared: Mapping[str, set[Constant]]
) -> list[SlotValue]:
    """Values of a slot, as they may be when `node` decides; None where it may be unanswered."""
    own = node == slot
    found: list[SlotValue]
    if slot in view.flow.compute:
        found = [*_calculations(slot, compared), None]
    elif slot in view.flow.calls:
        found = [*_results(view, slot, compared[slot])]
    else:
        found = list(_answers(view, view.flow.questions[slot], compared[slot]))
    if slot not in view.flow.compute and not own and not view.graph.must_precede(slot, node):
        found.append(None)
    return found


def _results(view: FlowView, call: str, compared: Iterable[Constant]) -> list[str]:
    """The outcomes a call can come back with; if they are not known, those that are named."""
    name = view.flow.calls[call].flow
    library = view.shelf
    if name not in library.flows or name in library.incomplete:
        return [*sorted(map(str, compared)), UNKNOWN]
    return list(library.flows[name].outcomes)


def _answers(
    view: FlowView, question: Question, compared: Iterable[Constant]
) -> Iterator[SlotValue]:
    given = question.input
    numeric = given is not None and (given.number is not None or given.money is not None)
    for name, choice in question.choices.items():
        if choice.value is None:
            yield name
        else:
            yield Decimal(choice.value) if numeric and _decimal(choice.value) else choice.value
    if given is None:
        return
    if given.city is not None:
        yield from _cities(view, compared)
    elif given.month is not None:
        texts = [c for c in compared if isinstance(c, str) and c not in question.choices]
        yield from _months(texts, given.month.min, given.month.max or "2999-12")
    elif given.number is not None:
        low, high = Decimal(given.number.min), Decimal(given.number.max)
        yield from _numbers(compared, low, high, Decimal(1))
    elif given.money is not None:
        yield from _numbers(compared, given.money.min, given.money.max, Decimal("0.01"))


def _decimal(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdecimal()


def _numbers(
    compared: Iterable[Constant], low: Decimal, high: Decimal, step: Decimal
) -> list[Decimal]:
    low, high = min(low, high), max(low, high)
    found = {low, high}
    for constant in compared:
        if isinstance(constant, Decimal):
            found |= {constant - step, constant, constant + step}
    return sorted(number for number in found if low <= number <= high)


def _months(compared: Iterable[str], low: str, high: str) -> list[str]:
    found = {low, high}
    for month in compared:
        year, _, number = month.partition("-")
        if year.isdecimal() and number.isdecimal():
            count = int(year) * 12 + int(number) - 1
            found |= {f"{m // 12:04}-{m % 12 + 1:02}" for m in (count - 1, count, count + 1)}
    return sorted(month for month in found if low <= month <= high)


def _cities(view: FlowView, compared: Iterable[Constant]) -> list[str]:
    named = {str(constant) for constant in compared} & view.shelf.place_ids
    rest = sorted(view.shelf.place_ids - named - {NATIONAL})
    return [*sorted(named), *rest[:1], OTHER_CITY]


def _calculations(slot: str, compared: Mapping[str, set[Constant]]) -> Iterator[Calculation]:
    fields: dict[str, list[Figure | None]] = {}
    for name, literals in compared.items():
        if name.startswith(f"{slot}.") and not name.endswith(".status"):
            texts: list[Figure | None] = [c for c in literals if isinstance(c, str)]
            numbers = _numbers(literals, Decimal("-1e12"), Decimal("1e12"), Decimal("0.01"))
            fields[name.partition(".")[2]] = [*texts, *numbers, None]
    for status in _STATUSES:
        for row in product(*fields.values()):
            figures = {k: v for k, v in zip(fields, row, strict=True) if v is not None}
            yield Calculation(figures, {}, (), (), (), status)
