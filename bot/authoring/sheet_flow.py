"""The sheet of one flow: every situation with what is said in it, then every question."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.authoring.sheet_page import (
    Markup,
    Sheet,
    Table,
    block,
    joined,
    labelled,
    listed,
    span,
    text,
)
from bot.authoring.sheet_parts import applies, calls, dates, numbered, sources
from bot.authoring.sheet_ways import Way, tried, ways
from bot.authoring.situations import Situation, situations
from bot.content import expressions
from bot.content.flow import Choice, Input, Outcome, Question, source_of
from bot.dialogue import phrases, show, wording
from bot.dialogue.engine import Position
from bot.dialogue.guide import Guide
from bot.dialogue.inputs import spoken_month
from bot.dialogue.session import Answer

MOST_WAYS = 6
MOST_VALUES = 4
MOST_EXAMPLES = 3
_OUTCOMES = ("结论", "什么情形", "对居民说的话（原话）", "依据、适用和日期")
_QUESTIONS = ("题号", "问题（原话）", "为什么问、在哪里看", "可以怎么答")


def flow_sheet(guide: Guide, name: str, day: date) -> Sheet:
    """The sheet of a flow as it is on a day."""
    content, flow = guide.content, guide.content.flows[name]
    found = list(situations(guide, name, day))
    rows = _Rows(guide, name, found, day)
    cited = {source_of(c) for each in found for c in rows.cited(each)}
    tables = (
        Table(f"一、情形和结论（{len(flow.outcomes)} 行）", _WAYS_NOTE, _OUTCOMES,
              (9, 22, 34, 21), list(rows.outcomes())),
        Table(f"二、问题（{len(flow.questions)} 行）", "", _QUESTIONS,
              (9, 24, 24, 29), list(rows.questions())),
    )  # fmt: skip
    review = flow.review
    late = "（已过期）" if review.due < day else ""
    return Sheet(
        title=flow.title,
        about=f"{flow.about}。",
        mark=f"{flow.title} {name} · 内容指纹 {content.digest} · {day}",
        facts=(
            ("流程编号", name),
            ("本流程指纹", content.flow_digests[name]),
            ("全部内容指纹", content.digest),
            ("制表日期", f"{day}"),
            ("情形", f"{len(found)} 种，归为 {len(flow.outcomes)} 个结论"),
            ("引用的依据", f"{len(cited)} 份"),
            ("上次核对，下次应核对", f"{review.checked}，{review.due}{late}"),
            ("负责人", review.owner),
        ),
        notes=(
            "请逐行核对：这种情形下这样说对不对，依据有没有引错，日期和地区有没有漏。",
            "“展开后”的话，居民点“更多”才看到。",
            f"每个结论末尾都会加一句：{content.menu.footer}",
            *([f"第一题之前先说：{flow.intro}"] if flow.intro else []),
            "内容改动以后，指纹会变，请重新打印再签。",
        ),
        tables=tables,
    )


_WAYS_NOTE = (
    "小红字是题号，对应第二张表；“点”是居民看完上一个结论后点的按钮；“转”是从别的流程带回的结论。"
    "填数字、年月的题，表里写的是每一段的代表数。黄底的字按居民的回答填。"
)


class _Rows:
    """The rows of one flow's two tables."""

    def __init__(self, guide: Guide, name: str, found: Sequence[Situation], day: date) -> None:
        self._guide, self._flow, self._day = guide, guide.content.flows[name], day
        self._tried = tried(found)
        self._numbers = {node: n for n, node in enumerate(self._flow.questions, 1)}
        self._by_outcome: dict[str, list[Situation]] = {}
        for situation in found:
            self._by_outcome.setdefault(situation.outcome, []).append(situation)

    def cited(self, situation: Situation) -> tuple[str, ...]:
        """All sources shown in a situation, those of the figures in it included."""
        return show.outcome_reply(self._guide, situation.position, self._day).cite

    def outcomes(self) -> Iterator[tuple[Markup, ...]]:
        """A row for each outcome, in the order written."""
        for number, (node, outcome) in enumerate(self._flow.outcomes.items(), 1):
            found = self._by_outcome.get(node, [])
            reason = [f"原因 {outcome.reason}"] if outcome.reason else []
            yield (
                numbered(number, node, *reason),
                self._situations(found),
                self._said(outcome, found),
                self._rests_on(outcome, found),
            )

    def questions(self) -> Iterator[tuple[Markup, ...]]:
        """A row for each question, in the order written."""
        for node, question in self._flow.questions.items():
            asked = block("title", self._blanks(question.ask))
            yield (
                numbered(self._numbers[node], node),
                asked,
                joined(
                    [
                        block("say", self._blanks(question.why)),
                        labelled("在哪里看", question.hint),
                    ]
                ),
                joined([listed(self._answers(question)), _typed(question.input)]),
            )

    def _answers(self, question: Question) -> Iterator[Markup]:
        for choice in question.choices.values():
            yield joined([text(choice.label), _help(choice)])

    def _situations(self, found: list[Situation]) -> Markup:
        if not found:
            return text("没有走到这里的情形。")
        merged = ways(found)
        count = block("small", text(f"{len(found)} 种情形"))
        shown = listed(self._way(way, found[0].position) for way in merged[:MOST_WAYS])
        rest = merged[MOST_WAYS:]
        left = sum(way.count for way in rest)
        more = block("small", text(f"另有 {len(rest)} 条走法（{left} 种情形）")) if rest else None
        return joined([count, shown, more])

    def _way(self, way: Way, position: Position) -> Markup:
        if not way.steps:
            return text("不用问")
        arrow = Markup(" → ")
        steps = [self._step(node, values, position) for node, values in way.steps]
        return Markup(arrow.join(steps))

    def _step(self, node: str, values: tuple[str, ...], position: Position) -> Markup:
        number = self._numbers.get(node)
        tag = "转" if node in self._flow.calls else "点" if number is None else str(number)
        if len(values) > 1 and len(values) == len(self._tried[node]):
            return joined([span("step", text(tag)), text("怎么答都一样")])
        names = list(dict.fromkeys(self._name(node, each, position) for each in values))
        said = " / ".join(names[:MOST_VALUES])
        if len(names) > MOST_VALUES:
            said += f" 等 {len(names)} 种"
        return joined([span("step", text(tag)), text(said)])

    def _name(self, node: str, value: str, position: Position) -> str:
        """What was answered; a number that stands for all there are would tell nothing."""
        said = wording.answer_text(self._guide.content, position, Answer(node=node, value=value))
        question = self._flow.questions.get(node)
        if question is None or question.input is None or question.input.city is not None:
            return said
        picked = {name for n, c in question.choices.items() for name in (n, c.value)}
        typed = [each for each in self._tried[node] if each not in picked]
        return "填了数" if typed == [value] else said

    def _said(self, outcome: Outcome, found: list[Situation]) -> Markup:
        steps = listed(map(self._blanks, outcome.steps), numbered=True)
        offers = "、".join(f"［{offer.label}］" for offer in outcome.next.values())
        return joined(
            [
                block("title", self._blanks(outcome.title)),
                block("say", self._blanks(outcome.say)),
                block("more", joined([span("label", text("接下来")), steps])) if steps else None,
                calls((c, self._blanks(c.say)) for c in outcome.contact),
                self._unfolding("展开后", outcome.why),
                self._unfolding("要带的材料", "；".join(outcome.materials)),
                labelled("按钮", offers),
                *self._examples(outcome, found),
            ]
        )

    def _unfolding(self, label: str, words: str | None) -> Markup | None:
        if not words:
            return None
        return block("more", joined([span("label", text(label)), self._blanks(words)]))

    def _examples(self, outcome: Outcome, found: list[Situation]) -> Iterator[Markup]:
        """What figures and answers turn the words into, where they do."""
        template = f"{outcome.title}\n{outcome.say}"
        if not expressions.placeholders(template):
            return
        content = self._guide.content
        told = dict.fromkeys(wording.filled(content, one.position, template) for one in found)
        for number, words in enumerate(list(told)[:MOST_EXAMPLES], 1):
            label = span("label", text(f"例 {number}"))
            yield block("example", joined([label, text(words)]))
        if len(told) > MOST_EXAMPLES:
            yield block(
                "small", text(f"这样填出来的话共 {len(told)} 种，这里只列 {MOST_EXAMPLES} 种。")
            )

    def _rests_on(self, outcome: Outcome, found: list[Situation]) -> Markup:
        own = outcome.cite
        figures = [c for one in found for c in self.cited(one) if c not in own]
        lines = wording.basis(self._guide.content, tuple(dict.fromkeys(figures)))
        more = labelled("其中的数字，因地而异", lines.replace("\n", "；"))
        none = None if own or more else text("没有政策内容，不需要依据。")
        return joined(
            [
                sources(self._guide.content, own),
                more,
                none,
                applies(outcome.scope, outcome.confidence),
                dates(self._flow.review, self._day),
            ]
        )

    def _blanks(self, words: str) -> Markup:
        """Words with a marked blank for every `{slot}`."""
        return Markup(expressions.fill(text(words), lambda name: span("blank", self._blank(name))))

    def _blank(self, name: str) -> Markup:
        slot, _, field = name.partition(".")
        if slot in self._numbers:
            return text(f"第 {self._numbers[slot]} 题的回答")
        return text(_FIELDS.get(field, "算出的数"))


_FIELDS = {"steps": "算式", "ask": "问谁、怎么问", "status": "数字有没有正式公布"}


def _help(choice: Choice) -> Markup | None:
    return block("small", text(f"第一次选，先说：{choice.help}")) if choice.help else None


def _typed(given: Input | None) -> Markup | None:
    """What may be typed, in words."""
    if given is None:
        return None
    if given.number is not None:
        said = f"{given.number.min} 到 {given.number.max} {given.number.unit}"
    elif given.money is not None:
        said = f"{wording.money(given.money.min)} 到 {wording.money(given.money.max)} 元"
    elif given.month is not None:
        last = spoken_month(given.month.max) if given.month.max else "本月"
        said = f"年月，{spoken_month(given.month.min)}到{last}"
    else:
        said = phrases.WHAT["city"]
    return labelled("也可以打字", said)
