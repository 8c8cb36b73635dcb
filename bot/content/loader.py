"""Reads `flows/` and `knowledge/` into Content, with every problem of every file at once.

YAML and the rules are imported only to read files: content from the cache needs neither, and they
take longer to import than the content to load.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bot.content import compiled
from bot.content.content import Content
from bot.content.disk import Found, find
from bot.content.functions import Functions
from bot.problems import Problem

if TYPE_CHECKING:
    from bot.content.files import File
    from bot.content.rules.finding import Finding, Library

NO_FUNCTIONS: Functions = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Loaded:
    """`content` is None when there is any error; warnings do not stand in the way."""

    content: Content | None
    problems: tuple[Problem, ...]
    shelves: Library | None = None
    files: tuple[File, ...] = ()
    """Where everything was written; not there when it comes from the compiled cache."""

    def placed(self, findings: Iterable[tuple[str, Finding]]) -> Iterator[Problem]:
        """What rules of others found, as problems at their places."""
        return _placed(self.files, findings)


def load(root: Path, functions: Functions = NO_FUNCTIONS, today: date | None = None) -> Loaded:
    """Load and check everything below `root`; never raises, whatever the files hold."""
    problems: list[Problem] = []
    return _load(list(find(root, problems)), problems, functions, today)


def load_cached(
    root: Path, functions: Functions, cache_dir: Path, today: date | None = None
) -> Loaded:
    """Like `load`, but from the compiled cache when no file changed since it was written.

    Only content without errors is ever written there. A cache that cannot be read or written
    is as good as none.
    """
    problems: list[Problem] = []
    found = list(find(root, problems))
    if problems:
        return _load(found, problems, functions, today)
    key = compiled.key(((one.path, one.raw) for one in found), functions)
    cached = compiled.fetch(cache_dir, key, today)
    if cached is not None:
        return Loaded(cached.content, cached.problems)
    loaded = _load(found, problems, functions, today)
    if loaded.content is not None and loaded.shelves is not None:
        from bot.content.rules.places import due_dates

        due = due_dates(loaded.shelves)
        compiled.keep(cache_dir, key, loaded.content, loaded.problems, due, today)
    return loaded


def _load(
    found: Sequence[Found], problems: list[Problem], functions: Functions, today: date | None
) -> Loaded:
    from bot.content.files import open_file
    from bot.content.gather import gather

    files = [open_file(one) for one in found]
    for file in files:
        problems.extend(file.own_problems())
    library = gather(files, functions, today)
    problems.extend(_placed(files, _findings(library)))
    ordered = tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.order))
    if any(problem.severity == "error" for problem in ordered):
        return Loaded(None, ordered, library, tuple(files))
    content = _content(found, files, library)
    return Loaded(content, ordered, library, tuple(files))


def _placed(files: Iterable[File], findings: Iterable[tuple[str, Finding]]) -> Iterator[Problem]:
    by_path = {file.path: file for file in files}
    for path, finding in findings:
        file = by_path.get(path)
        problem = file.problem(finding) if file is not None else None
        if problem is not None:
            yield problem


def _findings(library: Library) -> Iterator[tuple[str, Finding]]:
    from bot.content.rules import FLOW_RULES, LIBRARY_RULES
    from bot.content.rules.finding import FlowView

    for name, flow in library.flows.items():
        view = FlowView(name, flow, library)
        path = library.origin("flow", name).path
        for rule in FLOW_RULES:
            for finding in rule(view):
                yield path, finding
    for check in LIBRARY_RULES:
        yield from check(library)


def _content(found: Iterable[Found], files: Iterable[File], library: Library) -> Content:
    total = hashlib.sha256()
    digests: dict[str, str] = {}
    for one in found:
        digest = hashlib.sha256(one.raw).hexdigest()
        total.update(f"{one.path} {digest}\n".encode())
        if one.kind.id == "flow":
            digests[one.name] = digest[:16]
    single: Mapping[str, Any] = {file.kind.id: file.shaped.model for file in files}
    return Content(
        flows=dict(library.flows),
        entries=dict(library.entries),
        signposts=dict(library.signposts),
        sources=dict(library.sources),
        places=dict(library.places),
        alerts=dict(library.alerts),
        menu=single["menu"],
        digest=total.hexdigest()[:16],
        flow_digests=digests,
    )
