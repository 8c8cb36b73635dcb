"""Where nodes lead: every target exists, every answer leads somewhere."""

from collections.abc import Iterator

from bot.content.flow import Goto, Question, rules_of
from bot.content.leaves import UNKNOWN, Keys
from bot.content.names import did_you_mean, nearest
from bot.content.rules.finding import Finding, FlowView


def gotos(view: FlowView) -> Iterator[tuple[str, Keys, Goto]]:
    """Every goto as written: the node it stands in, its keys, itself."""
    for node, question in view.flow.questions.items():
        here: Keys = ("questions", node)
        for name, choice in question.choices.items():
            if choice.goto is not None:
                yield node, (*here, "choices", name, "goto"), choice.goto
        if question.goto is not None:
            yield node, (*here, "goto"), question.goto
    for node, rules in view.flow.branches.items():
        yield node, ("branches", node), rules
    for node, call in view.flow.calls.items():
        yield node, ("calls", node, "then"), call.then


def _named(view: FlowView) -> Iterator[tuple[Keys, str]]:
    """Every node that is named as the next one, and where."""
    yield ("start",), view.flow.start
    for _, keys, goto in gotos(view):
        if isinstance(goto, str):
            yield keys, goto
        else:
            yield from (((*keys, n, "goto"), rule.goto) for n, rule in enumerate(goto))
    for node, outcome in view.flow.outcomes.items():
        for name, offer in outcome.next.items():
            if offer.goto is not None:
                yield ("outcomes", node, "next", name, "goto"), offer.goto


def unknown_targets(view: FlowView) -> Iterator[Finding]:
    """Every `goto`, `then` and `start` names a node of this flow."""
    known = view.graph.keys
    for keys, target in _named(view):
        if target not in known and (view.complete or nearest(target, known)):
            remedy = did_you_mean(target, known, _meant(view))
            message = f"这个流程里没有叫 {target} 的节点"
            yield Finding(keys, "TARGET-UNKNOWN", message, remedy)


def _meant(view: FlowView) -> str:
    """What to do about a target of an odd name: perhaps a node is waiting to be led to."""
    roots = view.graph.lost_roots()
    if len(roots) == 1:
        return f"现在没有一步会走到 {roots[0]}，要去的可能是它"
    return "检查有没有写错；要去的问题或结论还没写，就先写上"


def same_id_twice(view: FlowView) -> Iterator[Finding]:
    """An id is used once among questions, branches, calls, outcomes and computed values."""
    first: dict[str, str] = {}
    words = {"questions": "问题", "branches": "判断", "calls": "调用", "outcomes": "结论",
             "compute": "计算"}  # fmt: skip
    for part, word in words.items():
        for node in getattr(view.flow, part):
            if node in first:
                yield Finding(
                    (part, node),
                    "NODE-TWICE",
                    f"编号 {node} 已经是一个{first[node]}，不能再作{word}的编号",
                    "给其中一个换个编号，并改掉用到它的 goto",
                    key=True,
                )
            else:
                first[node] = word


def dead_ends(view: FlowView) -> Iterator[Finding]:
    """Whatever is answered leads somewhere: no choice and no typed value without a goto."""
    for node, question in view.flow.questions.items():
        here: Keys = ("questions", node)
        if not question.choices and question.input is None:
            yield Finding(
                here,
                "QUESTION-EMPTY",
                f"问题 {node} 既没有选项，也没有输入",
                "加上 choices: 写选项，或加上 input: 写可以输入什么",
                key=True,
                lacks=("choices", "input"),
            )
        yield from _nowhere(here, question)
        for name, choice in question.choices.items():
            if choice.goto == ():
                yield _empty((*here, "choices", name, "goto"))
        if question.goto == ():
            yield _empty((*here, "goto"))
    for node, rules in view.flow.branches.items():
        if not rules:
            yield _empty(("branches", node))
    for node, call in view.flow.calls.items():
        if call.then == ():
            yield _empty(("calls", node, "then"))


def _empty(keys: Keys) -> Finding:
    return Finding(
        keys,
        "RULES-EMPTY",
        "这里的规则列表是空的",
        "写上规则，最后一条不带 when，如 [{goto: done}]",
    )


def _nowhere(here: Keys, question: Question) -> Iterator[Finding]:
    if question.goto is not None:
        return
    if question.input is not None:
        yield Finding(
            here,
            "INPUT-NOWHERE",
            f"问题 {here[-1]} 输入之后没有写去哪里",
            "在这个问题下面加一行 goto: …（和 ask 对齐）",
            key=True,
            lacks=("goto",),
        )
        return
    for name, choice in question.choices.items():
        if choice.goto is None:
            yield Finding(
                (*here, "choices", name),
                "CHOICE-NOWHERE",
                f"选项 {name} 没有写去哪里",
                "加上 goto: …；几个选项去同一个地方时，也可以在问题下面写一个 goto",
                key=True,
                lacks=("goto",),
            )


def ways(view: FlowView) -> Iterator[Finding]:
    """The ways of a flow never form a circle, and every node is on some way from the start."""
    loop = view.graph.loop
    if loop:
        last = loop[-1]
        around = " → ".join((*loop, loop[0]))
        yield Finding(
            _toward(view, last, loop[0]),
            "CYCLE",
            f"这里绕回了前面，会没完没了：{around}",
            "把这一步改到后面的节点；想再问一遍同样的事，就另写一个问题",
        )
    for node in view.graph.unreached():
        yield Finding(
            view.graph.keys[node],
            "NODE-UNREACHABLE",
            f"没有任何一步会走到 {node}",
            "从某个选项或规则写 goto 到它；用不着就删掉",
            key=True,
        )


def _toward(view: FlowView, node: str, target: str) -> Keys:
    """The keys of the goto that leads from a node to another."""
    for here, keys, goto in gotos(view):
        if here == node:
            for number, rule in enumerate(rules_of(goto)):
                if rule.goto == target:
                    return keys if isinstance(goto, str) else (*keys, number, "goto")
    if node in view.flow.outcomes:
        for name, offer in view.flow.outcomes[node].next.items():
            if offer.goto == target:
                return "outcomes", node, "next", name, "goto"
    return view.graph.keys[node]


def calls(view: FlowView) -> Iterator[Finding]:
    """A call names another flow, and no flow ends up calling itself."""
    library = view.shelf
    for node, call in view.flow.calls.items():
        keys: Keys = ("calls", node, "flow")
        if call.flow not in library.flow_ids and call.flow != UNKNOWN:
            yield Finding(
                keys,
                "FLOW-UNKNOWN",
                f"没有叫 {call.flow} 的流程",
                did_you_mean(call.flow, library.flow_ids, "写 flows/ 里一个文件的名字，不带 .yaml"),
            )
            continue
        chain = _calls_back(view, call.flow)
        if chain and view.id == min(chain):
            yield Finding(
                keys,
                "CALL-LOOP",
                f"流程互相调用，绕成了圈：{' → '.join((view.id, *chain))}",
                "去掉其中一个调用；只想推荐另一个流程，用结论的 next 按钮",
            )


def _calls_back(view: FlowView, first: str) -> tuple[str, ...]:
    """The flows from `first` on, through their calls, back to this one; empty if none."""
    flows = view.shelf.flows
    waiting: list[tuple[str, ...]] = [(first,)]
    seen = {first}
    while waiting:
        chain = waiting.pop()
        if chain[-1] == view.id:
            return chain
        flow = flows.get(chain[-1])
        for call in flow.calls.values() if flow else ():
            if call.flow not in seen or call.flow == view.id:
                seen.add(call.flow)
                waiting.append((*chain, call.flow))
    return ()
