"""A flow's graph as SVG: boxes of text, lines in the colour of where they lead."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import escape

from bot.authoring.flow_graph import FlowGraph
from bot.authoring.graph_boxes import SIZE, WIDTH, Row, Sheet, boxes, lines, sheets
from bot.authoring.layout import MARGIN, Layout, Point, Route, lay_out
from bot.authoring.ordering import GRID

_COLOURS = (
    "#1f6fb4", "#c2410c", "#15803d", "#9d2fb0", "#b45309", "#0f7f86",
    "#be123c", "#4f46e5", "#4d7c0f", "#86198f", "#0369a1", "#7c2d12",
)  # fmt: skip
_FILLS = {"question": "#eaf2fb", "branch": "#fdf3dc", "call": "#f1eafa", "outcome": "#e4f3e6"}
_RIMS = {"question": "#7a9cc0", "branch": "#c49a3a", "call": "#8f74b8", "outcome": "#4f9558"}
_FONTS = "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
_ROUND = 6
TITLE = 30


def svg(graph: FlowGraph, *, prefix: str = "", pages: Collection[str] = ()) -> str:
    """The picture. Ids of nodes begin with `prefix`, so that several can stand on one page.

    `pages` are the flows that stand on the same page: their names lead there.
    """
    found = sheets(graph)
    layout = lay_out(boxes(found.values()), lines(graph))
    return "\n".join(_picture(graph, found, layout, _Page(prefix, frozenset(pages)))) + "\n"


@dataclass(frozen=True, slots=True)
class _Page:
    prefix: str
    flows: frozenset[str]

    def link(self, graph: FlowGraph, row: Row) -> str:
        """Where a name on a row leads on this page; "" if it is not there."""
        if row.link in self.flows:
            return f"#{row.link}"
        return f"#{self.prefix}{row.link}" if any(n.id == row.link for n in graph.nodes) else ""


def _picture(
    graph: FlowGraph, found: dict[str, Sheet], layout: Layout, page: _Page
) -> Iterator[str]:
    high, wide = layout.height + TITLE, layout.width
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" '
        f'width="{wide:g}" height="{high:g}" font-family="{_FONTS}" font-size="{SIZE}">'
    )
    yield f"<title>{escape(graph.title)}</title>"
    yield f'<rect width="{wide:g}" height="{high:g}" fill="#fff"/>'
    yield _text(MARGIN, TITLE, f"{graph.title}（{graph.id}）", size=18, weight="bold")
    yield f'<g transform="translate(0 {TITLE})">'
    colours = _colours(layout)
    yield '<g fill="none" stroke-width="1.6">'
    for route in layout.routes:
        yield _route(route, colours[route.target], page)
    yield "</g>"
    for node, sheet in found.items():
        yield from _box(sheet, layout.places[node], colours, page, graph)
    yield "</g></svg>"


def _colours(layout: Layout) -> dict[str, str]:
    """Target → its colour: boxes that stand near each other have different ones."""
    targets = dict.fromkeys(route.target for route in layout.routes)
    ordered = sorted(targets, key=lambda node: layout.places[node])
    return {node: _COLOURS[n % len(_COLOURS)] for n, node in enumerate(ordered)}


def _route(route: Route, colour: str, page: _Page) -> str:
    name = escape(f"to-{page.prefix}{route.target}")
    path = f'<path class="{name}" stroke="{colour}" d="{_path(route.points)}"/>'
    if not route.last:
        return path
    x, y = route.points[-1]
    tip = f"M{x:g} {y:g}l-8 -4v8z"
    return path + f'<path class="{name}" fill="{colour}" stroke="none" d="{tip}"/>'


def _path(points: tuple[Point, ...]) -> str:
    """Straight pieces with rounded corners."""
    said = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        room = min(_ROUND, _far(before, corner) / 2, _far(corner, after) / 2)
        x, y = _toward(corner, before, room)
        said.append(f"L{x:g} {y:g}")
        x, y = _toward(corner, after, room)
        said.append(f"Q{corner[0]:g} {corner[1]:g} {x:g} {y:g}")
    return "".join([*said, f"L{points[-1][0]:g} {points[-1][1]:g}"])


def _far(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _toward(start: Point, end: Point, length: float) -> Point:
    """The point so far from `start` on the straight way to `end`."""
    far = _far(start, end) or 1
    return (
        start[0] + (end[0] - start[0]) * length / far,
        start[1] + (end[1] - start[1]) * length / far,
    )


def _box(
    sheet: Sheet, place: Point, colours: dict[str, str], page: _Page, graph: FlowGraph
) -> Iterator[str]:
    x, y = place
    node = sheet.node
    rim, fill = _RIMS[node.kind], _FILLS[node.kind]
    corner = 10 if node.kind == "outcome" else 3
    thick = 2.5 if node.kind == "outcome" or node.id == graph.start else 1.2
    yield f'<g id="{escape(page.prefix + node.id)}">'
    yield (
        f'<rect x="{x:g}" y="{y:g}" width="{WIDTH}" height="{sheet.height}" rx="{corner}" '
        f'fill="#fff" stroke="{rim}" stroke-width="{thick}"/>'
    )
    yield (
        f'<rect x="{x + 1.5:g}" y="{y + 1.5:g}" width="{WIDTH - 3}" '
        f'height="{sheet.heading - 1.5:g}" rx="{corner - 2}" fill="{fill}"/>'
    )
    yield _text(x + 12, y + 15, sheet.head, size=11, colour="#5a6672")
    if node.kind == "outcome" and node.detail:
        yield _text(x + WIDTH - 12, y + 15, node.detail, size=11, weight="bold", end=True)
    for number, title in enumerate(sheet.titles, 1):
        yield _text(x + 12, y + number * GRID + 14, title, weight="bold")
    top = y + sheet.heading
    for row in sheet.rows:
        for number, text in enumerate(row.texts):
            yield _text(x + 12, top + number * GRID + 14, text)
        if row.goes:
            said = _text(x + 12, top + len(row.texts) * GRID + 13, row.goes, colour="#47525d")
            link = page.link(graph, row)
            yield f'<a href="{escape(link)}">{said}</a>' if link else said
        if row.port is not None:
            target = graph.of(node.id)[row.port].target
            yield (
                f'<circle cx="{x + WIDTH:g}" cy="{top + GRID // 2:g}" r="3.5" '
                f'fill="{colours[target]}"/>'
            )
        top += row.height
    yield "</g>"


def _text(
    x: float,
    y: float,
    words: str,
    *,
    size: int = SIZE,
    weight: str = "",
    colour: str = "#1d2329",
    end: bool = False,
) -> str:
    more = f' font-weight="{weight}"' if weight else ""
    more += ' text-anchor="end"' if end else ""
    more += f' font-size="{size}"' if size != SIZE else ""
    said = escape(words, quote=False)
    return f'<text x="{x:g}" y="{y:g}" fill="{colour}" xml:space="preserve"{more}>{said}</text>'
