"""The tree of a YAML file with marks: what stands where."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

Place = tuple[int, int]
"""Line and column, counted from 0, as YAML marks count them."""

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


def lines_of(text: str) -> list[str]:
    """The lines of a text as libyaml counts them."""
    return _BREAK.split(text)


class Child(NamedTuple):
    """Where a child's key (or list item) begins, and the child."""

    place: Place
    node: "Node"


@dataclass(slots=True)
class Node:
    """A value and its marks. `content` is a text, a mapping or a list."""

    place: Place
    end: Place
    content: str | dict[str, Child] | list[Child]
    style: str | None = None
    usable: bool = True

    def data(self) -> Any:
        """The plain value."""
        if isinstance(self.content, str):
            return self.content
        if isinstance(self.content, list):
            return [child.node.data() for child in self.content]
        return {key: child.node.data() for key, child in self.content.items()}

    def child(self, name: str | int) -> Child | None:
        """The child of this key or index, if there is one."""
        if isinstance(self.content, dict):
            return self.content.get(str(name))
        if isinstance(self.content, list) and isinstance(name, int) and name < len(self.content):
            return self.content[name]
        return None

    def inside(self, offset: int) -> Place:
        """The place `offset` characters into a text of one line."""
        if not isinstance(self.content, str) or self.place[0] != self.end[0]:
            return self.place
        quote = 1 if self.style in ("'", '"') else 0
        return self.place[0], self.place[1] + quote + offset

    def find(self, lines: list[str], word: str) -> Place | None:
        """Where a word first stands within this value."""
        if not word:
            return None
        for line in range(self.place[0], min(self.end[0] + 1, len(lines))):
            begin = self.place[1] if line == self.place[0] else 0
            column = lines[line].find(word, begin)
            if column >= 0:
                return line, column
        return None
