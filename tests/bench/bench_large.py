"""The matcher over the shipped content with 10,000 entries more: compiling, loading, asking.

python -m tests.bench.bench_large [ENTRIES ...]     needs the extra `large`

Every entry is a shipped phrasing about some made-up thing, so that its features are as many and as
common as those of real questions. Compiled in one process, loaded and asked in a fresh one.
"""

import random
import resource
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles

import msgspec

from bot.cli import CONTENT_ROOT
from bot.content.content import Content
from bot.content.matching import Context
from bot.faq.compiled import prepare
from bot.faq.lines import Calibration
from bot.faq.matcher import TextMatcher
from bot.faq.scoring import Scorer
from bot.faq.wording import phrasings
from tests.shipped import guide

QUERIES = 300
SYLLABLES = "安宝昌达恩丰广恒吉康隆明宁平庆荣顺泰旺兴源正中卓"


def enlarged(entries: int) -> Content:
    """The shipped content with so many entries more."""
    content = guide().content
    rng = random.Random(3)
    pattern = next(iter(content.entries.values()))
    said = [one.text for one in phrasings(content)]
    made = {
        f"made-{n}": msgspec.structs.replace(
            pattern, question="".join(rng.choices(SYLLABLES, k=3)) + rng.choice(said), say=()
        )
        for n in range(entries)
    }
    return msgspec.structs.replace(
        content, entries=dict(content.entries) | made, digest=f"{content.digest} {entries}"
    )


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compiling(entries: int, folder: Path) -> None:
    """Compile into `folder`."""
    content = enlarged(entries)
    begun = time.process_time()
    prepare(content, CONTENT_ROOT, folder)
    took = time.process_time() - begun
    size = (folder / "matcher.bin").stat().st_size / 2**20
    print(
        f"{entries:,} entries: compiled in {took:.1f} s, at most {_megabytes():.0f} MB; "
        f"file {size:.1f} MB"
    )


def asking(entries: int, folder: Path) -> None:
    """Load what was compiled, and ask."""
    content = enlarged(entries)
    before = _megabytes()
    begun = time.process_time()
    compiled, words = prepare(content, CONTENT_ROOT, folder)
    matcher = TextMatcher(content, Scorer(content, compiled, words), Calibration())
    loaded = time.process_time() - begun
    rng = random.Random(4)
    names = [f"made-{rng.randrange(entries)}" for _ in range(QUERIES)]
    times, found = [], 0
    for name in names:
        text = f"请问{content.entries[name].question}呢"
        begun = time.process_time()
        match = matcher.match(text, Context())
        times.append((time.process_time() - begun) * 1e3)
        found += name in [one.id for one in match.top]
    print(
        f"  loaded in {loaded * 1e3:.0f} ms, {_megabytes() - before:.0f} MB more; "
        f"match: median {median(times):.2f} ms, p95 {quantiles(times, n=20)[18]:.2f} ms; "
        f"among five {found / QUERIES:.3f}"
    )


def main(sizes: tuple[int, ...] = (10_000,)) -> None:
    """Each size, each step in a process of its own."""
    for entries in sizes:
        with tempfile.TemporaryDirectory() as folder:
            for step in (compiling, asking):
                process = get_context("spawn").Process(target=step, args=(entries, Path(folder)))
                process.start()
                process.join()


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or (10_000,))
