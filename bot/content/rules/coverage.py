"""Lists of rules: some rule always holds, and every rule can be the first that does."""

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import NamedTuple

from bot.content import guards, telling
from bot.content.flow import Rule, goto_of, rules_of
from bot.content.functions import Calculation
from bot.content.guards import Guard, SlotValue
from bot.content.leaves import UNKNOWN, Keys
from bot.content.rules import domains
from bot.content.rules.comparisons import sound
from bot.content.rules.finding import Finding, FlowView
from bot.content.rules.references import Use
from bot.content.rules.targets import gotos

Situation = dict[str, SlotValue]


class Rules(NamedTuple):
    """A list of rules whose guards are all sound, and what tells its situations apart."""

    node: str
    keys: Keys
    rules: tuple[Rule, ...]
    guards: tuple[Guard | None, ...]
    choices: Mapping[str, list[SlotValue]]

    def situations(self) -> Iterator[Situation]:
        """Every combination of representative values."""
        for row in product(*self.choices.values()):
            yield dict(zip(self.choices, row, strict=True))

    def size(self) -> int:
        """How many situations there are."""
        return prod(len(values) for values in self.choices.values())

    def first(self, situation: Situation) -> int | None:
        """The number of the rule that decides, if any does."""
        for number, guard in enumerate(self.guards):
            if guard is None or guard.test(situation):
                return number
        return None


def coverage(view: FlowView) -> Iterator[Finding]:
    """A list of rules decides in every situation, and has no rule that never does."""
    for node, keys, goto in _lists(view):
        last = _otherwise(goto)
        if last is not None and last < len(goto) - 1:
            yield Finding(
                (*keys, last + 1),
                "RULE-NEVER",
                f"第 {last + 2} 条规则永远轮不到：第 {last + 1} 条没有条件，总是先成立",
                "把没有 when 的那一条挪到最后",
            )
            continue
        listed = _read(view, node, keys, goto)
        if listed is not None:
            yield from _judge(view, listed, open_ended=last is None)


def listed_rules(view: FlowView) -> Iterator[Rules]:
    """Every list of rules that can be reached and tried; what has no condition stands last."""
    for node, keys, goto in _lists(view):
        if _otherwise(goto) in (None, len(goto) - 1):
            listed = _read(view, node, keys, goto)
            if listed is not None:
                yield listed


def _lists(view: FlowView) -> Iterator[tuple[str, Keys, tuple[Rule, ...]]]:
    if view.graph.loop:
        return
    for node, keys, goto in gotos(view):
        if not isinstance(goto, str) and goto and node in view.graph.order:
            yield node, keys, goto


def _otherwise(rules: tuple[Rule, ...]) -> int | None:
    """The number of the first rule without a condition."""
    return next((n for n, rule in enumerate(rules) if rule.when is None), None)


def _read(view: FlowView, node: str, keys: Keys, rules: tuple[Rule, ...]) -> Rules | None:
    parsed: list[Guard | None] = []
    for rule in rules:
        if rule.when is None:
            parsed.append(None)
            continue
        try:
            guard = guards.parse(rule.when)
        except guards.GuardError:
            return None
        if not sound(view, Use(node, keys, guard)):
            return None
        parsed.append(guard)
    found = [guard for guard in parsed if guard is not None]
    compared = domains.constants(found)
    slots = sorted({slot for guard in found for slot in guard.slots()})
    choices = {slot: domains.values(view, node, slot, compared) for slot in slots}
    if "choices" in keys and node in choices:
        choices[node] = _given(view, node, str(keys[3]), choices[node])
    elif keys[0] == "questions" and node in choices:
        own = {n for n, c in view.flow.questions[node].choices.items() if c.goto is not None}
        choices[node] = [value for value in choices[node] if value not in own]
    return Rules(node, keys, rules, tuple(parsed), choices)


def _given(view: FlowView, node: str, choice: str, values: list[SlotValue]) -> list[SlotValue]:
    """In the goto of a choice, the question has just been answered by that choice."""
    typed = view.flow.questions[node].choices[choice].value
    if typed is None:
        return [choice]
    return [value for value in values if str(value) == typed]


def _judge(view: FlowView, listed: Rules, *, open_ended: bool) -> Iterator[Finding]:
    if listed.size() > domains.MAX_SITUATIONS:
        if open_ended:
            yield _stuck(listed, "条件太多，没法一一核对", "")
        return
    wanted = set(range(len(listed.rules)))
    deciding: set[int] = set()
    for situation in listed.situations():
        number = listed.first(situation)
        if number is not None:
            deciding.add(number)
            if deciding == wanted and not open_ended:
                return
        elif open_ended and possible(view, listed, situation):
            yield _stuck(listed, "没有规则覆盖", told(view, situation))
            open_ended = False
    for number in sorted(wanted - deciding):
        yield _never(view, listed, number)


def _sources(listed: Rules) -> tuple[Keys, ...]:
    """What the situations were made from."""
    return tuple(
        ("questions", slot, part) for slot in listed.choices for part in ("input", "choices")
    )


def _stuck(listed: Rules, message: str, example: str) -> Finding:
    return Finding(
        listed.keys,
        "RULES-STUCK",
        f"{message}：{example}" if example else message,
        "在列表最后加一条不带 when 的规则，写其他情况去哪里，如 - {goto: …}",
        key=True,
        depends=_sources(listed),
    )


def _never(view: FlowView, listed: Rules, number: int) -> Finding:
    guard = listed.guards[number]
    held = next((s for s in listed.situations() if guard is None or guard.test(s)), None)
    why = "这个条件不可能成立"
    if held is not None:
        first = (listed.first(held) or 0) + 1
        why = f"前面的规则已经包括了所有情况，例如 {told(view, held)}，先成立的是第 {first} 条"
    return Finding(
        (*listed.keys, number),
        "RULE-NEVER",
        f"第 {number + 1} 条规则永远轮不到：{why}",
        "调整先后或改条件；确实用不着就删掉",
        depends=_sources(listed),
    )


def told(view: FlowView, situation: Situation) -> str:
    """A situation in the words of people: `职工医保、一共断了几个月 0 个月`."""
    return "、".join(_say(view, slot, value) for slot, value in situation.items())


def _say(view: FlowView, slot: str, value: SlotValue) -> str:
    question, call = view.flow.questions.get(slot), view.flow.calls.get(slot)
    if value is None:
        if question is not None:
            return f"没问过“{telling.short(question)}”"
        return f"还没算出 {slot}" if call is None else f"没走过 {call.flow}"
    if isinstance(value, Calculation):
        parts = [f"{slot}.status 是 {value.status}"]
        parts += [f"{slot}.{name} 是 {figure}" for name, figure in value.figures.items()]
        return "、".join(parts)
    words = telling.value(view.shelf, view.flow, slot, value)
    if question is None:
        return f"{call.flow if call else slot} 的结果是{words}"
    if str(value) in question.choices:
        return words.strip("“”")
    return f"{telling.short(question)} {words}"


def possible(view: FlowView, listed: Rules, situation: Situation) -> bool:
    """Whether some way through the flow leads to these rules with just these answers."""
    needed = frozenset(
        slot
        for slot, value in situation.items()
        if value is not None and slot not in view.flow.compute and slot != listed.node
    )
    if not all(_comes_back(view, slot, value) for slot, value in situation.items()):
        return False
    start = view.graph.start
    waiting = [(start, frozenset[str]())] if start else []
    seen = set(waiting)
    while waiting:
        node, passed = waiting.pop()
        if node == listed.node:
            if passed == needed:
                return True
            continue
        after = passed | {node} if node in situation else passed
        if node in situation and node not in needed:
            continue
        for target in _targets(view, node, situation, after):
            if target in view.graph.keys and (target, after) not in seen:
                seen.add((target, after))
                waiting.append((target, after))
    return False


def _comes_back(view: FlowView, slot: str, value: SlotValue) -> bool:
    """Whether a called flow can end with this outcome; true of all that is no call."""
    flow = view.flow.calls[slot].flow if slot in view.flow.calls else ""
    if flow not in view.shelf.flows or value is None:
        return value != UNKNOWN
    return value in view.shelf.graph(flow).order


def _targets(
    view: FlowView, node: str, situation: Situation, passed: frozenset[str]
) -> Iterator[str]:
    """Where a node may lead when the situation holds; what it does not fix may be anything."""
    question = view.flow.questions.get(node)
    if question is None or node not in situation:
        rules = [*view.flow.branches.get(node, ())]
        if node in view.flow.calls:
            rules += rules_of(view.flow.calls[node].then)
        if not rules:
            yield from view.graph.after[node]
            return
    else:
        value = situation[node]
        chosen = question.choices.get(str(value))
        alike = [c for c in question.choices.values() if c.value == str(value)]
        if chosen is not None and chosen.value is None:
            rules = [*rules_of(goto_of(question, chosen))]
        else:
            yield from (r.goto for c in alike for r in rules_of(goto_of(question, c)))
            rules = [*rules_of(question.goto)]
    fixed = {slot: situation[slot] for slot in passed}
    for rule in rules:
        holds = _holds(view, rule, situation, fixed)
        if holds is not False:
            yield rule.goto
        if holds:
            return


def _holds(view: FlowView, rule: Rule, situation: Situation, fixed: Situation) -> bool | None:
    """Whether a rule holds; None where that depends on what the situation does not say."""
    if rule.when is None:
        return True
    try:
        guard = guards.parse(rule.when)
    except guards.GuardError:
        return None
    slots = guard.slots()
    if slots <= situation.keys() and not slots & view.flow.compute.keys():
        return guard.test(fixed)
    return None
