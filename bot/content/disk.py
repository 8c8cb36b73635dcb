"""The files of content on disk: what each is called, what it holds, what should not be there."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from msgspec import Meta

from bot.content.flow import Flow, TopicId
from bot.content.knowledge import Alert, EntryFile, Menu, Place, Signpost, Source
from bot.problems import Problem

MAX_BYTES = 1_000_000
"""The largest file that is read."""

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

_BESIDE = frozenset({"README.md", "pictures"})
"""What may stand beside flows for people to read."""

CASES = ".test.yaml"
"""Tests stand beside their flow and are read by who runs them."""

_NAME = re.compile(r"[a-z0-9-]{1,48}")


class Found(NamedTuple):
    """A file on disk: its kind, its path below the root, its bytes."""

    kind: Kind
    path: str
    raw: bytes

    @property
    def name(self) -> str:
        """The id its name stands for."""
        return self.path.rpartition("/")[2].removesuffix(".yaml")


def find(root: Path, problems: list[Problem]) -> Iterator[Found]:
    """All files of content below `root`, in order; what should not be there is a problem."""
    for kind in KINDS:
        if kind.name is None:
            yield from _folder(root, kind, problems)
            continue
        shown = f"{kind.folder}/{kind.name}.yaml"
        if (root / shown).is_file():
            yield from _one(root, kind, shown, problems)
        elif kind.id in REQUIRED:
            remedy = "从备份恢复，或者新写一个"
            problems.append(_about(shown, "FILE-MISSING", "缺少这个文件", remedy))
    known = _ELSEWHERE | {f"{kind.name}.yaml" for kind in KINDS}
    for name, folder in _listed(root / "knowledge").items():
        if name not in known:
            problems.append(_unexpected(f"knowledge/{name}", folder))


def _listed(folder: Path) -> dict[str, bool]:
    """The names in a folder, and whether each is a folder; not what editors leave behind."""
    try:
        with os.scandir(folder) as found:
            names = {entry.name: entry.is_dir() for entry in found}
    except OSError:
        return {}
    return {
        name: names[name]
        for name in sorted(names)
        if not name.startswith((".", "~")) and not name.endswith(("~", ".swp", ".bak"))
    }


def _folder(root: Path, kind: Kind, problems: list[Problem]) -> Iterator[Found]:
    for name, folder in _listed(root / kind.folder).items():
        shown = f"{kind.folder}/{name}"
        if (name.endswith(CASES) and not folder) or name in _BESIDE:
            continue
        if folder or not name.endswith(".yaml"):
            problems.append(_unexpected(shown, folder))
            continue
        stem = name.removesuffix(".yaml")
        if not _NAME.fullmatch(stem):
            message = f"文件名 {stem} 不能用作编号"
            remedy = "文件名只用小写英文、数字、短横线，如 lost-card.yaml"
            problems.append(_about(shown, "FILE-NAME", message, remedy))
        yield from _one(root, kind, shown, problems)


def _one(root: Path, kind: Kind, shown: str, problems: list[Problem]) -> Iterator[Found]:
    try:
        with (root / shown).open("rb", buffering=0) as file:
            yield Found(kind, shown, file.read(MAX_BYTES + 1))
    except OSError as error:
        message = f"文件打不开（{error.strerror}）"
        problems.append(_about(shown, "FILE-UNREADABLE", message, "检查文件的权限"))


def _unexpected(shown: str, folder: bool) -> Problem:
    if folder:
        return _about(shown, "FILE-UNEXPECTED", "这里不该有文件夹", "把里面的文件挪出来，删掉它")
    remedy = "文件名要以 .yaml 结尾" if shown.endswith(".yml") else "挪到别处，或者删掉"
    return _about(shown, "FILE-UNEXPECTED", "这个文件不会被读到", remedy)


def _about(path: str, code: str, message: str, remedy: str) -> Problem:
    return Problem(path=path, line=1, column=1, code=code, message=message, remedy=remedy)
