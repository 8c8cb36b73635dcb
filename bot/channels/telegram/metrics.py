"""`/metrics`: what was measured, in Prometheus' form."""

import platform
from collections.abc import Callable, Iterator
from importlib.metadata import version
from itertools import accumulate

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from bot.channels.telegram.measures import BUCKETS, Histogram, Measures
from bot.store.counts import Stats

COUNTED = {
    "turn": ("turns", "kind", "Turns taken, by what people did."),
    "miss": ("misses", "kind", "Texts that were not understood."),
    "flow": ("flows_begun", "flow", "Flows begun."),
    "outcome": ("outcomes", "outcome", "Outcomes reached, as FLOW.REASON."),
    "answer": ("answers", "topic", "Entries and signposts shown."),
    "relay": ("relayed", "event", "What went between people and operators."),
}
"""Subject → name, label and meaning of its counter."""


class Exposition:
    """What is told to who asks; `digest` gives the content that serves."""

    def __init__(self, measures: Measures, digest: Callable[[], str]) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._ours = _Ours(measures, digest)
        self._registry.register(self._ours)
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)

    def text(self, accept: str, stats: Stats | None) -> tuple[bytes, str]:
        """Body and content type for an Accept header; no queues when the store is away (None)."""
        self._ours.stats = stats
        encode, kind = choose_encoder(accept)
        return encode(self._registry), kind


class _Ours(Collector):
    def __init__(self, measures: Measures, digest: Callable[[], str]) -> None:
        self._measures, self._digest = measures, digest
        self.stats: Stats | None = None

    def collect(self) -> Iterator[Metric]:
        """All of ours."""
        measures = self._measures
        about = {
            "version": version("shebao"),
            "content": self._digest(),
            "python": platform.python_version(),
        }
        yield InfoMetricFamily("shebao_build", "Release, content and interpreter.", about)
        counts = dict(measures.updates)
        yield _counter("updates", "result", "Updates, by what became of them.", counts)
        for subject, (name, label, meaning) in COUNTED.items():
            counts = {v: n for (s, v), n in list(measures.tallies.items()) if s == subject}
            yield _counter(name, label, meaning, counts)
        yield CounterMetricFamily(
            "shebao_turns_failed", "Attempts at a turn that failed.", measures.failed_turns
        )
        counts = dict(measures.sends)
        yield _counter("sends", "result", "Requests to Telegram for messages.", counts)
        yield _histogram(
            "turn_seconds", "From an update's being stored to its answer.", measures.turn_seconds
        )
        yield _histogram(
            "delivery_seconds",
            "From an update's being stored to its answer's having been taken by Telegram.",
            measures.delivery_seconds,
        )
        yield GaugeMetricFamily(
            "shebao_store_up", "Whether the database answers.", float(self.stats is not None)
        )
        if self.stats is not None:
            yield from _queues(self.stats)


def _queues(stats: Stats) -> Iterator[Metric]:
    for name, meaning, value in (
        ("inbox_depth", "Updates that wait for their turn.", stats.waiting),
        ("inbox_age_seconds", "Age of the oldest of them.", stats.oldest_waiting),
        ("outbox_depth", "Messages that wait to be sent.", stats.unsent),
        ("outbox_age_seconds", "Age of the oldest of them.", stats.oldest_unsent),
    ):
        yield GaugeMetricFamily(f"shebao_{name}", meaning, float(value))
    for name, meaning, value in (
        ("updates_dead", "Updates given up, ever.", stats.dead_updates),
        ("deliveries_dead", "Messages given up, ever.", stats.dead_deliveries),
    ):
        yield CounterMetricFamily(f"shebao_{name}", meaning, float(value))


def _counter(name: str, label: str, meaning: str, counts: dict[str, int]) -> Metric:
    family = CounterMetricFamily(f"shebao_{name}", meaning, labels=[label])
    for value, count in sorted(counts.items()):
        family.add_metric([value], count)
    return family


def _histogram(name: str, meaning: str, of: Histogram) -> Metric:
    bounds = [*map(str, BUCKETS), "+Inf"]
    buckets = list(zip(bounds, accumulate(of.counts), strict=True))
    return HistogramMetricFamily(f"shebao_{name}", meaning, buckets, of.total)
