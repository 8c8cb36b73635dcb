"""The list of flows: how each fares, and which one is open."""

from collections.abc import Callable

from nicegui import ui

from bot.authoring.studio.health import Health, health
from bot.authoring.studio.workspace import State


class FlowsPanel:
    """Every flow, in the sections of the menu. `opened` is called with the one clicked."""

    def __init__(self, opened: Callable[[str], None]) -> None:
        self._opened = opened
        self._shown: tuple[object, ...] = ()
        self._list = ui.list().props("dense separator").classes("w-full")

    def first(self, state: State) -> str | None:
        """The flow that stands first."""
        return next((one.flow for one in health(state)), None)

    def show(self, state: State, flow: str | None) -> None:
        """Show the flows of a state, `flow` as the open one."""
        if self._shown == (state.number, state.whole, flow):
            return
        self._shown = (state.number, state.whole, flow)
        self._list.clear()
        section = ""
        with self._list:
            for one in health(state):
                if one.section != section:
                    section = one.section
                    ui.item_label(section).props("header").classes("q-py-xs")
                self._item(one, active=one.flow == flow, whole=state.whole)

    def _item(self, one: Health, *, active: bool, whole: bool) -> None:
        item = ui.item(on_click=lambda: self._opened(one.flow))
        item.props(f'active active-class="bg-teal-1 text-black" data-flow={one.flow}'
                   if active else f"data-flow={one.flow}")  # fmt: skip
        with item:
            with ui.item_section():
                ui.item_label(one.title)
                ui.item_label(_told(one, whole=whole)).props("caption")
            if one.errors or one.warnings:
                with ui.item_section().props("side"):
                    color = "negative" if one.errors else "orange-9"
                    ui.badge(str(one.errors or one.warnings), color=color)


def _told(one: Health, *, whole: bool) -> str:
    tested = f"测试走过 {one.walked}/{one.ways} 条路" if whole else "测试还在走……"
    return f"{one.situations} 种情形 · {tested}"
