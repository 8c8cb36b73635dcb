"""What all windows of the studio share: the state of the content, kept up with the files."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from nicegui import Event

from bot.authoring.studio.workspace import State, Workspace

EVERY = 0.1
"""Seconds between two looks at the files, each of which takes less than a hundredth of that."""

log = logging.getLogger(__name__)


class Hub:
    """`changed` is told whenever `state` is another one. `opened`: the flow to show first."""

    def __init__(self, workspace: Workspace, opened: str | None = None) -> None:
        self.workspace = workspace
        self.opened = opened
        self.changed: Event[[]] = Event()
        self._mark = workspace.mark()
        self.state = workspace.read()

    async def watch(self) -> None:
        """Look after the files for as long as the studio runs."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_again(self._look))
            tasks.create_task(_again(self._study))

    async def _look(self) -> None:
        """Read what was saved."""
        mark = await asyncio.to_thread(self.workspace.mark)
        if mark != self._mark:
            self._mark = mark
            self._tell(await asyncio.to_thread(self.workspace.read, self.state))

    async def _study(self) -> None:
        """Find out what takes longer, step by step; what was saved meanwhile comes next."""
        state = self.state
        if state.whole:
            return
        for step in (self.workspace.word, self.workspace.study):
            found = await asyncio.to_thread(step, state)
            if self.state is not state:
                return
            self._tell(found)
            state = found

    def _tell(self, state: State) -> None:
        self.state = state
        self.changed.emit()


async def _again(look: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await look()
        except Exception:  # the studio must outlive whatever files may hold
            log.exception("the content could not be read")
        await asyncio.sleep(EVERY)
