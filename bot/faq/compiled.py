"""Lexicon and phrasings made ready for use, kept in one file as long as neither changes."""

import contextlib
import hashlib
import zlib
from collections.abc import Iterator, MutableMapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from bot.content.content import Content
from bot.faq import lexicon as lexicons
from bot.faq import reducing, similar
from bot.faq.index import Index
from bot.faq.patterns import PatternError
from bot.faq.reading import Reader, Reading, Vocabulary, vocabulary
from bot.faq.text import Words, open_words, write_whole
from bot.faq.ways import Way, WayError, read_way
from bot.faq.wording import code, phrasings, topics


class Compiled(Struct, array_like=True, frozen=True):
    """All a matcher needs."""

    vocabulary: Vocabulary
    topics: list[str]
    ways: list[Way]
    index: Index
    known: reducing.Known


def compile_all(
    content: Content,
    lexicon: lexicons.Lexicon,
    words: Words,
    readings: MutableMapping[str, Reading] | None = None,
) -> Compiled:
    """Everything from scratch. Raises LexiconError.

    `readings` are given those of all phrasings, which take most of the time.
    """
    names = topics(content)
    places = {name: place for place, name in enumerate(names)}
    try:
        ready = vocabulary(lexicon)
        numbers = {name: number for number, name in enumerate(ready.names)}
        ways = [
            read_way(places[topic], line, numbers)
            for topic, lines in lexicon.topics.items()
            if topic in places
            for line in lines
        ]
    except (PatternError, WayError) as error:
        raise lexicons.LexiconError(f"{lexicons.FOLDER}：{error}") from error
    reader = Reader(ready, words)
    read = [(said.topic, said.text, reader.read(said.text)) for said in phrasings(content)]
    if readings is not None:
        readings.update((text, reading) for _, text, reading in read)
    rows = [(places[topic], reading.features) for topic, _, reading in read]
    known = _known(content, lexicon, words, [(topic, reading.plain) for topic, _, reading in read])
    return Compiled(ready, names, ways, similar.build(rows, len(names)), known)


def _known(
    content: Content, lexicon: lexicons.Lexicon, words: Words, said: Sequence[tuple[str, str]]
) -> reducing.Known:
    """The words of authors: of their phrasings as normalised, of the lexicon, of the answers."""

    from bot.content.audit import shipped_texts  # not for what comes from the cache

    def cut(text: str) -> Iterator[str]:
        return filter(str.isalpha, words.lcut(text, guess=False))

    topics: dict[str, set[str]] = {}
    for topic, plain in said:
        topics.setdefault(topic, set()).update(cut(plain))
    told = "\n".join(text for _, text in shipped_texts(content))
    return reducing.known(topics.values(), lexicon.words, cut(told))


def _key(content: Content, read: dict[str, bytes]) -> bytes:
    total = hashlib.sha256(f"{content.digest} {lexicons.digest(read)}".encode())
    total.update(code())
    return total.digest()


def _fetch(path: Path, key: bytes) -> Compiled | None:
    try:
        raw = path.read_bytes()
        if raw[:32] != key or zlib.crc32(raw[36:]) != int.from_bytes(raw[32:36], "big"):
            return None
        return msgspec.msgpack.decode(raw[36:], type=Compiled)
    except (OSError, msgspec.DecodeError):
        return None


def prepare(
    content: Content,
    root: Path,
    folder: Path,
    readings: MutableMapping[str, Reading] | None = None,
) -> tuple[Compiled, Words]:
    """What a matcher over `content` needs, from `folder` if nothing changed. Raises LexiconError.

    A cache that cannot be read or written is as good as none. `readings`: see `compile_all`; none
    are given when nothing changed.
    """
    read = lexicons.files(root)
    key = _key(content, read)
    path = folder / "matcher.bin"
    found = _fetch(path, key)
    if found is not None:
        return found, open_words(folder, found.vocabulary.words)
    lexicon = lexicons.parse(read)
    words = open_words(folder, lexicon.words)
    made = compile_all(content, lexicon, words, readings)
    raw = msgspec.msgpack.encode(made)
    with contextlib.suppress(OSError):
        write_whole(path, [key, zlib.crc32(raw).to_bytes(4, "big"), raw])
    return made, words
