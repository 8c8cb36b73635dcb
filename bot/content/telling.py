"""Guards and values in the words of authors: what a condition says, without its language.

`gap_months > 3` reads `“最近断缴了几个月”大于 3 个月`; `identity == 'retired'` reads
`“您现在参加的是哪一种医保”选“职工医保，已退休”`. For pictures and for examples in problems.
"""

import ast
from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from bot.content import expressions, guards
from bot.content.flow import Flow, Question
from bot.content.knowledge import Place

OTHERWISE = "其他情况"
OTHER_CITY = "other"
_LONGEST = 18
_BEFORE = ("请问", "您现在", "您", "现在")
_ORDER: dict[type[ast.cmpop], str] = {
    ast.Lt: "小于", ast.LtE: "不超过", ast.Gt: "大于", ast.GtE: "不少于",
}  # fmt: skip
_MONTHS: dict[type[ast.cmpop], str] = {
    ast.Lt: "早于", ast.LtE: "不晚于", ast.Gt: "晚于", ast.GtE: "不早于",
}  # fmt: skip
_STATUS = {"official": "查到正式数字", "provisional": "查到暂定数字", "unknown": "没有查到数字"}
_MIRROR: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.Gt(), ast.LtE: ast.GtE(), ast.Gt: ast.Lt(), ast.GtE: ast.LtE(),
}  # fmt: skip


class Names(Protocol):
    """Where called flows and places are known by their ids."""

    @property
    def flows(self) -> Mapping[str, Flow]: ...

    @property
    def places(self) -> Mapping[str, Place]: ...


def short(question: Question) -> str:
    """A question as it is named in a sentence: without address and mark, one clause."""
    text = question.ask.strip()
    for word in _BEFORE:
        text = text.removeprefix(word)
    ends = [text.find(mark) for mark in "？?，。" if text.find(mark) > 1]
    text = text[: min(ends)] if ends else text
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def month(text: str) -> str:
    """`2016-01` as `2016 年 1 月`."""
    year, _, number = text.partition("-")
    return f"{year} 年 {int(number)} 月" if year.isdecimal() and number.isdecimal() else text


def condition(names: Names, flow: Flow, text: str | None, own: str | None = None) -> str:
    """A guard in words; `own` is the question it stands under, which need not be named.

    None, the rule without a guard, is 其他情况; what follows no grammar is given back as it is.
    """
    if text is None:
        return OTHERWISE
    try:
        guards.parse(text)
        tree = expressions.tree(text, guards.CODE, guards.EXAMPLE)
    except expressions.ExpressionError:
        return text
    return _Telling(names, flow, own).said(tree)


def value(names: Names, flow: Flow, slot: str, given: str | Decimal) -> str:
    """A value of a slot in words: a button's label, a number with its unit, a city's name."""
    if slot in flow.calls:
        called = names.flows.get(flow.calls[slot].flow)
        outcome = called.outcomes.get(str(given)) if called else None
        return f"“{outcome.title}”" if outcome else str(given)
    question = flow.questions.get(slot)
    if question is None:
        return f"“{given}”" if isinstance(given, str) else str(given)
    choice = question.choices.get(str(given))
    if choice is not None and choice.value is None:
        return f"“{choice.label}”"
    return _typed(names, question, given)


def _typed(names: Names, question: Question, given: str | Decimal) -> str:
    asked = question.input
    if asked is None:
        return f"“{given}”"
    if asked.number is not None:
        return f"{given} {asked.number.unit}"
    if asked.money is not None:
        return f"{given} 元"
    if asked.month is not None:
        return month(str(given))
    place = names.places.get(str(given))
    return place.name if place else "别的城市" if given == OTHER_CITY else str(given)


class _Telling:
    def __init__(self, names: Names, flow: Flow, own: str | None) -> None:
        self._names, self._flow, self._own = names, flow, own

    def said(self, node: ast.expr) -> str:
        match node:
            case ast.BoolOp(op=ast.And()):
                return "，并且".join(self._within(v, ast.Or) for v in node.values)
            case ast.BoolOp():
                return "，或者".join(self._within(v, ast.And) for v in node.values)
            case ast.UnaryOp():
                return f"不是（{self.said(node.operand)}）"
            case ast.Compare():
                return self._compare(node)
        return ast.unparse(node)

    def _within(self, node: ast.expr, other: type[ast.boolop]) -> str:
        """A part; in brackets where it joins its own parts by the other word."""
        said = self.said(node)
        return (
            f"（{said}）" if isinstance(node, ast.BoolOp) and isinstance(node.op, other) else said
        )

    def _compare(self, node: ast.Compare) -> str:
        parts, left = [], node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self._pair(left, op, right))
            left = right
        return "，并且".join(parts)

    def _pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> str:
        slot, other = self._slot(left), right
        if slot is None:
            slot, other, op = self._slot(right), left, _MIRROR.get(type(op), op)
        if slot is None:
            return ast.unparse(ast.Compare(left, [op], [right]))
        if isinstance(other, ast.List | ast.Tuple):
            values = [self._value(slot, item) for item in other.elts]
            word = self._verb(slot) if isinstance(op, ast.In) else self._verb(slot, "不")
            return f"{self._name(slot)}{word}{'或'.join(values)}"
        return self._single(slot, op, other)

    def _single(self, slot: str, op: ast.cmpop, other: ast.expr) -> str:
        constant = expressions.constant_of(other)
        if slot.endswith(".status") and isinstance(constant, str):
            said = _STATUS.get(constant, constant)
            return said if isinstance(op, ast.Eq) else f"不是“{said}”"
        if isinstance(op, ast.Eq | ast.NotEq):
            word = self._verb(slot) if isinstance(op, ast.Eq) else self._verb(slot, "不")
        else:
            word = (_MONTHS if self._is_month(slot) else _ORDER).get(type(op), "") + " "
            word = word if isinstance(constant, str | Decimal) else word.rstrip()
        return f"{self._name(slot)}{word}{self._value(slot, other)}"

    def _slot(self, node: ast.expr) -> str | None:
        return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else None

    def _name(self, slot: str) -> str:
        if slot == self._own:
            return ""
        if slot in self._flow.questions:
            return f"“{short(self._flow.questions[slot])}”"
        if slot in self._flow.calls:
            called = self._names.flows.get(self._flow.calls[slot].flow)
            return f"“{called.title}”" if called else slot
        return f"算出的 {slot} "

    def _verb(self, slot: str, negated: str = "") -> str:
        question = self._flow.questions.get(slot)
        if question is not None and question.input is None:
            return f"{'没' if negated else ''}选"
        if slot in self._flow.calls:
            return f"{'' if slot == self._own else '的'}结果{negated}是"
        number = question is not None and not self._is_city(question)
        return f"{negated}是 " if number and not self._is_month(slot) else f"{negated}是"

    def _is_city(self, question: Question) -> bool:
        return question.input is not None and question.input.city is not None

    def _is_month(self, slot: str) -> bool:
        question = self._flow.questions.get(slot)
        return bool(question and question.input and question.input.month)

    def _value(self, slot: str, node: ast.expr) -> str:
        constant = expressions.constant_of(node)
        if constant is not None:
            return value(self._names, self._flow, slot, constant)
        named = self._slot(node)
        return self._name(named) if named else ast.unparse(node)
