"""Words of a text: the only door to jieba.

jieba reads its dictionary of half a million words at its first cut, which takes most of a second.
Here the dictionary is compiled once into one file of shards, one per first character, and mapped
into memory: only the shards of characters that occur are ever read. Cuts stay those of jieba.
"""

import mmap
import struct
import sys
import tempfile
import zlib
from array import array
from collections.abc import Iterable
from contextlib import suppress
from math import log
from os import getuid
from pathlib import Path
from threading import RLock

import jieba

MAGIC = b"shebao words 1\n"
HEADER = struct.Struct("<16s32sdII")
PREFIX = -1.0
"""Stands where a log frequency would: begins words, is none. Log frequencies are never negative."""

EVERYDAY = 200
"""Occurrences in jieba's corpus from which on a word is in everyday use."""

NAMES = ("nr", "ns", "nt", "nz", "x", "eng")
"""How the tags begin under which jieba lists people, places, firms, brands, and what is no word."""

KNOWN_LOG = log(100_000)
"""Log frequency of a word of ours: no two parts of jieba's dictionary together outweigh it."""

Shard = dict[str, float]


class CacheError(ValueError):
    """A cache file is not what it should be; it is built again."""


def cache_folder(wanted: Path) -> Path:
    """A folder for compiled files that can be written: the one wanted, else a temporary one."""
    for folder in (wanted, Path(tempfile.gettempdir()) / f"shebao-{getuid()}"):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="shebao-"))


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Writes a file that appears complete or not at all, whoever else writes it meanwhile."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        for part in parts:
            file.write(part)
    Path(file.name).replace(path)


def _key() -> bytes:
    with jieba.get_module_res(jieba.DEFAULT_DICT_NAME) as file:
        size = Path(file.name).stat().st_size
    return f"{jieba.__version__} {size} {sys.byteorder}".encode().ljust(32)[:32]


def _group(lines: Iterable[bytes]) -> tuple[dict[str, Shard], float]:
    """jieba's dictionary by first character, every beginning of a word included, and its total."""
    shards: dict[str, Shard] = {}
    total = 0
    for line in lines:
        word, count = line.decode("utf-8").split(" ")[:2]
        shard = shards.setdefault(word[0], {})
        shard[word] = log(int(count)) if int(count) else PREFIX
        total += int(count)
        for end in range(1, len(word)):
            shard.setdefault(word[:end], PREFIX)
    return shards, float(total)


def compile_dictionary(path: Path) -> None:
    """Writes jieba's dictionary as shards to `path`."""
    with jieba.get_module_res(jieba.DEFAULT_DICT_NAME) as file:
        shards, total = _group(file)
    codes, ends, sums, blobs, position = array("I"), array("I"), array("I"), [], 0
    for first in sorted(shards):
        shard = shards[first]
        blob = array("d", shard.values()).tobytes() + "\n".join(shard).encode()
        blob = struct.pack("<I", len(shard)) + blob
        position += len(blob)
        codes.append(ord(first))
        ends.append(position)
        sums.append(zlib.crc32(blob))
        blobs.append(blob)
    index = codes.tobytes() + ends.tobytes() + sums.tobytes()
    header = HEADER.pack(MAGIC.ljust(16), _key(), total, len(codes), zlib.crc32(index))
    write_whole(path, [header, index, *blobs])


def everyday(folder: Path) -> frozenset[str]:
    """The words of two characters and more that everybody uses, and that name nobody and no place.

    Kept in `folder`, because finding them takes a third of a second.
    """
    path, key = folder / "everyday.txt", f"{_key().decode()} {EVERYDAY}"
    with suppress(OSError, UnicodeDecodeError):
        first, *words = path.read_text("utf-8").split("\n")
        if first == key:
            return frozenset(words)
    with jieba.get_module_res(jieba.DEFAULT_DICT_NAME) as file:
        rows = [line.decode("utf-8").split() for line in file]
    words = [
        word
        for word, count, tag in rows
        if len(word) > 1 and int(count) >= EVERYDAY and not tag.startswith(NAMES)
    ]
    with suppress(OSError):
        write_whole(path, ["\n".join([key, *words]).encode()])
    return frozenset(words)


class Shards:
    """The dictionary as a mapping that reads a shard when its first character is met."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            try:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as error:
                raise CacheError(f"{path} is empty") from error
        if len(self._map) < HEADER.size:
            raise CacheError(f"{path} is cut short")
        magic, key, self.total, count, checksum = HEADER.unpack_from(self._map)
        stop = HEADER.size + 12 * count
        index = self._map[HEADER.size : stop]
        if magic != MAGIC.ljust(16) or key != _key() or zlib.crc32(index) != checksum:
            raise CacheError(f"{path} is damaged or of another version")
        numbers = array("I", index)
        self._ends, self._sums = numbers[count : 2 * count], numbers[2 * count :]
        self._start = stop
        if count == 0 or len(self._map) != stop + self._ends[-1]:
            raise CacheError(f"{path} is cut short")
        self._places = dict(zip(map(chr, numbers[:count]), range(count), strict=True))
        self._loaded: dict[str, Shard] = {}

    def add(self, words: Iterable[str]) -> None:
        """Lays words of ours over the dictionary."""
        for word in words:
            shard = self.shard(word[0])
            shard[word] = max(shard.get(word, PREFIX), KNOWN_LOG)
            for end in range(1, len(word)):
                shard.setdefault(word[:end], PREFIX)

    def shard(self, first: str) -> Shard:
        """Words beginning with a character, and their beginnings, with their log frequencies."""
        found = self._loaded.get(first)
        if found is None:
            found = self._loaded[first] = self._read(first)
        return found

    def _read(self, first: str) -> Shard:
        place = self._places.get(first)
        if place is None:
            return {}
        begin = self._start + (self._ends[place - 1] if place else 0)
        blob = self._map[begin : self._start + self._ends[place]]
        if zlib.crc32(blob) != self._sums[place]:
            raise CacheError(f"the words of {first} are damaged")
        (count,) = struct.unpack_from("<I", blob)
        middle = 4 + 8 * count
        return dict(
            zip(blob[middle:].decode().split("\n"), array("d", blob[4:middle]), strict=True)
        )

    def get(self, word: str) -> bool:
        """Whether this is a word; all that jieba asks of its dictionary besides the lattice."""
        return self.shard(word[0]).get(word, PREFIX) != PREFIX


class Lattice(list[list[int]]):
    """jieba's DAG, and beside every end the log frequency of the word that ends there."""

    logs: list[list[float]]


class Words(jieba.Tokenizer):  # type: ignore[misc]  # jieba has no types
    """A jieba tokenizer over the compiled dictionary."""

    def __init__(self, path: Path, words: Iterable[str] = ()) -> None:
        super().__init__()
        self._path = path
        self._words = tuple(words)
        self._lock = RLock()
        try:
            self._open()
        except (OSError, CacheError):
            self._rebuild()

    def _open(self) -> None:
        self.FREQ = Shards(self._path)
        self.FREQ.add(self._words)
        self.total = self.FREQ.total
        self._log_total = log(self.total)
        self.initialized = True

    def _rebuild(self) -> None:
        compile_dictionary(self._path)
        self._open()

    def initialize(self, dictionary: str | None = None) -> None:
        """Nothing is left to do."""

    def lcut(self, text: str, *, guess: bool = True) -> list[str]:
        """The words of a text, as `jieba.lcut` gives them.

        Unless told to `guess`, what is in no dictionary comes as single characters.
        """
        try:
            return list(self.cut(text, HMM=guess))
        except CacheError:
            with self._lock:
                self._rebuild()
            return list(self.cut(text, HMM=guess))

    def get_DAG(self, sentence: str) -> Lattice:  # noqa: N802  # jieba's name
        """For every place the ends of the words that begin there."""
        lattice = Lattice()
        lattice.logs = []
        size, shard_of = len(sentence), self.FREQ.shard
        for start in range(size):
            shard = shard_of(sentence[start])
            ends: list[int] = []
            logs: list[float] = []
            end = start + 1
            value = shard.get(sentence[start])
            while value is not None:
                if value != PREFIX:
                    ends.append(end - 1)
                    logs.append(value)
                if end == size:
                    break
                end += 1
                value = shard.get(sentence[start:end])
            lattice.append(ends or [start])
            lattice.logs.append(logs or [0.0])
        return lattice

    def calc(
        self,
        sentence: str,
        DAG: Lattice,  # noqa: N803  (the name under which jieba passes it)
        route: dict[int, tuple[float, int]],
    ) -> None:
        """The likeliest way through the lattice, reckoned in jieba's order so that ties agree."""
        size, log_total = len(sentence), self._log_total
        route[size] = (0.0, 0)
        for start in range(size - 1, -1, -1):
            best, last = -1e300, start
            for end, weight in zip(DAG[start], DAG.logs[start], strict=True):
                score = weight - log_total + route[end + 1][0]
                if score >= best:
                    best, last = score, end
            route[start] = (best, last)


def open_words(folder: Path, words: Iterable[str] = ()) -> Words:
    """The tokenizer, its dictionary compiled into `folder` if it is not there yet."""
    return Words(folder / "words.bin", words)
