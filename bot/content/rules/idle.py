"""Questions that are asked for nothing: no answer changes anything afterwards."""

from collections.abc import Iterator

from bot.content.flow import Goto, Question, goto_of
from bot.content.rules.computing import read_slots
from bot.content.rules.finding import Finding, FlowView


def idle_questions(view: FlowView) -> Iterator[Finding]:
    """A question is asked because its answer leads elsewhere, or is used later on.

    Asking for the city and then saying the same to everyone is an error; other idle questions
    are warnings.
    """
    read = read_slots(view)
    for node, question in view.flow.questions.items():
        if node in read or _decides(question) or _handed_on(view, node, question):
            continue
        city = question.fills == "city" or bool(question.input and question.input.city)
        if city:
            yield Finding(
                ("questions", node),
                "CITY-UNUSED",
                f"问了城市，可是后面的判断、计算和文字都没有用到 {node}",
                "用上它（如 compute 里写 city=" + node + "），或者不问",
                key=True,
            )
        elif node in view.graph.order:
            yield Finding(
                ("questions", node),
                "QUESTION-IDLE",
                f"不管怎么回答 {node}，结果都一样",
                "让某个选项去别的地方，或者不问这一题",
                key=True,
                severity="warning",
            )


def _decides(question: Question) -> bool:
    """Whether different answers lead to different places."""
    ways: set[Goto | None] = {goto_of(question, choice) for choice in question.choices.values()}
    if question.input is not None:
        ways.add(question.goto)
    return len(ways) > 1


def _handed_on(view: FlowView, node: str, question: Question) -> bool:
    """Whether a flow called or offered later may use the answer: facts are carried over."""
    if question.fills is None:
        return False
    flow = view.flow
    later = [n for n in (*flow.calls, *flow.outcomes) if view.graph.may_precede(node, n)]
    return any(
        n in flow.calls or any(offer.flow for offer in flow.outcomes[n].next.values())
        for n in later
    )
