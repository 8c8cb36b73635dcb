"""B11: one step of a flow beside one event of a shared `transitions` machine (bar: 1.3 ×).

python -m tests.bench.bench_machine
"""

import time
from collections.abc import Callable
from statistics import median

from transitions import Machine

from bot.dialogue.machine import DECIDE, Move, build, step
from tests.helpdesk import guide

ROUNDS = 15
STEPS = 2_000


class _Light:
    state = "a"


def _shared() -> Callable[[], None]:
    """What `transitions` itself costs: one shared machine, a throw-away model, one condition."""
    machine = Machine(
        model=None,
        states=["a", "b"],
        transitions=[
            {"trigger": "go", "source": "a", "dest": "b", "conditions": [lambda event: True]}
        ],
        initial="a",
        auto_transitions=False,
        send_event=True,
    )
    event = machine.events["go"]

    def once() -> None:
        model = _Light()
        event.trigger(model)

    return once


def _ours() -> Callable[[], None]:
    """The same move through our door: a guarded edge of a branch."""
    machine = build(guide().content.flows["card-blocked"])
    slots = {"branch_city": "easton"}

    def once() -> None:
        step(machine, Move("by_city"), DECIDE, slots)

    return once


def _cpu(once: Callable[[], None]) -> float:
    begun = time.process_time()
    for _ in range(STEPS):
        once()
    return (time.process_time() - begun) / STEPS * 1e6


def main() -> None:
    """Print both sides, in microseconds of processor time, and their ratio."""
    shared, ours = _shared(), _ours()
    pairs = [(_cpu(shared), _cpu(ours)) for _ in range(ROUNDS)]
    ratio = median(b / a for a, b in pairs)
    print(
        f"B11 step: ours {median(b for _, b in pairs):.1f} µs, "
        f"shared machine {median(a for a, _ in pairs):.1f} µs, ratio {ratio:.2f} (bar 1.3)"
    )


if __name__ == "__main__":
    main()
