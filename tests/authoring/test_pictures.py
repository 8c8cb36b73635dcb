"""Pictures of flows: nothing runs over anything else, and every way can be followed."""

import random
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.authoring.flow_graph import FlowGraph, Node, Way, flow_graph
from bot.authoring.graph import drawn, graphs_of
from bot.authoring.graph_boxes import OFTEN, WIDTH, boxes, lines, sheets, wide
from bot.authoring.graph_svg import svg
from bot.authoring.layout import Layout, Point, lay_out
from bot.authoring.ordering import GRID, Box, Line
from bot.cli import CONTENT_ROOT, main
from tests.shipped import guide

PICTURE = CONTENT_ROOT / "flows/pictures/medical-balance-zero.svg"
NAMES = list(guide().content.flows)


def graph(name: str) -> FlowGraph:
    content = guide().content
    return flow_graph(content, name, content.flows[name])


def at_random(seed: int) -> tuple[list[Box], list[Line]]:
    """Boxes with lines to any later ones, and a few that lead back."""
    chance = random.Random(seed)
    found: list[Box] = []
    joined: list[Line] = []
    count = chance.randint(2, 60)
    for number in range(count):
        ports = chance.randint(0, 7)
        leave = {p: GRID * (2 + p) + GRID // 2 for p in range(ports)}
        found.append(Box(f"b{number}", WIDTH, GRID * (2 + ports), leave=leave))
        for port in range(ports):
            far = min(count - 1, number + 1 + int(chance.expovariate(0.2)))
            target = chance.randrange(number + 1) if chance.random() < 0.03 else far
            joined.append(Line(f"b{number}", port, f"b{target}"))
    return found, joined


def pieces(layout: Layout) -> Iterator[tuple[str, Point, Point]]:
    """Every straight piece of line, and where the line leads."""
    for route in layout.routes:
        for start, end in zip(route.points, route.points[1:], strict=False):
            if start != end:
                yield route.target, start, end


def overlapping(one: tuple[float, float], other: tuple[float, float]) -> bool:
    (a, b), (c, d) = sorted(one), sorted(other)
    return a < d and c < b


def hold_apart(found: Sequence[Box], layout: Layout) -> None:
    """No box on another, no line through a box, no two lines to different boxes on each other."""
    areas = [
        (layout.places[b.id][0], layout.places[b.id][1], b.width, b.height, b.id) for b in found
    ]
    for n, (x, y, wide_, high, _) in enumerate(areas):
        assert x >= 0 <= y
        assert x + wide_ <= layout.width
        assert y + high <= layout.height
        for u, v, w, h, _ in areas[:n]:
            assert not (
                overlapping((x, x + wide_), (u, u + w)) and overlapping((y, y + high), (v, v + h))
            )
    straight = list(pieces(layout))
    for n, (target, (x, y), (u, v)) in enumerate(straight):
        assert x == u or y == v
        for a, b, w, h, _ in areas:
            inside = (a + 1, a + w - 1), (b + 1, b + h - 1)
            crossed = overlapping((x - 0.1, u + 0.1), inside[0]) if x <= u else False
            assert not (crossed and overlapping((min(y, v) - 0.1, max(y, v) + 0.1), inside[1]))
        for other, (c, d), (e, f) in straight[:n]:
            if other == target:
                continue
            assert not (y == v == d == f and overlapping((x, u), (c, e)))
            assert not (x == u == c == e and overlapping((y, v), (d, f)))


def hold_joined(found: Sequence[Box], joined: Sequence[Line], layout: Layout) -> None:
    """From each line's beginning, pieces of lines to its target lead there."""
    tops = {box.id: box for box in found}
    for line in joined:
        if line in layout.circular:
            continue
        x, y = layout.places[line.source]
        begin = (x, y + tops[line.source].leave[line.port])
        ends = {(layout.places[line.target][0], layout.places[line.target][1] + GRID)}
        mine = [r.points for r in layout.routes if r.target == line.target]
        reached = {p[-1] for p in mine if p[0][1] == begin[1] and p[0][0] > begin[0]}
        assert reached, line
        while not reached & ends:
            further = {p[-1] for p in mine for r in reached if p[0][1] == r[1] and p[0][0] >= r[0]}
            assert further - reached, line
            reached |= further


@pytest.mark.parametrize("name", NAMES)
def test_a_flow_is_drawn_so_that_every_line_can_be_followed(name: str) -> None:
    drawing = graph(name)
    found = sheets(drawing)
    placed, joined = boxes(found.values()), lines(drawing)
    layout = lay_out(placed, joined)
    assert not layout.circular
    hold_apart(placed, layout)
    hold_joined(placed, joined, layout)


@pytest.mark.parametrize("seed", range(12))
def test_boxes_at_random_are_drawn_so_too(seed: int) -> None:
    placed, joined = at_random(seed)
    layout = lay_out(placed, joined)
    hold_apart(placed, layout)
    hold_joined(placed, joined, layout)
    assert layout == lay_out(placed, joined)


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_wider_than_its_box_and_none_is_left_out(name: str) -> None:
    drawing = graph(name)
    picture = ET.fromstring(svg(drawing))
    said = [text.text or "" for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert all(wide(line) <= WIDTH - 12 for line in said[1:])
    whole = re.sub(r"\s|　", "", "".join(said))
    for node in drawing.nodes:
        assert re.sub(r"\s", "", node.title) in whole
    for way in drawing.ways:
        assert re.sub(r"\s", "", way.said) in whole
        assert re.sub(r"\s", "", way.when) in whole


@pytest.mark.parametrize("name", NAMES)
def test_every_way_is_a_line_or_says_where_it_leads(name: str) -> None:
    drawing = graph(name)
    found = sheets(drawing)
    joined = {(line.source, line.port) for line in lines(drawing)}
    for node in drawing.nodes:
        for number, way in enumerate(drawing.of(node.id)):
            rows = [r for r in found[node.id].rows if r.link == way.target]
            if (node.id, number) not in joined:
                assert rows, way
    often = {n.id for n in drawing.nodes if len({w.source for w in drawing.into(n.id)}) >= OFTEN}
    told = {row.link for sheet in found.values() for row in sheet.rows}
    assert {n.id for n in drawing.nodes if n.id in often and n.kind == "outcome"} <= told


def test_a_flow_that_is_being_written_is_drawn_with_what_it_lacks() -> None:
    nodes = (Node("first", "question", "哪里？"), Node("done", "outcome", "完了"))
    ways = (
        Way("first", "done", "choice", "a", "这里"),
        Way("first", "", "choice", "b", "那里"),
        Way("first", "dnoe", "choice", "c", "都不是"),
        Way("done", "first", "offer", "again", "再来一次"),
    )
    drawing = FlowGraph("new", "新的", "first", nodes, ways)
    text = svg(drawing)
    assert "还没写去哪里" in text
    assert "没有叫 dnoe 的节点" in text
    assert "回到 first" in text


def test_the_shipped_picture_is_the_flow_as_it_is() -> None:
    command = f"shebao graph {PICTURE.stem} --format svg -o flows/pictures/{PICTURE.name}"
    assert PICTURE.read_text(encoding="utf-8") == svg(graph(PICTURE.stem)), command


def test_the_atlas_holds_every_flow_and_needs_nothing_from_elsewhere() -> None:
    graphs = graphs_of(guide().content)
    page = drawn(graphs, "html")
    assert page.count("<svg ") == len(graphs)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert not re.findall(r'(?:src|href)="(?!#)', page)


def test_a_picture_is_written_where_one_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = ["--content", str(CONTENT_ROOT), "graph"]
    there = tmp_path / "one.svg"
    assert main([*content, "which-account", "--format", "svg", "-o", str(there)]) == 0
    assert there.read_text(encoding="utf-8").startswith("<svg ")
    assert main([*content, "--all", "--format", "svg"]) == 1
    assert main([*content]) == 2
    assert main([*content, "no-such"]) == 1
    assert "which-account" in capsys.readouterr().err
    assert main([*content, "--all", "-o", str(tmp_path / "no/atlas.html")]) == 1
