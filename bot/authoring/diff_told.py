"""A diff in words: for a terminal, and as Markdown for a pull request."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from bot.authoring.diff_values import Change, Diff, End, FlowDiff, Moved
from bot.authoring.sheet_ways import Way, merged

T = TypeVar("T")

_MOST = 40
"""So many of one kind are told; the rest is counted (`--json` has them all)."""

_FEW = 6
_SIGNS = str.maketrans({"|": "\\|", "\n": " ", "<": "&lt;", "*": "\\*", "_": "\\_", "`": "'"})


def table(diff: Diff) -> str:
    """Lines for a terminal."""
    return "\n".join(_table(diff))


def summary(diff: Diff) -> str:
    """The first line: how many situations end otherwise, how many words changed."""
    parts = [f"{diff.situations} 种情形中 {diff.moved} 种结果改变"]
    if not any(one.state == "changed" for one in diff.flows):
        parts = ["没有哪种情形的结果改变"]
    parts += [f"新增流程 {one.flow}" for one in diff.flows if one.state == "added"]
    parts += [f"删去流程 {one.flow}" for one in diff.flows if one.state == "removed"]
    parts.append(f"文字改了 {len(diff.wordings)} 处，规则和数字改了 {len(diff.rules)} 处")
    parts.append(f"{len(diff.questions)} 句问话换了去处")
    if diff.conversations is not None:
        parts.append(f"{sum(one.count for one in diff.conversations)} 段对话会受影响")
    return "；".join(parts)


def _table(diff: Diff) -> Iterator[str]:
    yield f"{diff.before} → {diff.after}"
    yield summary(diff)
    for one in diff.flows:
        yield ""
        yield _heading(one)
        groups = _groups(one)
        for number, (way, moved) in _first(groups):
            yield f"  {number}. {_answers(way)}" + (f"（{way.count} 种）" if way.count > 1 else "")
            yield from (f"     原来：{line}" for line in _ends(moved.before))
            yield from (f"     现在：{line}" for line in _ends(moved.after))
        yield from _rest(groups, "  ")
    for title, changes in (("规则和数字", diff.rules), ("文字", diff.wordings)):
        if changes:
            yield ""
            yield f"{title}（{len(changes)} 处）"
        for _, change in _first(changes):
            yield f"  {' · '.join(change.where)}"
            yield f"     原来：{_flat(change.before)}"
            yield f"     现在：{_flat(change.after)}"
        yield from _rest(changes, "  ")
    if diff.questions:
        yield ""
        yield f"问话的去处（{len(diff.questions)} 句）"
    for _, led in _first(diff.questions):
        yield f"  “{led.text}”（写在 {led.home}）"
        yield f"     原来：{led.before}"
        yield f"     现在：{led.after}"
    yield from _rest(diff.questions, "  ")
    yield from _people(diff)


def _people(diff: Diff) -> Iterator[str]:
    if diff.unread:
        yield ""
        yield f"没有看对话：{diff.unread}"
    if diff.conversations:
        yield ""
        yield "正在进行的对话"
    for one in diff.conversations or ():
        yield f"  {one.flow}：{one.count} 段，{one.before} → {one.after}"


def _heading(one: FlowDiff) -> str:
    if one.state == "added":
        return f"{one.flow}（{one.title}）：新流程，{one.situations} 种情形"
    if one.state == "removed":
        return f"{one.flow}（{one.title}）：没有了，原来有 {one.situations} 种情形"
    return f"{one.flow}（{one.title}）：{one.situations} 种情形中 {len(one.moved)} 种结果改变"


def _groups(one: FlowDiff) -> list[tuple[Way, Moved]]:
    """What moved alike, in as few lines as possible."""
    alike: dict[object, list[Moved]] = {}
    for moved in one.moved:
        alike.setdefault((tuple(_ends(moved.before)), tuple(_ends(moved.after))), []).append(moved)
    return [
        (way, group[0])
        for group in alike.values()
        for way in merged(Way(_steps(moved), 1) for moved in group)
    ]


def _steps(moved: Moved) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((asked, (said,)) for _, asked, said in moved.answers)


def _answers(way: Way) -> str:
    return "；".join(f"{asked} {_either(said)}" for asked, said in way.steps) or "一开始"


def _either(said: Sequence[str]) -> str:
    return " / ".join(said[:_FEW]) + (f" 等 {len(said)} 种" if len(said) > _FEW else "")


def _ends(ends: Sequence[End]) -> Iterator[str]:
    for end in ends:
        figures = "，".join(f"{name} = {_flat(value)}" for name, value in end.figures.items())
        name = f"{end.outcome}（{end.reason}）" if end.reason else end.outcome
        yield f"{name} {end.title}" + (f" [{figures}]" if figures else "")
    if not ends:
        yield "没有这种情形"


def _flat(text: str | None) -> str:
    if text is None:
        return "（没有）"
    flat = " ".join(text.split())
    return flat if len(flat) <= 160 else flat[:159] + "…"


def _first(items: Sequence[T]) -> Iterator[tuple[int, T]]:
    return enumerate(items[:_MOST], 1)


def _rest(items: Sequence[object], inset: str) -> Iterator[str]:
    if len(items) > _MOST:
        yield f"{inset}……还有 {len(items) - _MOST} 个，用 --json 看全部"


def markdown(diff: Diff) -> str:
    """The same for a pull request: tables under headings."""
    return "\n".join(_markdown(diff))


def _markdown(diff: Diff) -> Iterator[str]:
    yield f"### 内容改动：{_cell(diff.before)} → {_cell(diff.after)}"
    yield ""
    yield f"**{summary(diff)}**"
    for one in diff.flows:
        yield ""
        yield f"#### {_cell(_heading(one))}"
        groups = _groups(one)
        rows = (
            (_answers(way), "；".join(_ends(m.before)), "；".join(_ends(m.after)))
            for _, (way, m) in _first(groups)
        )
        yield from _grid(("情形", "原来", "现在"), rows, shown=bool(groups))
        yield from _rest(groups, "")
    for title, changes in (("规则和数字", diff.rules), ("文字", diff.wordings)):
        yield from _section(f"{title}（{len(changes)} 处）", changes)
    if diff.questions:
        yield ""
        yield f"#### 问话的去处（{len(diff.questions)} 句）"
        found = ((f"{q.text}（{q.home}）", q.before, q.after) for _, q in _first(diff.questions))
        yield from _grid(("问话", "原来", "现在"), found, shown=True)
        yield from _rest(diff.questions, "")
    if diff.conversations:
        yield ""
        yield "#### 正在进行的对话"
        people = ((c.flow, str(c.count), c.before, c.after) for c in diff.conversations)
        yield from _grid(("流程", "段数", "原来", "现在"), people, shown=True)


def _section(title: str, changes: Sequence[Change]) -> Iterator[str]:
    if changes:
        yield ""
        yield f"#### {title}"
        rows = ((" · ".join(c.where), _flat(c.before), _flat(c.after)) for _, c in _first(changes))
        yield from _grid(("哪里", "原来", "现在"), rows, shown=True)
        yield from _rest(changes, "")


def _grid(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], *, shown: bool) -> Iterator[str]:
    if shown:
        yield ""
        yield f"| {' | '.join(heads)} |"
        yield f"|{'---|' * len(heads)}"
        yield from (f"| {' | '.join(map(_cell, row))} |" for row in rows)


def _cell(text: str) -> str:
    return text.translate(_SIGNS)
