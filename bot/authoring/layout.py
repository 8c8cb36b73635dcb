"""Where the boxes of a picture stand and how lines run between them: layers from left to right.

Lines leave a box beside the line of text they belong to, so no label ever floats; lines to one
box join on their way. The steps are those of Sugiyama, Tagawa and Toda: layers, order within
layers (fewest crossings), heights (straightest lines), then a track of its own for every bundle
of lines between two layers. The libraries there are for it either need Graphviz or know no
places on a box that lines leave from.

Lengths are in pixels. Heights of boxes, and what lies above a line that leaves them, come in
whole `GRID`s, so that lines at equal height never run over each other: those that leave boxes,
enter boxes and pass layers keep to different remainders.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.authoring.ordering import GRID, Box, Layers, Line, onward, ordered

TRACK = 10
MARGIN = 30
_LEAVE, _ENTER, _PASS = GRID // 2, 0, (GRID // 4, 3 * GRID // 4)
_SWEEPS = 12


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Route:
    """A piece of a line, or of several that joined; `last` where it enters the target."""

    target: str
    points: tuple[Point, ...]
    last: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The upper left corner of each box; all lines; the size of the whole.

    `circular` are lines that would lead back to where they come from, which are not drawn.
    """

    places: Mapping[str, Point]
    routes: tuple[Route, ...]
    circular: tuple[Line, ...]
    width: float
    height: float


def lay_out(boxes: Sequence[Box], lines: Sequence[Line]) -> Layout:
    """Place boxes; lines between boxes that are not there are left out. The same for the same."""
    known = {box.id: box for box in boxes}
    there = [line for line in lines if line.source in known and line.target in known]
    leading, circular = onward(known, there)
    layers = ordered(known, leading)
    tops = _heights(known, layers)
    return _drawn(known, layers, tops, tuple(circular))


def _heights(boxes: Mapping[str, Box], layers: Layers) -> dict[str, int]:
    """Node → its top, such that lines run as straight as the order allows."""
    tall = {n: boxes[n].height if n in boxes else 0 for layer in layers.nodes for n in layer}
    tops: dict[str, float] = {}
    for layer in layers.nodes:
        below = 0
        for node in layer:
            tops[node] = below
            below += tall[node] + GRID
    for sweep in range(_SWEEPS):
        order = layers.nodes if sweep % 2 == 0 else layers.nodes[::-1]
        for layer in order:
            wanted = [_wanted(boxes, layers, tops, node, back=sweep % 2 == 0) for node in layer]
            _settle(layer, wanted, tall, tops)
    lowest = min(tops.values(), default=0)
    return {n: int((top - lowest) / GRID + 0.5) * GRID for n, top in tops.items()}


def _wanted(
    boxes: Mapping[str, Box], layers: Layers, tops: Mapping[str, float], node: str, *, back: bool
) -> tuple[float, float]:
    """Where a node would stand best beside those before it (`back`) or after it; how much so."""
    enter = boxes[node].enter if node in boxes else 0
    wishes: list[float] = []
    if back:
        for source, port in layers.before[node]:
            leave = boxes[source].leave[port] if source in boxes else 0
            wishes.append(tops[source] + leave - enter)
    else:
        for port, target in layers.after[node]:
            leave = boxes[node].leave[port] if node in boxes else 0
            wishes.append(tops[target] + (boxes[target].enter if target in boxes else 0) - leave)
    if not wishes:
        return tops[node], 0.05
    wishes.sort()
    middle = (wishes[(len(wishes) - 1) // 2] + wishes[len(wishes) // 2]) / 2
    return middle, 1.0 if node in boxes else 3.0


def _settle(
    layer: Sequence[str],
    wanted: Sequence[tuple[float, float]],
    tall: Mapping[str, int],
    tops: dict[str, float],
) -> None:
    """The tops nearest to what is wanted that keep order and distance (pooling violators)."""
    blocks: list[list[float]] = []
    offsets: list[float] = []
    offset = 0.0
    for node, (top, weight) in zip(layer, wanted, strict=True):
        offsets.append(offset)
        blocks.append([(top - offset) * weight, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
        offset += tall[node] + GRID
    number = 0
    for total, weight, count in blocks:
        for _ in range(int(count)):
            tops[layer[number]] = total / weight + offsets[number]
            number += 1


@dataclass(slots=True)
class _Net:
    """The pieces between two layers that lead to one node."""

    node: str
    starts: list[float]
    end: float
    track: int = 0

    @property
    def low(self) -> float:
        return min(*self.starts, self.end)

    @property
    def high(self) -> float:
        return max(*self.starts, self.end)

    def apart(self, other: "_Net") -> bool:
        return self.high + GRID / 4 <= other.low or other.high + GRID / 4 <= self.low

    def crossed_by(self, right: "_Net") -> int:
        """How many lines cross when this one's track lies to the left of the other's."""
        ends = right.low < self.end < right.high
        return ends + sum(self.low < start < self.high for start in right.starts)


def _drawn(
    boxes: Mapping[str, Box],
    layers: Layers,
    tops: Mapping[str, int],
    circular: tuple[Line, ...],
) -> Layout:
    places: dict[str, Point] = {}
    routes: list[Route] = []
    left = float(MARGIN)
    for number, layer in enumerate(layers.nodes):
        wide = max((boxes[n].width for n in layer if n in boxes), default=0)
        for node in layer:
            if node in boxes:
                places[node] = (left, tops[node] + MARGIN)
            else:
                height = _passing(tops, node, number) + MARGIN
                target = layers.goal[node]
                routes.append(Route(target, ((left, height), (left + wide, height)), last=False))
        nets = _nets(boxes, layers, tops, number)
        tracks = _tracks(nets)
        channel = (tracks + 1) * TRACK + MARGIN
        for net in nets:
            over = left + wide + TRACK * (net.track + 1)
            target = layers.goal.get(net.node, net.node)
            for start in net.starts:
                corner = ((over, start + MARGIN), (over, net.end + MARGIN))
                begin, end = (left + wide, start + MARGIN), (left + wide + channel, corner[1][1])
                routes.append(Route(target, (begin, *corner, end), last=net.node in boxes))
        left += wide + channel
    low = max((tops[n] + b.height for n, b in boxes.items()), default=0)
    passing = (p[1] for route in routes for p in route.points)
    return Layout(places, tuple(routes), circular, left, max([low + MARGIN, *passing]) + MARGIN)


def _passing(tops: Mapping[str, int], node: str, layer: int) -> int:
    return tops[node] + _PASS[layer % 2]


def _nets(
    boxes: Mapping[str, Box], layers: Layers, tops: Mapping[str, int], number: int
) -> list[_Net]:
    nets = []
    for node in layers.nodes[number + 1] if number + 1 < len(layers.nodes) else ():
        starts = [
            tops[source] + boxes[source].leave[port]
            if source in boxes
            else _passing(tops, source, number)
            for source, port in layers.before[node]
        ]
        end = tops[node] + boxes[node].enter if node in boxes else _passing(tops, node, number + 1)
        if starts:
            nets.append(_Net(node, [float(s) for s in dict.fromkeys(starts)], float(end)))
    return _fewest_crossings(nets)


def _fewest_crossings(nets: list[_Net]) -> list[_Net]:
    """The nets in an order of tracks that no exchange of neighbours makes better."""
    for _ in nets:
        changed = False
        for n in range(len(nets) - 1):
            one, other = nets[n], nets[n + 1]
            if other.crossed_by(one) < one.crossed_by(other):
                nets[n : n + 2] = [other, one]
                changed = True
        if not changed:
            break
    return nets


def _tracks(nets: Iterable[_Net]) -> int:
    """Number the tracks, as few as keep the order of nets that meet; how many there are."""
    done: list[_Net] = []
    for net in nets:
        net.track = max((n.track + 1 for n in done if not net.apart(n)), default=0)
        done.append(net)
    return max((net.track + 1 for net in done), default=0)
