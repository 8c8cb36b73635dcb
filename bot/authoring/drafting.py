"""Cases to paste for the ways through a flow that no case uses yet."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from bot.authoring.edges import Edge, walked
from bot.authoring.situations import Situation, situations
from bot.content.flow import Flow
from bot.dialogue import wording
from bot.dialogue.engine import Position
from bot.dialogue.guide import Guide
from bot.dialogue.session import Answer


def drafts(guide: Guide, name: str, missing: set[Edge], today: date) -> Iterator[str]:
    """The YAML of as few cases as needed, each using the most of the missing edges."""
    found = list(situations(guide, name, today))
    found += _beyond(guide, found, missing, today)
    known = [(each, frozenset(walked(guide, each.position, today))) for each in found]
    left, titles = set(missing), set[str]()
    while left:
        situation, edges = max(known, key=lambda pair: (len(pair[1] & left), -len(pair[1])))
        if not edges & left:
            return
        left -= edges
        yield _case(guide, situation, titles, today)


def _beyond(
    guide: Guide, found: Sequence[Situation], missing: set[Edge], today: date
) -> Iterator[Situation]:
    """Where the missing offers lead that situations leave aside, as other ways lead there too."""
    for edge in sorted(missing):
        ends = (s for s in found if s.outcome == edge.node)
        shortest = min(ends, key=lambda s: len(s.answers), default=None)
        if shortest is not None:
            taken = (*shortest.answers, Answer(node=edge.node, value=edge.choice))
            yield from islice(situations(guide, shortest.position.name, today, after=taken), 1)


def _case(guide: Guide, situation: Situation, titles: set[str], today: date) -> str:
    position = situation.position
    given = dict(_given(guide, position, today))
    title = _title(guide, position, titles)
    lines = [f"{title}:"]
    if given:
        written = ", ".join(f"{node}: {_scalar(value)}" for node, value in given.items())
        lines.append(f"  given: {{{written}}}")
    lines.append(f"  expect: {position.node}")
    reason = position.flow.outcomes[position.node].reason
    if reason:
        lines.append(f"  reason: {reason}")
    return "\n".join(lines)


def _scalar(value: str) -> str:
    """Digits and dates in quotes, so that nobody wonders."""
    return f'"{value}"' if value[:1].isdigit() else value


def _given(guide: Guide, position: Position, today: date) -> Iterator[tuple[str, str]]:
    for answer in position.answers:
        called = position.flow.calls.get(answer.node)
        if called is None:
            yield answer.node, answer.value
            continue
        inner = next(s for s in situations(guide, called.flow, today) if s.outcome == answer.value)
        yield from _given(guide, inner.position, today)


def _title(guide: Guide, position: Position, titles: set[str]) -> str:
    """The labels that tell this case from the others, the last ones first; unique."""
    labels = [
        wording.answer_text(guide.content, position, answer)
        for answer in position.answers
        if answer.node in position.flow.questions
    ]
    for count in range(1, len(labels) + 1):
        title = _plain("，".join(labels[-count:]))
        if title not in titles and len(title) <= 60:
            titles.add(title)
            return title
    title = f"{_plain(_end(position.flow, position.node))} {len(titles) + 1}"
    titles.add(title)
    return title


def _end(flow: Flow, node: str) -> str:
    return flow.outcomes[node].title.partition("{")[0][:40] or node


def _plain(text: str) -> str:
    return text.replace(":", "：").replace("#", "").strip()
