"""The figures that are shipped, and calling a calculator over them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

import msgspec

from bot.calculators.registry import FUNCTIONS
from bot.cli import CONTENT_ROOT
from bot.content.functions import Calculation
from bot.content.knowledge import Place
from bot.content.yaml import read

TODAY = date(2026, 11, 25)


@cache
def places() -> Mapping[str, Place]:
    """Every file of parameters, whatever the state of the other content."""
    found = {}
    for path in sorted((CONTENT_ROOT / "knowledge" / "parameters").glob("*.yaml")):
        document = read(path.name, path.read_bytes())
        found[path.stem] = msgspec.convert(document.data, Place, strict=False)
    return found


def calculate(name: str, today: date = TODAY, /, **arguments: object) -> Calculation:
    """Run a calculator with arguments as a person writes them."""
    given = {key: str(value) for key, value in arguments.items()}
    return FUNCTIONS[name].run(given, places(), today)


def whole(result: Calculation, *names: str) -> list[int]:
    """Figures that are whole numbers."""
    return [int(amount(result, name)) for name in names]


def amount(result: Calculation, name: str) -> Decimal:
    """One figure that is a number."""
    value = result.figures[name]
    assert isinstance(value, Decimal), value
    return value
