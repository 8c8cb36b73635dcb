"""The files content is made of: what each is called, what it holds, and reading one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from msgspec import Meta

from bot.content.flow import Flow, TopicId
from bot.content.knowledge import Alert, EntryFile, Menu, Place, Signpost, Source
from bot.content.rules.finding import Finding
from bot.content.rules.wording import EMOJI
from bot.content.shape import Shaped, shape
from bot.content.yaml import Document, read
from bot.problems import Problem

SourceId = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9-]*$", description="大写英文、数字、短横线")]


class Kind(NamedTuple):
    """One kind of file: its folder, the type of its content, its name if there is just one."""

    id: str
    folder: str
    type: Any
    name: str | None = None


KINDS = (
    Kind("flow", "flows", Flow),
    Kind("entries", "knowledge/entries", EntryFile),
    Kind("place", "knowledge/parameters", Place),
    Kind("alerts", "knowledge", dict[TopicId, Alert], "alerts"),
    Kind("menu", "knowledge", Menu, "menu"),
    Kind("signposts", "knowledge", dict[TopicId, Signpost], "signposts"),
    Kind("sources", "knowledge", dict[SourceId, Source], "sources"),
)
REQUIRED = frozenset({"menu", "sources"})
_ELSEWHERE = frozenset(
    {"audit.yaml", "words.txt", "synonyms.yaml", "lexicon", "entries", "parameters"}
)
"""What stands in `knowledge/` and is read by others."""

_NAME = re.compile(r"[a-z0-9-]{1,48}")


class Found(NamedTuple):
    """A file on disk: its kind, its path below the root, its bytes."""

    kind: Kind
    path: str
    raw: bytes

    @property
    def name(self) -> str:
        """The id its name stands for."""
        return Path(self.path).stem


def find(root: Path, problems: list[Problem]) -> Iterator[Found]:
    """All files of content below `root`, in order; what should not be there is a problem."""
    for kind in KINDS:
        if kind.name is None:
            yield from _folder(root, kind, problems)
            continue
        path = root / kind.folder / f"{kind.name}.yaml"
        if path.is_file():
            yield from _one(root, kind, path, problems)
        elif kind.id in REQUIRED:
            shown = f"{kind.folder}/{kind.name}.yaml"
            problems.append(
                _about(shown, "FILE-MISSING", "缺少这个文件", "从备份恢复，或者新写一个")
            )
    known = _ELSEWHERE | {f"{kind.name}.yaml" for kind in KINDS}
    rest = [path for path in _listed(root / "knowledge") if path.name not in known]
    problems.extend(_unexpected(root, path) for path in rest)


def _listed(folder: Path) -> list[Path]:
    """What is in a folder, save what editors and systems leave behind."""
    if not folder.is_dir():
        return []
    left = (path for path in folder.iterdir() if not path.name.startswith((".", "~")))
    return sorted(path for path in left if not path.name.endswith(("~", ".swp", ".bak")))


def _folder(root: Path, kind: Kind, problems: list[Problem]) -> Iterator[Found]:
    for path in _listed(root / kind.folder):
        if path.suffix != ".yaml" or path.is_dir():
            problems.append(_unexpected(root, path))
            continue
        if not _NAME.fullmatch(path.stem):
            problems.append(
                _about(
                    path.relative_to(root).as_posix(),
                    "FILE-NAME",
                    f"文件名 {path.stem} 不能用作编号",
                    "文件名只用小写英文、数字、短横线，如 medical-balance-zero.yaml",
                )
            )
        yield from _one(root, kind, path, problems)


def _one(root: Path, kind: Kind, path: Path, problems: list[Problem]) -> Iterator[Found]:
    shown = path.relative_to(root).as_posix()
    try:
        yield Found(kind, shown, path.read_bytes())
    except OSError as error:
        message = f"文件打不开（{error.strerror}）"
        problems.append(_about(shown, "FILE-UNREADABLE", message, "检查文件的权限"))


def _unexpected(root: Path, path: Path) -> Problem:
    shown = path.relative_to(root).as_posix()
    if path.is_dir():
        return _about(shown, "FILE-UNEXPECTED", "这里不该有文件夹", "把里面的文件挪出来，删掉它")
    remedy = "文件名要以 .yaml 结尾" if path.suffix == ".yml" else "挪到别处，或者删掉"
    return _about(shown, "FILE-UNEXPECTED", "这个文件不会被读到", remedy)


def _about(path: str, code: str, message: str, remedy: str) -> Problem:
    return Problem(path=path, line=1, column=1, code=code, message=message, remedy=remedy)


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
