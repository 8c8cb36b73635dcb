"""The layers of a picture, and in which order boxes stand in them so that few lines cross."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

GRID = 20
_ROUNDS = 16


@dataclass(frozen=True, slots=True)
class Box:
    """What is placed. `enter`, `leave`: how far below its top lines enter it, and each leaves it.

    Lengths are in pixels; `height` and `enter` are whole `GRID`s, `leave` half a grid more.
    """

    id: str
    width: int
    height: int
    enter: int = GRID
    leave: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A line from a place on one box to another box."""

    source: str
    port: int
    target: str


@dataclass(frozen=True, slots=True)
class Layers:
    """Layer by layer, from the top: boxes, and places where lines pass a layer on their way.

    `before`: node → (node of the layer before, port), `after`: node → (port, node of the layer
    after). `goal`: a place where lines pass → the box they lead to.
    """

    nodes: list[list[str]]
    before: Mapping[str, list[tuple[str, int]]]
    after: Mapping[str, list[tuple[int, str]]]
    goal: Mapping[str, str]


def ordered(boxes: Mapping[str, Box], lines: Sequence[Line]) -> Layers:
    """The layers of boxes whose lines go in no circle."""
    level = _levels(boxes, lines)
    layers = _passing(boxes, lines, level)
    place = {n: float(i) for layer in layers.nodes for i, n in enumerate(layer)}
    best, fewest = [list(layer) for layer in layers.nodes], _crossings(layers, boxes)
    for number in range(_ROUNDS):
        _sweep(layers, boxes, place, back=number % 2 == 0)
        _exchange(layers, boxes)
        _renumber(layers.nodes, place)
        found = _crossings(layers, boxes)
        if found < fewest:
            best, fewest = [list(layer) for layer in layers.nodes], found
    layers.nodes[:] = best
    return layers


def onward(boxes: Iterable[str], lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines that lead on, and those that close a circle, seen from the first boxes on."""
    after: dict[str, list[Line]] = {box: [] for box in boxes}
    for line in lines:
        after[line.source].append(line)
    state: dict[str, bool] = {}
    circular: list[Line] = []
    for first in after:
        if first in state:
            continue
        state[first] = True
        path = [(first, iter(after[first]))]
        while path:
            box, rest = path[-1]
            for line in rest:
                if state.get(line.target):
                    circular.append(line)
                elif line.target not in state:
                    state[line.target] = True
                    path.append((line.target, iter(after[line.target])))
                    break
            else:
                state[box] = False
                path.pop()
    return [line for line in lines if line not in circular], circular


def _levels(boxes: Iterable[str], lines: Sequence[Line]) -> dict[str, int]:
    """Box → its layer: as far from the first as the longest way there."""
    level = dict.fromkeys(boxes, 0)
    waiting = dict.fromkeys(boxes, 0)
    after: dict[str, list[str]] = {box: [] for box in level}
    for line in lines:
        after[line.source].append(line.target)
        waiting[line.target] += 1
    free = [box for box, count in waiting.items() if not count]
    while free:
        box = free.pop()
        for target in after[box]:
            level[target] = max(level[target], level[box] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                free.append(target)
    return level


def _passing(boxes: Mapping[str, Box], lines: Sequence[Line], level: Mapping[str, int]) -> Layers:
    """Lines that go further than the next layer pass those between, together with their like."""
    nodes: list[list[str]] = [[] for _ in range(max(level.values(), default=0) + 1)]
    before: dict[str, list[tuple[str, int]]] = {}
    after: dict[str, list[tuple[int, str]]] = {}
    goal: dict[str, str] = {}
    for box in _as_met(boxes, lines):
        nodes[level[box]].append(box)
    for line in lines:
        source, port = line.source, line.port
        for layer in range(level[line.source] + 1, level[line.target] + 1):
            node = line.target if layer == level[line.target] else f"{line.target} {layer}"
            if node != line.target and node not in goal:
                goal[node] = line.target
                nodes[layer].append(node)
            if (source, port) not in before.setdefault(node, []):
                before[node].append((source, port))
                after.setdefault(source, []).append((port, node))
            source, port = node, 0
    for layer_nodes in nodes:
        for node in layer_nodes:
            before.setdefault(node, [])
            after.setdefault(node, [])
    return Layers(nodes, before, after, goal)


def _as_met(boxes: Iterable[str], lines: Sequence[Line]) -> Iterable[str]:
    """The boxes in the order in which one meets them, following the lines from the first on."""
    after: dict[str, list[Line]] = {}
    for line in lines:
        after.setdefault(line.source, []).append(line)
    met: dict[str, None] = {}
    for first in boxes:
        waiting = [first]
        while waiting:
            box = waiting.pop()
            if box not in met:
                met[box] = None
                ways = sorted(after.get(box, ()), key=lambda line: -line.port)
                waiting += [line.target for line in ways]
    return met


def _port(boxes: Mapping[str, Box], node: str, port: int) -> float:
    """How far down its box a line leaves, as a part of its height."""
    box = boxes.get(node)
    return box.leave[port] / box.height if box else 0.5


def _sweep(
    layers: Layers, boxes: Mapping[str, Box], place: dict[str, float], *, back: bool
) -> None:
    """Put each layer in the order of the middle of what its nodes are joined with."""
    for layer in layers.nodes[1:] if back else layers.nodes[-2::-1]:
        wish: dict[str, float] = {}
        for node in layer:
            if back:
                found = [place[s] + _port(boxes, s, p) for s, p in layers.before[node]]
            else:
                found = [place[t] + 0.5 - _port(boxes, node, p) / 2 for p, t in layers.after[node]]
            wish[node] = sum(found) / len(found) if found else place[node]
        layer.sort(key=wish.__getitem__)
        _renumber([layer], place)


def _renumber(nodes: Iterable[Sequence[str]], place: dict[str, float]) -> None:
    for layer in nodes:
        for number, node in enumerate(layer):
            place[node] = float(number)


def _exchange(layers: Layers, boxes: Mapping[str, Box]) -> None:
    """Exchange neighbours as long as that leaves fewer crossings."""
    for number, layer in enumerate(layers.nodes):
        above = _ranks(layers.nodes[number - 1] if number else [])
        below = _ranks(layers.nodes[number + 1] if number + 1 < len(layers.nodes) else [])
        ends = {n: _ends(layers, boxes, n, above, below) for n in layer}
        for _ in layer:
            changed = False
            for i in range(len(layer) - 1):
                one, other = layer[i], layer[i + 1]
                if _met(ends[other], ends[one]) < _met(ends[one], ends[other]):
                    layer[i], layer[i + 1] = other, one
                    changed = True
            if not changed:
                break


def _ranks(layer: Sequence[str]) -> dict[str, int]:
    return {node: number for number, node in enumerate(layer)}


_Ends = tuple[list[float], list[float]]


def _ends(
    layers: Layers,
    boxes: Mapping[str, Box],
    node: str,
    above: Mapping[str, int],
    below: Mapping[str, int],
) -> _Ends:
    """Where its lines end in the layer before and in the layer after."""
    return (
        [above[s] + _port(boxes, s, p) for s, p in layers.before[node]],
        [float(below[t]) for _, t in layers.after[node]],
    )


def _met(first: _Ends, second: _Ends) -> int:
    """How often lines of two neighbours cross, the first standing above the second."""
    return sum(a > b for side in (0, 1) for a in first[side] for b in second[side])


def _crossings(layers: Layers, boxes: Mapping[str, Box]) -> int:
    """How often lines cross in all."""
    total = 0
    for layer, following in zip(layers.nodes, layers.nodes[1:], strict=False):
        rank, below = _ranks(layer), _ranks(following)
        ends = [
            (rank[node] + _port(boxes, node, port), below[target])
            for node in layer
            for port, target in layers.after[node]
        ]
        total += sum(
            (a[0] - b[0]) * (a[1] - b[1]) < 0 for n, a in enumerate(ends) for b in ends[:n]
        )
    return total
