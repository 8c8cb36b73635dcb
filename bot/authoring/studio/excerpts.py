"""Where a problem stands: the lines of the file around it, and a link that opens it there."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

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
    path = quote((root / problem.path).as_posix())
    return f"vscode://file{path}:{problem.line}:{problem.column}"
