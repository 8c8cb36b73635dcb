"""Reading a calculator's arguments: the text given → a value within its range, or a sentence."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from bot.calculators.amounts import plain
from bot.calculators.months import Month
from bot.content.functions import InvalidInputError

Arguments = Mapping[str, str]

AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?")
WHOLE = re.compile(r"[0-9]{1,6}")
MOST_MONEY = Decimal(100_000_000)
MOST_BASE = Decimal(1_000_000)


def text(arguments: Arguments, name: str) -> str | None:
    """What was given under a name; blank counts as not given."""
    value = unicodedata.normalize("NFKC", arguments.get(name, "")).strip()
    return value or None


def money(
    arguments: Arguments, name: str, label: str, least: Decimal, most: Decimal = MOST_MONEY
) -> Decimal:
    """An amount in yuan, at most two decimals, from `least` to `most`."""
    given = text(arguments, name) or ""
    value = Decimal(given) if AMOUNT.fullmatch(given) else None
    if value is None or not least <= value <= most:
        limits = f"{plain(least)} 到 {plain(most)} 之间"
        raise InvalidInputError(f"{label}要填 {limits}的金额，单位元，最多两位小数。", name)
    return value


def base(arguments: Arguments) -> Decimal:
    """A monthly contribution base."""
    return money(arguments, "base", "月缴费基数", Decimal(1), MOST_BASE)


def whole(arguments: Arguments, name: str, label: str, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    given = text(arguments, name) or ""
    value = int(given) if WHOLE.fullmatch(given) else None
    if value is None or not least <= value <= most:
        raise InvalidInputError(f"{label}要填 {least} 到 {most} 之间的整数。", name)
    return value


def whole_or(
    arguments: Arguments, name: str, label: str, least: int, most: int, default: int
) -> int:
    """The same for an argument that may be left out."""
    if text(arguments, name) is None:
        return default
    return whole(arguments, name, label, least, most)


def month(arguments: Arguments, name: str, label: str, first: Month, last: Month) -> Month:
    """A month from `first` to `last`, written like 2024-07."""
    value = Month.read(text(arguments, name) or "")
    if value is None or not first <= value <= last:
        raise InvalidInputError(
            f"{label}要写成 2024-07 这样的年月，在 {first} 到 {last} 之间。", name
        )
    return value


def choice(
    arguments: Arguments, name: str, label: str, known: Mapping[str, str], default: str | None
) -> str:
    """One of a closed set: `known` maps what may be written to the canonical value."""
    given = text(arguments, name)
    if given is None and default is not None:
        return default
    value = known.get((given or "").casefold())
    if value is None:
        listed = "、".join(dict.fromkeys(known.values()))
        raise InvalidInputError(f"{label}要填其中一个：{listed}。", name)
    return value
