"""The only door to `transitions`: one machine a flow, and a throw-away model for each move.

Sessions are never added to a machine as models: that would bind a partial for every trigger to
each of them and keep them alive for ever.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from transitions import EventData, Machine

from bot.content import guards
from bot.content.flow import Flow, Rule, edges

DECIDE = ":decide"
TYPED = ":typed"
Slots = Mapping[str, guards.SlotValue]


class Move:
    """The model of one walk through a flow; `transitions` reads and writes `state`."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


def trigger_of(flow: Flow, node: str, name: str) -> str:
    """The trigger of an edge: a choice or offer id, or one of the two that nobody can press."""
    if name:
        return name
    return TYPED if node in flow.questions else DECIDE


def _holds(guard: guards.Guard, event: EventData) -> bool:
    slots: Slots = event.kwargs["slots"]
    return guards.evaluate(guard, slots)


def _conditions(rule: Rule) -> list[Callable[[EventData], bool]]:
    return [] if rule.when is None else [partial(_holds, guards.parse(rule.when))]


def _transitions(flow: Flow) -> Iterator[dict[str, Any]]:
    for node, name, rule in edges(flow):
        yield {
            "trigger": trigger_of(flow, node, name),
            "source": node,
            "dest": rule.goto,
            "conditions": _conditions(rule),
        }


def build(flow: Flow) -> Machine:
    """A machine whose states are the nodes of the flow and whose triggers are its choices."""
    nodes = [*flow.questions, *flow.branches, *flow.calls, *flow.outcomes]
    return Machine(
        model=None,
        states=nodes,
        transitions=list(_transitions(flow)),
        initial=flow.start,
        auto_transitions=False,
        send_event=True,
    )


def step(machine: Machine, move: Move, trigger: str, slots: Slots) -> bool:
    """Move along the first edge of `trigger` whose guard holds; False when there is none."""
    event = machine.events.get(trigger)
    if event is None or move.state not in event.transitions:
        return False
    return bool(event.trigger(move, slots=slots))


class Machines:
    """The machines of all flows, each built when its flow is first walked."""

    def __init__(self) -> None:
        self._built: dict[str, Machine] = {}

    def of(self, name: str, flow: Flow) -> Machine:
        """The machine of a flow."""
        if name not in self._built:
            self._built[name] = build(flow)
        return self._built[name]
