"""Typed text → the canonical text of an answer. Deterministic, total: never raises."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from bot import numerals
from bot.content.flow import CityInput, Input, MoneyInput, MonthInput, NumberInput
from bot.content.knowledge import Place

OTHER = "other"
"""The canonical text of a city that has no file."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Understood, but out of range: `message` says in Chinese what would fit."""

    message: str


Reading = str | Misfit | None

ABOUT = re.compile(r"^(?:大概|大约|差不多|也就|就是|应该是|可能|约|是|有|交了|断了|共|一共|总共)+")
TAIL = re.compile(r"(?:左右|上下|的样子|吧|了|呢|的|啊|哦|整){1,9}$")
ENDING = re.compile(r"(?<![\s。！!,，、~～])[\s。！!,，、~～]+$")
VAGUE = re.compile(r"[多几来]|以上|以下|不到|不止")
NOT_THERE = re.compile(r"不|没|离开|走了|以前|原来|之前|搬|[?？吗]|去了|来自|老家|户口")
"""Who says so may name a city without being insured there: better ask again."""
YEARS = re.compile(r"^(.+?)年(半)?$")
MONTH = re.compile(
    r"^(?:(\d{4})|(\d{2}))\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月(?:份)?)?"
    r"(?:(?<=[月份])\s*[\d十]{1,3}[日号]?|[-./]\d{1,2}[日号]?)?$"
)
LUNAR = re.compile(r"[农阴旧]历|初[一二三四五六七八九十]|[正冬腊]月|闰")
"""A month of the old calendar is another than the one on the identity card."""
HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


Kind = Literal["number", "money", "month", "city"]


def kind_of(given: Input) -> Kind:
    """Which of the four an input is."""
    if given.number is not None:
        return "number"
    if given.money is not None:
        return "money"
    return "city" if given.month is None else "month"


def _bare(text: str) -> str:
    text = ENDING.sub("", numerals.fold(text))
    return TAIL.sub("", ABOUT.sub("", text)).strip()


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def read(text: str, given: Input, places: Mapping[str, Place], today: date) -> Reading:
    """What a text says at a question that takes `given`; None when it says nothing of the kind."""
    if given.number is not None:
        return _number(text, given.number)
    if given.money is not None:
        return _money(text, given.money)
    if given.month is not None:
        return _month(text, given.month, today)
    return _city(text, given.city or CityInput(), places)


def _amount(text: str, units: str) -> Decimal | None:
    stripped = re.sub(rf"(?:{units})$", "", _bare(text)).strip()
    return None if VAGUE.search(stripped) else numerals.read(stripped)


def _months(text: str) -> Decimal | None:
    """半年 → 6, 两年 → 24, 一年半 → 18, 一年零三个月 → 15."""
    text = _bare(text)
    if text == "半年":
        return Decimal(6)
    if match := YEARS.match(text):
        years = numerals.read(match[1])
        return None if years is None else years * 12 + (6 if match[2] else 0)
    if match := re.match(r"^([^年]+)年零?(.+?)个?月$", text):
        years, months = numerals.read(match[1]), numerals.read(match[2])
        return None if years is None or months is None else years * 12 + months
    return None


def _number(text: str, given: NumberInput) -> Reading:
    units = {"个月": "个月|月", "岁": "周岁|岁", "年": "年"}.get(given.unit, re.escape(given.unit))
    value = _months(text) if given.unit == "个月" else None
    if value is None:
        value = _amount(text, units)
    if value is None:
        return None
    if value != value.to_integral_value():
        return Misfit(f"请给一个整数，单位是{given.unit}。")
    if not given.min <= value <= given.max:
        return Misfit(f"这个数应在 {given.min} 到 {given.max} {given.unit}之间，请再看一下。")
    return _plain(value)


def _money(text: str, given: MoneyInput) -> Reading:
    value = _amount(text, "元钱|块钱|元整|元|块|人民币|rmb")
    if value is None:
        return None
    if not given.min <= value <= given.max:
        low, high = f"{given.min:,f}", f"{given.max:,f}"
        return Misfit(f"金额应在 {low} 到 {high} 元之间，请再看一下是不是多写或少写了零。")
    if -int(value.normalize().as_tuple().exponent) > 2:
        return Misfit("金额最多两位小数，精确到分就可以了。")
    return _plain(value)


def _month(text: str, given: MonthInput, today: date) -> Reading:
    if LUNAR.search(text):
        return Misfit("农历和身份证上的月份不一样，请照身份证写，比如“1968年3月”。")
    bare = _bare(text).translate(HAN_DIGITS)
    bare = re.sub(r"^十月", "10月", re.sub(r"年十([12])?月", lambda m: f"年1{m[1] or 0}月", bare))
    bare = re.sub(r"(?:出?生|开始|起)(?:的|人)*$", "", bare)
    if re.fullmatch(r"\d{6}|(?:19|20)\d{6}", bare):
        bare = f"{bare[:4]}-{bare[4:6]}"
    match = MONTH.match(bare)
    if not match:
        only_year = re.fullmatch(r"(?:19|20)\d\d年?", bare)
        return Misfit("还要知道是几月，比如“1968年3月”。") if only_year else None
    year = int(match[1]) if match[1] else _century(int(match[2]), today)
    month = int(match[3])
    if not 1 <= month <= 12:
        return Misfit("月份应是 1 到 12，比如“1968年3月”。")
    low, high = given.min, given.max or f"{today:%Y-%m}"
    value = f"{year:04d}-{month:02d}"
    if not low <= value <= high:
        return Misfit(f"年月应在 {spoken_month(low)} 到 {spoken_month(high)} 之间，请再看一下。")
    return value


def _century(two_digits: int, today: date) -> int:
    return 2000 + two_digits if two_digits <= today.year % 100 else 1900 + two_digits


def spoken_month(value: str) -> str:
    """`2024-07` → 2024年7月."""
    year, _, month = value.partition("-")
    return f"{year}年{int(month)}月"


def _city(text: str, given: CityInput, places: Mapping[str, Place]) -> Reading:
    bare = re.sub(r"^(?:我在|在|我是|是)|(?:这边|这里|人|市|的){1,9}$", "", _bare(text))
    for place, known in places.items():
        if bare and bare in (known.name, place, *known.say):
            return place if place != "national" else None
    if bare in ("其他", "别的城市", "其他城市", "别处", "其他地方", "不说", OTHER):
        return OTHER
    if NOT_THERE.search(text):
        return None
    found = {p for p, k in places.items() if any(n in text for n in (k.name, *k.say))}
    found.discard("national")
    if len(found) == 1:
        return found.pop()
    # a short word without verbs is most likely a place we hold no figures for
    if re.fullmatch(r"[\u4e00-\u9fff]{2,7}(?:市|县|区|州|省)", _bare(text)):
        return OTHER
    return None


def fits(value: str, given: Input, places: Mapping[str, Place], today: date) -> bool:
    """Whether a stored canonical text is still a valid answer to a question."""
    if given.city is not None:
        return value == OTHER or (value in places and value != "national")
    return read(value, given, places, today) == value
