"""A flow's nodes as boxes of text: what stands on each line, and which lines lead away from it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from bot.authoring.flow_graph import FlowGraph, Node, Way
from bot.authoring.ordering import GRID, Box, Line, onward
from bot.content.telling import OTHERWISE

WIDTH = 280
SIZE = 13
"""Of letters, in pixels."""

OFTEN = 4
"""An outcome with so many ways to it is named on the lines that lead there: no line is drawn."""

_INSET = 12
_PARTS = re.compile(r"[A-Za-z0-9_.{}-]+[，。？！：；、”）}]*|.[，。？！：；、”）}]*", re.DOTALL)
"""What stays on one line: a word of Latin letters, a sign with the marks that close it."""

_KINDS = {"question": "问题", "branch": "判断", "call": "先走另一个流程", "outcome": "结论"}


@dataclass(frozen=True, slots=True)
class Row:
    """A way as it stands on its box. `goes`: what it leads to, said because no line is drawn.

    `port` is the number of the line that leaves here, None where `goes` is said or rows follow
    for the conditions of this answer. `link` is the id of the node or topic that `goes` names.
    """

    texts: tuple[str, ...]
    port: int | None
    goes: str = ""
    link: str = ""

    @property
    def height(self) -> int:
        """In pixels."""
        return GRID * (len(self.texts) + bool(self.goes))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A node with all that is written on it."""

    node: Node
    head: str
    titles: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def heading(self) -> int:
        """The height of what stands above the rows."""
        return GRID * (1 + len(self.titles))

    @property
    def height(self) -> int:
        """In pixels, a whole number of grids."""
        return self.heading + sum(row.height for row in self.rows)


def sheets(graph: FlowGraph) -> dict[str, Sheet]:
    """Node → what is written on it."""
    writer = _Writer(graph)
    return {node.id: writer.sheet(node) for node in graph.nodes}


def boxes(found: Iterable[Sheet]) -> list[Box]:
    """What is placed."""
    return [Box(sheet.node.id, WIDTH, sheet.height, leave=dict(_leaving(sheet))) for sheet in found]


def lines(graph: FlowGraph) -> list[Line]:
    """What is drawn between them, each way once."""
    names = {node.id for node in graph.nodes}
    often = _often(graph)
    found = [
        Line(node.id, number, way.target)
        for node in graph.nodes
        for number, way in enumerate(graph.of(node.id))
        if way.inside and way.target in names and way.target not in often
    ]
    return onward([node.id for node in graph.nodes], found)[0]


def _often(graph: FlowGraph) -> frozenset[str]:
    outcomes = [node.id for node in graph.nodes if node.kind == "outcome"]
    return frozenset(o for o in outcomes if len({w.source for w in graph.into(o)}) >= OFTEN)


def _leaving(sheet: Sheet) -> Iterator[tuple[int, int]]:
    top = sheet.heading
    for row in sheet.rows:
        if row.port is not None:
            yield row.port, top + GRID // 2
        top += row.height


class _Writer:
    def __init__(self, graph: FlowGraph) -> None:
        self._graph = graph
        self._nodes = {node.id: node for node in graph.nodes}
        self._drawn = {(line.source, line.port) for line in lines(graph)}
        self._often = _often(graph)

    def sheet(self, node: Node) -> Sheet:
        head = f"{_KINDS[node.kind]}  {node.id}"
        if node.id == self._graph.start:
            head += "  ← 从这里开始"
        if node.id in self._often:
            head += f"  ← {len({w.source for w in self._graph.into(node.id)})} 处会到这里"
        return Sheet(node, head, tuple(wrapped(node.title, bold=True)), tuple(self._rows(node)))

    def _rows(self, node: Node) -> Iterator[Row]:
        numbered = enumerate(self._graph.of(node.id))
        for (_, answer), ways in groupby(numbered, key=lambda one: (one[1].choice, one[1].said)):
            listed = list(ways)
            several = bool(answer) and len(listed) > 1
            if several:
                yield Row(tuple(wrapped(f"• {answer}")), None)
            for number, way in listed:
                text = f"　· {way.when or OTHERWISE}" if several else f"• {way.label}"
                yield self._row(tuple(wrapped(text)), number, way)

    def _row(self, texts: tuple[str, ...], number: int, way: Way) -> Row:
        if (way.source, number) in self._drawn:
            return Row(texts, number)
        if not way.inside:
            kind = "流程" if way.kind == "flow" else "条目"
            return Row(texts, None, _cut(f"　↗ {kind} {way.target}"), way.target)
        node = self._nodes.get(way.target)
        if node is None:
            told = f"没有叫 {way.target} 的节点" if way.target else "还没写去哪里"
            return Row(texts, None, _cut(f"　✗ {told}"))
        if way.target in self._often:
            code = f"{node.detail} " if node.detail else ""
            return Row(texts, None, _cut(f"　→ 结论 {code}{node.title}"), way.target)
        return Row(texts, None, _cut(f"　↩ 回到 {way.target}"), way.target)


def _cut(text: str) -> str:
    """One line, cut where it is too long."""
    if wide(text) <= WIDTH - 2 * _INSET:
        return text
    while wide(text + "…") > WIDTH - 2 * _INSET:
        text = text[:-1]
    return text + "…"


def wide(text: str, size: float = SIZE) -> float:
    """How wide a text is drawn, about: letters of Latin scripts take a little over half."""
    return sum(size if ord(c) > 0x2000 else size * 0.57 for c in text)


def wrapped(text: str, *, bold: bool = False) -> Iterator[str]:
    """Lines that fit into a box; those after the first are moved in like it."""
    room = WIDTH - 2 * _INSET
    inset = "" if bold else "　"
    line = ""
    for part in _PARTS.findall(text):
        if wide(line + part) > room and line.strip():
            yield line
            line = inset
        while wide(line + part) > room:
            fits = next(n for n in range(len(part), 0, -1) if wide(line + part[:n]) <= room)
            yield line + part[:fits]
            line, part = inset, part[fits:]
        line += part
    yield line
