"""A flow's graph as values: every way on which a conversation can move, in Chinese."""

from decimal import Decimal

import pytest

from bot.authoring.edges import numbered
from bot.authoring.flow_graph import FlowGraph, flow_graph
from bot.content import telling
from tests.shipped import guide


def graph(name: str) -> FlowGraph:
    content = guide().content
    return flow_graph(content, name, content.flows[name])


@pytest.mark.parametrize("name", guide().content.flows)
def test_every_node_and_every_way_of_a_shipped_flow_is_there(name: str) -> None:
    flow, drawn = guide().content.flows[name], graph(name)
    nodes = [*flow.questions, *flow.branches, *flow.calls, *flow.outcomes]
    assert [node.id for node in drawn.nodes] == nodes
    inside = {(way.source, way.target) for way in drawn.ways if way.inside}
    assert {(edge.node, rule.goto) for edge, rule in numbered(flow)} == inside
    assert all(way.label for way in drawn.ways)
    assert not [way for way in drawn.ways if way.inside and way.target not in nodes]


def test_a_button_that_stands_for_a_number_leads_only_where_that_number_does() -> None:
    ways = graph("interrupted-contributions").of("gap_months")
    assert [(w.said, w.target) for w in ways if w.kind == "choice"] == [
        ("1 个月", "steady"),
        ("2 个月", "steady"),
        ("3 个月", "steady"),
        ("半年", "wait"),
        ("一年", "wait"),
        ("记不清", "help"),
    ]
    assert [(w.label, w.target) for w in ways if w.kind == "typed"] == [
        ("填数字（个月）：是 0 个月", "no_gap"),
        ("填数字（个月）：大于 3 个月", "wait"),
        ("填数字（个月）：其他情况", "steady"),
    ]


@pytest.mark.parametrize(
    ("flow", "guard", "said"),
    [
        (
            "medical-calculator",
            "identity == 'retired' and city in ['wuhan', 'bengbu']",
            "“是哪一种参保身份”选“已退休”，并且“在哪个城市参保”是武汉或蚌埠",
        ),
        ("medical-calculator", "3 < age", "“今年多少岁”大于 3 岁"),
        (
            "medical-calculator",
            "not (inflow.status == 'unknown' or age <= 50) and age != 7",
            "不是（没有查到数字，或者“今年多少岁”不超过 50 岁），并且“今年多少岁”不是 7 岁",
        ),
        ("pension-calculator", "end < start", "“缴到哪年哪月”早于“从哪年哪月开始缴的”"),
        ("pension-calculator", "start >= '2016-01'", "“从哪年哪月开始缴的”不早于 2016 年 1 月"),
        (
            "where-to-query",
            "which == 'pen'",
            "“这是哪个账户”的结果是“这是养老保险个人账户”",
        ),
        ("where-to-query", "which ＝ 'pen'", "which ＝ 'pen'"),
    ],
)
def test_guards_are_told_in_chinese(flow: str, guard: str, said: str) -> None:
    content = guide().content
    assert telling.condition(content, content.flows[flow], guard) == said


def test_every_shipped_guard_is_told_without_its_language() -> None:
    content = guide().content
    for name in content.flows:
        for way in graph(name).ways:
            if way.guard:
                assert not set("=<>'[]") & set(way.when), way.when
                assert " and " not in way.when
    flow = content.flows["medical-calculator"]
    assert telling.value(content, flow, "age", Decimal(60)) == "60 岁"
    assert telling.value(content, flow, "city", "other") == "别的城市"
