"""`shebao misses`: the questions that were missed, grouped, and what to write so they are not."""

import argparse
import os
import sys
from collections.abc import Iterator

import msgspec

from bot import app, settings
from bot.authoring.clusters import Cluster, clusters, spread
from bot.authoring.miss_drafts import draft
from bot.content.content import Content
from bot.problems import ContentError
from bot.store.errors import StoreError
from bot.store.opening import read_misses

READ = 5_000
"""Different texts looked at, the most frequent ones."""

SHOWN = 4
"""Texts of a cluster that are shown, and topics near it."""

KINDS = {"refuse": "没听懂", "clarify": "反问过", "down": "没解决"}
BANDS = {"refuse": "谢绝", "clarify": "反问", "answer": "直接答"}
HINT = "〇 是去掉的词（可能是姓名、地址），N 是一个数；粘贴以前补成通顺的话。"


def run(options: argparse.Namespace) -> int:
    """Print the most frequent clusters."""
    url = os.environ.get("DATABASE_URL") or settings.DATABASE
    try:
        missed = read_misses(url, READ)
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    day = app.today()
    loaded = app.check(options.content, day)
    if loaded.content is None:
        raise ContentError(f"run: shebao --content {options.content} check", loaded.problems)
    found = clusters(app.understanding(loaded.content, options.content), missed)
    if options.json:
        for cluster in found[: options.limit]:
            print(msgspec.json.encode(_shown(cluster)).decode())
        return 0
    print(_summary(found, options.limit))
    for number, cluster in enumerate(found[: options.limit], 1):
        print("\n" + "\n".join(_told(loaded.content, cluster, number)))
        if options.draft:
            print(
                "\n".join(f"   {line}" for line in draft(loaded, loaded.content, cluster, number))
            )
    if options.draft and found:
        print(f"\n{HINT}\n改完运行 shebao check、shebao calibrate。")
    return 0


def _summary(found: list[Cluster], limit: int) -> str:
    if not found:
        return "最近 90 天没有没答好的问题。"
    asked = sum(cluster.count for cluster in found)
    texts = sum(len(cluster.texts) for cluster in found)
    shown = f"，下面是最多的 {limit} 组" if len(found) > limit else ""
    return f"最近 90 天没答好的问题：{asked} 次，{texts} 种说法，合成 {len(found)} 组{shown}。"


def _told(content: Content, cluster: Cluster, number: int) -> Iterator[str]:
    kinds = "，".join(f"{KINDS.get(kind, kind)} {n}" for kind, n in cluster.kinds.most_common())
    yield f"{number}. {cluster.count} 次（{spread([*cluster.days])}）：{kinds}"
    yield from (f"   {text}" for text in cluster.texts[:SHOWN])
    if len(cluster.texts) > SHOWN:
        yield f"   还有 {len(cluster.texts) - SHOWN} 种说法"
    yield f"   现在会{BANDS[cluster.match.band]}。最近的："
    for near in cluster.match.top[:SHOWN]:
        yield f"   {near.score:6.2f}  {near.id}（{content.title(near.id)}）"


def _shown(cluster: Cluster) -> dict[str, object]:
    return {
        "count": cluster.count,
        "kinds": dict(cluster.kinds),
        "first_day": min(cluster.days),
        "last_day": max(cluster.days),
        "texts": cluster.texts,
        "band": cluster.match.band,
        "near": [{"id": near.id, "score": near.score} for near in cluster.match.top],
    }
