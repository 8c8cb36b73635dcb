"""Every regular expression of ours, held against its own worst cases: how its work grows.

python -m tests.regexes: a line of JSON for each, before it is tried and after.

Texts are made of what the expression itself names, repeated. What grows faster than its text shows
when the text is made eight times longer; what never ends is ended by who started this.
"""

import ast
import importlib
import json
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]  # typeshed knows neither
from re import _parser  # type: ignore[attr-defined]  # nowhere public
from typing import Any

import bot
from tests.shipped import matcher

SHORT, LONG, WHOLE = 2_000, 16_000, 100_000
LOOK = 4_000
WORST = 3
MOST_GROWTH = 28.0
"""For eight times the text: linear is 8, quadratic 64."""
NOTICEABLE = 0.004
"""Seconds of processor time: below this a clock says nothing about growth."""

METHODS = ("match", "fullmatch", "search", "sub", "split", "findall", "finditer", "subn", "scanner")
IN_PATTERN = {"CATEGORY_DIGIT": "9", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "w"}
LEAVES: dict[Any, Callable[[Any], str]] = {
    sre.LITERAL: chr,
    sre.RANGE: lambda bounds: chr(bounds[0]),
    sre.CATEGORY: lambda which: IN_PATTERN.get(str(which), "x"),
}
ALWAYS = ("9", "一", "a", " ", "\n", "x", "的")


@dataclass(frozen=True)
class Used:
    """An expression, where it is, and how it is applied."""

    name: str
    pattern: re.Pattern[str]
    methods: tuple[str, ...]


def modules() -> Iterator[Any]:
    """All of the program."""
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if not module.name.endswith("__main__"):
            yield importlib.import_module(module.name)


def compiled() -> Iterator[Used]:
    """Expressions that modules hold, in whatever they are held, and as literals in calls."""
    seen: set[tuple[str, int]] = set()
    for module in modules():
        source = Path(module.__file__).read_text("utf-8")
        for name, value in vars(module).items():
            for pattern in _within(value):
                key = pattern.pattern, pattern.flags
                if key not in seen:
                    seen.add(key)
                    yield Used(f"{module.__name__}.{name}", pattern, _methods(source, name))
        yield from _literals(module.__name__, source)
    for pattern in _within(matcher(), depth=-4):
        yield Used("the lexicon", pattern, ("search",))


def _within(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif depth < 5:
        parts: list[object] = []
        if isinstance(value, dict):
            parts = [*value, *value.values()]
        elif isinstance(value, list | tuple | set | frozenset):
            parts = list(value)
        elif type(value).__module__.startswith("bot."):
            parts = list(getattr(value, "__dict__", {}).values())
        for part in parts:
            yield from _within(part, depth + 1)


def _methods(source: str, name: str) -> tuple[str, ...]:
    """How a module applies a name of its own; in all ways if that does not show."""
    used = tuple(m for m in METHODS if re.search(rf"\b{re.escape(name)}\.{m}\b", source))
    bare = re.search(rf"(?<![.\w]){re.escape(name)}\b(?!\.)(?! *[:=])", source)
    return used if used and not bare else ("fullmatch", "search")


def _literals(module: str, source: str) -> Iterator[Used]:
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        ours = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
        first = node.args[0] if node.args else None
        if ours and node.func.attr in METHODS and isinstance(first, ast.Constant):
            pattern = re.compile(str(first.value))
            yield Used(f"{module}:{node.lineno}", pattern, (node.func.attr,))


def named(pattern: re.Pattern[str]) -> list[str]:
    """Characters that an expression names, in the order in which it does."""
    return list(dict.fromkeys(_characters(_parser.parse(pattern.pattern, pattern.flags))))


def _characters(tree: Any) -> Iterator[str]:
    """Of a parsed expression: a character of each leaf, whatever is around it."""
    if isinstance(tree, tuple) and len(tree) == 2 and tree[0] in LEAVES:
        yield LEAVES[tree[0]](tree[1])
    elif isinstance(tree, list | tuple | _parser.SubPattern):
        for part in tree:
            yield from _characters(part)


def work(used: Used, seed: str, length: int) -> float:
    """Processor time to apply it to this, repeated, with an end that fits nothing."""
    text = seed * (length // len(seed)) + "\ue000"
    did: list[Callable[[], object]] = []
    if {"match", "fullmatch"} & set(used.methods):
        did.append(lambda: (used.pattern.match(text), used.pattern.fullmatch(text)))
    if set(used.methods) - {"match", "fullmatch"}:
        did.append(lambda: sum(1 for _ in used.pattern.finditer(text)))
    begun = time.process_time()
    for do in did:
        do()
    return time.process_time() - begun


def growth(used: Used) -> tuple[float, str]:
    """How much more work eight times the text is, at its worst, and on what; 8 is linear."""
    chars = named(used.pattern)
    seeds = [*dict.fromkeys([*chars[:12], *ALWAYS])]
    seeds += [a + b for a in chars[:6] for b in chars[:6] if a != b]
    worst = sorted(seeds, key=lambda seed: -work(used, seed, LOOK))[:WORST]
    found = (0.0, "")
    for seed in worst:
        long = min(work(used, seed, LONG) for _ in range(2))
        if long > NOTICEABLE:
            short = min(work(used, seed, SHORT) for _ in range(3))
            found = max(found, (long / max(short, 1e-6), seed))
    if found[0] <= MOST_GROWTH:
        work(used, worst[0], WHOLE)
    return found


def main() -> None:
    """Try them all."""
    for used in compiled():
        print(json.dumps({"trying": used.name, "pattern": used.pattern.pattern}), flush=True)
        ratio, seed = growth(used)
        print(json.dumps({"name": used.name, "growth": round(ratio, 1), "on": seed}), flush=True)


if __name__ == "__main__":
    main()
