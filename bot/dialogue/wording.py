"""Values and texts as people read them: placeholders filled, answers named."""

from datetime import date
from decimal import Decimal

from bot.content import expressions
from bot.content.content import Content
from bot.content.flow import Question, source_of
from bot.content.functions import Calculation
from bot.dialogue import phrases
from bot.dialogue.engine import Position
from bot.dialogue.inputs import OTHER, spoken_month
from bot.dialogue.session import Answer


def money(value: Decimal) -> str:
    """12345.5 → 12,345.50; whole amounts without decimals."""
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def value_text(content: Content, question: Question, value: str) -> str:
    """An answer as its giver would say it: the label of a choice, a number with its unit."""
    if value in question.choices:
        return question.choices[value].label
    given = question.input
    for choice in question.choices.values():
        if choice.value == value:
            return choice.label
    if given is None:
        return value
    if given.number is not None:
        return f"{value} {given.number.unit}"
    if given.money is not None:
        return f"{money(Decimal(value))} 元"
    if given.month is not None:
        return spoken_month(value)
    return "其他城市" if value == OTHER else content.places[value].name


def answer_text(content: Content, position: Position, answer: Answer) -> str:
    """The same for an answer met on the way of a position."""
    question = position.flow.questions.get(answer.node)
    if question is not None:
        return value_text(content, question, answer.value)
    called = position.flow.calls.get(answer.node)
    if called is not None:
        return content.flows[called.flow].outcomes[answer.value].title
    return position.flow.outcomes[answer.node].next[answer.value].label


def filled(content: Content, position: Position, text: str) -> str:
    """A text with its `{slot}` and `{slot.figure}` placeholders filled."""

    def lookup(name: str) -> str:
        slot, _, field = name.partition(".")
        value = position.slots.get(slot)
        if isinstance(value, Calculation):
            return figure_text(value, field)
        given = position.slots.text(slot)
        if given is None:
            return phrases.NOT_SAID
        return answer_text(content, position, Answer(node=slot, value=given))

    return expressions.fill(text, lookup)


def figure_text(result: Calculation, field: str) -> str:
    """One figure of a calculation; `steps`, `ask` and `status` are its own words."""
    if field == "steps":
        return "\n".join(result.steps)
    if field == "ask":
        return result.ask or ""
    if field == "status":
        return STATUS[result.status]
    figure = result.figures.get(field)
    if figure is None:
        return phrases.NOT_SAID
    return money(figure) if isinstance(figure, Decimal) else figure


STATUS = {"official": "官方公布", "provisional": "暂定，以当地公布为准", "unknown": "没有核实到"}


def basis(content: Content, citations: tuple[str, ...]) -> str:
    """Citations as lines: 《…》 number, article, since when."""
    lines = []
    for citation in citations:
        source = content.sources[source_of(citation)]
        article = citation.partition(" ")[2]
        parts = [source.title if "《" in source.title else f"《{source.title}》"]
        if source.number:
            parts.append(f"（{source.number}）")
        if article:
            parts.append(f"第 {article} 条" if article[0].isdigit() else article)
        if source.since:
            parts.append(f"，{source.since} 起施行")
        lines.append("".join(parts))
    return "\n".join(lines)


def call(phone: str, say: str) -> str:
    """Whom to call, or to see where there is no number, and the sentence to say."""
    form = phrases.CALL if phone[:1].isdigit() else phrases.ASK_AT
    return form.format(phone=phone, say=say)


def freshness(checked: date, due: date, today: date) -> str:
    """When the content was last held against its sources, and a warning once that is overdue."""
    text = phrases.OVERDUE if today > due else phrases.CHECKED
    return text.format(checked=checked.isoformat())


def calculations(position: Position) -> tuple[Calculation, ...]:
    """The calculators whose results the flow of a position can work out here."""
    found = (position.slots.get(name) for name in position.flow.compute)
    return tuple(value for value in found if isinstance(value, Calculation))
