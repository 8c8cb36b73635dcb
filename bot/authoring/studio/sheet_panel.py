"""The page a policy expert reads and signs, as it would be printed now."""

from nicegui import ui

from bot.authoring.sheet import FAQ
from bot.authoring.sheet_faq import faq_sheet
from bot.authoring.sheet_flow import flow_sheet
from bot.authoring.sheet_page import page
from bot.authoring.studio.hub import Hub

HELP = "给政策专家看的：每种情形说了什么、依据哪一条，后面有格子签字。打印或下载后交给他们。"


class SheetPanel:
    """`hub` knows the content as it now is."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._drawn: tuple[object, ...] = ()
        self._page = ""
        ui.label("会签表").classes("text-h6")
        ui.label(HELP).classes("text-grey-8")
        with ui.row().classes("w-full items-center no-wrap gap-2"):
            self._picked = (
                ui.select({}, label="哪一个流程")
                .props("outlined dense")
                .classes("col studio-sheet-of")
                .on_value_change(self.show)
            )
            ui.button("下载", icon="download", on_click=self._download).props("outline no-caps")
        self._frame = ui.element("iframe").classes("w-full studio-sheet")
        self._frame.props["sandbox"] = ""
        self._frame.style("height: calc(100vh - 230px); border: 1px solid #d5dbe1")

    def show(self) -> None:
        """Show the sheet of what is picked."""
        state = self._hub.state
        guide = state.guide
        if guide is None:
            return
        flows = {name: flow.title for name, flow in guide.content.flows.items()}
        picked = self._picked.value
        if self._picked.options != flows | {FAQ: "问答"}:
            self._picked.set_options(flows | {FAQ: "问答"}, value=picked)
        if picked is None or self._drawn == (picked, guide.content.digest, state.today):
            return
        self._drawn = (picked, guide.content.digest, state.today)
        if picked == FAQ:
            self._page = page(faq_sheet(guide.content, self._hub.workspace.root, state.today))
        elif picked in guide.content.flows:
            self._page = page(flow_sheet(guide, picked, state.today))
        self._frame.props["srcdoc"] = self._page

    def _download(self) -> None:
        if self._page:
            ui.download.content(self._page, f"会签表-{self._picked.value}.html", "text/html")
