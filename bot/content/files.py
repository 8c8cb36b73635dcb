"""One file that was read: its text with marks, its model, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.content.disk import Found, Kind
from bot.content.rules.finding import Finding
from bot.content.rules.wording import EMOJI
from bot.content.shape import Shaped, shape
from bot.content.yaml import Document, read
from bot.problems import Problem

DRAFT = "〔待写"
"""What stands in a text that is yet to be written; what to write follows, up to a 〕."""


@dataclass
class File:
    """A file that was read: its text with marks, and its model."""

    kind: Kind
    name: str
    document: Document
    shaped: Shaped

    @property
    def path(self) -> str:
        """Where it is, below the root."""
        return self.document.path

    def own_problems(self) -> Iterator[Problem]:
        """What is wrong with the file in itself."""
        yield from self.document.problems
        for flaw in self.shaped.flaws:
            place = self.document.locate(flaw.keys, key=flaw.at_key)
            if place[0] not in self._broken:
                yield self.document.problem(place, flaw.code, flaw.message, flaw.remedy)
        for emoji in EMOJI.finditer(self.document.text):
            before = self.document.text[: emoji.start()]
            place = (before.count("\n"), len(before) - before.rfind("\n") - 1)
            yield self.document.problem(
                place, "TEXT-EMOJI", "内容里不用表情符号", "删掉它；要强调就换一句话说"
            )

        yield from self._drafts()

    def _drafts(self) -> Iterator[Problem]:
        """Texts that are yet to be written: the first of each line."""
        if DRAFT not in self.document.text:
            return
        for number, line in enumerate(self.document.text.split("\n")):
            column = line.find(DRAFT)
            if column >= 0 and not line.lstrip().startswith("#"):
                said = line[column + len(DRAFT) :].partition("〕")[0].lstrip("：")
                yield self.document.problem(
                    (number, column),
                    "TEXT-DRAFT",
                    f"这里还没写：{said}" if said else "这里还没写",
                    f"把整个“{DRAFT}…〕”换成要写的话",
                    "warning",
                )

    def problem(self, finding: Finding) -> Problem | None:
        """A finding at its place; None when it only follows from what was mended."""
        if self._repeats(finding):
            return None
        keys = tuple(self.shaped.renamed.get(key, key) for key in finding.keys)
        place = self.document.locate(
            keys, key=finding.key, offset=finding.offset, word=finding.word
        )
        if place[0] in self._broken:
            return None
        return self.document.problem(
            place, finding.code, finding.message, finding.remedy, finding.severity
        )

    @cached_property
    def _broken(self) -> frozenset[int]:
        """Lines whose YAML was wrong: what else is wrong there may come from mending it."""
        return frozenset(problem.line - 1 for problem in self.document.problems)

    def _repeats(self, finding: Finding) -> bool:
        keys, mended = finding.keys, self.shaped.mended
        if any(keys[:length] in mended for length in range(len(keys) + 1)):
            return True
        for origin in finding.depends:
            if any(place[: len(origin)] == origin for place in mended):
                return True
        if not finding.lacks:
            return False
        if any((*keys, name) in mended for name in finding.lacks):
            return True
        strays = self.shaped.strays.get(keys, ())
        return any(type(stray) is _EXPECTED.get(name, str) for name in finding.lacks
                   for stray in strays)  # fmt: skip


_EXPECTED: dict[str, type] = {"choices": dict, "input": dict, "cite": list, "say": list,
                              "contact": list}  # fmt: skip


def open_file(found: Found) -> File:
    """Read and shape one file; never raises."""
    document = read(found.path, found.raw)
    if document.data is None:
        return File(found.kind, found.name, document, Shaped(None))
    shaped = shape(document.data, found.kind.type, intact=not document.problems)
    return File(found.kind, found.name, document, shaped)
