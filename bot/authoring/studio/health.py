"""How each flow fares: its problems, its size, and how much of it the tests beside it walk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.authoring.edges import numbered
from bot.authoring.flow_tests import missing
from bot.authoring.situations import situations
from bot.authoring.studio.workspace import State
from bot.content.content import Content
from bot.dialogue.guide import Guide


@dataclass(frozen=True, slots=True)
class Health:
    """One flow. `errors` and `warnings` are of its file and of its tests' file; `situations` are
    its distinct ways through; `cases` test it, walking `walked` of its `ways` from node to node."""

    flow: str
    title: str
    section: str
    errors: int
    warnings: int
    situations: int
    cases: int
    walked: int
    ways: int


def health(state: State) -> tuple[Health, ...]:
    """Every flow of the last good content, in the order of the menu; none before there is one."""
    if state.guide is None:
        return ()
    return tuple(_each(state, state.guide))


def _each(state: State, guide: Guide) -> Iterator[Health]:
    content = guide.content
    tests = {one.flow: one for one in state.tests}
    for section, name in _in_order(content):
        flow = content.flows[name]
        files = (f"flows/{name}.yaml", f"flows/{name}.test.yaml")
        found = [problem for problem in state.problems if problem.path in files]
        errors = sum(problem.severity == "error" for problem in found)
        test = tests.get(name)
        ways = len(list(numbered(flow)))
        yield Health(
            flow=name,
            title=flow.title,
            section=section,
            errors=errors,
            warnings=len(found) - errors,
            situations=count(guide, name, state.today),
            cases=test.cases if test else 0,
            walked=ways - len(missing(flow, test)) if test else 0,
            ways=ways,
        )


def count(guide: Guide, flow: str, today: date) -> int:
    """How many situations a flow tells apart; worked out once."""
    key = ("situations", flow, today)
    return guide.memory.of(key, lambda: sum(1 for _ in situations(guide, flow, today)))


def _in_order(content: Content) -> Iterator[tuple[str, str]]:
    """The section of the menu and the flow; those in no section last."""
    left = dict.fromkeys(content.flows)
    for section in content.menu.sections.values():
        for name in section.items:
            if name in left:
                left.pop(name)
                yield section.title, name
    yield from (("不在菜单里", name) for name in left)
