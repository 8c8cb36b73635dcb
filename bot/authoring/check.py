"""`shebao check`: every problem in the content, for people or, with --json, for programs."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import msgspec

from bot.authoring import leading
from bot.calculators.registry import FUNCTIONS
from bot.content.catalogue import explain
from bot.content.functions import Functions
from bot.content.loader import Loaded, load
from bot.problems import Problem


def run(options: argparse.Namespace) -> int:
    """Print the problems; 1 when the content cannot be used as it is."""
    if options.explain:
        return _explained(options.explain)
    loaded = checked(options.content, FUNCTIONS, options.today or _today())
    if options.json:
        for problem in loaded.problems:
            print(_line(problem))
    else:
        for problem in loaded.problems:
            print(problem, end="\n\n")
        print(_summary(loaded))
    failing = [p for p in loaded.problems if options.strict or p.severity == "error"]
    return 1 if failing else 0


def _explained(code: str) -> int:
    page = explain(code)
    if page is None:
        print(f"没有 {code} 这个代码。检查出来的每个问题，第一行里有它的代码。", file=sys.stderr)
        return 1
    print(page)
    return 0


def checked(root: Path, functions: Functions, today: date) -> Loaded:
    """The content below `root` with every problem, those of phrasings and lexicon included."""
    loaded = load(root, functions, today)
    found = {*loaded.problems, *leading.problems(loaded, root), *_proved(loaded, today)}
    return replace(loaded, problems=tuple(sorted(found, key=lambda problem: problem.order)))


def _proved(loaded: Loaded, today: date) -> Iterator[Problem]:
    """What walking through every situation shows of content without errors."""
    if loaded.content is None or loaded.shelves is None:
        return
    from bot.authoring import proof  # with the dialogue, which takes a while

    shelves = loaded.shelves
    found = proof.findings(loaded.content, shelves.functions, today)
    yield from loaded.placed((shelves.origin("flow", name).path, one) for name, one in found)


def _today() -> date:
    """The day in China, as `app.today`; importing that would import all of the conversation."""
    return datetime.now(timezone(timedelta(hours=8))).date()


def _line(problem: Problem) -> str:
    shown = {
        "file": problem.path,
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "remedy": problem.remedy,
    }
    return msgspec.json.encode(shown).decode()


def _summary(loaded: Loaded) -> str:
    content = loaded.content
    size = ""
    if content is not None:
        topics = len(content.entries) + len(content.signposts)
        size = (
            f"共 {len(content.flows)} 个流程、{topics} 个条目、"
            f"{len(content.sources)} 条依据、{len(content.places)} 个地区文件，"
        )
    return size + _count(loaded.problems)


def _count(problems: Sequence[Problem]) -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    files = len({problem.path for problem in problems})
    if not problems:
        return "没有问题。"
    if not errors:
        return f"没有错误，有 {warnings} 处提醒。"
    also = f"，另有 {warnings} 处提醒" if warnings else ""
    return f"发现 {errors} 个问题{also}，在 {files} 个文件里。"
