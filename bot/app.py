"""Assembly: from a folder of content to a guide that conversations are held over."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from bot.content.content import Content
from bot.content.loader import Loaded, load, load_cached
from bot.dialogue.guide import Guide
from bot.facts import cities, stated
from bot.faq import matcher
from bot.problems import ContentError

CACHE = Path("var/cache")
CHINA = timezone(timedelta(hours=8))


def today() -> date:
    """The day in China now: figures change there at midnight."""
    return datetime.now(UTC).astimezone(CHINA).date()


def check(root: Path, day: date) -> Loaded:
    """Load content from its files, with every problem."""
    from bot.calculators.registry import FUNCTIONS

    return load(root, FUNCTIONS, day)


def content(root: Path, day: date) -> Content:
    """The content of a folder, from the compiled cache if its files did not change.

    Raises ContentError with every problem when there is any error.
    """
    from bot.calculators.registry import FUNCTIONS

    loaded = load_cached(root, FUNCTIONS, CACHE, day)
    if loaded.content is None:
        wrong = sum(problem.severity == "error" for problem in loaded.problems)
        hint = f"{wrong} errors in the content; run: shebao --content {root} check"
        raise ContentError(hint, loaded.problems)
    return loaded.content


def guide(root: Path, day: date) -> Guide:
    """Everything `respond` needs. Raises ContentError."""
    from bot.calculators.registry import FUNCTIONS

    loaded = content(root, day)
    return Guide(loaded, FUNCTIONS, understanding(loaded, root))


def understanding(loaded: Content, root: Path, cache: Path = CACHE) -> matcher.TextMatcher:
    """The matcher of a content, with the facts that people state by the way.

    Raises LexiconError.
    """
    return matcher.build(loaded, root, cache, stated.reader, cities.NAMES.split())
