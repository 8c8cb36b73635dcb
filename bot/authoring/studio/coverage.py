"""What the tests beside a flow walk and what they leave, and who really went where."""

from dataclasses import dataclass

from bot.authoring.drafting import drafts
from bot.authoring.edges import Edge, numbered
from bot.authoring.flow_tests import missing
from bot.authoring.studio.workspace import State


@dataclass(frozen=True, slots=True)
class Covered:
    """One flow: `ways` from node to node in all, and those no case walks, as authors know them.

    `nodes` are where the untried ways begin. `draft`: cases to paste that would walk them.
    """

    flow: str
    title: str
    cases: int
    ways: int
    untried: tuple[str, ...]
    nodes: frozenset[str]
    draft: str


def covered(state: State) -> tuple[Covered, ...]:
    """Every flow, those with most left untried first."""
    if state.guide is None:
        return ()
    found = []
    for test in state.tests:
        flow = state.guide.content.flows.get(test.flow)
        if flow is None:
            continue
        left: list[Edge] = missing(flow, test)
        draft = "\n".join(drafts(state.guide, test.flow, set(left), state.today)) if left else ""
        found.append(
            Covered(
                flow=test.flow,
                title=flow.title,
                cases=test.cases,
                ways=len(list(numbered(flow))),
                untried=tuple(edge.told(flow) for edge in left),
                nodes=frozenset(edge.node for edge in left),
                draft=draft,
            )
        )
    return tuple(sorted(found, key=lambda one: -len(one.untried)))
