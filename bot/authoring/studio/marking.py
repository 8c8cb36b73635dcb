"""What may be written at the nodes of a picture: what tests leave, who came and who stopped."""

from collections import Counter

from bot.authoring.flow_tests import missing
from bot.authoring.studio.traffic import passing
from bot.authoring.studio.workspace import State

KINDS = {"": "不标数", "untried": "没测到的路", "people": "30 天人数"}


def marks(state: State, flow: str, kind: str) -> tuple[dict[str, str], str]:
    """Node → what is written at it, and, where nothing can be, why."""
    if state.guide is None or flow not in state.guide.content.flows or not kind:
        return {}, ""
    return _untried(state, flow) if kind == "untried" else _people(state, flow)


def _untried(state: State, name: str) -> tuple[dict[str, str], str]:
    test = next((one for one in state.tests if one.flow == name), None)
    if state.guide is None or test is None:
        return {}, "测试还在走，等一下再看。"
    left = Counter(edge.node for edge in missing(state.guide.content.flows[name], test))
    return {node: f"{count} 条没测到" for node, count in left.items()}, (
        "" if left else "每一条路都有测试走过。"
    )


def _people(state: State, name: str) -> tuple[dict[str, str], str]:
    found = state.traffic
    if found is None or state.guide is None:
        return {}, state.uncounted
    passed = passing(found, name, state.guide.content.flows[name])
    told = {
        node: f"{one.came} 人" + (f"，{one.left} 人停在这里" if one.left else "")
        for node, one in passed.items()
    }
    return told, "" if told else "这 30 天没有人走过。"
