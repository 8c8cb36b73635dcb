"""What only walking can prove: every outcome is somebody's, every way of saying a choice picks it.

The graph tells what is joined; this walks each flow in every situation with the engine itself.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from bot.authoring.silent import SILENT
from bot.authoring.situations import situations
from bot.content.content import Content
from bot.content.flow import Flow
from bot.content.functions import Functions
from bot.content.rules.finding import Finding
from bot.dialogue.choosing import choose
from bot.dialogue.engine import Position
from bot.dialogue.guide import Guide

MOST = 50_000
"""So many situations of one flow are walked; what has more is proved by its graph alone."""


class Walk(NamedTuple):
    """Where the situations of a flow end, and what was passed on the way there."""

    ends: frozenset[str]
    whole: bool


def findings(content: Content, functions: Functions, today: date) -> Iterator[tuple[str, Finding]]:
    """Flow and finding, of content without errors."""
    guide = Guide(content, functions, SILENT)
    for name, flow in content.flows.items():
        yield from ((name, found) for found in _said(flow))
        walk = _walked(guide, name, today)
        if walk.whole:
            yield from ((name, found) for found in _never(flow, walk))


def _walked(guide: Guide, name: str, today: date) -> Walk:
    ends: set[str] = set()
    wanted = len(guide.content.flows[name].outcomes)
    for number, situation in enumerate(situations(guide, name, today)):
        ends |= _ends(situation.position)
        if len(ends) == wanted:
            break
        if number == MOST:
            return Walk(frozenset(ends), whole=False)
    return Walk(frozenset(ends), whole=True)


def _ends(position: Position) -> set[str]:
    """The outcome reached, and those whose offers were taken before."""
    passed = {answer.node for answer in position.answers if answer.node in position.flow.outcomes}
    return passed | {position.node}


def _never(flow: Flow, walk: Walk) -> Iterator[Finding]:
    for node in flow.outcomes:
        if node not in walk.ends:
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
