"""Scoring and the first five of 100,000 entries beside bm25s, on the same tokens in one run.

python -m tests.bench.bench_index [ENTRIES ...]     e.g. 100000 1000000; needs the extra `bench`

The corpus is made: templates of questions over nouns that are drawn by Zipf's law. A query is an
entry with some words replaced, dropped and added. All are timed in turn, in one thread, by its
processor time; finding the same entry tells that none is quick by finding nothing.
"""

import random
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median, quantiles
from typing import Any

from bot.faq import wide
from bot.faq.index import Features

NOUNS = 20_000
QUERIES = 300
FIRST = 5
TEMPLATES = (
    "{} 怎么 办理 {} 的 {} 需要 什么 材料",
    "请问 {} 和 {} 有 什么 区别 {}",
    "为什么 我 的 {} 里 没有 {} 了 {}",
    "{} 断 了 {} 以后 还 能 {} 吗",
    "在 {} 交 的 {} 可以 转 到 {} 吗",
    "{} 每个 月 多少 {} 怎么 算 {}",
)
FILLERS = ("请问", "一下", "那个", "我", "想", "了", "呢")


def corpus(entries: int, rng: random.Random) -> list[list[str]]:
    """So many entries, each a list of tokens."""
    weights = [1 / (rank + 1) for rank in range(NOUNS)]
    nouns = rng.choices(range(NOUNS), weights, k=3 * entries)
    made = []
    for number in range(entries):
        three = [f"n{noun}" for noun in nouns[3 * number : 3 * number + 3]]
        made.append(rng.choice(TEMPLATES).format(*three).split())
    return made


def perturbed(tokens: Sequence[str], rng: random.Random) -> list[str]:
    """The entry as somebody else would ask it."""
    kept = [token for token in tokens if rng.random() > 0.12]
    kept.insert(rng.randrange(len(kept) + 1), rng.choice(FILLERS))
    return kept or list(tokens)


def bag(tokens: Sequence[str]) -> Features:
    """The tokens as our features."""
    share = 1 / len(set(tokens)) ** 0.5
    return dict.fromkeys(tokens, share)


class Ours:
    """The index of the matcher."""

    def __init__(self, texts: Sequence[list[str]]) -> None:
        index = wide.build([(n, bag(tokens)) for n, tokens in enumerate(texts)], len(texts))
        self._index = wide.WideSimilarity(index, [0.0] * len(texts))

    def prepare(self, query: list[str]) -> Any:
        return bag(query)

    def ask(self, query: Any) -> list[int]:
        return [one.topic for one in self._index.first(query, {}, FIRST)]


class Bm25s:
    """bm25s with one of its backends."""

    def __init__(self, texts: Sequence[list[str]], backend: str) -> None:
        import bm25s

        self._model = bm25s.BM25(backend=backend)
        self._model.index(texts, show_progress=False)
        if backend == "numba":
            self._model.activate_numba_scorer()
        self._backend = "numba" if backend == "numba" else "numpy"

    def prepare(self, query: list[str]) -> Any:
        return [query]

    def ask(self, query: Any) -> list[int]:
        found = self._model.retrieve(
            query,
            k=FIRST,
            show_progress=False,
            return_as="documents",
            backend_selection=self._backend,
            n_threads=0,
        )
        return [int(number) for number in found[0]]


def _timed(ask: Callable[[Any], list[int]], query: Any) -> tuple[float, list[int]]:
    begun = time.thread_time()
    found = ask(query)
    return (time.thread_time() - begun) * 1e3, found


def compare(entries: int, seed: int = 7) -> dict[str, list[float]]:
    """Milliseconds of every query for each; prints the table."""
    rng = random.Random(seed)
    texts = corpus(entries, rng)
    wanted = [rng.randrange(entries) for _ in range(QUERIES)]
    queries = [perturbed(texts[number], rng) for number in wanted]
    begun = time.perf_counter()
    systems: dict[str, Ours | Bm25s] = {"ours": Ours(texts)}
    built = time.perf_counter() - begun
    systems |= {"bm25s numpy": Bm25s(texts, "numpy"), "bm25s numba": Bm25s(texts, "numba")}
    times: dict[str, list[float]] = {name: [] for name in systems}
    hits = dict.fromkeys(systems, 0)
    for system in systems.values():  # compiles, touches the memory
        for query in queries[:20]:
            system.ask(system.prepare(query))
    for number, query in zip(wanted, queries, strict=True):
        for name, system in systems.items():
            took, found = _timed(system.ask, system.prepare(query))
            times[name].append(took)
            hits[name] += any(texts[one] == texts[number] for one in found)
    print(f"{entries:,} entries, {QUERIES} queries; our index built in {built:.0f} s")
    for name, all_took in times.items():
        p95 = quantiles(all_took, n=20)[18]
        ratio = median(times["ours"]) / median(all_took)
        print(
            f"  {name:12} median {median(all_took):8.3f} ms  p95 {p95:8.3f} ms"
            f"  among five {hits[name] / QUERIES:.3f}  ours / this {ratio:.2f}"
        )
    return times


def main(sizes: Sequence[int] = (100_000,)) -> None:
    """Compare at each size."""
    ours = [median(compare(size)["ours"]) for size in sizes]
    if len(sizes) > 1:
        print(f"  {sizes[-1]:,} / {sizes[0]:,} entries: {ours[-1] / ours[0]:.1f}")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100_000])
