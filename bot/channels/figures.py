"""What was counted, as numbers for operators: today, in seven days, in thirty."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

from bot.content.content import Content
from bot.dialogue.card import Bar, Chart
from bot.store.counts import TallyCount

PERIODS = (1, 7, 30)
"""Days, today among them."""

LISTED = 8
BAR = 10


class Question(Struct, frozen=True, kw_only=True):
    """A question by its place, FLOW.NODE: how often it was reached, and left without an answer."""

    place: str
    asked: int
    answered: int

    @property
    def left(self) -> int:
        """People who have not answered it: gone, gone back, or still thinking."""
        return max(0, self.asked - self.answered)


class Figures(Struct, frozen=True, kw_only=True):
    """The numbers of so many days. What happened most comes first."""

    days: int
    first: date
    last: date
    new_people: int
    turns: int
    typed: int
    flows: dict[str, int]
    outcomes: dict[str, int]
    answers: dict[str, int]
    questions: tuple[Question, ...]
    misses: dict[str, int]
    feedback: dict[str, int]
    relay: dict[str, int]
    dead: dict[str, int]


def since(today: date) -> str:
    """The first day of the longest period."""
    return (today - timedelta(days=PERIODS[-1] - 1)).isoformat()


def figures(rows: Sequence[TallyCount], today: date) -> list[Figures]:
    """The numbers of each period."""
    return [_of(rows, today - timedelta(days=days - 1), today) for days in PERIODS]


def _of(rows: Iterable[TallyCount], first: date, last: date) -> Figures:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if first.isoformat() <= row.day <= last.isoformat():
            counts[row.subject][row.value] += row.count
    ranked = {subject: dict(counter.most_common()) for subject, counter in counts.items()}
    return Figures(
        days=(last - first).days + 1,
        first=first,
        last=last,
        new_people=counts["chat"]["new"],
        turns=counts["turn"].total(),
        typed=counts["turn"]["Typed"],
        flows=ranked.get("flow", {}),
        outcomes=ranked.get("outcome", {}),
        answers=ranked.get("answer", {}),
        questions=_questions(counts["asked"], counts["answered"]),
        misses=ranked.get("miss", {}),
        feedback=ranked.get("feedback", {}),
        relay=ranked.get("relay", {}),
        dead=ranked.get("dead", {}),
    )


def _questions(asked: Counter[str], answered: Counter[str]) -> tuple[Question, ...]:
    made = (
        Question(place=place, asked=count, answered=answered[place])
        for place, count in asked.items()
    )
    return tuple(sorted(made, key=lambda one: (-one.left, one.place)))


def chart(rows: Iterable[TallyCount], today: date) -> Chart | None:
    """What was begun on each day of the longest period, and how much of it ended with an outcome.

    None when nothing was begun.
    """
    begun, ended = Counter[str](), Counter[str]()
    for row in rows:
        if row.subject in ("flow", "outcome"):
            (begun if row.subject == "flow" else ended)[row.day] += row.count
    days = [today - timedelta(days=back) for back in range(PERIODS[-1] - 1, -1, -1)]
    if not any(begun[day.isoformat()] for day in days):
        return None
    bars = []
    for day in days:
        done, all_of_it = ended[day.isoformat()], begun[day.isoformat()]
        parts = (Decimal(done), Decimal(max(0, all_of_it - done)))
        bars.append(Bar(label=f"{day.month}/{day.day}", parts=parts))
    return Chart(title="每天的排查", unit="次", names=("得出结论", "没做完"), bars=tuple(bars))


# --- As text -----------------------------------------------------------------------------------


def told(periods: Sequence[Figures], content: Content) -> str:
    """The numbers side by side, and what stands out in the longest period as bars."""
    last = periods[-1]
    lines = [f"统计，截至 {last.last}", " / ".join(_days(one.days) for one in periods), ""]
    lines += [f"{label}：{_side_by_side(periods, count)}" for label, count in _ROWS]
    names = _Names(content)
    for title, counts, name in (
        ("排查结论", last.outcomes, names.outcome),
        ("问到了没答的题", {one.place: one.left for one in last.questions}, names.question),
        ("看得最多的问答", last.answers, names.topic),
        ("觉得没用的", _down(last.feedback), names.topic),
        ("没用的原因", _starting(last.feedback, "reason:"), str),
    ):
        lines += _bars(f"{title}（{_days(last.days)}）", counts, name)
    return "\n".join(lines)


def _days(days: int) -> str:
    return "今天" if days == 1 else f"{days} 天"


def _side_by_side(periods: Sequence[Figures], count: Callable[[Figures], int]) -> str:
    return " / ".join(str(count(one)) for one in periods)


def _starting(counts: Mapping[str, int], prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): n for name, n in counts.items() if name.startswith(prefix)}


def _down(feedback: Mapping[str, int]) -> dict[str, int]:
    return _starting(feedback, "down:")


_ROWS: tuple[tuple[str, Callable[[Figures], int]], ...] = (
    ("新来的人", lambda one: one.new_people),
    ("开始排查", lambda one: sum(one.flows.values())),
    ("得出结论", lambda one: sum(one.outcomes.values())),
    ("答了问题", lambda one: sum(one.answers.values())),
    ("打字", lambda one: one.typed),
    ("没听懂", lambda one: one.misses.get("refuse", 0)),
    ("反问“是不是”", lambda one: one.misses.get("clarify", 0)),
    ("有用 👍", lambda one: sum(_starting(one.feedback, "up:").values())),
    ("没用 👎", lambda one: sum(_down(one.feedback).values())),
    ("给工作人员留言", lambda one: one.relay.get("opened", 0)),
    ("工作人员答复", lambda one: one.relay.get("answered", 0)),
    ("出错放弃的", lambda one: sum(one.dead.values())),
)


def _bars(title: str, counts: Mapping[str, int], name: Callable[[str], str]) -> Iterator[str]:
    shown = [(key, count) for key, count in counts.items() if count][:LISTED]
    if not shown:
        return
    yield from ("", title)
    most = max(count for _, count in shown)
    for key, count in shown:
        yield f"{'▇' * max(1, round(BAR * count / most))} {count}　{name(key)}"


class _Names:
    """Ids as people read them; one that is gone from the content stands for itself."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def outcome(self, place: str) -> str:
        name, _, reason = place.partition(".")
        flow = self._content.flows.get(name)
        if flow is None:
            return place
        for node, outcome in flow.outcomes.items():
            if (outcome.reason or node) == reason and "{" not in outcome.title:
                return f"{flow.title}：{outcome.title}（{reason}）"
        return f"{flow.title}：{reason}"

    def question(self, place: str) -> str:
        name, _, node = place.partition(".")
        flow = self._content.flows.get(name)
        if flow is None or node not in flow.questions:
            return place
        return f"{flow.title}：{flow.questions[node].ask}"

    def topic(self, name: str) -> str:
        known = name in self._content.flows or self._content.kind(name) is not None
        return self._content.title(name) if known else name
