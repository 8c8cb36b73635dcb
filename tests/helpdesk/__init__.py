"""A second content, with nothing of social insurance in it: a public library's help desk.

It shows that the engine knows no domain, and is small enough to name every node in a test.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from bot.content.functions import Calculation, Function
from bot.content.knowledge import Place
from bot.content.loader import load
from bot.dialogue.guide import Guide
from bot.faq import matcher

ROOT = Path(__file__).parent
CACHE = Path("var/cache/helpdesk")
TODAY = date(2026, 11, 25)


def _late_charge(given: Mapping[str, str], places: Mapping[str, Place], today: date) -> Calculation:
    row = places["national"].rows[0]
    amount = Decimal(given["price"]) * Decimal(row.value or 0) / 100
    step = f"{given['price']} 元 × {row.value}% = {amount} 元"
    return Calculation({"amount": amount}, {"amount": "元"}, (step,), (row,), (), "official")


FUNCTIONS = {
    "late_charge": Function("late_charge", ("price",), ("days",), ("amount",), (), _late_charge)
}


@cache
def guide() -> Guide:
    """The guide of the help desk, with the real loader and the real matcher."""
    loaded = load(ROOT, FUNCTIONS, TODAY)
    assert loaded.content is not None, "\n".join(map(str, loaded.problems))
    return Guide(loaded.content, FUNCTIONS, matcher.build(loaded.content, ROOT, CACHE))
