"""What tests leave untried, and where people stop, flow by flow."""

from nicegui import ui

from bot.authoring.studio.coverage import Covered, covered
from bot.authoring.studio.hub import Hub
from bot.authoring.studio.traffic import passing
from bot.channels.figures import Figures
from bot.content.content import Content

MOST = 8
"""Places where people stop that are listed for a flow."""


class CoveragePanel:
    """`hub` knows the content as it now is."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        ui.label("测试和使用").classes("text-h6")
        ui.label(
            "流程旁边的测试（流程名.test.yaml）走过几条路；没走到的列出来，现成的写法可以贴进去。"
        ).classes("text-grey-8")
        self._list = ui.column().classes("w-full gap-2 studio-coverage")

    def show(self) -> None:
        """Show every flow, those with most left untried first."""
        state = self._hub.state
        if state.guide is None or not state.whole:
            return  # what was shown stands until it is known better
        self._list.clear()
        with self._list:
            found = state.traffic
            if found is None:
                ui.label(state.uncounted).classes("text-caption text-grey-8")
            for one in covered(state):
                self._flow(one, state.guide.content, found)

    def _flow(self, one: Covered, content: Content, found: Figures | None) -> None:
        walked = one.ways - len(one.untried)
        begun = found.flows.get(one.flow, 0) if found else 0
        with ui.card().props("flat bordered").classes("w-full gap-1"):
            with ui.row().classes("w-full items-center no-wrap"):
                ui.label(one.title).classes("col text-weight-bold")
                if found:
                    ui.label(f"30 天 {begun} 人次").classes("text-caption")
                ui.label(f"{one.cases} 条测试，走过 {walked}/{one.ways} 条路")
            ui.linear_progress(walked / one.ways if one.ways else 1, show_value=False).props(
                "color=teal-8"
            )
            if one.untried:
                _untried(one)
            if found and begun:
                _stops(one.flow, content, found)


def _untried(one: Covered) -> None:
    with ui.expansion(f"没走到的 {len(one.untried)} 条").props("dense").classes("w-full"):
        for way in one.untried:
            ui.label(way).classes("text-body2")
        ui.label(f"可以贴进 flows/{one.flow}.test.yaml：").classes("text-weight-bold")
        ui.code(one.draft, language="yaml").classes("w-full")


def _stops(name: str, content: Content, found: Figures) -> None:
    flow = content.flows[name]
    left = [(node, one) for node, one in passing(found, name, flow).items() if one.left]
    for node, one in sorted(left, key=lambda each: -each[1].left)[:MOST]:
        ask = flow.questions[node].ask
        ui.label(f"{one.left} 人停在：{ask}（{one.came} 人看到）").classes("text-body2")
