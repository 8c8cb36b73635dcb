"""Which situations of a flow end otherwise with another content.

Both contents are walked through every situation that either tells apart, so that a limit that
was moved shows on both its sides; figures count as part of a result, words do not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from bot.authoring.diff_texts import changed_rows
from bot.authoring.diff_values import End, FlowDiff, Moved
from bot.authoring.situations import Situation, situations
from bot.content import expressions
from bot.content.content import Content
from bot.content.flow import Flow
from bot.content.knowledge import Row
from bot.dialogue import show, wording
from bot.dialogue.engine import Position, replay
from bot.dialogue.guide import Guide
from bot.dialogue.representatives import Representatives
from bot.dialogue.session import Answer, Frame

_SEVERAL = 6
"""So many ends are told when it depends on a question which it is."""


def compared(before: Guide, after: Guide, today: date) -> Iterator[FlowDiff]:
    """Every flow that is otherwise, or counts on figures that are."""
    rows = [row for _, row in changed_rows(before.content, after.content)]
    for name in before.content.flows | after.content.flows:
        if _alike(before.content, after.content, name, moved=bool(rows)):
            continue
        if name not in before.content.flows or name not in after.content.flows:
            yield _alone(before, after, name, today)
        else:
            yield _Compared(before, after, name, today, rows).diff()


def _alike(before: Content, after: Content, name: str, *, moved: bool) -> bool:
    """Whether nothing that a flow's results rest on differs."""
    old, new = before.flows.get(name), after.flows.get(name)
    if old is None or new is None or old != new or (moved and new.compute):
        return False
    return all(_alike(before, after, c.flow, moved=moved) for c in new.calls.values())


def _alone(before: Guide, after: Guide, name: str, today: date) -> FlowDiff:
    added = name in after.content.flows
    guide = after if added else before
    return FlowDiff(
        flow=name,
        title=guide.content.flows[name].title,
        state="added" if added else "removed",
        situations=sum(1 for _ in situations(guide, name, today)),
    )


class _Compared:
    """One flow that both contents have."""

    def __init__(
        self, before: Guide, after: Guide, name: str, today: date, rows: Sequence[Row]
    ) -> None:
        self._before, self._after, self._name, self._today = before, after, name, today
        self._rows = rows
        self._told = _figures_told(before.content.flows[name], after.content.flows[name])

    def diff(self) -> FlowDiff:
        old = list(self._situations(self._before, self._after))
        new = list(self._situations(self._after, self._before))
        kept: dict[frozenset[Answer], Moved | None] = {}
        covered: set[frozenset[Answer]] = set()
        for one in old:
            position = self._at(self._after, one.answers)
            if position.ended:
                key = frozenset(one.answers)
                covered |= {key, frozenset(position.answers)}
                kept[key] = self._held(self._before, one.position, [one.position], [position])
        for one in new:
            key = frozenset(one.answers)
            position = self._at(self._before, one.answers)
            if position.ended or key not in covered:
                ends = [position] if position.ended else list(self._ends(self._before, position))
                kept.setdefault(key, self._held(self._after, one.position, ends, [one.position]))
        return FlowDiff(
            flow=self._name,
            title=self._after.content.flows[self._name].title,
            state="changed",
            situations=len(kept),
            moved=tuple(moved for moved in kept.values() if moved is not None),
        )

    def _situations(self, guide: Guide, other: Guide) -> Iterator[Situation]:
        """Every situation that either content tells apart, as one of them walks it."""
        flow, theirs = (g.content.flows[self._name] for g in (guide, other))
        values = Representatives(other, theirs, self._today)
        also = {node: values.at(node) for node in flow.questions if node in theirs.questions}
        for node in _computed_from(flow) | _computed_from(theirs):
            also[node] = (*also.get(node, ()), *_beside(flow, node, self._rows))
        return situations(guide, self._name, self._today, also=also)

    def _at(self, guide: Guide, answers: tuple[Answer, ...]) -> Position:
        return replay(guide, Frame(flow=self._name, digest="", answers=answers), self._today)

    def _ends(self, guide: Guide, position: Position) -> Iterator[Position]:
        """Where a way can end that stops at a question which was not answered."""
        seen: set[str] = set()
        for one in situations(guide, self._name, self._today, after=position.answers):
            if one.outcome not in seen:
                seen.add(one.outcome)
                yield one.position
            if len(seen) == _SEVERAL:
                return

    def _held(
        self, guide: Guide, on: Position, before: Sequence[Position], after: Sequence[Position]
    ) -> Moved | None:
        """What is otherwise, told in the answers of a position; None if nothing is."""
        old = {self._result(p) for p in before}
        if old == {self._result(p) for p in after}:
            return None
        asked = [
            (a.node, _asked(guide.content, on, a.node), wording.answer_text(guide.content, on, a))
            for a in on.answers
        ]
        return Moved(
            answers=tuple(asked),
            before=tuple(self._end(self._before, p) for p in before),
            after=tuple(self._end(self._after, p) for p in after),
        )

    def _result(self, position: Position) -> tuple[str, str | None, tuple[tuple[str, str], ...]]:
        outcome = position.flow.outcomes[position.node]
        return position.node, outcome.reason, tuple(self._figures(position).items())

    def _figures(self, position: Position) -> dict[str, str]:
        found = {}
        for name in self._told.get(position.node, ()):
            slot, _, field = name.partition(".")
            result = position.slots.get(slot) if slot in position.flow.compute else None
            if result is not None and not isinstance(result, str | Decimal):
                found[name] = wording.figure_text(result, field)
        return found

    def _end(self, guide: Guide, position: Position) -> End:
        reply = show.outcome_reply(guide, position, self._today)
        return End(
            outcome=position.node,
            title=reply.title or "",
            text=reply.body,
            reason=position.flow.outcomes[position.node].reason,
            figures=self._figures(position),
        )


def _asked(content: Content, position: Position, node: str) -> str:
    flow = position.flow
    if node in flow.questions:
        return flow.questions[node].ask
    if node in flow.calls:
        return content.flows[flow.calls[node].flow].title
    return flow.outcomes[node].title


def _figures_told(*flows: Flow) -> Mapping[str, tuple[str, ...]]:
    """Outcome → the calculated figures that its texts tell, in either flow."""
    told: dict[str, dict[str, None]] = {}
    for flow in flows:
        for node, outcome in flow.outcomes.items():
            texts = [outcome.title, outcome.say, outcome.why or "", *outcome.steps]
            texts += [*outcome.materials, *(contact.say for contact in outcome.contact)]
            for text in texts:
                for found in expressions.placeholders(text):
                    if found.field is not None:
                        told.setdefault(node, {})[found.name] = None
    return {node: tuple(names) for node, names in told.items()}


def _computed_from(flow: Flow) -> set[str]:
    calls = map(expressions.parse_call, flow.compute.values())
    return {reference.slot for call in calls for reference in call.references()}


def _beside(flow: Flow, node: str, rows: Iterable[Row]) -> Iterator[str]:
    """Values on both sides of what the rows draw a line at."""
    question = flow.questions.get(node)
    given = question.input if question is not None else None
    for row in rows if given is not None else ():
        if given is not None and given.number is not None:
            for limit in (row.age_from, row.age_below):
                yield from (str(limit - 1), str(limit)) if limit is not None else ()
        elif given is not None and given.money is not None and "元" in (row.unit or ""):
            try:
                amount = Decimal(row.value or "")
            except InvalidOperation:
                continue
            yield from (f"{amount - 1:f}", f"{amount + 1:f}")
