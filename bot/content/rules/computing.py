"""`compute:`: the calculator exists, its arguments are right, and what it yields is used."""

from collections.abc import Iterator

from bot.content import expressions
from bot.content.expressions import ComputeCall, ExpressionError, Reference
from bot.content.flow import source_of
from bot.content.functions import Function
from bot.content.leaves import UNKNOWN, Keys
from bot.content.names import did_you_mean
from bot.content.rules.finding import Finding, FlowView
from bot.content.rules.references import Use, texts, uses


def computations(view: FlowView) -> Iterator[Finding]:
    """A computation calls a calculator that exists, with the arguments it knows."""
    functions = view.shelf.functions
    for name, text in view.flow.compute.items():
        keys: Keys = ("compute", name)
        if text == UNKNOWN:
            continue
        try:
            call = expressions.parse_call(text)
        except ExpressionError as error:
            yield Finding(keys, error.code, error.message, error.remedy, offset=error.offset)
            continue
        function = functions.get(call.function)
        if function is None:
            listed = "可以用的计算器：" + "、".join(functions)
            yield Finding(
                keys,
                "FUNCTION-UNKNOWN",
                f"没有叫 {call.function} 的计算器",
                did_you_mean(call.function, functions, listed),
            )
            continue
        yield from _arguments(view, keys, call, function)
        yield from _sources(view, keys, function)


def _arguments(
    view: FlowView, keys: Keys, call: ComputeCall, function: Function
) -> Iterator[Finding]:
    known = (*function.required, *function.optional)
    given = [name for name, _ in call.arguments]
    for name, value in call.arguments:
        if name not in known:
            listed = f"{function.name} 的参数有：{'、'.join(known)}"
            yield Finding(
                keys,
                "ARGUMENT-UNKNOWN",
                f"计算器 {function.name} 没有参数 {name}",
                did_you_mean(name, [k for k in known if k not in given], listed),
                word=f"{name}=",
            )
        if isinstance(value, Reference):
            yield from _argument_slot(view, keys, value)
    near = {did_you_mean(name, known, "") for name in given if name not in known}
    for name in function.required:
        if name not in given and not any(name in remedy for remedy in near):
            yield Finding(
                keys,
                "ARGUMENT-MISSING",
                f"计算器 {function.name} 缺少参数 {name}",
                f"在括号里加上 {name}=问题的编号",
            )


def _sources(view: FlowView, keys: Keys, function: Function) -> Iterator[Finding]:
    """What a formula rests on is listed too, or its outcome could not be shown."""
    if not view.shelf.sources_complete:
        return
    missing = [c for c in function.cite if source_of(c) not in view.shelf.sources]
    if missing:
        yield Finding(
            keys,
            "FUNCTION-SOURCE",
            f"计算器 {function.name} 依据 {'、'.join(map(source_of, missing))}，"
            "knowledge/sources.yaml 里没有",
            "把这条依据写进 sources.yaml",
        )


def _argument_slot(view: FlowView, keys: Keys, value: Reference) -> Iterator[Finding]:
    answered = (*view.flow.questions, *view.flow.calls)
    if value.slot in view.flow.compute or value.field is not None:
        yield Finding(
            keys,
            "ARGUMENT-COMPUTED",
            f"{value.name} 是算出来的，不能再拿去算",
            "参数只能是问题的编号、数字或加引号的文字",
            offset=value.offset,
        )
    elif value.slot not in answered:
        remedy = did_you_mean(value.slot, answered, "写一个问题的编号；固定的文字要加引号")
        yield Finding(
            keys,
            "SLOT-UNKNOWN",
            f"没有哪个问题叫 {value.slot}，它永远没有值",
            remedy,
            offset=value.offset,
        )


def read_slots(view: FlowView) -> frozenset[str]:
    """All slots that some guard, text or used computation reads."""
    read: set[str] = set()
    for use in uses(view):
        if isinstance(use, Use):
            read |= use.guard.slots()
    for _, _, text in texts(view):
        read |= {reference.slot for reference in expressions.placeholders(text)}
    for name in [name for name in view.flow.compute if name in read]:
        try:
            call = expressions.parse_call(view.flow.compute[name])
        except ExpressionError:
            continue
        read |= {reference.slot for reference in call.references()}
    return frozenset(read)


def unused(view: FlowView) -> Iterator[Finding]:
    """What is computed is used in a guard or a text."""
    if not view.flow.compute:
        return
    read = read_slots(view)
    for name in view.flow.compute:
        if name not in read:
            yield Finding(
                ("compute", name),
                "COMPUTE-UNUSED",
                f"算出来的 {name} 没有用上",
                f"在结论里写 {{{name}.…}}，或者删掉这一行",
                key=True,
                severity="warning",
            )
