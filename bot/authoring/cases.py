"""`flows/FLOW.test.yaml`: what an author expects of a flow, one named case each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from msgspec import Meta, field

from bot.content.disk import CASES
from bot.content.flow import Model, NodeId, Text, TopicId
from bot.content.leaves import Keys
from bot.content.shape import shape
from bot.content.yaml import Document, read
from bot.problems import Problem

CaseName = Annotated[str, Meta(min_length=1, max_length=60, description="一句话，说是什么情形")]

Given = Annotated[str, Meta(min_length=1, description="选项的编号，或照着打的话")]
Fact = Annotated[str, Meta(min_length=1, description="开头那句话里应当听出来的，如 retired")]


class Case(Model, frozen=True, kw_only=True):
    """One conversation and what it must come to. The order of what is given does not matter."""

    expect: Annotated[NodeId, Meta(description="结论的编号")]
    given: dict[NodeId, Given] = field(default_factory=dict)
    reason: Annotated[str | None, Meta(description="结论的原因代码，如 E01")] = None
    not_asked: Annotated[tuple[NodeId, ...], Meta(description="不应当问到的问题")] = ()
    as_of: Annotated[date | None, Meta(description="按哪一天的规定；不写就是今天")] = None
    city: Annotated[TopicId | None, Meta(description="凡是问城市都这样答")] = None
    free_text: Annotated[Text | None, Meta(description="用这句话开始，而不是点按钮")] = None
    expect_slots: dict[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class CaseFile:
    """The cases of one flow, where they stand, and what is wrong with the file itself."""

    flow: str
    document: Document
    cases: dict[str, Case]
    problems: tuple[Problem, ...]

    def problem(self, keys: Keys, code: str, message: str, remedy: str, *, key: bool) -> Problem:
        """A problem at a place of this file."""
        return self.document.problem(self.document.locate(keys, key=key), code, message, remedy)


def read_all(root: Path) -> Iterator[CaseFile]:
    """Every file of cases below `root`, by name."""
    for path in sorted((root / "flows").glob(f"*{CASES}")):
        yield read_one(f"flows/{path.name}", path.read_bytes())


def read_one(shown: str, raw: bytes) -> CaseFile:
    """One file; never raises, whatever it holds."""
    document = read(shown, raw)
    problems = list(document.problems)
    shaped = shape(document.data or {}, dict[CaseName, Case], intact=not problems)
    for flaw in shaped.flaws:
        place = document.locate(flaw.keys, key=flaw.at_key)
        problems.append(document.problem(place, flaw.code, flaw.message, flaw.remedy))
    flow = shown.rpartition("/")[2].removesuffix(CASES)
    return CaseFile(flow, document, {} if problems else shaped.model or {}, tuple(problems))


def line_of(path: Path, keys: Keys) -> int:
    """The line, counted from 1, at which something stands in a file of content."""
    return read(path.name, path.read_bytes()).locate(keys)[0] + 1
