"""The content that is shipped, loaded once for all tests."""

from datetime import date
from functools import cache

from bot import app
from bot.calculators.registry import FUNCTIONS
from bot.cli import CONTENT_ROOT
from bot.dialogue.guide import Guide
from bot.faq.matcher import TextMatcher

TODAY = date(2026, 11, 25)


@cache
def guide() -> Guide:
    """The guide that people talk to, built from the files themselves."""
    loaded = app.check(CONTENT_ROOT, TODAY)
    assert loaded.content is not None, "\n".join(map(str, loaded.problems))
    return Guide(loaded.content, FUNCTIONS, app.understanding(loaded.content, CONTENT_ROOT))


def matcher() -> TextMatcher:
    """Its matcher, with all that authors ask of it besides."""
    found = guide().matcher
    assert isinstance(found, TextMatcher)
    return found
