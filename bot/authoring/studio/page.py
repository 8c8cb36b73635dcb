"""One page of the studio: what one browser window shows."""

from collections.abc import Callable
from typing import Protocol

from nicegui import ui

from bot.authoring.studio import chat_panel, graph_panel, problems_panel
from bot.authoring.studio.asking_panel import AskingPanel
from bot.authoring.studio.calculating_panel import CalculatingPanel
from bot.authoring.studio.chat_panel import ChatPanel
from bot.authoring.studio.conversation import Conversation
from bot.authoring.studio.coverage_panel import CoveragePanel
from bot.authoring.studio.diff_panel import DiffPanel
from bot.authoring.studio.excerpts import node_link
from bot.authoring.studio.flows_panel import FlowsPanel
from bot.authoring.studio.graph_panel import GraphPanel
from bot.authoring.studio.hub import Hub
from bot.authoring.studio.marking import marks
from bot.authoring.studio.sheet_panel import SheetPanel
from bot.dialogue.guide import Guide

STYLE = """
body { font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
.nicegui-content { padding: 0; }
.q-tab-panel.studio-panel { padding: 0; display: flex; flex-direction: column; gap: 0;
  height: calc(100vh - 52px); }
.studio-work { flex: 1 1 0; min-height: 0; align-items: stretch; }
.studio-side { width: 290px; overflow-y: auto; border-right: 1px solid #d5dbe1; }
.studio-work > * { align-items: stretch; min-height: 0; }
.studio-talk { width: 390px; border-left: 1px solid #d5dbe1; }
.studio-middle { min-width: 0; }
@media (max-width: 1000px) {
  .q-tab-panel.studio-panel { height: auto; }
  .studio-work { flex-direction: column; flex: none; }
  .studio-side, .studio-talk, .studio-middle { width: 100%; border: 0; }
  .studio-side { max-height: 34vh; flex: none; }
  .studio-middle { height: 60vh; flex: none; }
  .studio-talk { height: 85vh; flex: none; }
}
"""
SAVED = "文件有错，下面用的还是改坏以前的内容。"
NOTHING = "内容有错，还不能用。改好“问题”里列出的错误，保存，这里就会出来。"


class Panel(Protocol):
    """A part of the page that stands alone; `show` is called when the content changed."""

    def show(self) -> None: ...


PANELS: tuple[tuple[str, str, str, Callable[[Hub], Panel]], ...] = (
    ("asking", "问法", "quiz", AskingPanel),
    ("calculating", "计算器", "calculate", CalculatingPanel),
    ("coverage", "测试和使用", "insights", CoveragePanel),
    ("diff", "改动", "difference", DiffPanel),
    ("sheet", "会签表", "description", SheetPanel),
)
"""Name, title, picture, and what makes it."""


def _reading_column() -> ui.column:
    return ui.column().classes("w-full").style("max-width: 1000px; margin: auto")


class Page:
    """The widgets of one window, and the conversation held in it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._flow: str | None = None
        self._marks = ""
        self._talk: Conversation | None = None
        ui.add_css("\n".join([STYLE, chat_panel.STYLE, graph_panel.STYLE, problems_panel.STYLE]))
        ui.add_body_html(f"<script>{graph_panel.SCRIPT}</script>")
        with (
            ui.header()
            .classes("bg-teal-9 items-center no-wrap q-py-none q-px-md gap-4")
            .style("height: 52px")
        ):
            ui.label("社保助手 · 工作台").classes("text-subtitle1 gt-sm text-no-wrap")
            with (
                ui.tabs()
                .props("dense no-caps inline-label mobile-arrows outside-arrows align=left")
                .classes("col") as self._tabs
            ):
                ui.tab("flows", "流程", icon="account_tree")
                self._problems_tab = ui.tab("problems", "问题", icon="rule")
                for name, label, icon, _ in PANELS:
                    ui.tab(name, label, icon=icon)
            self._told = ui.label().classes("text-caption gt-sm text-no-wrap studio-told")
        with ui.tab_panels(self._tabs, value="flows").classes("w-full").props("keep-alive"):
            with ui.tab_panel("flows").classes("studio-panel"):
                self._banner = self._banner_row()
                self._work = ui.row().classes("w-full no-wrap gap-0 studio-work")
            with ui.tab_panel("problems"):
                self._problems = _reading_column().classes("studio-problems")
            self._panels: list[Panel] = []
            for name, _, _, panel in PANELS:
                with ui.tab_panel(name), _reading_column():
                    self._panels.append(panel(hub))
        hub.changed.subscribe(self.refresh)
        self.refresh()

    def _banner_row(self) -> ui.row:
        with ui.row().classes("w-full items-center bg-red-1 q-px-md q-py-xs studio-banner") as row:
            ui.icon("error", color="negative")
            ui.label(SAVED)
            ui.button("看是哪里", on_click=lambda: self._tabs.set_value("problems")).props(
                "flat dense no-caps color=negative"
            )
        return row

    def refresh(self) -> None:
        """Take up what is now known of the content."""
        state = self._hub.state
        count = state.errors or len(state.problems)
        self._problems_tab.props(f'label="问题（{count}）"' if count else 'label="问题"')
        self._told.set_text(f"{problems_panel.summary(state)} · {state.read:%H:%M:%S} 读入")
        self._banner.set_visibility(state.broken and state.guide is not None)
        self._problems.clear()
        with self._problems:
            problems_panel.show(self._hub.workspace.root, state)
        for panel in self._panels:
            panel.show()
        if state.guide is None:
            self._tabs.set_value("problems")
            return
        if self._talk is None:
            self._begin(state.guide)
            return
        self._flows.show(state, self._flow)
        if self._talk.guide is not state.guide:
            self._talk.reload(state.guide, state.today)
            self._moved()

    def _begin(self, guide: Guide) -> None:
        """The first content that can be worked with."""
        state = self._hub.state
        self._talk = Conversation(guide, state.today)
        with self._work:
            with ui.column().classes("studio-side no-wrap gap-0"):
                self._flows = FlowsPanel(self.open)
            with ui.column().classes("studio-middle col no-wrap gap-1 q-pt-xs"):
                self._graph = GraphPanel(self._clicked, self._mark)
            with ui.column().classes("studio-talk no-wrap gap-0"):
                self._chat = ChatPanel(self._talk, self._moved)
        flows = guide.content.flows
        wanted = (self._hub.opened, self._flows.first(state))
        first = next((name for name in wanted if name in flows), None)
        if first is not None:
            self.open(first)

    def open(self, flow: str) -> None:
        """Show a flow and begin it."""
        if self._talk is None or flow not in self._talk.guide.content.flows:
            return
        self._talk.start(flow)
        self._flow = flow
        self._moved()

    def _clicked(self, node: str) -> None:
        if self._talk is not None and self._flow is not None:
            self._talk.start_at(self._flow, node)
            self._moved()

    def _mark(self, kind: str) -> None:
        self._marks = kind
        if self._flow is not None:
            found, why = marks(self._hub.state, self._flow, kind)
            self._graph.mark(found)
            if why:
                ui.notify(why)

    def _moved(self) -> None:
        """Show where the conversation stands, in the chat, the list and the picture."""
        if self._talk is None:
            return
        standing = self._talk.standing
        flows = self._talk.guide.content.flows
        if standing is not None:
            self._flow = standing.flow
        elif self._flow not in flows:
            self._flow = next(iter(flows), None)
        self._flows.show(self._hub.state, self._flow)
        if self._flow is not None:
            self._graph.draw(self._talk.guide.content, self._flow)
            self._graph.mark(marks(self._hub.state, self._flow, self._marks)[0])
        root = self._hub.workspace.root
        opens = node_link(root, standing.flow, standing.node) if standing else ""
        self._graph.light(standing, opens)
        self._chat.show()
