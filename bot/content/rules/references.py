"""Slots in guards, computations and texts: they exist, and can have been answered by then."""

from collections.abc import Iterator
from typing import NamedTuple

from bot.content import expressions, guards
from bot.content.expressions import ExpressionError, Reference
from bot.content.flow import Outcome, Question
from bot.content.leaves import UNKNOWN, Keys
from bot.content.names import did_you_mean, nearest
from bot.content.rules.finding import Finding, FlowView
from bot.content.rules.targets import gotos

ALWAYS = ("status", "ask", "steps")
"""What every calculation has besides its figures."""


class Use(NamedTuple):
    """A guard that reads: the node it decides at, where it stands, what it says."""

    node: str
    keys: Keys
    guard: guards.Guard


def uses(view: FlowView) -> Iterator[Use | Finding]:
    """Every guard of a flow, parsed; a Finding for one that cannot be."""
    for node, keys, goto in gotos(view):
        if isinstance(goto, str):
            continue
        for number, rule in enumerate(goto):
            if rule.when is None or rule.when == UNKNOWN:
                continue
            here: Keys = (*keys, number, "when")
            try:
                yield Use(node, here, guards.parse(rule.when))
            except guards.GuardError as error:
                yield Finding(here, error.code, error.message, error.remedy, offset=error.offset)


def guard_slots(view: FlowView) -> Iterator[Finding]:
    """A guard follows the grammar, and reads slots that can have a value there."""
    for use in uses(view):
        if isinstance(use, Finding):
            yield use
            continue
        for reference in dict.fromkeys(use.guard.references):
            found = check(view, use.node, reference, own=True)
            if found is not None:
                yield found._replace(keys=use.keys, offset=reference.offset)


def check(view: FlowView, node: str, reference: Reference, *, own: bool) -> Finding | None:
    """What is wrong with reading a slot at a node, if anything.

    `own`: the answer of the node itself counts (in its goto it does, in its wording not).
    The finding is to be given its keys.
    """
    name = reference.slot
    flow = view.flow
    if name in flow.compute:
        return _computed(view, node, reference, own=own)
    if name not in flow.questions and name not in flow.calls:
        return _no_slot(view, name)
    if reference.field is not None:
        return Finding(
            (),
            "SLOT-FIELD",
            f"{name} 只有一个值，没有 .{reference.field}",
            f"只写 {name}；带点的写法只用于 compute 里的名字",
        )
    return _too_early(view, node, name, own=own)


def _no_slot(view: FlowView, name: str) -> Finding:
    if name in view.flow.branches or name in view.flow.outcomes:
        what = "判断" if name in view.flow.branches else "结论"
        return Finding((), "SLOT-UNKNOWN", f"{name} 是一个{what}，没有值可用", "写一个问题的编号")
    remedy = did_you_mean(name, view.slots, "写一个问题的编号；和选项比较时，选项要加引号")
    return Finding((), "SLOT-UNKNOWN", f"没有哪个问题叫 {name}，它永远没有值", remedy)


def _too_early(view: FlowView, node: str, name: str, *, own: bool) -> Finding | None:
    graph = view.graph
    if (own and node == name) or graph.may_precede(name, node) or node not in graph.order:
        return None
    if not _reached(view, name):
        return None
    return Finding(
        (),
        "SLOT-EARLY",
        f"走到 {node} 时，还不可能问过 {name}",
        f"把问题 {name} 挪到前面，或者不用它",
    )


def _reached(view: FlowView, name: str) -> bool:
    """A slot nobody reaches is a problem of that node, not of those that read it."""
    return name in view.graph.order


def _computed(view: FlowView, node: str, reference: Reference, *, own: bool) -> Finding | None:
    name, wanted = reference.slot, reference.field
    try:
        call = expressions.parse_call(view.flow.compute[name])
    except ExpressionError:
        return None
    function = view.shelf.functions.get(call.function)
    if function is None:
        return None
    known = (*function.figures, *ALWAYS)
    if wanted is None:
        return Finding(
            (), "SLOT-FIELD", f"{name} 是算出来的一组数，要说明用哪一个",
            f"写成 {name}.{known[0]}；可以用的有：{'、'.join(known)}",
        )  # fmt: skip
    if wanted not in known:
        near = nearest(wanted, known)
        listed = f"可以用的有：{'、'.join(known)}"
        return Finding(
            (), "SLOT-FIELD", f"{name} 里没有 {wanted}",
            f"你要写的可能是 {name}.{near}；{listed}" if near else listed,
        )  # fmt: skip
    for argument, value in call.arguments:
        if isinstance(value, Reference) and argument in function.required:
            early = _too_early(view, node, value.slot, own=own)
            if early is not None and value.slot in view.slots:
                return early._replace(
                    message=f"走到 {node} 时算不出 {name}：还不可能问过 {value.slot}"
                )
    return None


def texts(view: FlowView) -> Iterator[tuple[str, Keys, str]]:
    """Every text that is shown: the node it is shown at, its keys, itself."""
    if view.flow.intro:
        yield "", ("intro",), view.flow.intro
    for node, question in view.flow.questions.items():
        yield from _question_texts(node, question)
    for node, call in view.flow.calls.items():
        if call.say:
            yield node, ("calls", node, "say"), call.say
    for node, outcome in view.flow.outcomes.items():
        yield from _outcome_texts(node, outcome)


def _question_texts(node: str, question: Question) -> Iterator[tuple[str, Keys, str]]:
    here: Keys = ("questions", node)
    yield node, (*here, "ask"), question.ask
    yield node, (*here, "why"), question.why
    if question.hint:
        yield node, (*here, "hint"), question.hint
    for name, choice in question.choices.items():
        yield node, (*here, "choices", name, "label"), choice.label
        if choice.help:
            yield node, (*here, "choices", name, "help"), choice.help


def _outcome_texts(node: str, outcome: Outcome) -> Iterator[tuple[str, Keys, str]]:
    here: Keys = ("outcomes", node)
    yield node, (*here, "title"), outcome.title
    yield node, (*here, "say"), outcome.say
    if outcome.why:
        yield node, (*here, "why"), outcome.why
    for part in ("steps", "materials"):
        for number, line in enumerate(getattr(outcome, part)):
            yield node, (*here, part, number), line
    for number, contact in enumerate(outcome.contact):
        yield node, (*here, "contact", number, "say"), contact.say
    for name, offer in outcome.next.items():
        yield node, (*here, "next", name, "label"), offer.label


def placeholders(view: FlowView) -> Iterator[Finding]:
    """`{slot}` in a text names a slot that can have been answered when the text is shown."""
    for node, keys, text in texts(view):
        if "{" not in text and "}" not in text and "｛" not in text:
            continue
        brace = expressions.stray_brace(text)
        if brace is not None:
            yield Finding(
                keys,
                "TEXT-BRACE",
                "花括号里只能写问题的编号",
                "写成 {gap_months} 的样子：半角括号，里面没有空格；不是占位就不要用花括号",
                offset=brace,
                word=text[brace : brace + 8].split("\n")[0],
            )
        for reference in expressions.placeholders(text):
            found = check(view, node, reference, own=False)
            if found is not None:
                word = f"{{{reference.name}}}"
                yield found._replace(keys=keys, offset=reference.offset, word=word)
