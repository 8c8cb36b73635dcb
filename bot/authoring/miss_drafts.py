"""What to paste for a cluster of missed questions: a phrasing or an entry, and the test with it."""

from collections.abc import Iterator

from bot.authoring.clusters import Cluster
from bot.content.content import Content
from bot.content.leaves import Keys
from bot.content.loader import Loaded
from bot.faq.lexicon import FOLDER, TRIALS
from bot.faq.reducing import MASK

ENTRIES = "knowledge/entries/"
NEW = "new-topic"
CLOSE = 0.5
"""The score from which on a declined question is more likely a topic's than nobody's."""

MOST = 3
"""Texts of a cluster that are drafted."""


def draft(loaded: Loaded, content: Content, cluster: Cluster, number: int) -> Iterator[str]:
    """Line by line: Chinese, and YAML to paste."""
    near = cluster.match.top[0]
    texts = sorted(cluster.texts, key=lambda text: (text.count(MASK), len(text)))[:MOST]
    if cluster.match.band == "answer" and cluster.kinds.keys() == {"down"}:
        yield f"现在答的就是 {near.id}，有人点了“没解决”：看看是没答清楚，还是该答别的。"
    elif cluster.match.band == "answer":
        yield f"现在会答 {near.id} 了，不用加问法。加一道考题，免得以后又答错："
        yield from _trials(near.id, texts)
    elif cluster.match.band == "clarify" or near.score >= CLOSE:
        yield f"问的要是“{content.title(near.id)}”，加到{_where(loaded, content, near.id)}："
        yield f"      - {_written(texts[0])}"
        yield from _trials(near.id, texts[1:] or texts)
    else:
        yield from _entry(f"{NEW}-{number}", texts)
    if cluster.match.band == "refuse":
        yield f"不归我们答的话，加到 {FOLDER / TRIALS} 的 none: 下面："
        yield from (f"    - {_written(text)}" for text in texts)


def _where(loaded: Loaded, content: Content, topic: str) -> str:
    """File and line of a topic's phrasings."""
    kind = {"faq": "entry", "signpost": "signpost"}.get(content.kind(topic) or "", "flow")
    if loaded.shelves is None:
        return f" {topic} 的 say 里"
    path, keys = loaded.shelves.origin(kind, topic)
    where: Keys = (*keys, "say")
    (document,) = (file.document for file in loaded.files if file.path == path)
    return f" {path} 第 {document.locate(where, key=True)[0] + 1} 行，{topic} 的 say 里"


def _entry(name: str, texts: list[str]) -> Iterator[str]:
    """A new entry, whole but for what its author has to find out."""
    yield f"归我们答的话，在 {ENTRIES} 的一个文件末尾加一条，TODO 的地方查到依据再写："
    yield f"  {name}:"
    yield f"    question: {_written(texts[0]).rstrip('？')}？"
    yield "    say:"
    yield from (f"      - {_written(text)}" for text in texts)
    yield "    answer: TODO 先给结论"
    yield "    detail: TODO 说明"
    yield "    applies: TODO 适用于谁"
    yield "    cite: [TODO]"
    yield from _trials(name, texts[1:] or texts)


def _trials(topic: str, texts: list[str]) -> Iterator[str]:
    yield f"考题，加到 {FOLDER / TRIALS} 的 questions: 下面："
    yield f"  {topic}:"
    yield from (f"    - {_written(text)}" for text in texts)
    if len(texts) == 1:
        yield "    # 考题要换个人、换个说法写，别和问法一样"


def _written(text: str) -> str:
    """As it stands in YAML, the masks left for the author to fill: `check` asks for it."""
    return text.strip("，。")
