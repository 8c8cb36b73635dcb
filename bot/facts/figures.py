"""Figures in a text, read and marked by kind, so that rules can tell a sum from an age or a date.

A marked text holds `[k7]` in the place of a figure: its kind and its number in `values`. Kinds:
n plain, m money (yuan), t a time (months), y a time in whole years (years), a age, b a month of
birth or other month (`YYYY-MM`). `[?]` is a figure that is vague (两万多) or counts something else;
nought stays 零.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from bot import numerals

DIGIT = "零〇一二两三四五六七八九俩仨"
HAN = f"{DIGIT}十百千万"
N = (
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
    rf"(?:\x20?[万千百wk](?![a-z])[{HAN}\d]*)?|[{HAN}]+"
)
LONGEST = 12
"""Characters of a figure; longer ones are numbers of phones and cards."""

COUNTED = (
    "百分|个(?!半?月)|[次笔号楼张人口天日周档类级路层室%倍位种项家遍回点页米斤部本孩代期届条步件折]|"
    "礼拜|星期|小时|分钟|分(?!钱)|月份?|公里|平"
)
FIGURE = re.compile(
    rf"""
    (?P<year>(?<!\d)(?:19|20)\d\d|(?<!\d)\d\d|[{DIGIT}]{{4}}|(?<![{HAN}])[{DIGIT}]{{2}})
        年(?P<month>\d{{1,2}}|[{HAN}]{{1,2}})月(?:份|\d{{1,2}}[日号]|[{HAN}]{{1,3}}[日号])?
  | (?<!\d)(?P<iso>(?:19|20)\d\d)[-./](?P<mm>0?[1-9]|1[0-2])(?![\d万千元块])
        (?:[-./]\d{{1,2}}(?!\d))?
  | (?<!\d)(?P<only>(?:19|20)\d\d|[{DIGIT}]{{4}})年
  | (?P<half>大?小?半年|半个?月)(?P<halfmore>多|左右|以上)?
  | (?P<before>几|(?<!基)数|第|周|星期|礼拜|快|近|不到|不足|不满|没到|接近
       |超过|不止|起码|至少|最多|奔|百分之
       |[a-z](?=\d))?
    (?P<n>{N})
    (?P<range>\s?[-~到至]\s?(?:{N}))?
    (?P<vague>[多几来余]|好几|出头|开外|冒头)?
    (?:
        (?P<unit>个半月|年半|年零?(?P<months>\d{{1,2}}|[{HAN}]{{1,3}})个月|年|个[多来]?月|周?岁半?
        |块钱?|元|毛|角)
        (?P<cents>(?!一[直共样起下般些定点次边家个分])(?:[{DIGIT}]|\d{{1,2}})(?:[毛角分](?:[{DIGIT}\d]分?)?)?(?![{HAN}\d个月年岁]))?
      | (?P<counted>{COUNTED})
    )?
    (?P<after>多|以上|以下|以内|之内|出头|开外|零(?=[{HAN}\d])|[-~至](?=[\d{HAN}]))?
    """,
    re.VERBOSE,
)
PAIR = re.compile(r"[一二两三四五六七八九]{2}")
"""三四年, 十七八岁: one or the other."""

NOT_FIGURES = re.compile(r"^[零一两俩仨十百千万]$|^千万$|^[一二三四五六七八九〇]$")
TURN = 30
"""Years of birth written with two digits below this are of this century."""


class Marked(NamedTuple):
    """A text with its figures marked, and what they say."""

    text: str
    values: list[str]


def plain(value: Decimal) -> str:
    """The canonical text of a number."""
    return f"{value.normalize():f}"


def _small(text: str) -> Decimal:
    return numerals.read(text) or Decimal(0)


def _digits(text: str) -> str:
    return "".join(str(numerals.DIGITS.get(c, c)) for c in text)


def _month(year: str, month: str) -> str | None:
    digits = _digits(year)
    full = int(digits) if len(digits) == 4 else int(digits) + (2000 if int(digits) < TURN else 1900)
    number = numerals.read(month)
    if number is None or not 1 <= number <= 12 or not 1900 <= full <= 2100:
        return None
    return f"{full:04d}-{int(number):02d}"


def _money(value: Decimal, unit: str, cents: str | None) -> Decimal:
    """八十块五 → 80.5, 三块二毛五 → 3.25, 九毛二 → 0.92."""
    tens = re.findall(rf"[{DIGIT}]|\d+", cents or "")
    step = Decimal("0.01") if unit in "毛角" else Decimal("0.1")
    total = value * (Decimal("0.1") if unit in "毛角" else 1)
    if cents and cents.endswith("分") and len(tens) == 1:
        step = Decimal("0.01")
    for part in tens:
        small = _small(part)
        total += small * (Decimal("0.01") if small >= 10 else step)
        step /= 10
    return total


def _time(value: Decimal, match: re.Match[str]) -> tuple[str, Decimal] | None:
    unit = match["unit"]
    if unit == "年":
        return ("y", value)
    months = (
        value * 12 + 6
        if unit == "年半"
        else value * 12 + _small(match["months"])
        if match["months"]
        else value
    )
    return None if unit == "个半月" else ("t", months)


def _measured(value: Decimal, match: re.Match[str]) -> tuple[str, Decimal] | None:
    unit = match["unit"]
    if unit is None:
        return ("n", value)
    if unit.endswith(("岁", "半")) and "岁" in unit:
        return None if unit.endswith("半") else ("a", value)
    if unit[0] in "块元毛角":
        return ("m", _money(value, unit, match["cents"]))
    return None if match["cents"] else _time(value, match)


def _vague(match: re.Match[str]) -> bool:
    number = match["n"]
    unit = match["unit"] or ""
    return bool(
        any(match[name] for name in ("before", "range", "vague", "counted", "after"))
        or unit in ("个多月", "个来月")
        or len(number) > LONGEST
        or PAIR.search(number)
    )


def _read(match: re.Match[str]) -> tuple[str, str] | None:
    """Kind and canonical text; None when vague."""
    if match["half"]:
        return ("t", "6") if match["half"] == "半年" and not match["halfmore"] else None
    if match["year"] or match["iso"]:
        month = _month(match["year"] or match["iso"], match["month"] or match["mm"])
        return ("b", month) if month else None
    if match["only"] or _vague(match):
        return None
    value = numerals.read(match["n"])
    found = None if value is None else _measured(value, match)
    return (found[0], plain(found[1])) if found else None


def _is_word(match: re.Match[str]) -> bool:
    """一直, 一块, 千万别: no figures. 两月 and 俩月 are times, 三月 is a month of the year."""
    bare = match["n"] and not any(
        match[name] for name in ("before", "range", "vague", "unit", "counted", "after")
    )
    if match["n"] == "一" and match["unit"] in ("块", "毛", "角", "元") and not match["cents"]:
        return True
    return bool(bare and NOT_FIGURES.match(match["n"]))


def mark(text: str) -> Marked:
    """A text, already spelt our way, with its figures marked."""
    values: list[str] = []

    def one(match: re.Match[str]) -> str:
        if _is_word(match):
            return match[0]
        if match["n"] and match["n"] in ("俩", "仨", "两") and match["counted"] == "月":
            values.append(plain(_small(match["n"])))
            return f"[t{len(values) - 1}]"
        found = _read(match)
        if found is None:
            return f"[?]{match['counted'] or ''}"
        if found[0] in "nm" and found[1] == "0":
            return "零"
        values.append(found[1])
        return f"[{found[0]}{len(values) - 1}]"

    return Marked(FIGURE.sub(one, text.replace("[", " ").replace("]", " ")), values)
