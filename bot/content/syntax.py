"""The slow, careful reading of YAML: a tree with marks, and every trouble found on the way.

A trouble whose repair is obvious (a full-width colon, a tab) is reported, repaired in memory,
and the reading goes on, so that one run shows the other mistakes of the file as well.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from bot.content.leaves import UNKNOWN
from bot.content.mistakes import diagnose
from bot.content.nodes import Child, Node, Place, lines_of
from bot.content.slips import COLON_INSIDE, Trouble, colon_inside, in_text, markers, tabs

MAX_DEPTH = 20
_ROUNDS = 40
_FEW_NAMES = 2
_MOST = 100
"""Troubles of one file that are told; nobody reads more at once."""
_READ = 4_000_000
"""Characters read in all rounds together, so that a large file cannot take long."""


def _nothing() -> Node:
    return Node((0, 0), (0, 0), {}, usable=False)


def careful(text: str) -> tuple[Node, list[Trouble]]:
    """The tree of a text and all its troubles; an unusable tree when it cannot be read at all."""
    lines = lines_of(text)
    found = [*tabs(lines), *markers(lines)]
    for _ in range(min(_ROUNDS, 1 + _READ // (len(text) + 1))):
        reading = _Reading(lines)
        try:
            root = reading.read()
        except _StoppedError:
            others = found or reading.troubles[1:]
            follow_up = others and reading.troubles[-1].code == "FILE-NOT-MAPPING"
            return _nothing(), found + reading.troubles[: -1 if follow_up else None]
        except yaml.YAMLError as error:
            trouble, repaired = diagnose(error, lines)
            if all(trouble.place[0] != told.place[0] for told in found):
                found.append(trouble)
            if repaired is None or repaired == lines:
                return _nothing(), found + reading.troubles
            lines = repaired
            continue
        return root, found + reading.troubles
    return _nothing(), found


class _StoppedError(Exception):
    """Nothing can be made of the file; the trouble has been noted."""


@dataclass
class _Reading:
    lines: list[str]
    troubles: list[Trouble] = field(default_factory=list)

    def read(self) -> Node:
        loader = yaml.CBaseLoader("\n".join(self.lines))
        try:
            loader.get_event()
            first = loader.get_event()
            if not isinstance(first, yaml.DocumentStartEvent):
                self.stop((0, 0), "FILE-EMPTY", "文件是空的", "写上内容，或者删掉这个文件")
            root = self.node(loader, loader.get_event(), 0)
            if not isinstance(loader.get_event(), DocumentEndEvent):
                raise _StoppedError
            following = loader.get_event()
            if isinstance(following, yaml.DocumentStartEvent):
                self.note(
                    _start(following),
                    "YAML-DOCUMENTS",
                    "一个文件里只能有一份内容，这里用 --- 开始了第二份",
                    "删掉这一行的 ---，或者拆成两个文件",
                )
        finally:
            loader.dispose()
        if not isinstance(root.content, dict):
            if root.content == "":
                self.stop(
                    (0, 0), "FILE-EMPTY", "文件里只有注释，没有内容", "写上内容，或者删掉这个文件"
                )
            self.stop(
                root.place,
                "FILE-NOT-MAPPING",
                "文件的最外层应该是一行行的“名字: 值”",
                "照着别的文件的样子，从 title: 或编号开始写",
            )
        return root

    def node(self, loader: Any, event: Any, depth: int) -> Node:
        self.marks(event)
        if depth > MAX_DEPTH:
            self.stop(
                _start(event),
                "YAML-DEPTH",
                f"括号或缩进套了 {MAX_DEPTH} 层以上",
                "检查是不是多打了括号，或者缩进错了",
            )
        match event:
            case ScalarEvent():
                return self.scalar(event)
            case MappingStartEvent():
                return self.mapping(loader, event, depth)
            case SequenceStartEvent():
                return self.sequence(loader, event, depth)
        return Node(_start(event), _end(event), "?")

    def scalar(self, event: Any) -> Node:
        node = Node(_start(event), _end(event), event.value, event.style)
        if not event.style and node.end[0] > node.place[0]:
            self.troubles.extend(in_text(self.lines, node.place[0] + 1, node.end[0]))
        return node

    def mapping(self, loader: Any, event: Any, depth: int) -> Node:
        content: dict[str, Child] = {}
        twice: list[tuple[str, Place]] = []
        while True:
            head = loader.get_event()
            if isinstance(head, MappingEndEvent):
                self.repeated(twice, content)
                return self.braced(Node(_start(event), _end(head), content), event.flow_style)
            key = self.node(loader, head, depth + 1)
            value = self.node(loader, loader.get_event(), depth + 1)
            if not isinstance(key.content, str):
                self.note(
                    key.place,
                    "YAML-KEY",
                    "冒号前面的名字不能是列表，也不能带花括号",
                    "名字写成一个英文单词；如果这是一段文字，整段加引号",
                )
                continue
            name = self.name(key, value)
            if name in content:
                twice.append((name, key.place))
                continue
            if value.content == "":
                self.note(
                    key.place,
                    "VALUE-EMPTY",
                    f"{name} 后面是空的",
                    f"在 {name}: 后面写上内容；用不着就删掉这一行",
                )
                value.content = UNKNOWN
            content[name] = Child(key.place, value)

    def repeated(self, twice: list[tuple[str, Place]], content: dict[str, Child]) -> None:
        """Names written again. Several at once are one mistake: a heading is missing."""
        if len(twice) > _FEW_NAMES:
            names = "、".join(name for name, _ in twice)
            self.note(
                twice[0][1],
                "KEY-TWICE",
                f"从这里起，{names} 又写了一遍",
                "前面可能漏了一行编号，或者有一段重复了",
            )
            return
        for name, place in twice:
            self.note(
                place,
                "KEY-TWICE",
                f"{name} 写了两次，第一次在第 {content[name].place[0] + 1} 行",
                "删掉一个，或者给其中一个换个名字",
            )

    def name(self, key: Node, value: Node) -> str:
        """The key; one with a colon inside (`{label：单位交}`) is taken apart first."""
        name = str(key.content)
        found = COLON_INSIDE.match(name)
        if found is None or value.content != "" or key.style:
            return name
        self.troubles.append(colon_inside(found, key.place))
        value.content = found[3] or UNKNOWN
        return found[1]

    def braced(self, node: Node, flow: bool | None) -> Node:
        """`say: {months}` is meant as a text, though YAML sees a mapping."""
        if not flow or not isinstance(node.content, dict) or len(node.content) != 1:
            return node
        (name, child) = next(iter(node.content.items()))
        if child.node.content != UNKNOWN or not re.fullmatch(r"[a-z0-9_.]+", name):
            return node
        self.troubles.pop()
        self.note(
            node.place,
            "YAML-QUOTE-NEEDED",
            "以 { 开头的文字要加引号",
            f"整段用引号括起来：'{{{name}}}…'",
        )
        return Node(node.place, node.end, f"{{{name}}}")

    def sequence(self, loader: Any, event: Any, depth: int) -> Node:
        content: list[Child] = []
        while True:
            item = loader.get_event()
            if isinstance(item, SequenceEndEvent):
                return Node(_start(event), _end(item), content)
            node = self.node(loader, item, depth + 1)
            if node.content == "":
                self.note(
                    node.place, "VALUE-EMPTY", "列表里有一项是空的", "写上内容，或者删掉这一项"
                )
                continue
            content.append(Child(node.place, node))

    def marks(self, event: Any) -> None:
        place = _start(event)
        if isinstance(event, AliasEvent) or event.anchor:
            self.note(
                place,
                "YAML-ANCHOR",
                "这里不能用 & 或 * 开头的写法（引用）",
                "如果这是文字，给整段加引号；如果想重复内容，请照样再写一遍",
            )
        elif event.tag:
            self.note(
                place,
                "YAML-TAG",
                "这里不能用 ! 开头的写法（类型标记）",
                "如果这是文字，给整段加引号；否则删掉 ! 开头的那个词",
            )

    def note(self, place: Place, code: str, message: str, remedy: str) -> None:
        self.troubles.append(Trouble(place, code, message, remedy))
        if len(self.troubles) >= _MOST:
            raise _StoppedError

    def stop(self, place: Place, code: str, message: str, remedy: str) -> None:
        self.note(place, code, message, remedy)
        raise _StoppedError


def _start(event: Any) -> Place:
    return event.start_mark.line, event.start_mark.column


def _end(event: Any) -> Place:
    return event.end_mark.line, event.end_mark.column
