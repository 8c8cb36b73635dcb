"""The graph of a flow as values: nodes and the ways between them, labelled in Chinese.

What is drawn, listed or edited starts from here; nothing here knows how it will look.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from bot.content import guards, telling
from bot.content.flow import Flow, Input, Offer, Question, Rule, goto_of, rules_of
from bot.content.guards import SlotValue
from bot.content.telling import Names

NodeKind = Literal["question", "branch", "call", "outcome"]
WayKind = Literal["choice", "typed", "rule", "offer", "flow", "entry"]


@dataclass(frozen=True, slots=True)
class Node:
    """A place in a flow. `title` is what is asked or concluded there.

    `detail`: of a question where to look, of a call the flow it runs, of an outcome its reason.
    """

    id: str
    kind: NodeKind
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a node.

    `source` and, unless `kind` is "flow" or "entry", `target` are ids of nodes; of those two,
    `target` is a topic elsewhere. It is "" where nothing was written yet, and may name a node
    that is not there. `choice` is the id of the choice or offer, "" for what is typed and for
    rules; `said` its label, or what may be typed. `guard` is the condition as written, `when`
    in Chinese; both are "" where none is needed, and `when` is 其他情况 for a list's last rule.
    """

    source: str
    target: str
    kind: WayKind
    choice: str = ""
    said: str = ""
    guard: str = ""
    when: str = ""

    @property
    def label(self) -> str:
        """All that is to be read beside it."""
        return "：".join(filter(None, [self.said, self.when]))

    @property
    def inside(self) -> bool:
        """Whether it stays in the flow."""
        return self.kind not in ("flow", "entry")


@dataclass(frozen=True, slots=True)
class FlowGraph:
    """A flow: its nodes in the order written, every way in the order it is decided."""

    id: str
    title: str
    start: str
    nodes: tuple[Node, ...]
    ways: tuple[Way, ...]

    def of(self, node: str) -> tuple[Way, ...]:
        """The ways out of a node."""
        return tuple(way for way in self.ways if way.source == node)

    def into(self, node: str) -> tuple[Way, ...]:
        """The ways of this flow that lead to a node."""
        return tuple(way for way in self.ways if way.inside and way.target == node)


def flow_graph(names: Names, id_: str, flow: Flow) -> FlowGraph:
    """The graph of a flow; it may be incomplete, as while it is being written."""
    return FlowGraph(
        id_, flow.title, flow.start, tuple(_nodes(names, flow)), tuple(_ways(names, flow))
    )


def _nodes(names: Names, flow: Flow) -> Iterator[Node]:
    for name, question in flow.questions.items():
        yield Node(name, "question", question.ask, question.hint or "")
    for name in flow.branches:
        yield Node(name, "branch", "按条件分开")
    for name, call in flow.calls.items():
        called = names.flows.get(call.flow)
        yield Node(name, "call", called.title if called else call.flow, call.flow)
    for name, outcome in flow.outcomes.items():
        yield Node(name, "outcome", outcome.title, outcome.reason or "")


def _ways(names: Names, flow: Flow) -> Iterator[Way]:
    for node, question in flow.questions.items():
        for name, choice in question.choices.items():
            given = _value(question, name)
            rules = tuple(_left(rules_of(goto_of(question, choice)), node, given))
            rules = rules or (Rule(goto=""),)
            yield from _ruled(names, flow, Way(node, "", "choice", name, choice.label), rules)
        if question.input is not None:
            rules = rules_of(question.goto) or (Rule(goto=""),)
            said = _asked(question.input)
            yield from _ruled(names, flow, Way(node, "", "typed", "", said), rules)
    for node, listed in flow.branches.items():
        yield from _ruled(names, flow, Way(node, "", "rule"), listed)
    for node, call in flow.calls.items():
        yield from _ruled(names, flow, Way(node, "", "rule"), rules_of(call.then))
    for node, outcome in flow.outcomes.items():
        for name, offer in outcome.next.items():
            yield _offered(node, name, offer)


def _ruled(names: Names, flow: Flow, way: Way, rules: tuple[Rule, ...]) -> Iterator[Way]:
    for rule in rules:
        needed = len(rules) > 1 or rule.when is not None
        when = telling.condition(names, flow, rule.when, own=way.source) if needed else ""
        yield Way(way.source, rule.goto, way.kind, way.choice, way.said, rule.when or "", when)


def _offered(node: str, name: str, offer: Offer) -> Way:
    if offer.flow is not None:
        return Way(node, offer.flow, "flow", name, offer.label)
    if offer.entry is not None:
        return Way(node, offer.entry, "entry", name, offer.label)
    return Way(node, offer.goto or "", "offer", name, offer.label)


def _asked(given: Input) -> str:
    """What may be typed, in a word or two."""
    if given.number is not None:
        return f"填数字（{given.number.unit}）"
    if given.money is not None:
        return "填金额（元）"
    if given.month is not None:
        return "填年月"
    return "选城市"


def _value(question: Question, name: str) -> SlotValue:
    """What a slot holds once this choice was made."""
    value = question.choices[name].value
    if value is None:
        return name
    given = question.input
    numeric = given is not None and bool(given.number or given.money)
    try:
        return Decimal(value) if numeric else value
    except InvalidOperation:
        return value


def _left(rules: tuple[Rule, ...], node: str, value: SlotValue) -> Iterator[Rule]:
    """The rules that may decide once the question they stand under has this answer."""
    for rule in rules:
        try:
            guard = guards.parse(rule.when) if rule.when is not None else None
        except guards.GuardError:
            guard = None
            yield rule
            continue
        if guard is None or guard.slots() != {node}:
            yield rule
            if guard is None:
                return
        elif guard.test({node: value}):
            yield Rule(goto=rule.goto)
            return
