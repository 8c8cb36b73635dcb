"""A query at today's size, and a long story: milliseconds on one core, start-up aside.

python -m tests.bench.bench_faq
"""

import time
from statistics import median, quantiles

from bot import app
from bot.cli import CONTENT_ROOT
from bot.content.matching import Context
from bot.faq import lexicon
from bot.faq.matcher import TextMatcher
from tests.shipped import guide

NOWHERE = Context()


def _ms(matcher: TextMatcher, text: str) -> float:
    begun = time.process_time()
    matcher.match(text, NOWHERE)
    return (time.process_time() - begun) * 1e3


def main() -> None:
    """Print the spread."""
    matcher = app.understanding(guide().content, CONTENT_ROOT)
    trials = lexicon.trials(CONTENT_ROOT)
    texts = [text for texts in trials.questions.values() for text in texts]
    story = "".join(texts)[:2000]
    _ms(matcher, story)
    times = [_ms(matcher, text) for _ in range(5) for text in texts]
    print(
        f"a query: median {median(times):.2f} ms (bar 0.5), "
        f"p99 {quantiles(times, n=100)[98]:.2f} ms (bar 3); {len(texts)} questions"
    )
    stories = [_ms(matcher, story) for _ in range(20)]
    print(f"a story of 2,000 characters: median {median(stories):.1f} ms (bar 10)")


if __name__ == "__main__":
    main()
