"""What the files as they are change for people, against an earlier revision."""

import asyncio
import os
from datetime import date
from pathlib import Path

from nicegui import ui

from bot.authoring.diff import between
from bot.authoring.diff_told import markdown
from bot.authoring.revisions import RevisionError
from bot.authoring.studio.hub import Hub

HELP = (
    "现在的文件和以前的一版比：哪些情形的结论变了，哪些话、数字改了，哪些问话换了去处。"
    "HEAD 是上一次提交，HEAD~1 是再上一次，也可以写分支名、标签、提交的编号。"
)


class DiffPanel:
    """`hub` knows the content as it now is."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._known: tuple[str, str] | None = None
        ui.label("改动").classes("text-h6")
        ui.label(HELP).classes("text-grey-8")
        with ui.row().classes("w-full items-center no-wrap gap-2"):
            self._revision = (
                ui.input("和哪一版比", value="HEAD")
                .props("outlined dense")
                .classes("col studio-revision")
                .on("keydown.enter", self.compare)
            )
            self._button = ui.button("对照", on_click=self.compare).props("no-caps color=teal-8")
        self._result = ui.column().classes("w-full studio-diff")

    def show(self) -> None:
        """What was compared holds for other files: it is to be asked for anew."""
        guide = self._hub.state.guide
        if self._known is not None and guide is not None:
            revision, digest = self._known
            if digest != guide.content.digest:
                self._known = None
                self._result.clear()
                with self._result:
                    ui.label(f"文件又改了，再点一次“对照”，看和 {revision} 比变了什么。")

    async def compare(self) -> None:
        """Compare, in a thread: it takes some seconds if phrasings changed."""
        state, revision = self._hub.state, (self._revision.value or "").strip() or "HEAD"
        self._result.clear()
        if state.broken or state.guide is None:
            with self._result:
                ui.label("现在的文件有错误，改好再对照。")
            return
        with self._result:
            ui.spinner(size="lg")
        self._button.disable()
        try:
            told = await asyncio.to_thread(_told, self._hub.workspace.root, revision, state.today)
        except RevisionError as error:
            told, problem = "", f"没法对照：{error}"
        else:
            problem = ""
        self._button.enable()
        self._known = (revision, state.guide.content.digest)
        self._result.clear()
        with self._result:
            ui.label(problem).style("white-space: pre-line")
            ui.markdown(told).classes("w-full")


def _told(root: Path, revision: str, today: date) -> str:
    return markdown(between(root, revision, None, today, os.environ.get("DATABASE_URL", "")))
