"""Where a conversation stands: derived by replaying its answers through the flow.

Everything that moves a person — an answer, going back, changing an earlier answer, resuming
after a restart, an edited flow, listing all paths — is this one function over other answers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.content import expressions, guards
from bot.content.flow import Flow, Question
from bot.content.functions import Calculation, InvalidInputError
from bot.dialogue import inputs
from bot.dialogue.guide import Guide
from bot.dialogue.machine import DECIDE, TYPED, Move, step
from bot.dialogue.session import Answer, Frame


class Slots(Mapping[str, guards.SlotValue]):
    """The values known in one walk: answers, and computed slots worked out when asked for."""

    def __init__(self, guide: Guide, flow: Flow, today: date) -> None:
        self._guide = guide
        self._flow = flow
        self.today = today
        self._texts: dict[str, str] = {}
        self._computed: dict[str, Calculation | None] = {}

    def give(self, node: str, value: str) -> None:
        """Record an answer; what was computed so far may depend on it."""
        self._texts[node] = value
        self._computed.clear()

    def text(self, node: str) -> str | None:
        """The canonical text given at a node."""
        return self._texts.get(node)

    def __getitem__(self, name: str) -> guards.SlotValue:
        if name in self._flow.compute:
            if name not in self._computed:
                self._computed[name] = self._calculate(self._flow.compute[name])
            return self._computed[name]
        value = self._texts[name]
        given = self._flow.questions[name].input if name in self._flow.questions else None
        numeric = given is not None and (given.number is not None or given.money is not None)
        return Decimal(value) if numeric and value not in _choices(self._flow, name) else value

    def __iter__(self) -> Iterator[str]:
        return iter([*self._texts, *self._flow.compute])

    def __len__(self) -> int:
        return len(self._texts) + len(self._flow.compute)

    def _calculate(self, text: str) -> Calculation | None:
        call = expressions.parse_call(text)
        function = self._guide.functions[call.function]
        arguments: dict[str, str] = {}
        for name, argument in call.arguments:
            value = argument if isinstance(argument, str) else self._texts.get(argument.slot)
            if value is not None and value != "unsure":
                arguments[name] = value
        if any(name not in arguments for name in function.required):
            return None
        try:
            return function.run(arguments, self._guide.content.places, self.today)
        except InvalidInputError as error:
            return Calculation({}, {}, (), (), (), "unknown", str(error))


def _choices(flow: Flow, node: str) -> Mapping[str, object]:
    return flow.questions[node].choices


@dataclass(frozen=True, slots=True)
class Position:
    """Where replaying a frame ends.

    `answers` are those met on the way, in order; `dropped` those stored but not met or no longer
    valid. The node is a question to ask, a call to make, or an outcome.
    """

    name: str
    flow: Flow
    node: str
    answers: tuple[Answer, ...]
    dropped: tuple[Answer, ...]
    slots: Slots

    @property
    def question(self) -> Question | None:
        """The question to ask here, if this is one."""
        return self.flow.questions.get(self.node)

    @property
    def ended(self) -> bool:
        """Whether this is an outcome."""
        return self.node in self.flow.outcomes


def replay(guide: Guide, frame: Frame, today: date, stop_at: str | None = None) -> Position:
    """Walk the flow along the frame's answers and known facts, as far as they go.

    `stop_at` is an answered node to stop at all the same, to ask it again.
    """
    flow = guide.content.flows[frame.flow]
    machine = guide.machines.of(frame.flow, flow)
    stored = {answer.node: answer for answer in frame.answers}
    slots = Slots(guide, flow, today)
    move = Move(flow.start)
    met: list[Answer] = []
    while move.state != stop_at:
        node = move.state
        if node in flow.branches:
            if not step(machine, move, DECIDE, slots):
                break
            continue
        answer = _answer_at(guide, flow, node, stored, frame.known, today)
        if answer is None:
            break
        if node in flow.questions or node in flow.calls:
            slots.give(node, answer.value)
        met.append(answer)
        if not step(machine, move, _trigger(flow, node, answer.value), slots):
            met.pop()
            break
    kept = {answer.node for answer in met}
    dropped = tuple(a for a in frame.answers if a.node not in kept and a.node != stop_at)
    return Position(frame.flow, flow, move.state, tuple(met), dropped, slots)


def _trigger(flow: Flow, node: str, value: str) -> str:
    question = flow.questions.get(node)
    if question is not None and value not in question.choices:
        return TYPED
    return DECIDE if node in flow.calls else value


def _answer_at(
    guide: Guide,
    flow: Flow,
    node: str,
    stored: Mapping[str, Answer],
    known: Mapping[str, str],
    today: date,
) -> Answer | None:
    answer = stored.get(node)
    if answer is None and node in flow.questions:
        fact = known.get(flow.questions[node].fills or "")
        answer = None if fact is None else Answer(node=node, value=fact)
    return answer if answer and is_valid(guide, flow, node, answer.value, today) else None


def is_valid(guide: Guide, flow: Flow, node: str, value: str, today: date) -> bool:
    """Whether `value` can be the answer at a node of the flow as it now is."""
    if node in flow.questions:
        question = flow.questions[node]
        if value in question.choices:
            return question.choices[value].value is None
        given = question.input
        return given is not None and inputs.fits(value, given, guide.content.places, today)
    if node in flow.calls:
        return value in guide.content.flows[flow.calls[node].flow].outcomes
    if node in flow.outcomes:
        offer = flow.outcomes[node].next.get(value)
        return offer is not None and offer.goto is not None
    return False
