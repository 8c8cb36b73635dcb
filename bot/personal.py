"""Which numbers are personal: patterns over folded text (digits ASCII, nothing invisible).

Amounts, dates, hotlines and document numbers are what people come to talk about: they stay. Every
pattern is possessive or bounded, so that time is linear in the length of the text.
"""

import re
from collections.abc import Callable

Judge = Callable[[re.Match[str]], str | None]
"""The kind of what a pattern found, None when it is harmless."""

MASK = "\uffff"
"""What stands where an earlier pattern found something: it ends every later one."""

_GAP = r"(?:_|[^\w%‰¥$£€=×÷+<>→~|…\uffff])"
"""What may stand between the digits of one number, up to three times."""

_NAMED = (
    r"(?:的|号码|号|卡号|账号|是|为|叫|就|改成|有?[前后末尾]\d{0,2}位?数?|[\s:,，、=“\"'(]){0,6}+"
)
"""What may stand between the name of a number and the number."""

_NO_UNIT = r"(?![\s]?(?:[元块万亿年月日号天岁个人位分%]|秒))"

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}+@[A-Za-z0-9-]{1,63}+(?:\.[A-Za-z0-9-]{1,63}+){1,8}+"
)
_SECRET = re.compile(
    rf"(?:(?:验证|校验|动态|短信|安全)码|密码|口令|CVV2?|PIN){_NAMED}"
    rf"(?P<value>(?=[A-Za-z]{{0,29}}+\d)[A-Za-z0-9](?:{_GAP}?+[A-Za-z0-9]){{3,29}}+){_NO_UNIT}",
    re.IGNORECASE,
)
_SECRET_BEFORE = re.compile(
    r"(?<!\d)(?P<value>\d{4,8})(?=[\s,]?(?:就?是|为)?(?:我的)?(?:验证码|密码))"
)
_ACCOUNT = re.compile(
    r"(?P<name>身份证|证件|社保卡|社会保障|医保卡|医保号|社保号|银行卡|存折|卡号|账号|帐号|户头|账户号|"
    r"(?:个人|单位|人员|参保|缴费|社保|医保)编号|病历|住院号|就诊卡|护照|通行证|居住证|"
    r"手机|电话|座机|微信|QQ)"
    rf"{_NAMED}(?P<value>[A-Za-z0-9](?:{_GAP}{{0,3}}+[A-Za-z0-9]){{4,29}}+){_NO_UNIT}",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z]{1,2}+[ ._·-]{0,3}+\d(?:[ ._·-]{0,3}+\d){6,9}+[A-Za-z]?"
    r"|\d{8,12}+[A-Za-z])(?![A-Za-z0-9]|[ .-]\d)"
)
_RUN = re.compile(rf"\d++(?:{_GAP}{{1,3}}+\d++)*+(?:{_GAP}{{0,3}}+[xX](?![A-Za-z0-9]))?+")

_GROUP = re.compile(r"\d++|[xX]")
_DATE = r"(?:19|20)\d\d(?:[-./](?:1[0-2]|0?[1-9])(?:[-./](?:3[01]|[12]\d|0?[1-9]))?)?"
_TIME = r"(?:[01]\d|2[0-3])(?:[0-5]\d){1,2}"
_TIGHT_DATE = rf"(?:19|20)\d\d(?:1[0-2]|0[1-9])(?:(?:3[01]|[12]\d|0[1-9])(?:{_TIME})?)?"
_PLAIN = re.compile(
    rf"(?:(?P<round>[1-9]\d{{0,5}}00)|{_TIGHT_DATE}|{_DATE}|\d{{1,2}}:\d\d(?::\d\d)?"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,9}\.\d{1,2}|1[012]\d|12\d{3}|9[56]\d{3,4})"
    rf"(?![\d.]\d)(?!\d)(?:{_GAP}{{1,3}}+|$)"
)
"""What lists are made of: amounts, dates, times, hotlines; with what separates it from the next."""

_LIST_GAP = re.compile(r"[,;、|\n\r]")
_LONGEST = 23
"""Digits of the longest number looked for; longer runs go without a look inside."""


def _always(kind: str) -> Judge:
    return lambda match: kind


def _account(match: re.Match[str]) -> str | None:
    """A number named as one. Of phones only those longer than a hotline's."""
    name, value = match["name"], match["value"]
    digits = sum(character.isdigit() for character in value)
    if name in ("微信", "QQ", "qq"):
        return "account" if digits or "_" in value else None
    if digits < (7 if name in ("手机", "电话", "座机") else 6):
        return None
    return None if _plain(value) and match[0][len(name)] != "号" else "account"


def _document(match: re.Match[str]) -> str | None:
    """Letters and digits, as in passports. `A 2024-07-15` is a letter and a date."""
    number = match[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return None if not number[0].isdigit() and _plain(number[1:].lstrip()) else "document"


def _run(match: re.Match[str]) -> str | None:
    """What a run of digits with separators is. All of it goes if a part of it is personal."""
    run = match[0]
    groups = _GROUP.findall(run)
    if _counts(match, groups):
        run = run[: -len(groups.pop())]
    length = sum(map(len, groups))
    if length < 10 or _plain(run):
        return None
    if length > 10 * _LONGEST:
        return "long_number"
    pieces = _LIST_GAP.split(run)
    kinds = (_inside(piece) for piece in pieces)
    return next(filter(None, kinds), None) or (_inside(run, listed=True) if pieces[1:] else None)


def _inside(run: str, *, listed: bool = False) -> str | None:
    """The kind of the first number in a run. `listed`: there are commas between the groups."""
    if _plain(run):
        return None
    groups = _GROUP.findall(run)
    for first in range(len(groups)):
        if kind := _first(groups[first : first + _LONGEST], listed=listed):
            return kind
    return "long_number" if not listed and sum(map(len, groups)) >= 16 else None


def _counts(match: re.Match[str], groups: list[str]) -> bool:
    """Whether the last figure counts something: `2019 2020 2021 3年`."""
    unit = match.string[match.end() : match.end() + 1]
    grouped = len(groups) > 1 and len(groups[-1]) < 4 and any(len(group) > 1 for group in groups)
    return grouped and unit in tuple("年月日天岁个人次元块万%")


def _first(groups: list[str], *, listed: bool) -> str | None:
    """What number the first so many of these groups are: the longest one that is known."""
    found, joined = None, ""
    for count, group in enumerate(groups, 1):
        joined += group
        if len(joined) > _LONGEST and count > 1:
            break
        if not listed or _is_grouped(groups[:count]):
            found = _known(joined, [len(group) for group in groups[:count]]) or found
    return found


def _is_grouped(groups: list[str]) -> bool:
    """Whether even commas may stand between these: digit by digit, or as on a card."""
    sizes = [len(group) for group in groups]
    return (
        len(sizes) == 1
        or set(sizes) == {1}
        or sizes in ([3, 4, 4], [3, 8], [7, 4], [6, 8, 4], [4, 4, 3])
        or (set(sizes[:-1]) == {4} and sizes[-1] <= 4 and len(sizes) > 3)
    )


_MOBILE = re.compile(r"(?:0|(?:00)?86)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:010|02\d)\d{8}|0[3-9]\d\d\d{7,8}")
_BORN = re.compile(
    r"[1-9]\d{5}(?:(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dxX]"
    r"|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})"
)


def _known(digits: str, sizes: list[int]) -> str | None:
    """The kind of a whole number, None when it is of none."""
    if _BORN.fullmatch(digits):
        return "id_card"
    if _MOBILE.fullmatch(digits):
        return "mobile"
    if 16 <= len(digits) <= 19 and digits[0] in "34569" and _luhn(digits):
        return "bank_card"
    if _LANDLINE.fullmatch(digits) and (sizes[0] > 2 or set(sizes) == {1}):
        return "landline"
    return "long_number" if len(sizes) == 1 and len(digits) >= 12 else None


def _luhn(digits: str) -> bool:
    if not digits.isdigit():
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _plain(text: str) -> bool:
    """Whether this is nothing but a list of dates, times, amounts, hotlines.

    Up to three round figures might as well be a number grouped by chance (13800 138000).
    """
    place, rounds = 0, 0
    while place < len(text):
        token = _PLAIN.match(text, place)
        if token is None:
            return False
        rounds += token["round"] is not None
        place = token.end()
    return not 0 < rounds < 4


_KEY = re.compile(r"(?<!\d)\d{5,20}+:[A-Za-z0-9_-]{15,100}+")
"""The key to a bot, as who runs one may paste it in the wrong place."""

DETECTORS: tuple[tuple[re.Pattern[str], Judge], ...] = (
    (_KEY, _always("secret")),
    (_EMAIL, _always("email")),
    (_SECRET, _always("secret")),
    (_SECRET_BEFORE, _always("secret")),
    (_ACCOUNT, _account),
    (_DOCUMENT, _document),
    (_RUN, _run),
)
