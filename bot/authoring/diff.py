"""`shebao diff REV [REV]`: what a change of content changes for people."""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import msgspec

from bot import app
from bot.authoring import diff_people
from bot.authoring.diff_flows import compared
from bot.authoring.diff_texts import changes
from bot.authoring.diff_told import markdown, table
from bot.authoring.diff_values import Diff, Led
from bot.authoring.revisions import RevisionError, content_at
from bot.authoring.silent import SILENT
from bot.calculators.registry import FUNCTIONS
from bot.content.content import Content
from bot.content.loader import load_cached
from bot.dialogue.guide import Guide
from bot.dialogue.session import Session
from bot.faq import lexicon, lines, matcher, wording
from bot.faq.lexicon import LexiconError
from bot.settings import DATABASE
from bot.store.errors import StoreError
from bot.store.opening import read_sessions

WORKING = "现在的文件"
CACHE = app.CACHE / "diff"
"""Apart from the cache of what is served: the two would take turns in it."""


def between(root: Path, before: str, after: str | None, today: date, database: str = "") -> Diff:
    """What changed in the content of the repository at `root` from one revision to another.

    `after` None: up to the files as they are now. `database`: a URL to count conversations in,
    "" for none. Raises RevisionError, whose message says in Chinese what is missing.
    """
    with ExitStack() as stack:
        old = stack.enter_context(content_at(root, before))
        new = root if after is None else stack.enter_context(content_at(root, after))
        name = WORKING if after is None else after
        return of_folders(old, new, today, (before, name), database)


def of_folders(
    old: Path, new: Path, today: date, names: tuple[str, str], database: str = ""
) -> Diff:
    """The same for two folders of content, called `names`. Raises RevisionError."""
    before = _guide(old, today, names[0])
    after = _guide(new, today, names[1])
    flows = tuple(compared(before, after, today))
    touched, unread = None, ""
    if database:
        try:
            sessions = _sessions(read_sessions(database))
            named = {one.flow for one in flows}
            found = diff_people.conversations(before, after, sessions, named, today)
            touched = tuple(found)
        except StoreError as error:
            unread = str(error)
    return Diff(
        before=names[0],
        after=names[1],
        flows=flows,
        changes=tuple(changes(before.content, after.content)),
        questions=tuple(_questions(before.content, after.content, old, new)),
        conversations=touched,
        unread=unread,
    )


def _guide(root: Path, today: date, name: str) -> Guide:
    """A guide over the content of a folder, which must be without errors."""
    loaded = load_cached(root, FUNCTIONS, CACHE, today)
    if loaded.content is None:
        first = next(p for p in loaded.problems if p.severity == "error")
        raise RevisionError(f"{name} 的内容有错误，没法对照。第一处：\n{first}")
    return Guide(loaded.content, FUNCTIONS, SILENT)


def _questions(before: Content, after: Content, old: Path, new: Path) -> Iterator[Led]:
    """What is led elsewhere; matchers are only built if it can be."""
    try:
        if _leads(before, old) == _leads(after, new):
            return
        trials = [
            (home, text)
            for root in (new, old)
            for home, texts in lexicon.trials(root).questions.items()
            for text in texts
        ]
        matchers = matcher.build(before, old, CACHE), matcher.build(after, new, CACHE / "new")
    except LexiconError as error:
        raise RevisionError(f"词库用不了，没法对照问话：{error}") from error
    yield from diff_people.questions((before, after), matchers, trials)


def _leads(content: Content, root: Path) -> tuple[str, bytes]:
    """All that a question is led by."""
    return wording.digest(content, root), msgspec.json.encode(lines.read(root))


def _sessions(stored: Iterable[str]) -> Iterator[Session]:
    """The sessions that can be read; what another release wrote may be unreadable."""
    decoder = msgspec.json.Decoder(Session)
    for text in stored:
        try:
            yield decoder.decode(text)
        except msgspec.DecodeError:
            continue


def run(options: argparse.Namespace) -> int:
    """Print it; 1 when there is nothing to compare with."""
    day = options.today or app.today()
    database = os.environ.get("DATABASE_URL") or DATABASE
    try:
        found = between(options.content, options.before, options.after, day, database)
    except RevisionError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(msgspec.json.encode(found).decode())
    else:
        print(markdown(found) if options.markdown else table(found))
    return 0
