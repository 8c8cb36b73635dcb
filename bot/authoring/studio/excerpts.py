"""Where something is written: the lines of the file around it, and a link that opens it there."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot.content.yaml import read
from bot.problems import Problem

AROUND = 3
"""Lines that are shown before and after."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file, its number from 1; `marked` is the one the problem is at."""

    number: int
    text: str
    marked: bool


def excerpt(root: Path, problem: Problem) -> tuple[Line, ...]:
    """The lines around a problem as they are now; none if the file cannot be read."""
    try:
        text = (root / problem.path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    lines = text.splitlines()
    first = max(0, problem.line - 1 - AROUND)
    shown = enumerate(lines[first : problem.line + AROUND], first + 1)
    return tuple(Line(number, text, number == problem.line) for number, text in shown)


def link(root: Path, problem: Problem) -> str:
    """What opens the file at the problem, in editors that know `vscode:` links."""
    return _link(root / problem.path, problem.line, problem.column)


def node_link(root: Path, flow: str, node: str) -> str:
    """What opens a flow where a node is written, or at its beginning if it is not there."""
    path = root / f"flows/{flow}.yaml"
    try:
        document = read(path.name, path.read_bytes())
    except OSError:
        return _link(path, 1, 1)
    data = document.data if isinstance(document.data, dict) else {}
    for section in ("questions", "branches", "calls", "outcomes"):
        if node in (data.get(section) or ()):
            line, column = document.locate((section, node), key=True)
            return _link(path, line + 1, column + 1)
    return _link(path, 1, 1)


def _link(path: Path, line: int, column: int) -> str:
    return f"vscode://file{quote(path.as_posix())}:{line}:{column}"
