"""What a file in `flows/` may say. These types are the YAML schema and the model at once.

Field descriptions are in Chinese: they are shown to authors by their editor (`shebao schema`).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

NodeId = Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,24}$", description="小写英文、数字、下划线")]
TopicId = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,48}$", description="小写英文、数字、短横线")]
Phrase = Annotated[str, Meta(min_length=1, max_length=80, description="人们会怎么说")]
Text = Annotated[str, Meta(min_length=1)]
Citation = Annotated[
    str,
    Meta(
        pattern=r"^[A-Z][A-Z0-9-]*( \S+)?$",
        description="来源编号，可加空格和条款，如 SIL 14",
        examples=["SIL 14", "GBF21-14"],
    ),
]
Confidence = Literal["high", "medium", "low"]

UNSURE = "unsure"
"""The id of the choice that means "I do not know"."""


class Model(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False
):
    """An authored thing: immutable, strict about its keys."""


class Review(Model, frozen=True, kw_only=True):
    """When the content was last held against its sources, and when that is due again."""

    checked: Annotated[date, Meta(description="最近一次核对的日期")]
    due: Annotated[date, Meta(description="下一次应核对的日期")]
    owner: Annotated[str, Meta(description="由谁负责核对")]


class Rule(Model, frozen=True, kw_only=True):
    """One line of a list under `goto`: the first whose `when` holds decides."""

    goto: NodeId
    when: Annotated[str | None, Meta(description="条件；不写就是“其他情况”")] = None


Goto = str | tuple[Rule, ...]
"""A node id, or rules. Not `NodeId | …`: msgspec 0.22 stores a pattern and a container of one
union in each other's place, and the garbage collector crashes on it. A target that is no node id
is no node either, so the rules of content find it.
"""


class Choice(Model, frozen=True, kw_only=True):
    """A button under a question. Its id never changes, its label may."""

    label: Annotated[str, Meta(min_length=1, max_length=24, description="按钮上的字")]
    say: Annotated[tuple[Phrase, ...], Meta(description="打字时可能怎么说")] = ()
    goto: Goto | None = None
    help: Annotated[
        str | None, Meta(description="第一次选它时先给的帮助，然后再问一遍；第二次才走 goto")
    ] = None
    value: Annotated[str | None, Meta(description="等同于输入这个值（仅用于带 input 的问题）")] = (
        None
    )


class NumberInput(Model, frozen=True, kw_only=True):
    """A whole number within limits, typed in digits or Chinese numerals."""

    min: int
    max: int
    unit: str


class MoneyInput(Model, frozen=True, kw_only=True):
    """Yuan, at most two decimals."""

    min: Decimal = Decimal(0)
    max: Decimal


class MonthInput(Model, frozen=True, kw_only=True):
    """A year and month, `YYYY-MM`; `max` left out means the current month."""

    min: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}$")] = "1930-01"
    max: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}$")] | None = None


class CityInput(Model, frozen=True, kw_only=True):
    """A place of `knowledge/parameters/`, or `other` for any place that has no file there."""

    offer: Annotated[tuple[str, ...], Meta(description="做成按钮的城市")] = ()


class Input(Model, frozen=True, kw_only=True):
    """What may be typed at a question; exactly one of the four."""

    number: NumberInput | None = None
    money: MoneyInput | None = None
    month: MonthInput | None = None
    city: CityInput | None = None


class Question(Model, frozen=True, kw_only=True):
    """A node that waits for an answer."""

    ask: Annotated[str, Meta(min_length=1, max_length=120, description="问题，一次只问一件事")]
    why: Annotated[str, Meta(min_length=1, description="为什么要问这一题")]
    hint: Annotated[str | None, Meta(description="到哪里看答案，一行")] = None
    choices: dict[NodeId, Choice] = {}
    input: Input | None = None
    goto: Annotated[Goto | None, Meta(description="选项自己没写 goto 时去哪里")] = None
    fills: Annotated[
        str | None, Meta(description="这一题问的是哪个通用事实，如 city、identity、age")
    ] = None


class Call(Model, frozen=True, kw_only=True):
    """A node that runs another flow and comes back; its value is the outcome reached there."""

    flow: TopicId
    say: Annotated[str | None, Meta(description="进入另一个流程前说的话")] = None
    then: Goto


class Contact(Model, frozen=True, kw_only=True):
    """Whom to turn to, and the very sentence to say."""

    phone: Annotated[str, Meta(description="电话或机构")]
    say: Annotated[str, Meta(min_length=1, description="打通以后照着说的话")]


class Offer(Model, frozen=True, kw_only=True):
    """A button under an outcome: go on in this flow, or start another one, or read an entry."""

    label: Annotated[str, Meta(min_length=1, max_length=24)]
    goto: NodeId | None = None
    flow: TopicId | None = None
    entry: TopicId | None = None


class Outcome(Model, frozen=True, kw_only=True):
    """A diagnosis: where a flow ends."""

    title: Annotated[str, Meta(min_length=1, max_length=80, description="一句话结论")]
    say: Annotated[str, Meta(min_length=1, description="用大白话说明白")]
    reason: Annotated[str, Meta(pattern=r"^[A-Z]+\d*$", description="原因代码")] | None = None
    duplicate_of: Annotated[str | None, Meta(description="流行清单里与哪一条重复")] = None
    why: Annotated[str | None, Meta(description="为什么这样判断，点“更多”才显示")] = None
    steps: Annotated[tuple[Text, ...], Meta(description="接下来做什么，按顺序")] = ()
    materials: Annotated[tuple[Text, ...], Meta(description="要带什么")] = ()
    contact: tuple[Contact, ...] = ()
    cite: tuple[Citation, ...] = ()
    policy: Annotated[bool, Meta(description="false 表示这里没有政策内容，不需要依据")] = True
    scope: Annotated[str, Meta(description="适用范围，如 全国、因地而异")] = "全国"
    confidence: Confidence = "high"
    next: dict[NodeId, Offer] = {}


class Flow(Model, frozen=True, kw_only=True):
    """One guided diagnosis, one file; the file name is its id."""

    title: Annotated[str, Meta(min_length=1, max_length=24)]
    about: Annotated[str, Meta(min_length=1, max_length=60, description="菜单里的一句说明")]
    review: Review
    start: NodeId
    intro: Annotated[str | None, Meta(description="第一题之前说的话")] = None
    say: Annotated[tuple[Phrase, ...], Meta(description="怎样的话会进入这个流程")] = ()
    questions: dict[NodeId, Question]
    branches: dict[NodeId, tuple[Rule, ...]] = {}
    calls: dict[NodeId, Call] = {}
    compute: Annotated[dict[NodeId, str], Meta(description="名字: 计算器(参数, …)")] = {}
    outcomes: dict[NodeId, Outcome]


def rules_of(goto: Goto | None) -> tuple[Rule, ...]:
    """The rules a `goto` stands for; a plain node id is one rule that always holds."""
    if goto is None:
        return ()
    return (Rule(goto=goto),) if isinstance(goto, str) else goto


def goto_of(question: Question, choice: Choice | None) -> Goto | None:
    """Where a question leads once `choice` (or, with None, a typed value) was given."""
    if choice is not None and choice.goto is not None:
        return choice.goto
    return question.goto


def source_of(citation: str) -> str:
    """The source id a citation begins with: `SIL` of `SIL 14`."""
    return citation.partition(" ")[0]


def edges(flow: Flow) -> Iterator[tuple[str, str, Rule]]:
    """Every (node, choice id or "", rule) along which a conversation in this flow can move."""
    for node, question in flow.questions.items():
        for name, choice in question.choices.items():
            yield from ((node, name, rule) for rule in rules_of(goto_of(question, choice)))
        if question.input is not None:
            yield from ((node, "", rule) for rule in rules_of(question.goto))
    for node, rules in flow.branches.items():
        yield from ((node, "", rule) for rule in rules)
    for node, call in flow.calls.items():
        yield from ((node, "", rule) for rule in rules_of(call.then))
    for node, outcome in flow.outcomes.items():
        yield from ((node, n, Rule(goto=o.goto)) for n, o in outcome.next.items() if o.goto)


def following(flow: Flow) -> Mapping[str, frozenset[str]]:
    """Node → the nodes that may still come after it; what an outcome offers is another matter."""
    steps: dict[str, set[str]] = {}
    for node, _, rule in edges(flow):
        if node not in flow.outcomes:
            steps.setdefault(node, set()).add(rule.goto)
    found: dict[str, frozenset[str]] = {}
    for node in (*flow.questions, *flow.branches, *flow.calls, *flow.outcomes):
        reached, new = set[str](), set(steps.get(node, ()))
        while new:
            reached |= new
            new = set[str]().union(*(steps.get(one, ()) for one in new)) - reached
        found[node] = frozenset(reached)
    return found
