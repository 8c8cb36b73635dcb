"""What the files in `knowledge/` may say, parameters aside."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from bot.content.flow import Citation, Confidence, Contact, Model, Phrase, Review, TopicId

Answer = Annotated[str, Meta(min_length=1, max_length=120, description="先给结论，120 字以内")]


class Source(Model, frozen=True, kw_only=True):
    """A law, rule or notice (`knowledge/sources.yaml`: source id → Source)."""

    title: Annotated[str, Meta(min_length=1)]
    number: Annotated[str | None, Meta(description="文号；没核实就不写")] = None
    issued: Annotated[str | None, Meta(description="发布日期，可只写年月")] = None
    since: Annotated[str | None, Meta(description="从何时起施行")] = None
    scope: Annotated[str, Meta(description="全国，或哪个省市")] = "全国"
    note: Annotated[str | None, Meta(description="要点，用自己的话")] = None


class Entry(Model, frozen=True, kw_only=True):
    """One answer: short first, the rest on demand."""

    question: Annotated[str, Meta(min_length=1, max_length=60, description="标准问法")]
    say: Annotated[tuple[Phrase, ...], Meta(description="真人会怎么问，至少八种")]
    answer: Answer
    detail: Annotated[str, Meta(min_length=1, description="点“更多”才显示的说明")]
    applies: Annotated[str, Meta(min_length=1, description="适用于谁")]
    since: Annotated[str | None, Meta(description="从何时起这样规定")] = None
    changed: Annotated[str | None, Meta(description="与流传的旧说法相比变了什么")] = None
    cite: tuple[Citation, ...]
    scope: str = "全国"
    confidence: Confidence = "high"
    related: tuple[TopicId, ...] = ()
    flow: Annotated[TopicId | None, Meta(description="可以进一步排查的流程")] = None
    like: Annotated[tuple[TopicId, ...], Meta(description="意思几乎相同的条目，可共用问法")] = ()
    review: Review | None = None


class EntryFile(Model, frozen=True, kw_only=True):
    """One file of `knowledge/entries/`; its review holds for entries without their own."""

    review: Review
    entries: dict[TopicId, Entry]


class Signpost(Model, frozen=True, kw_only=True):
    """Does not answer but says who does. Never a figure."""

    question: Annotated[str, Meta(min_length=1, max_length=60)]
    say: tuple[Phrase, ...]
    answer: Answer
    contact: tuple[Contact, ...]
    related: tuple[TopicId, ...] = ()
    flow: TopicId | None = None


class Alert(Model, frozen=True, kw_only=True):
    """What is said before anything else when the words call for it.

    It fires when the text holds a word of `any` — and one of `with_any`, if given — and none of
    `unless`. With `stop` nothing else is answered in that turn.
    """

    kind: Literal["emergency", "despair", "fraud", "evasion"]
    any: tuple[Phrase, ...]
    with_any: tuple[Phrase, ...] = ()
    unless: tuple[Phrase, ...] = ()
    say: Annotated[str, Meta(min_length=1, max_length=300)]
    contact: tuple[Contact, ...] = ()
    cite: tuple[Citation, ...] = ()
    stop: bool = False


class Section(Model, frozen=True, kw_only=True):
    """One page of the menu: flows, entries and signposts by id, in the order shown."""

    title: Annotated[str, Meta(min_length=1, max_length=24)]
    items: tuple[TopicId, ...]


class About(Model, frozen=True, kw_only=True):
    """What the assistant says of itself and its subject, wherever no author's answer fits."""

    subject: Annotated[str, Meta(max_length=20, description="管哪方面的事，比如借书")] = ""
    knows: Annotated[str, Meta(max_length=80, description="懂哪些事，用顿号隔开")] = ""
    call: Annotated[
        str, Meta(max_length=80, description="答不了时打哪里，一句话，比如打哪个电话")
    ] = ""
    call_else: Annotated[str, Meta(max_length=60, description="打不通再打哪里，一句话")] = ""
    description: Annotated[str, Meta(max_length=512, description="聊天开始前看到的介绍")] = ""
    short: Annotated[str, Meta(max_length=120, description="资料页上的一句介绍")] = ""
    description_en: Annotated[str, Meta(max_length=512, description="介绍的英文")] = ""
    short_en: Annotated[str, Meta(max_length=120, description="一句介绍的英文")] = ""


class Menu(Model, frozen=True, kw_only=True):
    """`knowledge/menu.yaml`."""

    welcome: Annotated[str, Meta(min_length=1, max_length=300)]
    sections: dict[TopicId, Section]
    disclaimer: Annotated[str, Meta(min_length=1, description="每次对话开头说一次的声明")]
    footer: Annotated[str, Meta(min_length=1, max_length=60, description="每个结论末尾的一行")]
    about: Annotated[About, Meta(description="助手怎么介绍自己，答不了时请人打哪里")] = About()


Status = Literal["official", "provisional", "unknown"]


class Row(Model, frozen=True, kw_only=True):
    """One figure: what, for whom, from when, on which source. Numbers are kept as text."""

    key: Annotated[str, Meta(pattern=r"^[a-z0-9_.]{1,60}$", examples=["fee.percent"])]
    value: Annotated[str | None, Meta(description="数值；status 为 unknown 时不写")] = None
    unit: str | None = None
    since: date | None = None
    until: Annotated[date | None, Meta(description="失效日（不含当天）")] = None
    year: Annotated[int | None, Meta(description="年度参数的年份")] = None
    identity: Annotated[str | None, Meta(description="employee、flexible、retired、resident")] = (
        None
    )
    tier: Annotated[str | None, Meta(description="档次")] = None
    age_from: int | None = None
    age_below: int | None = None
    status: Status
    cite: tuple[Citation, ...] = ()
    review: Annotated[date | None, Meta(description="到期应核对；不写就用文件的")] = None
    note: str | None = None


class Place(Model, frozen=True, kw_only=True):
    """One file of `knowledge/parameters/`: a city, or `national`. Its name is the place's id."""

    name: Annotated[str, Meta(min_length=1, description="中文名，不带“市”")]
    say: Annotated[tuple[Phrase, ...], Meta(description="其他叫法，如 魔都、蓉城")] = ()
    review: Review
    rows: tuple[Row, ...] = ()
