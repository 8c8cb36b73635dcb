"""What `knowledge/lexicon/` may say, and reading it."""

import hashlib
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from bot.content.flow import Model, TopicId
from bot.problems import ContentError

FOLDER = Path("knowledge/lexicon")

ConceptId = Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,24}$")]
Kind = Literal["about", "do", "ask", "who", "where", "other", "blank"]


class Concept(Model, frozen=True, kw_only=True):
    """One thing that people say in many ways."""

    kind: Kind
    say: tuple[str, ...]
    weight: Annotated[float, Meta(gt=0, le=20)] | None = None
    anchor: bool | None = None
    hides: tuple[ConceptId, ...] | Literal["all"] = ()


class Synonyms(Model, frozen=True, kw_only=True):
    """Other writings of the same: standard writing → variants."""

    rewrite: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    english: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    heard: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


class Lexicon(Model, frozen=True, kw_only=True):
    """Everything the matcher knows that is not in entries and flows."""

    concepts: dict[ConceptId, Concept]
    topics: dict[TopicId, tuple[str, ...]]
    synonyms: Synonyms
    traditional: tuple[str, ...]
    sounds: tuple[str, ...]
    words: tuple[str, ...]


class Trials(Model, frozen=True, kw_only=True):
    """Labelled questions that nothing is learnt from, and texts to be declined by sort."""

    questions: dict[TopicId, tuple[str, ...]] = msgspec.field(default_factory=dict)
    none: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)


class LexiconError(ContentError):
    """A file of the lexicon cannot be used. The message is for its author, in Chinese."""


TRIALS = "trials.yaml"
FILES = (
    "concepts.yaml",
    "topics.yaml",
    "synonyms.yaml",
    "traditional.txt",
    "sounds.txt",
    "words.txt",
)

T = TypeVar("T")


def files(root: Path) -> dict[str, bytes]:
    """The bytes of every file of the lexicon; one that is not there says nothing."""
    return {name: _bytes(root / FOLDER / name) for name in FILES}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise LexiconError(f"{path}：打不开（{error.strerror}）") from error


def digest(read: dict[str, bytes]) -> str:
    """Changes whenever a file does."""
    total = hashlib.sha256()
    for name, raw in read.items():
        total.update(f"{name} {hashlib.sha256(raw).hexdigest()}\n".encode())
    return total.hexdigest()[:16]


def _typed(name: str, raw: bytes, kind: type[T]) -> T:
    data: object = {}
    if raw:
        from bot.content import yaml  # not for a lexicon that comes from the cache

        document = yaml.read(str(FOLDER / name), raw)
        if document.problems:
            raise LexiconError("\n".join(map(str, document.problems)), tuple(document.problems))
        data = document.data
    try:
        return msgspec.convert(data, kind, strict=False)
    except msgspec.ValidationError as error:
        raise LexiconError(f"{FOLDER / name}：{error}") from error


def _lines(raw: bytes) -> tuple[str, ...]:
    lines = raw.decode().splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def parse(read: dict[str, bytes]) -> Lexicon:
    """The lexicon from its files. Raises LexiconError."""
    lexicon = Lexicon(
        concepts=_typed("concepts.yaml", read["concepts.yaml"], dict[ConceptId, Concept]),
        topics=_typed("topics.yaml", read["topics.yaml"], dict[TopicId, tuple[str, ...]]),
        synonyms=_typed("synonyms.yaml", read["synonyms.yaml"], Synonyms),
        traditional=_lines(read["traditional.txt"]),
        sounds=_lines(read["sounds.txt"]),
        words=_lines(read["words.txt"]),
    )
    for name, concept in lexicon.concepts.items():
        unknown = set(concept.hides if concept.hides != "all" else ()) - lexicon.concepts.keys()
        if unknown:
            raise LexiconError(f"{FOLDER / 'concepts.yaml'}：{name} 的 hides 里没有 {unknown}")
    return lexicon


def trials_file(root: Path) -> bytes:
    """The bytes of the trial questions."""
    return _bytes(root / FOLDER / TRIALS)


def trials(root: Path) -> Trials:
    """The trial questions. Raises LexiconError."""
    return _typed(TRIALS, trials_file(root), Trials)
