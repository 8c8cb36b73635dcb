"""What the studio works on: a folder of content, read anew whenever a file in it is saved.

The last content without errors stays in use until there is a better one.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from bot import app
from bot.authoring import leading
from bot.authoring.cases import read_all
from bot.authoring.flow_tests import Tried, tried
from bot.authoring.studio.traffic import NO_DATABASE, counted
from bot.calculators.registry import FUNCTIONS
from bot.channels.figures import Figures
from bot.content.content import Content
from bot.content.loader import load
from bot.dialogue.guide import Guide
from bot.faq.lexicon import LexiconError
from bot.problems import Problem

CACHE = app.CACHE / "studio"
"""Apart from the cache of what is served: the two would take turns in it."""

FOLDERS = ("flows", "knowledge")

Mark = tuple[date, frozenset[tuple[str, int, int]]]
"""The day, and which files there are, with the time each was written (ns) and its size: it changes
on a save, and at midnight, when other figures may hold.
"""


@dataclass(frozen=True)
class State:
    """What is known of the content at one moment.

    `guide` is of the last content without errors; None while there was none yet. `broken`: the
    files as they are now have errors. `problems` are those of the files as they are now, `tests`
    the cases beside the flows walked on `guide`. `whole`: what takes longer is known too, that
    is, problems of phrasings and of cases. `read` is when the files were read.
    """

    number: int
    today: date
    read: datetime
    guide: Guide | None = None
    broken: bool = False
    problems: tuple[Problem, ...] = ()
    tests: tuple[Tried, ...] = ()
    whole: bool = False
    traffic: Figures | None = None
    uncounted: str = NO_DATABASE
    """Why there is no `traffic`, in Chinese; empty when there is."""

    @property
    def errors(self) -> int:
        """How many of the problems stand in the way of using the files."""
        return sum(problem.severity == "error" for problem in self.problems)


class Workspace:
    """A folder of content and what was last known of it.

    Reading takes three steps, each of which may be called in a thread: `read` takes a fraction of
    a second, `word` and `study` some seconds if phrasings changed.
    """

    def __init__(self, root: Path, today: Callable[[], date] = app.today) -> None:
        self.root = root.resolve()
        self._today = today

    def mark(self) -> Mark:
        """The mark of all files as they are now, and of the day."""
        return self._today(), frozenset(_marks(self.root))

    def read(self, before: State | None = None) -> State:
        """The content as it is now; with `before`'s guide as long as it has errors.

        Free text is still understood as before, unless there are other topics now.
        """
        today = self._today()
        loaded = load(self.root, FUNCTIONS, today)
        state = State(
            number=before.number + 1 if before else 1,
            today=today,
            read=datetime.now(app.CHINA),
            guide=before.guide if before else None,
            tests=before.tests if before else (),
            traffic=before.traffic if before else None,
            uncounted=before.uncounted if before else NO_DATABASE,
            problems=loaded.problems,
            broken=loaded.content is None,
        )
        kept = state.guide
        if loaded.content is None:
            return state
        if kept is None or _topics(kept.content) != _topics(loaded.content):
            return self._worded(state, loaded.content)
        if kept.content.digest == loaded.content.digest:
            return state  # conversations need not be told of changes elsewhere
        return replace(state, guide=Guide(loaded.content, FUNCTIONS, kept.matcher))

    def word(self, state: State) -> State:
        """The same content, with free text understood as its phrasings and lexicon now are."""
        if state.broken or state.guide is None:
            return state
        return self._worded(state, state.guide.content)

    def study(self, state: State) -> State:
        """The same content, with what `shebao check` and `shebao test` tell besides."""
        loaded = load(self.root, FUNCTIONS, state.today)
        if state.broken or state.guide is None or loaded.content is None:
            return replace(state, whole=True)
        found = {*loaded.problems, *leading.problems(loaded, self.root, CACHE)}
        tests = tuple(tried(state.guide, list(read_all(self.root)), state.today))
        found.update(problem for one in tests for problem in one.problems)
        traffic, why = counted(state.today)
        return replace(
            state,
            problems=_sorted(found),
            tests=tests,
            whole=True,
            traffic=traffic,
            uncounted=why,
        )

    def _worded(self, state: State, content: Content) -> State:
        try:
            words = app.understanding(content, self.root, CACHE)
        except LexiconError as error:
            found = {*state.problems, *(error.problems or (leading.unreadable(error),))}
            return replace(state, problems=_sorted(found), broken=True)
        if state.guide is not None and state.guide.content is content:
            return replace(state, guide=replace(state.guide, matcher=words))
        return replace(state, guide=Guide(content, FUNCTIONS, words))


def _topics(content: Content) -> set[str]:
    return {*content.flows, *content.entries, *content.signposts, *content.places}


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Errors first, then as a reader meets them."""
    return tuple(sorted(problems, key=lambda p: (p.severity != "error", p.order)))


def _marks(root: Path) -> Iterator[tuple[str, int, int]]:
    waiting = [str(root / folder) for folder in FOLDERS]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as found:
                for entry in found:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    elif entry.name.endswith((".yaml", ".txt", ".json")):
                        stat = entry.stat()
                        yield entry.path, stat.st_mtime_ns, stat.st_size
        except OSError:  # a folder or file that went while being looked at
            continue
