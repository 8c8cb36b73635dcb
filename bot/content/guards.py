"""Guards: the conditions under `when:`, a small closed language over slots.

    months > 3 and city in ['beijing', 'shanghai']
    not (identity == 'retired') or inflow.status == 'unknown'

A slot that was never answered compares false (`!=` and `not in` hold). Text and number never
equal each other and have no order, so `unsure` against a number is false. Evaluating never
raises, whatever the slots hold.
"""

import ast
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from bot.content.expressions import (
    MAX_DEPTH,
    ExpressionError,
    Reference,
    constant_of,
    offset_of,
    reference_of,
    tree,
    vet,
)
from bot.content.functions import Calculation

SlotValue = str | Decimal | Calculation | None
Slots = Mapping[str, SlotValue]
Constant = str | Decimal
Test = Callable[[Slots], bool]

CODE = "GUARD-SYNTAX"
EXAMPLE = "months > 3 and identity == 'employee'"
LIST_EXAMPLE = "city in ['beijing', 'shanghai']"


_REFUSED = {"=": "比较要写两个等号 =="}


class GuardError(ExpressionError):
    """A guard does not follow the grammar."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition, ready to be asked. Equal texts give the same object (see `parse`)."""

    text: str
    references: tuple[Reference, ...]
    constants: Mapping[str, frozenset[Constant]]
    pairs: frozenset[tuple[str, str]]
    """Names that are compared with each other: `months > wait_months`."""
    test: Test = field(repr=False, compare=False)

    def names(self) -> frozenset[str]:
        """What is read, as authors write it: `months`, `inflow.status`."""
        return frozenset(reference.name for reference in self.references)

    def slots(self) -> frozenset[str]:
        """The slots that are read, without their fields."""
        return frozenset(reference.slot for reference in self.references)

    def constants_of(self, name: str) -> frozenset[Constant]:
        """The literals that `name` (`months`, `inflow.status`) is compared with."""
        return self.constants.get(name, frozenset())


def evaluate(guard: Guard, slots: Slots) -> bool:
    """Whether the guard holds over these slots."""
    return guard.test(slots)


@lru_cache(maxsize=16384)
def parse(text: str) -> Guard:
    """Read a guard; raises GuardError with the offset of the first thing wrong."""
    try:
        vet(text, CODE, _REFUSED)
        builder = _Builder(text)
        test = builder.condition(tree(text, CODE, EXAMPLE), 0)
    except ExpressionError as error:
        raise GuardError(error.code, error.offset, error.message, error.remedy) from None
    constants = {name: frozenset(found) for name, found in builder.constants.items()}
    return Guard(text, tuple(builder.references), constants, frozenset(builder.pairs), test)


_Operand = Callable[[Slots], SlotValue]


class _Builder:
    """Turns a syntax tree into a function, noting what it reads and compares with."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.references: list[Reference] = []
        self.constants: dict[str, set[Constant]] = {}
        self.pairs: set[tuple[str, str]] = set()

    def condition(self, node: ast.expr, depth: int) -> Test:
        if depth > MAX_DEPTH:
            raise self.error(node, "括号或 not 套得太深了", "拆成几条规则")
        match node:
            case ast.BoolOp():
                tests = tuple(self.condition(value, depth + 1) for value in node.values)
                return _all(tests) if isinstance(node.op, ast.And) else _any(tests)
            case ast.UnaryOp(op=ast.Not()):
                return _not(self.condition(node.operand, depth + 1))
            case ast.Compare():
                return self.comparison(node)
        reference = reference_of(self.text, node)
        if reference is not None:
            raise self.error(
                node,
                f"只写了 {reference.name}，没有说和什么比较",
                f"写成比较，如 {reference.name} == 'yes' 或 {reference.name} > 3",
            )
        raise self.error(node, "这里要写一个比较", f"照这个样子写：{EXAMPLE}")

    def comparison(self, node: ast.Compare) -> Test:
        tests: list[Test] = []
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            if isinstance(op, ast.In | ast.NotIn):
                tests.append(self.membership(left, right, isinstance(op, ast.In)))
            else:
                tests.append(self.pair(left, op, right))
            left = right
        return tests[0] if len(tests) == 1 else _all(tuple(tests))

    def membership(self, left: ast.expr, right: ast.expr, wanted: bool) -> Test:
        if not isinstance(right, ast.List | ast.Tuple):
            raise self.error(right, "in 后面要写方括号列表", f"如 {LIST_EXAMPLE}")
        members = [constant_of(item) for item in right.elts]
        for item, value in zip(right.elts, members, strict=True):
            if value is None:
                raise self.error(item, "列表里只能是数字或加引号的文字", f"如 {LIST_EXAMPLE}")
        known = frozenset(value for value in members if value is not None)
        read, name = self.operand(left)
        if name is None:
            raise self.error(left, "in 前面要写问题的名字", f"如 {LIST_EXAMPLE}")
        self.constants.setdefault(name, set()).update(known)
        return _member(read, known, wanted)

    def pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Test:
        first, first_name = self.operand(left)
        second, second_name = self.operand(right)
        if first_name is None and second_name is None:
            raise self.error(left, "比较的两边都不是问题的名字", f"照这个样子写：{EXAMPLE}")
        if first_name is not None and second_name is not None:
            self.pairs.add((first_name, second_name))
        for name, other in ((first_name, right), (second_name, left)):
            value = constant_of(other)
            if name is not None and value is not None:
                self.constants.setdefault(name, set()).add(value)
        compare = _COMPARE.get(type(op))
        if compare is None:
            raise self.error(left, "不认识的比较", "只能用 == != < <= > >= in")
        return _ordered(first, second, compare)

    def operand(self, node: ast.expr) -> tuple[_Operand, str | None]:
        constant = constant_of(node)
        if constant is not None:
            return (lambda slots: constant), None
        reference = reference_of(self.text, node)
        if reference is None:
            raise self.error(
                node, "比较的两边只能是问题的名字、数字或加引号的文字", f"照这个样子写：{EXAMPLE}"
            )
        self.references.append(reference)
        return _reader(reference.slot, reference.field), reference.name

    def error(self, node: ast.expr, message: str, remedy: str) -> ExpressionError:
        return ExpressionError(CODE, offset_of(self.text, node), message, remedy)


_COMPARE: dict[type[ast.cmpop], Callable[[Constant, Constant], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def _reader(slot: str, name: str | None) -> _Operand:
    if name is None:
        return lambda slots: slots.get(slot)

    def read(slots: Slots) -> SlotValue:
        value = slots.get(slot)
        if not isinstance(value, Calculation):
            return None
        return value.status if name == "status" else value.figures.get(name)

    return read


def _ordered(first: _Operand, second: _Operand, compare: Callable[..., bool]) -> Test:
    otherwise = compare is operator.ne

    def test(slots: Slots) -> bool:
        one, other = first(slots), second(slots)
        if isinstance(one, Decimal) and isinstance(other, Decimal):
            return not one.is_nan() and not other.is_nan() and compare(one, other)
        if isinstance(one, str) and isinstance(other, str):
            return compare(one, other)
        return otherwise

    return test


def _member(read: _Operand, members: frozenset[Constant], wanted: bool) -> Test:
    def test(slots: Slots) -> bool:
        value = read(slots)
        if not isinstance(value, str | Decimal):
            return not wanted
        if isinstance(value, Decimal) and value.is_nan():
            return not wanted
        return (value in members) is wanted

    return test


def _all(tests: Iterable[Test]) -> Test:
    return lambda slots: all(test(slots) for test in tests)


def _any(tests: Iterable[Test]) -> Test:
    return lambda slots: any(test(slots) for test in tests)


def _not(inner: Test) -> Test:
    return lambda slots: not inner(slots)
