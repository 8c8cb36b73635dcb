"""`shebao graph FLOW|--all`: flows as pictures, their lines beside choices and conditions."""

import argparse
import sys
from collections.abc import Iterator, Sequence

from bot import app
from bot.authoring.flow_graph import FlowGraph, flow_graph
from bot.authoring.graph_page import page
from bot.authoring.graph_svg import svg
from bot.content.content import Content

_SHAPES = {
    "question": ("[", "]"),
    "branch": ("{", "}"),
    "call": ("[[", "]]"),
    "outcome": ("([", "])"),
}


def mermaid(graph: FlowGraph) -> Iterator[str]:
    """The lines of a Mermaid diagram; parallel edges between two nodes are drawn once."""
    yield "flowchart TD"
    for node in graph.nodes:
        left, right = _SHAPES[node.kind]
        code = f"{node.detail} " if node.kind == "outcome" and node.detail else ""
        yield f'  {_id(node.id)}{left}"{_quoted(code + node.title)}"{right}'
    joined: dict[tuple[str, str], list[str]] = {}
    for way in graph.ways:
        if way.inside and way.target:
            joined.setdefault((way.source, way.target), []).append(way.label)
    for (source, target), labels in joined.items():
        label = " / ".join(dict.fromkeys(filter(None, labels)))
        arrow = f'-- "{_quoted(label)}" -->' if label else "-->"
        yield f"  {_id(source)} {arrow} {_id(target)}"
    for way in graph.ways:
        if way.kind == "flow":
            target = f'flow_{_id(way.target)}[["{way.target}"]]'
            yield f'  {_id(way.source)} -. "{_quoted(way.said)}" .-> {target}'


def _id(node: str) -> str:
    """`end` and the like are words of Mermaid; a prefix keeps clear of them."""
    return "n_" + node.replace("-", "_")


def _quoted(text: str) -> str:
    return text.replace('"', "#quot;").replace("<", "&lt;").replace(">", "&gt;")


def drawn(graphs: Sequence[FlowGraph], form: str) -> str:
    """The flows as `mermaid`, `svg` (one flow) or `html`."""
    if form == "html":
        return page(graphs, graphs[0].title if len(graphs) == 1 else "全部流程")
    if form == "svg":
        return svg(graphs[0])
    return "\n\n".join("\n".join(mermaid(graph)) for graph in graphs) + "\n"


def graphs_of(content: Content) -> list[FlowGraph]:
    """The graph of every flow."""
    return [flow_graph(content, name, flow) for name, flow in content.flows.items()]


def run(options: argparse.Namespace) -> int:
    """Print the picture, or write it into a file."""
    content = app.content(options.content, app.today())
    graphs = graphs_of(content)
    form = options.format or ("html" if options.all else "mermaid")
    if not options.all:
        graphs = [graph for graph in graphs if graph.id == options.flow]
    problem = _wrong(options, graphs, form, content)
    if problem:
        print(problem, file=sys.stderr)
        return 2 if options.flow is None and not options.all else 1
    text = drawn(graphs, form)
    if options.output is None:
        print(text, end="")
        return 0
    try:
        options.output.write_text(text, encoding="utf-8")
    except OSError as error:
        print(f"{options.output} cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def _wrong(
    options: argparse.Namespace, graphs: Sequence[FlowGraph], form: str, content: Content
) -> str:
    if options.flow is None and not options.all:
        return "name a flow, or say --all"
    if options.all and form == "svg":
        return "an SVG holds one flow; the atlas of --all is --format html or mermaid"
    if not graphs:
        return f"there is no flow {options.flow!r}; there is: {', '.join(content.flows)}"
    return ""
