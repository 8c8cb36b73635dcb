"""What of a flow some walks have used: its ways from node to node, and parameter rows."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from bot.content import guards
from bot.content.flow import Flow, Goto, Rule, edges, goto_of, rules_of
from bot.content.knowledge import Row
from bot.content.leaves import Keys
from bot.dialogue.engine import Position, Slots, replay
from bot.dialogue.guide import Guide
from bot.dialogue.session import Answer, Frame
from bot.dialogue.wording import calculations


class Edge(NamedTuple):
    """A way out of a node: by a choice or offer ("" for what is typed), by its n-th rule."""

    node: str
    choice: str
    rule: int

    def keys(self, flow: Flow) -> Keys:
        """Where its rule is written."""
        if self.node in flow.branches:
            return "branches", self.node, self.rule
        if self.node in flow.calls:
            return "calls", self.node, "then", self.rule
        if self.node in flow.outcomes:
            return "outcomes", self.node, "next", self.choice, "goto"
        here: Keys = ("questions", self.node)
        choice = flow.questions[self.node].choices.get(self.choice)
        if choice is not None and choice.goto is not None:
            here = (*here, "choices", self.choice)
        return *here, "goto", self.rule

    def told(self, flow: Flow) -> str:
        """As authors know it."""
        rule = next(r for e, r in numbered(flow) if e == self)
        by = f".{self.choice}" if self.choice else ""
        return f"{self.node}{by} → {rule.goto}" + (f"（{rule.when}）" if rule.when else "")


def numbered(flow: Flow) -> Iterator[tuple[Edge, Rule]]:
    """Every edge of a flow with its rule. A choice that stands for a typed value is typed."""
    counts: dict[tuple[str, str], int] = {}
    for node, choice, rule in edges(flow):
        question = flow.questions.get(node)
        if question is not None and choice and question.choices[choice].value is not None:
            continue
        number = counts.get((node, choice), 0)
        counts[node, choice] = number + 1
        yield Edge(node, choice, number), rule


def walked(guide: Guide, position: Position, today: date) -> Iterator[Edge]:
    """The edges along which the answers of a position lead."""
    for count, answer in enumerate(position.answers, 1):
        frame = Frame(flow=position.name, digest="", answers=position.answers[:count])
        after = replay(guide, frame, today)
        if count == 1:
            yield from _branches(position.flow, position.flow.start, after.slots)
        yield from _from(position.flow, answer, after.slots)


def _from(flow: Flow, answer: Answer, slots: Slots) -> Iterator[Edge]:
    node, choice = answer.node, answer.value
    if node in flow.questions:
        question = flow.questions[node]
        picked = question.choices.get(choice)
        goto = goto_of(question, picked)
        choice = choice if picked is not None else ""
    elif node in flow.calls:
        goto, choice = flow.calls[node].then, ""
    else:
        goto = flow.outcomes[node].next[choice].goto
    yield from _taken(flow, Edge(node, choice, 0), goto, slots)


def _taken(flow: Flow, edge: Edge, goto: Goto | None, slots: Slots) -> Iterator[Edge]:
    for number, rule in enumerate(rules_of(goto)):
        if rule.when is None or guards.evaluate(guards.parse(rule.when), slots):
            yield edge._replace(rule=number)
            yield from _branches(flow, rule.goto, slots)
            return


def _branches(flow: Flow, node: str, slots: Slots) -> Iterator[Edge]:
    if node in flow.branches:
        yield from _taken(flow, Edge(node, "", 0), flow.branches[node], slots)


def rows(positions: Iterable[Position]) -> Iterator[Row]:
    """The parameter rows that calculations at these positions rest on."""
    for position in positions:
        for result in calculations(position):
            yield from result.rows
