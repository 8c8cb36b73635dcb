"""One question as free text: what it was read as, what it may be about, what is done and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.authoring.ask import answer
from bot.authoring.studio.workspace import State
from bot.content.matching import Context
from bot.dialogue.guide import Guide
from bot.faq.explaining import Explanation, Ranked
from bot.faq.matcher import TextMatcher
from bot.privacy import redact

STEPS = {
    "width": "全角、大小写、空格",
    "traditional": "繁体改简体",
    "repeats": "去掉重复",
    "focus": "长话留重点",
    "latin": "英文、拼音",
    "synonyms": "换成标准说法",
    "synonyms again": "再换一遍",
    "sounds": "同音错字",
    "fillers": "去掉口头语",
    "numbers": "数字",
}
SIGNS = {
    "score": "和第一条像",
    "anchor": "说出了哪种保险、账户",
    "hint": "像是说保险、账户",
    "done": "第一条说得通的事情",
    "foreign": "别的领域的词",
    "own": "指路条目里的词",
    "strange": "从没见过的字",
}
KINDS = {"flow": "流程", "faq": "问答", "signpost": "指路"}
BANDS = {"answer": "直接回答", "clarify": "反问“您问的是不是……”", "refuse": "说不知道"}


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the first topics. `likeness` and `rules` add up to `score`; `why` tells of `rules`."""

    id: str
    kind: str
    title: str
    score: float
    likeness: float
    rules: float
    why: str


@dataclass(frozen=True, slots=True)
class Tested:
    """A question that was tried.

    `steps`: name in Chinese and the text after it. `plain`: the text as it is compared. `concepts`:
    name, how it is usually said, strength. `facts`: slot and value that a flow would be told.
    `alerts`: titles of the warnings it calls for. `band` in Chinese, `why` a sentence a line,
    `said` what people get.
    """

    steps: tuple[tuple[str, str], ...]
    plain: str
    concepts: tuple[tuple[str, float], ...]
    topics: tuple[Topic, ...]
    facts: tuple[tuple[str, str], ...]
    alerts: tuple[str, ...]
    kind: str
    band: str
    why: tuple[str, ...]
    said: str


def tried_out(state: State, question: str) -> Tested | None:
    """Try a question on the last good content; None if there is nothing to try it on."""
    guide = state.guide
    text = redact(question).text.strip()
    if guide is None or not text or not isinstance(guide.matcher, TextMatcher):
        return None
    if not guide.matcher.match(text, Context()).top:
        return None
    found = guide.matcher.explain(text)
    told = answer(guide, text, state.today)
    alerts = tuple(guide.content.alerts[name].say for name in guide.matcher.alerts(text))
    return Tested(
        steps=tuple((STEPS.get(name, name), after) for name, after in found.steps),
        plain=found.steps[-1][1] if found.steps else text,
        concepts=found.concepts,
        topics=tuple(_topic(guide, ranked) for ranked in found.topics),
        facts=tuple(guide.matcher.stated(text).items()),
        alerts=alerts,
        kind=found.band,
        band=BANDS[found.band],
        why=tuple(_why(guide, found)),
        said=told["text"],
    )


def _topic(guide: Guide, ranked: Ranked) -> Topic:
    kind = guide.content.kind(ranked.topic)
    return Topic(
        id=ranked.topic,
        kind=KINDS[kind] if kind else "",
        title=guide.content.title(ranked.topic) if kind else ranked.topic,
        score=ranked.score,
        likeness=ranked.likeness,
        rules=ranked.rules,
        why=_rules(ranked),
    )


def _rules(ranked: Ranked) -> str:
    gain = ranked.gain
    if gain is None:
        return "topics.yaml 里没有一行对得上"
    parts = (
        ("要有的说到了", gain.needed),
        ("有更好的说到了", gain.welcomed),
        ("该有的没说到", -gain.missing),
        ("解释不了的", -gain.unexplained),
    )
    return "，".join(f"{name} {value:+.2f}" for name, value in parts if value)


def _why(guide: Guide, found: Explanation) -> Iterator[str]:
    signs = "，".join(f"{SIGNS.get(n, n)} {part:+.2f}" for n, part in found.signs if part)
    enough = found.about >= found.threshold
    yield (
        f"是不是我们管的事：{found.about:.2f}，{'够' if enough else '不到'} {found.threshold:.2f}，"
        f"{'算是' if enough else '所以说不知道'}。（{signs or '什么迹象也没有'}）"
    )
    if enough:
        first = found.topics[0].topic
        title = guide.content.title(first) if guide.content.kind(first) else first
        ahead = found.lead >= found.needed
        yield (
            f"“{title}”领先别的话题 {found.lead:.3f}，{'够' if ahead else '不到'} "
            f"{found.needed:.3f}，{'直接回答' if ahead else '所以反问'}。"
        )
