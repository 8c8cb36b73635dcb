"""What the things an author writes are called in Chinese, and which name was probably meant."""

import difflib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from msgspec import inspect

from bot.content import flow, knowledge

_KINDS = {
    "Flow": "流程", "Review": "核对信息", "Rule": "规则", "Choice": "选项", "Question": "问题",
    "NumberInput": "数字输入", "MoneyInput": "金额输入", "MonthInput": "年月输入",
    "CityInput": "城市输入", "Input": "输入方式", "Call": "调用", "Contact": "联系方式",
    "Offer": "后续按钮", "Outcome": "结论", "Source": "依据", "Entry": "条目",
    "EntryFile": "条目文件", "Signpost": "指路条目", "Alert": "提醒", "Section": "菜单栏目",
    "Menu": "菜单", "Row": "参数行", "Place": "地区文件",
}  # fmt: skip

_PARTS = {
    "questions": "问题", "choices": "选项", "branches": "判断", "calls": "调用",
    "outcomes": "结论", "compute": "计算", "entries": "条目", "sections": "栏目",
    "rows": "第几行", "next": "后续按钮", "contact": "联系方式",
}  # fmt: skip


def kind_of(kind: inspect.StructType) -> str:
    """`问题` for Question."""
    return _KINDS.get(kind.cls.__name__, kind.cls.__name__)


def describe(keys: tuple[str | int, ...]) -> str:
    """Where something is, in words: `问题 months 的 why `; the file itself is `这个文件`."""
    words: list[str] = []
    for before, key in zip(("", *keys), keys, strict=False):
        part = _PARTS.get(str(before))
        if isinstance(key, int):
            words.append(f"第 {key + 1} 项")
        elif part and part != "第几行":
            words.append(f"{part} {key}")
        elif str(key) not in _PARTS or key == keys[-1]:
            words.append(str(key))
    text = " 的 ".join(words[-2:])
    return f"{text} " if text else "这个文件"


def nearest(name: str, names: Iterable[str], cutoff: float | None = None) -> str | None:
    """The name an author probably meant, if any is near; long names must be nearer."""
    if cutoff is None:
        cutoff = 0.6 if len(name) <= 8 else 0.75
    lowered = {known.lower(): known for known in names}
    found = difflib.get_close_matches(name.strip().lower(), lowered, n=1, cutoff=cutoff)
    return lowered[found[0]] if found else None


def did_you_mean(name: str, names: Iterable[str], otherwise: str) -> str:
    """The remedy for an unknown name: the nearest one, else `otherwise`."""
    near = nearest(name, names)
    return f"你要写的可能是 {near}" if near else otherwise


@lru_cache(maxsize=1)
def _fields() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for module in (flow, knowledge):
        for thing in vars(module).values():
            if isinstance(thing, type) and thing.__name__ in _KINDS:
                _own(found, thing)
    return found


def _own(found: dict[str, list[str]], thing: Any) -> None:
    for name in thing.__struct_encode_fields__:
        owner = _KINDS[thing.__name__]
        if owner not in found.setdefault(name, []):
            found[name].append(owner)


def owners(key: str) -> list[str]:
    """The kinds of thing that do have a key of this name."""
    return _fields().get(key, [])[:3]
