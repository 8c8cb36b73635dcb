"""Slips in shipped content, made from a seed: does `check` or `test` tell of each, where it is?

python -m tests.authoring.mutations [--count 200] [--seed 20261127]
"""

import argparse
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot import app
from bot.authoring.cases import read_all
from bot.authoring.check import checked
from bot.authoring.flow_tests import tried
from bot.calculators.registry import FUNCTIONS
from bot.cli import CONTENT_ROOT
from bot.content.content import Content
from bot.content.flow import Flow
from bot.content.leaves import Keys
from bot.content.loader import load
from bot.content.rules.graph import Graph
from bot.content.yaml import Document, read
from bot.dialogue.guide import Guide
from bot.problems import Problem

TODAY = date(2026, 11, 25)
SEED = 20261127


@dataclass(frozen=True)
class Mutation:
    """One slip: the file as it becomes, the lines at which a report of it is in place (as they
    are numbered afterwards), and words one of which a report must hold to be concrete."""

    kind: str
    path: str
    text: str
    lines: frozenset[int]
    told: str
    words: tuple[str, ...] = ()
    elsewhere: tuple[tuple[str, int], ...] = ()
    """Other files in which a report is in place as well."""


class Shipped:
    """The content as it is shipped: texts, and where things stand in them."""

    def __init__(self, root: Path) -> None:
        loaded = load(root, FUNCTIONS, TODAY)
        assert loaded.content is not None
        self.content: Content = loaded.content
        assert loaded.shelves is not None
        self.shelves = loaded.shelves
        self.texts = {
            path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
            for folder in ("flows", "knowledge")
            for path in sorted((root / folder).rglob("*.yaml"))
        }
        self._documents: dict[str, Document] = {}

    def line(self, path: str, keys: Keys, *, key: bool = False) -> int:
        """The line something stands at, from 0."""
        if path not in self._documents:
            self._documents[path] = read(path, self.texts[path].encode())
        return self._documents[path].locate(keys, key=key)[0]

    def lines(self, path: str) -> list[str]:
        """The lines of a file, without their ends."""
        return self.texts[path].split("\n")


Maker = Callable[[Shipped, random.Random], Mutation | None]


def _lists(shipped: Shipped) -> Iterator[tuple[str, Keys, Flow, int]]:
    """Every list of rules: its file, its keys, its flow, how many rules."""
    for name, flow in shipped.content.flows.items():
        path = f"flows/{name}.yaml"
        for node, question in flow.questions.items():
            for choice, one in question.choices.items():
                if isinstance(one.goto, tuple):
                    yield path, ("questions", node, "choices", choice, "goto"), flow, len(one.goto)
            if isinstance(question.goto, tuple):
                yield path, ("questions", node, "goto"), flow, len(question.goto)
        for node, rules in flow.branches.items():
            yield path, ("branches", node), flow, len(rules)
        for node, call in flow.calls.items():
            if isinstance(call.then, tuple):
                yield path, ("calls", node, "then"), flow, len(call.then)


def _changed(
    kind: str, path: str, lines: Sequence[str], places: Sequence[int], told: str, *words: str
) -> Mutation:
    """`places`: from 0."""
    return Mutation(
        kind, path, "\n".join(lines), frozenset(p + 1 for p in places), told, tuple(words)
    )


def dropped_else(shipped: Shipped, chance: random.Random) -> Mutation | None:
    """The last rule, which says what happens otherwise, is gone."""
    path, keys, _, count = chance.choice([one for one in _lists(shipped) if one[3] > 1])
    lines = shipped.lines(path)
    last = shipped.line(path, (*keys, count - 1))
    if "when:" in lines[last]:
        return None
    begin = shipped.line(path, keys, key=True)
    gone = lines.pop(last)
    return _changed("dropped else", path, lines, range(begin, last), gone.strip(), "没有规则覆盖")


def shadowed_guard(shipped: Shipped, chance: random.Random) -> Mutation | None:
    """A rule that says more is put behind one that says less, or a copy before it."""
    path, keys, flow, count = chance.choice([one for one in _lists(shipped) if one[3] > 1])
    lines = shipped.lines(path)
    rows = [shipped.line(path, (*keys, number)) for number in range(count)]
    number = chance.randrange(count - 1)
    row = rows[number]
    guard = re.search(r"when: (\"[^\"]*\"|.*?), goto: ", lines[row])
    if guard is None:
        return None
    begin = shipped.line(path, keys, key=True)
    how = chance.choice(["else first", "copy", "half"])
    if how == "else first":
        if "when:" in lines[rows[-1]]:
            return None
        lines.insert(row, lines.pop(rows[-1]))
    else:
        said = guard[1].strip('"')
        wide = said.split(" and ")[0] if how == "half" else said
        others = [*{*flow.outcomes} - {lines[row].rpartition("goto: ")[2].strip(' "}')}]
        target = chance.choice(sorted(others))
        inset = lines[row][: lines[row].index("-")]
        lines.insert(row, f'{inset}- {{when: "{wide}", goto: "{target}"}}')
    return _changed(
        "shadowed guard", path, lines, range(begin, rows[-1] + 2), f"{how}: {lines[row].strip()}",
        "轮不到", "都管", "“",
    )  # fmt: skip


def shifted_limit(shipped: Shipped, chance: random.Random) -> Mutation | None:
    """A number or a month in a condition, or an age in a parameter row, is another."""
    found: list[tuple[str, int, re.Match[str]]] = []
    for path, text in shipped.texts.items():
        guards = path.startswith("flows/") and not path.endswith(".test.yaml")
        rows = path.startswith("knowledge/parameters/")
        pattern = (
            r"when: .*?[<>=] ?'?(?P<n>\d{4}-\d{2}|\d+)"
            if guards
            else r"age_(?:from|below): (?P<n>\d+)"
        )
        if guards or rows:
            for number, line in enumerate(text.split("\n")):
                found += [(path, number, match) for match in re.finditer(pattern, line)]
    in_flows = [one for one in found if one[0].startswith("flows/")]
    path, number, match = chance.choice(in_flows if chance.random() < 0.4 else found)
    guards = path.startswith("flows/")
    lines, old = shipped.lines(path), match["n"]
    by = chance.choice([-2, -1, 1, 2])
    if "-" in old:
        months = int(old[:4]) * 12 + int(old[5:]) - 1 + by
        new = f"{months // 12:04}-{months % 12 + 1:02}"
    else:
        new = str(int(old) + by)
        if int(new) < 0:
            return None
    begin, end = match.span("n")
    lines[number] = lines[number][:begin] + new + lines[number][end:]
    near = (
        range(max(0, number - 3), number + 4) if path.startswith("flows/") else (number, number + 1)
    )
    return _changed(
        "shifted limit", path, lines, near, f"{old} → {new}", "“", "岁", "轮不到", "没有规则"
    )


def dead_node(shipped: Shipped, chance: random.Random) -> Mutation | None:
    """The only way to a node leads elsewhere."""
    name = chance.choice(list(shipped.content.flows))
    flow, path = shipped.content.flows[name], f"flows/{name}.yaml"
    graph = Graph(flow)
    entering = Counter(target for targets in graph.after.values() for target in targets)
    node = chance.choice([n for n in graph.keys if entering[n] == 1])
    lines = shipped.lines(path)
    ways = [
        number
        for number, line in enumerate(lines)
        if re.search(rf"goto: \"?{re.escape(node)}\"?(?![\w-])", line)
    ]
    if not ways or any("next" in line for line in lines[ways[0] - 1 : ways[0]]):
        return None
    others = [n for n in flow.outcomes if n != node and entering[n] > 0]
    target = chance.choice(others)
    for number in ways:
        lines[number] = re.sub(
            rf"goto: \"?{re.escape(node)}\"?(?![\w-])", f'goto: "{target}"', lines[number]
        )
    lost = {node, *_only_behind(graph, node)}
    places = [*ways, *(shipped.line(path, graph.keys[n], key=True) for n in lost)]
    return _changed("dead node", path, lines, places, f"{node} ⇢ {target}", *lost)


def _only_behind(graph: Graph, node: str) -> set[str]:
    return {other for other in graph.keys if graph.must_precede(node, other)}


def stolen_phrasing(
    shipped: Shipped, chance: random.Random, *, moved: bool = False
) -> Mutation | None:
    """A phrasing of one topic is written under another, which answers something else."""
    said: list[tuple[str, str, str, int]] = []
    for kind, things in (
        ("flow", shipped.content.flows),
        ("entry", shipped.content.entries),
        ("signpost", shipped.content.signposts),
    ):
        for name, thing in things.items():
            said += [(kind, name, text, n) for n, text in enumerate(thing.say)]
    kind, name, text, number = chance.choice(said)
    other_kind, other, _, _ = chance.choice(said)
    if other == name or _related(shipped.content, name, other):
        return None
    path, keys = shipped.shelves.origin(other_kind, other)
    lines = shipped.lines(path)
    row = shipped.line(path, (*keys, "say", 0))
    if not lines[row].lstrip().startswith("- "):
        return None
    own, own_keys = shipped.shelves.origin(kind, name)
    home = shipped.line(own, (*own_keys, "say", number))
    lines.insert(row, lines[row][: lines[row].index("-")] + f"- {text}")
    if own == path:
        home += home >= row
        return _changed("stolen phrasing", path, lines, [row, home], f"{name} → {other}", text)
    made = _changed("stolen phrasing", path, lines, [row], f"{name} → {other}: {text}", text)
    return Mutation(
        made.kind, path, made.text, made.lines, made.told, made.words, ((own, home + 1),)
    )


def _related(content: Content, one: str, other: str) -> bool:
    topics = {**content.signposts, **content.entries}
    return any(
        a in topics and (topics[a].flow == b or b in getattr(topics[a], "like", ()))  # type: ignore[attr-defined]  # both have a flow
        for a, b in ((one, other), (other, one))
    )


def lost_citation(shipped: Shipped, chance: random.Random) -> Mutation | None:
    """What something rests on is not said any more, or is not listed any more."""
    if chance.random() < 0.25:
        source = chance.choice(list(shipped.content.sources))
        path = "knowledge/sources.yaml"
        lines = shipped.lines(path)
        begin = shipped.line(path, (source,), key=True)
        end = begin + 1
        while end < len(lines) and lines[end].startswith((" ", "#")):
            end += 1
        where = re.compile(rf"(?<![A-Z0-9-]){re.escape(source)}(?![A-Z0-9-])")
        cited = tuple(
            (other, number)
            for other, text in shipped.texts.items()
            if other != path
            for number, line in enumerate(text.split("\n"), 1)
            if where.search(line) or "(" in line
        )
        del lines[begin:end]
        made = _changed("lost citation", path, lines, [begin], f"{source} is not listed", source)
        return Mutation(made.kind, path, made.text, made.lines, made.told, made.words, cited)
    found = [
        (path, number)
        for path, text in shipped.texts.items()
        for number, line in enumerate(text.split("\n"))
        if re.match(r" +cite: \[", line) and path.startswith(("flows/", "knowledge/entries/"))
    ]
    path, number = chance.choice(found)
    lines = shipped.lines(path)
    inset = len(lines[number]) - len(lines[number].lstrip())
    owner = next(
        n for n in range(number, -1, -1) if re.match(rf" {{{inset - 2}}}[\w\"-]+:", lines[n])
    )
    name = lines[owner].strip().partition(":")[0].strip('"')
    gone = lines.pop(number)
    return _changed("lost citation", path, lines, [owner], f"{name}: {gone.strip()}", name)


_IDS = (
    r"goto: \"?(?P<id>[a-z0-9_]{2,})",
    r"\bflow: (?P<id>[a-z-]{3,})",
    r"entry: (?P<id>[a-z-]{3,})",
    r"start: (?P<id>[a-z0-9_]{2,})$",
    r"when: \"?(?P<id>[a-z_]{3,}) [=<>]",
    r"when: \"?[a-z_.]+ == '(?P<id>[a-z]+)'",
    r"related: \[(?P<id>[a-z-]{3,})",
    r"cite: \[(?P<id>[A-Z][A-Z0-9-]+)",
    r"expect: (?P<id>[a-z0-9_]{2,})$",
    r"key: (?P<id>[a-z_.]+\.[a-z_.]+)",
    r"identity: (?P<id>[a-z]+), .*status",
    r"^      - (?P<id>[a-z]+-[a-z-]+)$",
    r"given: \{(?P<id>[a-z_]{3,}): ",
    r"offer: \[(?P<id>[a-z]+)",
    r"^  [a-z_]+: (?P<id>[a-z_]+)\(",
)


def wrong_id(shipped: Shipped, chance: random.Random) -> Mutation | None:
    """An id with a slip of the finger in it."""
    pattern = re.compile(chance.choice(_IDS), re.MULTILINE)
    found = [
        (path, match) for path, text in shipped.texts.items() for match in pattern.finditer(text)
    ]
    found = [
        one
        for one in found
        if "lexicon" not in one[0] and "audit" not in one[0] and "alerts" not in one[0]
    ]
    path, match = chance.choice(found)
    old = match["id"]
    at = chance.randrange(1, len(old))
    slip = chance.choice([old[:at] + old[at + 1 :], old[:at] + old[at - 1] + old[at:]])
    if slip in (old, old[:-1]) or len(slip) < 2:
        return None
    text = shipped.texts[path]
    begin, end = match.span("id")
    line = text[:begin].count("\n")
    made = text[:begin] + slip + text[end:]
    return _changed("wrong id", path, made.split("\n"), [line], f"{old} → {slip}", slip, old)


MAKERS: tuple[Maker, ...] = (
    dropped_else,
    shadowed_guard,
    shifted_limit,
    dead_node,
    stolen_phrasing,
    lost_citation,
    wrong_id,
)


def mutations(shipped: Shipped, seed: int, count: int) -> Iterator[Mutation]:
    """As many of each kind, each a change of its own; the same for the same seed."""
    chance = random.Random(seed)
    seen: set[tuple[str, str]] = set()
    made, tries = 0, 0
    while made < count:
        tries += 1
        mutation = MAKERS[made % len(MAKERS)](shipped, chance)
        if mutation is None or (mutation.path, mutation.text) in seen:
            if tries > 200:  # so few places for this kind that all were taken
                made, tries = made + 1, 0
                count += 1
            continue
        seen.add((mutation.path, mutation.text))
        made, tries = made + 1, 0
        yield mutation


@dataclass(frozen=True)
class Verdict:
    """Who told of a mutation in place (`check`, `test` or nobody), and how; all that was told."""

    mutation: Mutation
    by: str
    problem: Problem | None
    problems: tuple[Problem, ...]


def judged(root: Path, mutation: Mutation) -> Verdict:
    """Make the slip in a copy of the content at `root`, look, and take it back."""
    path = root / mutation.path
    before = path.read_text(encoding="utf-8")
    path.write_text(mutation.text, encoding="utf-8")
    try:
        problems = checked(root, FUNCTIONS, TODAY).problems
        told = next((p for p in problems if _in_place(mutation, p)), None)
        if told is not None or any(p.severity == "error" for p in problems):
            return Verdict(mutation, "check" if told else "", told, problems)
        tested = tuple(_tested(root))
        told = next((p for p in tested if _in_place(mutation, p)), None)
        return Verdict(mutation, "test" if told else "", told, (*problems, *tested))
    finally:
        path.write_text(before, encoding="utf-8")


def _tested(root: Path) -> Iterator[Problem]:
    content = load(root, FUNCTIONS, TODAY).content
    assert content is not None
    guide = Guide(content, FUNCTIONS, app.understanding(content, root))
    for result in tried(guide, list(read_all(root)), TODAY, root):
        yield from result.problems


def _in_place(mutation: Mutation, problem: Problem) -> bool:
    """Whether a report names the right line of the right file, and something concrete."""
    if not any(word in problem.message for word in mutation.words):
        return False
    places = {(mutation.path, line) for line in mutation.lines} | {*mutation.elsewhere}
    if (problem.path, problem.line) in places:
        return True
    named = re.findall(r"(flows/[\w.-]+\.yaml):(\d+)", problem.remedy)
    return any((path, int(line)) in places for path, line in named)


def copied(folder: Path) -> Path:
    """The shipped content in a folder of its own."""
    for name in ("flows", "knowledge"):
        shutil.copytree(CONTENT_ROOT / name, folder / name)
    return folder


def main() -> int:
    """Print what became of each kind, and every slip nobody told of in place."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    shipped = Shipped(CONTENT_ROOT)
    by: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        root = copied(Path(folder))
        for mutation in mutations(shipped, options.seed, options.count):
            verdict = judged(root, mutation)
            by[mutation.kind, verdict.by] += 1
            if not verdict.by:
                print(f"MISSED {mutation.kind} {mutation.path} {sorted(mutation.lines)[:6]}")
                print(f"       {mutation.told}")
                for problem in verdict.problems[:3]:
                    print(f"       {problem.path}:{problem.line} {problem.code} {problem.message}")
            sys.stdout.flush()
        clean = [*checked(root, FUNCTIONS, TODAY).problems, *_tested(root)]
    for kind in sorted({kind for kind, _ in by}):
        told = {who: by[kind, who] for who in ("check", "test", "")}
        print(f"{kind:16} check {told['check']:3}  test {told['test']:3}  nobody {told['']:3}")
    total, missed = sum(by.values()), sum(n for (_, who), n in by.items() if not who)
    share = 100 * (total - missed) / total
    print(f"told of in place: {total - missed} of {total} ({share:.1f} %)")
    print(f"told of clean content: {len(clean)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
