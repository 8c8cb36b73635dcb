"""Rounding and writing amounts. Values stay exact until they are shown."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
TENTH = Decimal("0.1")


def cents(value: Decimal) -> Decimal:
    """To 0.01 yuan, half up."""
    return value.quantize(CENT, ROUND_HALF_UP)


def tenths(value: Decimal) -> Decimal:
    """To one decimal, half up: the practice for interpolated payout months."""
    return value.quantize(TENTH, ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """As people write it: 160.00 → 160, 137.30 → 137.3."""
    return f"{value.normalize():f}" if value else "0"


def yuan(value: Decimal) -> str:
    """An amount with its unit, rounded to cents: 4903.20 元, 4903 元."""
    rounded = cents(value)
    return f"{plain(rounded) if rounded == rounded.to_integral_value() else rounded} 元"


def percent(value: Decimal) -> str:
    """With the decimals it was published with: 2.62%, 1.50%."""
    return f"{value}%"


def years_text(months: int) -> str:
    """186 → 15 年 6 个月."""
    years, rest = divmod(months, 12)
    return f"{years} 年 {rest} 个月" if rest else f"{years} 年"


def age_text(months: int) -> str:
    """726 → 60 岁 6 个月."""
    years, rest = divmod(months, 12)
    return f"{years} 岁 {rest} 个月" if rest else f"{years} 岁"
