"""The graph of a flow: what leads where, what lies before what."""

from collections.abc import Iterator
from functools import cached_property

from bot.content.flow import Flow, Goto, goto_of, rules_of
from bot.content.leaves import UNKNOWN, Keys
from bot.content.names import nearest


class Graph:
    """Nodes and the ways between them. Sets of nodes are bit masks: see `mask`."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.keys: dict[str, Keys] = {}
        for part in ("outcomes", "calls", "branches", "questions"):
            for node in getattr(flow, part):
                self.keys[node] = (part, node)
        self.mask = {node: 1 << number for number, node in enumerate(self.keys)}
        self.dangling: list[str] = []
        self.ending: list[str] = []
        self.guessed: set[tuple[str, str]] = set()
        self.after: dict[str, list[str]] = {node: [] for node in self.keys}
        for node in self.keys:
            for target in dict.fromkeys(self._targets(node)):
                self._link(node, target)
        self.start = flow.start if flow.start in self.keys else self._meant(flow.start)

    def _targets(self, node: str) -> Iterator[str]:
        flow = self.flow
        if node in flow.questions:
            question = flow.questions[node]
            gotos: list[Goto | None] = [goto_of(question, c) for c in question.choices.values()]
            if question.input is not None:
                gotos.append(question.goto)
            if None in gotos:
                self.ending.append(node)
            for goto in gotos:
                yield from (goto,) if isinstance(goto, str) else (r.goto for r in rules_of(goto))
        elif node in flow.branches:
            yield from (rule.goto for rule in flow.branches[node])
        elif node in flow.calls:
            yield from (rule.goto for rule in rules_of(flow.calls[node].then))
        else:
            yield from (o.goto for o in flow.outcomes[node].next.values() if o.goto)

    def _link(self, node: str, target: str) -> None:
        if target not in self.keys:
            meant = self._meant(target)
            if meant is None:
                self.dangling.append(target)
                return
            target = meant
            self.guessed.add((node, target))
        self.after[node].append(target)

    def _meant(self, target: str) -> str | None:
        return None if target == UNKNOWN else nearest(target, self.keys, 0.75)

    @cached_property
    def _walk(self) -> tuple[list[str], tuple[str, ...]]:
        """Reached nodes, every node after those before it; and the first loop met, if any."""
        if self.start is None:
            return [], ()
        order: list[str] = []
        loop: tuple[str, ...] = ()
        done: set[str] = set()
        path = {self.start: iter(self.after[self.start])}
        while path:
            node, ways = next(reversed(path.items()))
            for target in ways:
                if target in path:
                    loop = loop or self._around(list(path), target)
                elif target not in done:
                    path[target] = iter(self.after[target])
                    break
            else:
                path.popitem()
                done.add(node)
                order.append(node)
        return order[::-1], loop

    def _around(self, walked: list[str], target: str) -> tuple[str, ...]:
        """The loop closed by going back to `target`, unless a part of it was only guessed."""
        loop = tuple(walked[walked.index(target) :])
        ways = zip(loop, (*loop[1:], target), strict=True)
        return () if any(way in self.guessed for way in ways) else loop

    @property
    def order(self) -> list[str]:
        """The nodes that can be reached, in an order along the ways."""
        return self._walk[0]

    @property
    def loop(self) -> tuple[str, ...]:
        """Nodes that lead in a circle, if there is one."""
        return self._walk[1]

    @cached_property
    def _before(self) -> tuple[dict[str, int], dict[str, int]]:
        some = dict.fromkeys(self.order, 0)
        every = dict.fromkeys(self.order, -1)
        if self.start is not None:
            every[self.start] = 0
        for node in self.order:
            passed = some[node] | self.mask[node]
            surely = every[node] | self.mask[node]
            for target in self.after[node]:
                some[target] |= passed
                every[target] &= surely
        return some, every

    def may_precede(self, first: str, node: str) -> bool:
        """Whether some way from the start to `node` passes `first`."""
        return bool(self._before[0].get(node, 0) & self.mask.get(first, 0))

    def must_precede(self, first: str, node: str) -> bool:
        """Whether every way from the start to `node` passes `first`."""
        return bool(self._before[1].get(node, 0) & self.mask.get(first, 0))

    def unreached(self) -> list[str]:
        """Nodes no way leads to, save those behind a target that is not there or not given.

        Of several that could lie behind it, the one of the nearest name is spared, or the one
        that comes next.
        """
        reached = set(self.order)
        behind: set[str] = set()
        roots = self.lost_roots()
        for target in dict.fromkeys(self.dangling):
            root = nearest(target, roots, 0.0) if roots else None
            if root is not None:
                roots.remove(root)
                behind |= self._from(root)
        for node in self.ending:
            for root in self._following(node, roots):
                roots.remove(root)
                behind |= self._from(root)
        return [node for node in self.keys if node not in behind | reached]

    def _following(self, node: str, roots: list[str]) -> list[str]:
        """The one of `roots` that was probably meant to come after a node; none if no root is."""
        questions = list(self.flow.questions)
        later = questions[questions.index(node) + 1 :]
        return [root for root in (*later, *roots) if root in roots][:1]

    def lost_roots(self) -> list[str]:
        """Nodes no way leads to, save those that are behind another such node."""
        reached = set(self.order)
        lost = [node for node in self.keys if node not in reached]
        below = {target for node in lost for target in self.after[node]}
        return [node for node in lost if node not in below]

    def _from(self, node: str) -> set[str]:
        found = {node}
        waiting = [node]
        while waiting:
            for target in self.after[waiting.pop()]:
                if target not in found:
                    found.add(target)
                    waiting.append(target)
        return found
