"""The only door to YAML: bytes of a file in, plain texts, lists and mappings out.

Every scalar stays the text it was written as; the typed models decide what it means. A file
that is fine is read in one pass over libyaml's events. Only a file that is not fine, or one in
which something has to be located, is read again, slowly and with line marks (`syntax.py`).
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import yaml
from yaml.events import (
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from bot.content.disk import MAX_BYTES
from bot.content.leaves import Keys
from bot.content.nodes import Node, Place, lines_of
from bot.content.slips import Trouble, in_text
from bot.content.syntax import MAX_DEPTH, careful
from bot.problems import Problem, Severity

_TAB_INDENT = re.compile(r"^ *\t", re.MULTILINE)


@dataclass
class Document:
    """One file that was read. `data` is None when nothing could be made of it."""

    path: str
    text: str
    data: Any
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def _root(self) -> Node:
        return careful(self.text)[0]

    @cached_property
    def _lines(self) -> list[str]:
        return lines_of(self.text)

    def problem(
        self,
        place: Place,
        code: str,
        message: str,
        remedy: str,
        severity: Severity = "error",
    ) -> Problem:
        """A problem at a place of this file."""
        line, column = place
        source = self._lines[line] if line < len(self._lines) else ""
        return Problem(
            path=self.path,
            line=line + 1,
            column=column + 1,
            code=code,
            message=message,
            remedy=remedy,
            source_line=source,
            severity=severity,
        )

    def locate(self, keys: Keys, *, key: bool = False, offset: int = 0, word: str = "") -> Place:
        """Where something stands: the value at `keys`, or the last key itself with `key`.

        `offset` counts characters into a text of one line; `word` is searched for within the
        value. Keys that are not there lead to the nearest thing around them that is.
        """
        node, place = self._root, self._root.place
        for step, name in enumerate(keys):
            child = node.child(name)
            if child is None:
                return place
            place, node = child
            if not (key and step == len(keys) - 1):
                continue
            return place
        if not keys:
            return place
        return node.find(self._lines, word) or node.inside(offset)


def read(path: str, raw: bytes) -> Document:
    """Read one file; whatever its bytes, this returns and the problems say what is wrong."""
    text, trouble = _decode(raw)
    if trouble is not None:
        document = Document(path, text, None)
        document.problems.append(_problem(document, trouble))
        return document
    if not _TAB_INDENT.search(text):
        try:
            return Document(path, text, _load(text))
        except (yaml.YAMLError, _OddError):
            pass
    root, troubles = careful(text)
    document = Document(path, text, root.data() if root.usable else None)
    document.__dict__["_root"] = root
    document.problems.extend(_problem(document, trouble) for trouble in troubles)
    return document


def _problem(document: Document, trouble: Trouble) -> Problem:
    return document.problem(trouble.place, trouble.code, trouble.message, trouble.remedy)


def _decode(raw: bytes) -> tuple[str, Trouble | None]:
    if len(raw) > MAX_BYTES:
        size = f"文件超过 {MAX_BYTES // 1000} KB"
        return "", Trouble((0, 0), "FILE-TOO-LARGE", size, "拆成几个文件")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return "", Trouble(
            (0, 0),
            "FILE-BOM",
            "文件开头有看不见的标记（BOM），或者不是 UTF-8 编码",
            "用编辑器“另存为”，编码选 UTF-8（不带 BOM）",
        )
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode()
        lines = lines_of(before)
        return before, Trouble(
            (len(lines) - 1, len(lines[-1])),
            "FILE-NOT-UTF8",
            "从这里开始不是 UTF-8 编码的文字",
            "用编辑器“另存为”，编码选 UTF-8",
        )
    nul = text.find("\0")
    if nul >= 0:
        lines = lines_of(text[:nul])
        return text, Trouble(
            (len(lines) - 1, len(lines[-1])),
            "FILE-NUL",
            "这里有一个空字符，文件可能损坏了",
            "删掉这个字符；如果整个文件都读不出来，从备份恢复",
        )
    return text, None


class _OddError(Exception):
    """Something that plain content does not have: read the file again, carefully."""


def _load(text: str) -> dict[str, Any]:
    """The data of a file without anything odd in it, as fast as libyaml's events allow."""
    loader = yaml.CBaseLoader(text)
    try:
        loader.get_event()
        loader.get_event()
        data, spans = _build(loader.get_event)
        if type(loader.get_event()) is not DocumentEndEvent or loader.check_event(
            yaml.DocumentStartEvent
        ):
            raise _OddError
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        raise _OddError
    lines = lines_of(text) if spans else []
    if any(True for first, last in spans for _ in in_text(lines, first + 1, last)):
        raise _OddError
    return data


def _build(take: Any) -> tuple[Any, list[tuple[int, int]]]:  # noqa: C901 - one flat loop: a call per event doubles its time
    """The data, and the first and last lines of unquoted texts over several lines."""
    stack: list[tuple[Any, bool]] = []
    spans: list[tuple[int, int]] = []
    here: Any = []
    in_mapping = False
    key: str | None = None
    while True:
        event = take()
        kind = type(event)
        value: Any
        if kind is ScalarEvent:
            value = event.value
            if not value or event.tag or event.anchor:
                raise _OddError
            first, last = event.start_mark.line, event.end_mark.line
            if first != last and not event.style:
                spans.append((first, last))
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            here, in_mapping = stack.pop()
            if not stack:
                return here[0], spans
            key = None
            continue
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            value = {} if kind is MappingStartEvent else []
            if event.tag or event.anchor or len(stack) >= MAX_DEPTH:
                raise _OddError
        else:
            raise _OddError
        if not in_mapping:
            here.append(value)
        elif key is None:
            key = value
            if kind is not ScalarEvent or key in here:
                raise _OddError
            continue
        else:
            here[key] = value
            key = None
        if kind is not ScalarEvent:
            stack.append((here, in_mapping))
            here, in_mapping, key = value, kind is MappingStartEvent, None
