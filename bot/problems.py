"""A problem in what an author wrote: where it stands, what is wrong, what to do about it."""

import unicodedata
from typing import Literal

from msgspec import Struct

Severity = Literal["error", "warning"]

_SHOWN = 76
"""Display columns of a source line that are shown; longer lines are cut around the caret."""


class Problem(Struct, frozen=True, kw_only=True):
    """One thing wrong. `line` and `column` count from 1, columns in characters.

    `code` is stable and documented in the catalogue; message and remedy are Chinese sentences.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    remedy: str
    source_line: str = ""
    severity: Severity = "error"

    @property
    def order(self) -> tuple[str, int, int, str]:
        """What problems are sorted by: as a reader meets them."""
        return self.path, self.line, self.column, self.code

    def __str__(self) -> str:
        mark = "警告 " if self.severity == "warning" else ""
        lines = [f"{self.path}:{self.line}:{self.column}  {self.code}  {mark}{self.message}"]
        if self.source_line.strip():
            shown, caret = _window(self.source_line, self.column - 1)
            lines += [f"    {shown}", f"    {' ' * caret}^"]
        lines.append(f"  → {self.remedy}")
        return "\n".join(lines)


def width(text: str) -> int:
    """How many terminal columns a text takes; Chinese characters take two."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _window(line: str, column: int) -> tuple[str, int]:
    """The part of a line around a column, and how far the caret under it is moved in."""
    shown = "".join(c if c.isprintable() else " " for c in line.rstrip())
    indent = len(shown) - len(shown.lstrip())
    start = min(indent, column)
    head = ""
    while width(head + shown[start:column]) > _SHOWN * 2 // 3:
        start += 1
        head = "…"
    end = start
    room = _SHOWN - width(head)
    while end < len(shown) and room >= _columns(shown[end]):
        room -= _columns(shown[end])
        end += 1
    tail = "…" if end < len(shown) else ""
    return head + shown[start:end] + tail, width(head + shown[start:column])


class ContentError(Exception):
    """What authors wrote cannot be served from: start-up stops. `problems` lists each, if known."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems
