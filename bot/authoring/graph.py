"""`shebao graph FLOW`: a flow as a Mermaid diagram, its edges labelled with choices and guards."""

import argparse
import sys
from collections.abc import Iterator

from bot import app
from bot.content.flow import Flow, Rule, edges

SHAPES = {
    "question": ("[", "]"),
    "branch": ("{", "}"),
    "call": ("[[", "]]"),
    "outcome": ("([", "])"),
}


def mermaid(flow: Flow) -> Iterator[str]:
    """The lines of the diagram; parallel edges between two nodes are drawn once."""
    yield "flowchart TD"
    for node, kind, text in _nodes(flow):
        left, right = SHAPES[kind]
        yield f'  {_id(node)}{left}"{_quoted(text)}"{right}'
    joined: dict[tuple[str, str], list[str]] = {}
    for source, name, rule in edges(flow):
        joined.setdefault((source, rule.goto), []).append(_label(flow, source, name, rule))
    for (source, target), labels in joined.items():
        label = " / ".join(dict.fromkeys(filter(None, labels)))
        arrow = f'-- "{_quoted(label)}" -->' if label else "-->"
        yield f"  {_id(source)} {arrow} {_id(target)}"
    for node, outcome in flow.outcomes.items():
        for offer in outcome.next.values():
            if offer.flow:
                target = f'flow_{_id(offer.flow)}[["{offer.flow}"]]'
                yield f'  {_id(node)} -. "{_quoted(offer.label)}" .-> {target}'


def _nodes(flow: Flow) -> Iterator[tuple[str, str, str]]:
    yield from ((n, "question", q.ask) for n, q in flow.questions.items())
    yield from ((n, "branch", n) for n in flow.branches)
    yield from ((n, "call", c.flow) for n, c in flow.calls.items())
    yield from ((n, "outcome", o.title) for n, o in flow.outcomes.items())


def _label(flow: Flow, source: str, name: str, rule: Rule) -> str:
    if source in flow.questions and name:
        said = flow.questions[source].choices[name].label
    elif source in flow.outcomes:
        said = flow.outcomes[source].next[name].label
    else:
        said = ""
    return " · ".join(filter(None, [said, rule.when]))


def _id(node: str) -> str:
    """`end` and the like are words of Mermaid; a prefix keeps clear of them."""
    return "n_" + node.replace("-", "_")


def _quoted(text: str) -> str:
    return text.replace('"', "#quot;").replace("<", "&lt;").replace(">", "&gt;")


def run(options: argparse.Namespace) -> int:
    """Print the diagram."""
    content = app.content(options.content, app.today())
    if options.flow not in content.flows:
        names = ", ".join(content.flows)
        print(f"there is no flow {options.flow!r}; there is: {names}", file=sys.stderr)
        return 1
    print("\n".join(mermaid(content.flows[options.flow])))
    return 0
