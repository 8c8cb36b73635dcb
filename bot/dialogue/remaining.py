"""How many questions may still come: the longest way from a node, counted over the flow's graph."""

from bot.content.flow import Flow, edges


def most_remaining(flow: Flow, node: str) -> int:
    """The most questions that can follow the one at `node` before an outcome is reached."""
    return _depths(flow)[node] - (node in flow.questions)


def _depths(flow: Flow) -> dict[str, int]:
    follows: dict[str, set[str]] = {}
    for source, _, rule in edges(flow):
        if source not in flow.outcomes:
            follows.setdefault(source, set()).add(rule.goto)
    depths: dict[str, int] = {}

    def depth(node: str) -> int:
        if node not in depths:
            below = max((depth(n) for n in follows.get(node, ())), default=0)
            depths[node] = below + (node in flow.questions)
        return depths[node]

    for node in (flow.start, *flow.questions, *flow.branches, *flow.calls, *flow.outcomes):
        depth(node)
    return depths
