"""What only walking can prove: every outcome is somebody's, every way of saying a choice picks it.

The graph tells what is joined; this walks each flow in every situation with the engine itself.
"""

from collections.abc import Collection, Iterator
from datetime import date

from bot.authoring.silent import SILENT
from bot.content import expressions, guards
from bot.content.content import Content
from bot.content.flow import Flow, edges
from bot.content.functions import Functions
from bot.content.rules.finding import Finding
from bot.content.rules.graph import Graph
from bot.dialogue.choosing import choose
from bot.dialogue.engine import replay
from bot.dialogue.guide import Guide
from bot.dialogue.representatives import Representatives
from bot.dialogue.session import Answer, Frame


def findings(content: Content, functions: Functions, today: date) -> Iterator[tuple[str, Finding]]:
    """Flow and finding, of content without errors."""
    guide = Guide(content, functions, SILENT)
    for name, flow in content.flows.items():
        yield from ((name, found) for found in _said(flow))
        if any(rule.when is not None for _, _, rule in edges(flow)):
            yield from ((name, found) for found in _never(flow, Walk(guide, name, today).ends()))


class Walk:
    """A flow walked through every situation, those that can only go on alike only once."""

    def __init__(self, guide: Guide, name: str, today: date) -> None:
        self._guide, self._name, self._today = guide, name, today
        self._flow = guide.content.flows[name]
        self._values = Representatives(guide, self._flow, today)
        self._live = _live(self._flow)
        self._seen: set[tuple[str, frozenset[Answer]]] = set()
        self._ends: set[str] = set()

    def ends(self) -> set[str]:
        """The outcomes somebody gets; it stops once that is all of them."""
        waiting: list[tuple[Answer, ...]] = [()]
        while waiting and len(self._ends) < len(self._flow.outcomes):
            waiting += self._further(waiting.pop())
        return self._ends

    def _further(self, answers: tuple[Answer, ...]) -> list[tuple[Answer, ...]]:
        frame = Frame(flow=self._name, digest="", answers=answers)
        position = replay(self._guide, frame, self._today)
        node, live = position.node, self._live[position.node]
        state = node, frozenset(answer for answer in answers if answer.node in live)
        if state in self._seen:
            return []
        self._seen.add(state)
        if position.ended:
            self._ends.add(node)
            offers = self._flow.outcomes[node].next
            values = tuple(name for name, offer in offers.items() if offer.goto is not None)
        else:
            values = self._values.at(node)
        return [(*answers, Answer(node=node, value=value)) for value in reversed(values)]


def _live(flow: Flow) -> dict[str, set[str]]:
    """Node → the questions whose answers still matter there: read by it, or further on."""
    read: dict[str, set[str]] = {}
    for node, _, rule in edges(flow):
        guard = guards.parse(rule.when) if rule.when is not None else None
        for slot in guard.slots() if guard is not None else ():
            computed = flow.compute.get(slot)
            found = [slot] if computed is None else _arguments(computed)
            read.setdefault(node, set()).update(found)
    graph = Graph(flow)
    live: dict[str, set[str]] = {}
    for node in reversed(graph.order):
        after = (live.get(target, set()) for target in graph.after[node])
        live[node] = read.get(node, set()).union(*after)
    return live


def _arguments(text: str) -> list[str]:
    return [reference.slot for reference in expressions.parse_call(text).references()]


def _never(flow: Flow, ends: Collection[str]) -> Iterator[Finding]:
    for node in flow.outcomes:
        if node not in ends:
            yield Finding(
                ("outcomes", node),
                "OUTCOME-NEVER",
                f"走遍所有情形，没有一种会得到 {node}",
                "看通到它的规则：前面的回答已经排除了这些条件。改条件，或者删掉这个结论",
                key=True,
                severity="warning",
            )


def _said(flow: Flow) -> Iterator[Finding]:
    """Ways of saying a choice that pick another one, or none."""
    for node, question in flow.questions.items():
        for name, choice in question.choices.items():
            for number, text in enumerate(choice.say):
                picked = choose(text, question)
                if picked == name:
                    continue
                label = question.choices[picked].label if picked else ""
                yield Finding(
                    ("questions", node, "choices", name, "say", number),
                    "CHOICE-ASTRAY",
                    f"在这一题说“{text}”，会选到“{label}”" if picked else
                    f"在这一题说“{text}”，听不出选的是哪一个",
                    f"挪到它说的那个选项，或者换一句只有“{choice.label}”才会说的话",
                    severity="warning",
                )  # fmt: skip
