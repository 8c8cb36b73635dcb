"""Who notices a change: questions that lead elsewhere, conversations that stand elsewhere."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from bot.authoring.diff_values import Led, Touched
from bot.content.content import Content
from bot.content.matching import Context, Match, Matcher
from bot.dialogue.engine import replay
from bot.dialogue.guide import Guide
from bot.dialogue.session import Frame, Session
from bot.faq.wording import phrasings

CHOICES = 3
"""Topics offered to choose from when asking back."""

_NOTHING = "没听懂"
_GONE = "流程没有了"


def questions(
    contents: tuple[Content, Content],
    matchers: tuple[Matcher, Matcher],
    trials: Iterable[tuple[str, str]],
) -> Iterator[Led]:
    """Every phrasing, old and new, and every trial (topic, text) that is led elsewhere."""
    asked: dict[str, str] = {}
    for content in reversed(contents):
        for said in phrasings(content):
            asked.setdefault(said.text, said.topic)
    for home, text in trials:
        asked.setdefault(text, home)
    for text, home in asked.items():
        old, new = (matcher.match(text, Context()) for matcher in matchers)
        if _led(old) != _led(new):
            before, after = _told(contents[0], old), _told(contents[1], new)
            yield Led(text=text, home=home, before=before, after=after)


def _led(match: Match) -> tuple[str, frozenset[str]]:
    """What a person sees: one answer, a choice of topics in whatever order, or none."""
    seen = {"answer": match.top[:1], "clarify": match.top[:CHOICES], "refuse": ()}[match.band]
    return match.band, frozenset(candidate.id for candidate in seen)


def _told(content: Content, match: Match) -> str:
    if match.band == "refuse":
        return _NOTHING
    if match.band == "answer":
        return f"{match.top[0].id}（{content.title(match.top[0].id)}）"
    return "反问：" + "、".join(candidate.id for candidate in match.top[:CHOICES])


def conversations(
    before: Guide, after: Guide, sessions: Iterable[Session], flows: Collection[str], today: date
) -> Iterator[Touched]:
    """How many conversations in the changed flows stand somewhere else, by where."""
    found: Counter[tuple[str, str, str]] = Counter()
    for session in sessions:
        for frame in (*session.frames, *session.real):
            if frame.flow in flows and frame.flow in before.content.flows:
                old, new = _stands(before, frame, today), _stands(after, frame, today)
                if old != new:
                    found[frame.flow, old, new] += 1
                    break
    for (flow, old, new), count in sorted(found.items()):
        yield Touched(flow=flow, before=old, after=new, count=count)


def _stands(guide: Guide, frame: Frame, today: date) -> str:
    """Where a frame ends, and how many of its answers no longer hold."""
    if frame.flow not in guide.content.flows:
        return _GONE
    position = replay(guide, frame, today)
    lost = f"，{len(position.dropped)} 个回答不再有效" if position.dropped else ""
    kind = "结论" if position.ended else "正在问"
    return f"{kind} {position.node}{lost}"
