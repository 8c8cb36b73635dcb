"""Problems of the lexicon, and of phrasings that lead elsewhere: what `check` tells beyond files.

Whether a phrasing leads home takes reading all of them, some seconds; so what was found is kept
until anything changes that questions are led by.
"""

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bot.content import yaml
from bot.content.content import Content
from bot.content.leaves import Keys
from bot.content.loader import Loaded
from bot.content.names import did_you_mean
from bot.content.rules.finding import Finding, Library
from bot.content.rules.knowledge import GAP
from bot.faq import lexicon, lines, wording
from bot.faq.wording import Astray, Pull, Verdict
from bot.problems import Problem

CACHE = Path("var/cache")
_NAME = "wording.bin"
_verdicts = msgspec.msgpack.Decoder(list[Verdict])


def problems(loaded: Loaded, root: Path, cache: Path = CACHE) -> Iterator[Problem]:
    """What is wrong with how the content below `root` is asked for; it must have no error."""
    if loaded.content is None or loaded.shelves is None:
        return
    try:
        yield from _trials(loaded.content, root)
        verdicts = _kept(loaded.content, root, cache)
    except lexicon.LexiconError as error:
        yield from error.problems or (unreadable(error),)
        return
    yield from loaded.placed(_finding(loaded.content, loaded.shelves, one) for one in verdicts)


def unreadable(error: lexicon.LexiconError) -> Problem:
    """A lexicon that cannot be used, where the error names no place."""
    return Problem(
        path=str(lexicon.FOLDER),
        line=1,
        column=1,
        code="LEXICON-BROKEN",
        message=f"词库用不了：{error}",
        remedy="照着说明改这个文件，再运行一次",
    )


def _trials(content: Content, root: Path) -> Iterator[Problem]:
    """Trial questions are of topics that there are, and whole."""
    document = yaml.read(str(lexicon.FOLDER / lexicon.TRIALS), lexicon.trials_file(root))
    known = wording.topics(content)
    for topic, texts in lexicon.trials(root).questions.items():
        if topic not in known:
            yield document.problem(
                document.locate(("questions", topic), key=True),
                "TRIAL-UNKNOWN",
                f"没有叫 {topic} 的流程或条目，这些考题没有用",
                did_you_mean(topic, known, "写流程、条目、指路条目的编号，或者删掉"),
            )
        for number, text in enumerate(texts):
            if GAP.search(text):
                place = document.locate(("questions", topic, number))
                message = f"考题“{text}”里还有没补上的词"
                yield document.problem(place, "PHRASE-GAP", message, "补成通顺的话")


def _kept(content: Content, root: Path, cache: Path) -> list[Verdict]:
    """The verdicts, from the cache if nothing changed."""
    mark = wording.digest(content, root).encode() + msgspec.json.encode(lines.read(root))
    key = hashlib.sha256(mark + wording.code()).digest()
    with contextlib.suppress(OSError, msgspec.DecodeError):
        raw = (cache / _NAME).read_bytes()
        if raw.startswith(key):
            return _verdicts.decode(raw[len(key) :])
    from bot.faq.astray import verdicts  # with all of the matcher, which takes a while
    from bot.faq.text import cache_folder, write_whole

    folder = cache_folder(cache)
    found = verdicts(content, root, folder)
    with contextlib.suppress(OSError):
        write_whole(folder / _NAME, [key, msgspec.msgpack.encode(found)])
    return found


def _finding(content: Content, library: Library, verdict: Verdict) -> tuple[str, Finding]:
    said = verdict.phrasing
    path, keys = library.origin(said.kind, said.topic)
    title = "title" if said.kind == "flow" else "question"
    here: Keys = (*keys, title) if said.number is None else (*keys, "say", said.number)
    match verdict:
        case Astray():
            code = "PHRASE-ASTRAY"
            message = f"照这句话来问，会答到 {verdict.to}（{content.title(verdict.to)}）"
            remedy = "它问的要是那一条，就挪过去或删掉；要不是，换个更像本条的说法，"
            remedy += f"或者在 {lexicon.FOLDER}/topics.yaml 给 {said.topic} 加一行"
        case Pull():
            code = "PHRASE-PULL"
            message = f"有了这句话，{verdict.home} 的考题“{verdict.trial}”就答到这里来了"
            remedy = f"它问的要是 {verdict.home}，就挪过去；要不是，换个和那道题不一样的说法"
    return path, Finding(here, code, message, remedy, severity="warning")
