"""Numbers as people write them: 12,000 · 1.2万 · 一万二 · 三千五 · 两百零五 · 十八 · ３０００."""

import re
import unicodedata
from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "俩": 2, "仨": 3, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5,
    "陆": 6, "柒": 7, "捌": 8, "玖": 9, "幺": 1,
}  # fmt: skip
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "k": 1000, "w": 10_000}
HAN = "".join(DIGITS) + "十拾百佰千仟万萬亿"
NUMBER = re.compile(
    rf"(?:\d{{1,3}}(?:[,，]\d{{3}})+|\d+)(?:\.\d+)?\s*(?:[万萬千百wk](?:[{HAN}]|\d)*)?|[{HAN}]+"
)


def fold(text: str) -> str:
    """Full-width characters to half-width, lower case, no surrounding blanks."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _below_ten_thousand(han: str) -> int | None:
    """三千五 → 3500, 两百零五 → 205, 十八 → 18; digits in a row (二零二四) count as digits."""
    if han and all(c in DIGITS for c in han):
        return int("".join(str(DIGITS[c]) for c in han))
    total, digit, last, gap = 0, None, 0, False
    for char in han:
        if char in DIGITS:
            if digit not in (None, 0):
                return None
            digit, gap = DIGITS[char], gap or DIGITS[char] == 0
        elif char in UNITS:
            last = UNITS[char]
            total += (1 if digit is None else digit) * last
            digit, gap = None, False
        else:
            return None
    if digit is not None:
        # 三千五 means 3500; 三千零五 means 3005
        total += digit * (last // 10 if last > 10 and not gap else 1)
    return total


def _arabic(text: str) -> Decimal | None:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([万千百wk]?)(.*)", text)
    if not match:
        return None
    value, unit, rest = Decimal(match[1]), match[2], match[3]
    scale = {"": 1, "百": 100, "千": 1000, "k": 1000, "万": 10_000, "w": 10_000}[unit]
    value *= scale
    if not rest:
        return value
    if not unit:
        return None
    tail = Decimal(rest) if rest.isdecimal() else read(rest)
    if tail is None:
        return None
    # 3万5 and 3万五 mean 35000, 3万5千 says so itself
    return value + (tail * scale / 10 if tail < 10 else tail)


def read(text: str) -> Decimal | None:
    """The number a text consists of, or None. Never negative.

    >>> read("一万二"), read("1.2万"), read("两千零五"), read("１２，０００")
    (Decimal('12000'), Decimal('12000.0'), Decimal('2005'), Decimal('12000'))
    """
    text = fold(text).replace(",", "").replace("，", "").replace("萬", "万").replace(" ", "")
    if not text:
        return None
    if text[0].isdecimal():
        return _arabic(text) if text.isascii() or not text.isdecimal() else None
    if "亿" in text:
        return None
    head, wan, tail = text.partition("万")
    high = _below_ten_thousand(head)
    if high is None or (wan and not head):
        return None
    if not wan:
        return Decimal(high)
    low = _below_ten_thousand(tail) if tail else 0
    if low is None:
        return None
    if len(tail) == 1 and tail in DIGITS:
        low *= 1000  # 一万二 means 12000
    return Decimal(high * 10_000 + low)
