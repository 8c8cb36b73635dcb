"""What guards compare slots with: choices that exist, numbers with numbers, places we know."""

import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import NamedTuple

from bot.content.content import NATIONAL
from bot.content.flow import Question
from bot.content.names import nearest
from bot.content.rules.finding import Finding, FlowView
from bot.content.rules.references import Use, check, uses

OTHER_CITY = "other"
"""The value of a city question for a place that has no file."""

_MONTH = re.compile(r"\d{4}-\d{2}")


class Domain(NamedTuple):
    """What values a slot may have: texts of a closed list, and beyond it numbers or months."""

    texts: tuple[str, ...]
    numeric: bool = False
    months: bool = False
    what: str = "选项"


def domain(view: FlowView, name: str) -> Domain | None:
    """The values of a slot or a computed slot's field; None where anything goes."""
    slot, _, part = name.partition(".")
    if part == "status":
        return Domain(("official", "provisional", "unknown"), what="状态")
    if slot in view.flow.questions:
        return _question_domain(view, view.flow.questions[slot])
    if slot in view.flow.calls:
        name = view.flow.calls[slot].flow
        if name not in view.shelf.flows or name in view.shelf.incomplete:
            return None
        return Domain(tuple(view.shelf.flows[name].outcomes), what="结论")
    return None


def _question_domain(view: FlowView, question: Question) -> Domain:
    texts = tuple(name for name, choice in question.choices.items() if choice.value is None)
    given = question.input
    if given is None:
        return Domain(texts)
    if given.city is not None:
        places = tuple(sorted(view.shelf.place_ids - {NATIONAL}))
        return Domain((*texts, *places, OTHER_CITY), what="城市或选项")
    return Domain(texts, numeric=bool(given.number or given.money), months=bool(given.month))


def comparisons(view: FlowView) -> Iterator[Finding]:
    """A slot is only compared with values it can have."""
    for use in uses(view):
        if isinstance(use, Use):
            yield from compared(view, use)


def compared(view: FlowView, use: Use) -> Iterator[Finding]:
    """What one guard compares that can never be equal."""
    for name, constants in use.guard.constants.items():
        known = domain(view, name)
        if known is None:
            continue
        for constant in sorted(constants, key=str):
            found = _misfit(name, constant, known)
            if found is not None:
                literal = f"{constant}" if isinstance(constant, Decimal) else f"'{constant}'"
                offset = max(use.guard.text.replace('"', "'").find(literal), 0)
                depends = (("questions", name, "input"), ("questions", name, "choices"))
                yield found._replace(keys=use.keys, offset=offset, depends=depends)


def _misfit(name: str, constant: str | Decimal, known: Domain) -> Finding | None:
    if isinstance(constant, Decimal):
        if known.numeric:
            return None
        remedy = f"{name} 的值是文字，要加引号：{_listed(known.texts) or _example(known)}"
        return Finding((), "GUARD-TYPE", f"{name} 不是数字，不能和 {constant} 比较", remedy)
    if constant in known.texts or (known.months and _MONTH.fullmatch(constant)):
        return None
    if known.numeric and _is_number(constant):
        return Finding(
            (), "GUARD-TYPE", f"{name} 是数字，'{constant}' 是文字", f"去掉引号，写 {constant}"
        )
    if known.months:
        return Finding(
            (), "GUARD-TYPE", f"{name} 是年月，不能和 '{constant}' 比较", "写成 '2024-07' 的样子"
        )
    near = nearest(constant, known.texts)
    listed = f"可以写的有：{_listed(known.texts)}" if known.texts else "和数字比较"
    return Finding(
        (),
        "VALUE-UNKNOWN",
        f"{name} 没有 '{constant}' 这个{known.what}",
        f"你要写的可能是 '{near}'；{listed}" if near else listed,
    )


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def _listed(texts: Collection[str]) -> str:
    shown = [f"'{text}'" for text in texts]
    return "、".join(shown[:12]) + (" 等" if len(shown) > 12 else "")


def _example(known: Domain) -> str:
    return "'2024-07'" if known.months else "'yes'"


def sound(view: FlowView, use: Use) -> bool:
    """Whether nothing is wrong with a guard, so that more can be concluded from it."""
    if any(check(view, use.node, r, own=True) for r in use.guard.references):
        return False
    return next(compared(view, use), None) is None
