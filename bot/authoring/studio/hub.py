"""What all windows of the studio share: the state of the content, kept up with the files."""

import asyncio
import contextlib
import logging

from nicegui import Event

from bot.authoring.studio.workspace import State, Workspace

EVERY = 0.2
"""Seconds between two looks at the files. A look takes some milliseconds."""

log = logging.getLogger(__name__)


class Hub:
    """`changed` is told whenever `state` is another one."""

    def __init__(self, workspace: Workspace, opened: str | None = None) -> None:
        self.workspace = workspace
        self.opened = opened
        self.changed: Event[[]] = Event()
        self._mark = workspace.mark()
        self.state = workspace.read()
        self._studying: asyncio.Task[None] | None = None

    async def watch(self) -> None:
        """Look after the files for as long as the studio runs."""
        self._study()
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self._look()
            except Exception:  # the studio must outlive whatever files may hold
                log.exception("the content could not be read")

    async def _look(self) -> None:
        mark = await asyncio.to_thread(self.workspace.mark)
        if mark == self._mark:
            return
        self._mark = mark
        self._tell(await asyncio.to_thread(self.workspace.read, self.state))
        self._study()

    def _study(self) -> None:
        if self._studying is not None:
            self._studying.cancel()
        self._studying = asyncio.create_task(self._studied(self.state))

    async def _studied(self, state: State) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            for step in (self.workspace.word, self.workspace.study):
                found = await asyncio.to_thread(step, state)
                if self.state is not state:
                    return
                self._tell(found)
                state = found

    def _tell(self, state: State) -> None:
        self.state = state
        self.changed.emit()
