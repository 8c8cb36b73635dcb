"""`shebao test`: the cases beside the flows, and what of the flows they leave untried."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from bot import app
from bot.authoring.cases import CaseFile, read_all
from bot.authoring.drafting import drafts
from bot.authoring.edges import Edge, numbered, rows, walked
from bot.authoring.limits import Limit, limits, sides
from bot.authoring.proving import prove
from bot.content.flow import Flow
from bot.content.knowledge import Row
from bot.dialogue.engine import Position
from bot.dialogue.guide import Guide
from bot.problems import Problem


@dataclass
class Tried:
    """What the cases of one flow came to."""

    flow: str
    cases: int = 0
    problems: list[Problem] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    edges: set[Edge] = field(default_factory=set)
    sides: set[tuple[Limit, bool]] = field(default_factory=set)


def tried(
    guide: Guide, files: Sequence[CaseFile], today: date, root: Path | None = None
) -> list[Tried]:
    """Walk every case; one result for each flow, those without cases too.

    `root`: where the flows are, to tell the line of the rule that decided wrongly.
    """
    found = {name: Tried(name) for name in guide.content.flows}
    for file in files:
        here = found.setdefault(file.flow, Tried(file.flow))
        here.problems += file.problems
        here.cases += len(file.cases)
        for name, case in file.cases.items():
            proof = prove(guide, file, name, today, root)
            here.problems += proof.problems
            here.positions += proof.positions
            for position in proof.positions:
                into = found.setdefault(position.name, Tried(position.name))
                into.edges.update(walked(guide, position, case.as_of or today))
                into.sides.update(sides(position))
    return list(found.values())


def missing(flow: Flow, result: Tried) -> list[Edge]:
    """The edges no case uses, in the order they are written."""
    return [edge for edge, _ in numbered(flow) if edge not in result.edges]


def unheld(flow: Flow, result: Tried) -> list[Limit]:
    """The limits that no two cases stand on both sides of."""
    return [limit for limit in limits(flow) if not {(limit, True), (limit, False)} <= result.sides]


def run(options: argparse.Namespace) -> int:
    """Run the cases of the flows named, or of all; 1 when one is wrong or, with --full, missing."""
    today = options.today or app.today()
    guide = app.guide(options.content, today)
    wanted = set(options.flows) or set(guide.content.flows)
    if unknown := sorted(wanted - set(guide.content.flows)):
        print(f"there is no flow {unknown[0]!r}", file=sys.stderr)
        return 1
    files = list(read_all(options.content))
    results = [
        r for r in tried(guide, files, today, options.content) if r.flow in wanted or r.problems
    ]
    say = _json if options.json else _told
    for line in say(guide, results, today, draft=options.draft):
        print(line)
    wrong = any(result.problems for result in results)
    return 1 if wrong or (options.full and _untried(guide, results)) else 0


def _untried(guide: Guide, results: Sequence[Tried]) -> bool:
    flows = guide.content.flows
    known = [(flows[result.flow], result) for result in results if result.flow in flows]
    return any(missing(flow, result) or unheld(flow, result) for flow, result in known)


def _json(guide: Guide, results: Sequence[Tried], today: date, *, draft: bool) -> Iterator[str]:
    for result in results:
        flow = guide.content.flows.get(result.flow)
        untried = [edge.told(flow) for edge in missing(flow, result)] if flow else []
        told = {
            "flow": result.flow,
            "cases": result.cases,
            "problems": [msgspec.to_builtins(problem) for problem in result.problems],
            "edges": len(list(numbered(flow))) if flow else 0,
            "untried": untried,
            "limits": [limit.told() for limit in unheld(flow, result)] if flow else [],
        }
        yield msgspec.json.encode(told).decode()


def _told(guide: Guide, results: Sequence[Tried], today: date, *, draft: bool) -> Iterator[str]:
    for result in results:
        yield from (f"{problem}\n" for problem in result.problems)
    for result in results:
        flow = guide.content.flows.get(result.flow)
        if flow is not None:
            yield from _coverage(guide, flow, result, today, draft=draft)
    cases = sum(result.cases for result in results)
    wrong = sum(len(result.problems) for result in results)
    yield _rows_told(guide, results)
    yield f"共 {cases} 条，" + (f"有 {wrong} 处不对。" if wrong else "都对。")


def _coverage(
    guide: Guide, flow: Flow, result: Tried, today: date, *, draft: bool
) -> Iterator[str]:
    edges, untried = list(numbered(flow)), missing(flow, result)
    nodes = {*flow.questions, *flow.branches, *flow.calls, *flow.outcomes}
    met = {rule.goto for edge, rule in edges if edge in result.edges}
    met |= {edge.node for edge in result.edges}
    walked_edges = len(edges) - len(untried)
    yield (
        f"{result.flow:24} {result.cases:3} 条  节点 {len(nodes & met)}/{len(nodes)}"
        f"  路 {walked_edges}/{len(edges)}"
    )
    for limit in unheld(flow, result):
        yield f"    界线两边没有都试：{limit.told()}"
    if not untried:
        return
    yield from (f"    没走到：{edge.told(flow)}" for edge in untried[:10])
    if len(untried) > 10:
        yield f"    还有 {len(untried) - 10} 条"
    if draft:
        yield f"  可以贴进 flows/{result.flow}.test.yaml："
        yield from drafts(guide, result.flow, set(untried), today)
    else:
        yield f"    要现成的写法：shebao test {result.flow} --draft"


def _rows_told(guide: Guide, results: Sequence[Tried]) -> str:
    used: set[int] = {id(row) for result in results for row in rows(result.positions)}
    every: list[Row] = [row for place in guide.content.places.values() for row in place.rows]
    return f"数字：{len(every)} 行里用到 {sum(id(row) in used for row in every)} 行。"
