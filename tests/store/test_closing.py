"""PostgreSQL given up on, or closed, at any moment: no connection is left to the collector."""

import asyncio
import gc
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.errors import StoreNewerError
from bot.store.opening import open_store
from bot.store.postgres.server import Server
from bot.store.store import Incoming
from tests import postgres
from tests.store.scene import Run

LONG = 60.0
"""Nothing in these tests waits this long; what does is broken."""


def descriptors() -> int:
    """How many files and sockets this process has open."""
    gc.collect()
    return sum(1 for _ in Path("/dev/fd").iterdir())


async def _given_up_after(steps: int, url: str) -> bool:
    """Connect, give up after so many steps of the loop, close; whether it was still connecting."""
    server = Server(url)
    connecting = asyncio.create_task(server.connect())
    for _ in range(steps):
        await asyncio.sleep(0)
    early = connecting.cancel()
    for given in await asyncio.gather(connecting, return_exceptions=True):
        if not isinstance(given, BaseException):
            given.terminate()
    await server.close()
    await asyncio.sleep(0)  # in which what ended says so
    assert not server.processes
    return early


@pytest.mark.filterwarnings("error::ResourceWarning")
def test_a_connection_given_up_at_any_step_is_closed(run: Run) -> None:
    url = postgres.server().schema()
    run(_given_up_after(0, url))  # what is opened once for all
    before = descriptors()
    steps = 0
    while run(_given_up_after(steps, url)):
        run(asyncio.sleep(0))  # in which transports close their sockets
        assert descriptors() == before, steps
        steps += 1 if steps < 40 else steps // 4
    assert steps > 10


def test_a_store_that_cannot_be_opened_leaves_nothing_open() -> None:
    url = postgres.server().schema()
    open_store(url).close()
    postgres.server().execute("UPDATE shebao_schema SET serves_from = 99", url)
    before = descriptors()
    with pytest.raises(StoreNewerError):
        open_store(url)
    assert descriptors() == before


@pytest.mark.filterwarnings("error::ResourceWarning")
def test_a_store_closed_at_any_moment_leaves_nothing_open(run: Run) -> None:
    url = postgres.server().schema()

    async def story(steps: int) -> None:
        with closing(open_store(url)) as store:
            asked = [
                asyncio.create_task(one)
                for one in (
                    store.wait_for_work(LONG),
                    store.wait_for_delivery(LONG),
                    store.lead(),
                    store.ingest([Incoming(steps, steps, "x")]),
                    store.stats(),
                )
            ]
            await asyncio.sleep(steps / 5000)
            for task in asked[:: 1 + steps % 3]:
                task.cancel()
            await asyncio.sleep(0)
        await asyncio.gather(*asked, return_exceptions=True)

    run(story(0))
    before = descriptors()
    for steps in range(1, 20):
        run(story(steps))
        run(asyncio.sleep(0))
        assert descriptors() == before, steps
