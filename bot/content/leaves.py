"""Single values: whether a text is the number, date, id or wording its place asks for."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

from bot.content.names import describe, did_you_mean

Keys = tuple[str | int, ...]
"""A way into a file: `("questions", "months", "choices", "no", "goto")`."""


class Flaw(NamedTuple):
    """Something at `keys` that does not fit; `at_key` points at the last key, not its value."""

    keys: Keys
    code: str
    message: str
    remedy: str
    at_key: bool = False
    value: str = ""


UNKNOWN = "？"
"""Stands where a text is missing, so that reading can go on."""

_PATTERNS: dict[str, tuple[str, str, str]] = {
    r"^[a-z0-9_]{1,24}$": (
        "ID-INVALID",
        "不能用作编号",
        "编号只用小写英文、数字、下划线，最多 24 个字符，如 gap_months",
    ),
    r"^[a-z0-9-]{1,48}$": (
        "ID-INVALID",
        "不能用作编号",
        "编号只用小写英文、数字、短横线，最多 48 个字符，如 lost-card",
    ),
    r"^[A-Z][A-Z0-9-]*( \S+)?$": (
        "CITE-FORM",
        "不是依据的写法",
        "写来源编号，需要时空一格再写条款，如 SIL 14；几条依据之间用英文逗号隔开",
    ),
    r"^\d{4}-\d{2}$": ("VALUE-MONTH", "不是年月", "写成 2024-07 的样子"),
    r"^[A-Z]+\d*$": ("VALUE-FORM", "不是原因代码", "写大写字母加数字，如 R1、E08"),
    r"^[a-z0-9_.]{1,60}$": (
        "ID-INVALID",
        "不能用作参数名",
        "参数名只用小写英文、数字、下划线和点，如 fee.percent",
    ),
}
_LEAVES: tuple[tuple[type[inspect.Type], type, str, str, str], ...] = (
    (inspect.IntType, int, "VALUE-NUMBER", "不是整数", "写半角数字，不带单位和逗号，如 12"),
    (inspect.DecimalType, Decimal, "VALUE-NUMBER", "不是数字", "写半角数字，如 0.5、1200"),
    (inspect.DateType, date, "VALUE-DATE", "不是日期", "写成 2026-11-22 的样子，月和日都是两位"),
    (inspect.BoolType, bool, "VALUE-BOOL", "不是 true 或 false", "写 true（是）或 false（否）"),
)


def check(kind: inspect.Type, value: str, keys: Keys) -> Flaw | None:
    """What is wrong with a single value, if anything."""
    if isinstance(kind, inspect.Metadata):
        return check(kind.type, value, keys)
    if isinstance(kind, inspect.StrType):
        return _text(kind, value, keys)
    if isinstance(kind, inspect.LiteralType):
        if value in kind.values:
            return None
        listed = "、".join(str(known) for known in kind.values)
        remedy = did_you_mean(value, map(str, kind.values), f"可以写的有：{listed}")
        remedy = remedy if listed in remedy else f"{remedy}；可以写的有：{listed}"
        return Flaw(keys, "VALUE-CHOICE", f"{describe(keys)}不能写 {value}", remedy)
    for leaf, python, code, wrong, remedy in _LEAVES:
        if isinstance(kind, leaf) and not _converts(value, python):
            return Flaw(keys, code, f"{describe(keys)}写的“{value}”{wrong}", remedy)
    return None


def _converts(value: str, kind: type) -> bool:
    try:
        msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError:
        return False
    return True


def _text(kind: inspect.StrType, value: str, keys: Keys) -> Flaw | None:
    if kind.pattern is not None and not re.search(kind.pattern, value):
        code, wrong, remedy = _PATTERNS.get(
            kind.pattern, ("VALUE-FORM", "写法不对", "和别的文件对照着改")
        )
        return Flaw(keys, code, f"“{value}”{wrong}", remedy, value=value)
    if kind.max_length is not None and len(value) > kind.max_length:
        return Flaw(
            keys,
            "TEXT-LONG",
            f"{describe(keys)}有 {len(value)} 个字，最多 {kind.max_length} 个",
            "写短一些；说明的话放到 why、help 或 detail 里",
        )
    if kind.min_length is not None and len(value) < kind.min_length:
        return Flaw(keys, "VALUE-EMPTY", f"{describe(keys)}是空的", "写上内容")
    return None


def hint(kind: inspect.Type) -> str:
    """`（为什么要问这一题）`, when the model describes the field."""
    if isinstance(kind, inspect.Metadata):
        said = (kind.extra_json_schema or {}).get("description")
        return f"（{said}）" if said else hint(kind.type)
    return ""


_FILLERS: dict[type[inspect.Type], Any] = {
    inspect.DictType: {},
    inspect.VarTupleType: [],
    inspect.IntType: "0",
    inspect.DecimalType: "0",
    inspect.DateType: "9999-01-01",
    inspect.BoolType: "true",
}


def filler(kind: inspect.Type) -> Any:
    """A value of the type, to stand in for one that is missing."""
    match kind:
        case inspect.Metadata():
            return filler(kind.type)
        case inspect.UnionType():
            return filler(next(t for t in kind.types if not isinstance(t, inspect.NoneType)))
        case inspect.StructType():
            return {f.encode_name: filler(f.type) for f in kind.fields if f.required}
        case inspect.LiteralType():
            return kind.values[0]
        case inspect.StrType():
            return mended(kind, UNKNOWN)
    return _FILLERS.get(type(kind))


def mended(kind: inspect.Type, value: str) -> Any:
    """A value of the type that is as near to `value` as can be."""
    if isinstance(kind, inspect.Metadata):
        return mended(kind.type, value)
    if not isinstance(kind, inspect.StrType):
        return filler(kind)
    if kind.pattern is None:
        return (value or UNKNOWN)[: kind.max_length]
    for candidate in (value, re.sub(r"[^a-z0-9_]", "_", value.lower())[:24] or "x",
                      re.sub(r"[^a-z0-9-]", "-", value.lower())[:48] or "x",
                      value.split("，")[0].strip().upper(), "X", "2000-01"):  # fmt: skip
        if re.search(kind.pattern, candidate):
            return candidate
    return value
