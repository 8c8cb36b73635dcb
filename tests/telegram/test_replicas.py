"""Two bots over one PostgreSQL and one token: one polls, both serve, either may die."""

import asyncio
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from bot.dialogue.session import Session
from bot.store.opening import open_store
from tests import postgres
from tests.telegram.proxy import Fault
from tests.telegram.world import World


@pytest.mark.parametrize("first_dies", [True, False])
def test_people_are_answered_once_whichever_of_two_replicas_dies(
    tmp_path: Path, first_dies: bool
) -> None:
    url = postgres.server().schema()

    async def story() -> None:
        async with World(tmp_path, DATABASE_URL=url) as world:
            people = [world.person() for _ in range(3)]
            await world.start()
            await people[0].say("/menu")  # so it is the first that polls
            first = world.bot
            assert first is not None
            await world.start()
            second = world.bot
            assert second is not None
            for person in people:
                await person.say("/start")
            dies, lives = (first, second) if first_dies else (second, first)
            for person in people:
                await person.send(text="/privacy")
            dies.kill()
            await dies.wait()
            world.bot = lives
            for person in people:
                await person.sees("30 天")
            told = [
                sum("30 天" in str(call.fields) for call in person.calls()) for person in people
            ]
            assert sum(told) <= len(people) + 4  # a crash repeats what was under way at most
            assert await world.stop() == 0

    asyncio.run(story())


def test_a_replica_stops_while_the_database_hangs_and_nothing_is_lost(tmp_path: Path) -> None:
    server = postgres.server()
    url = server.schema()

    async def story() -> list[int]:
        async with World(tmp_path, DATABASE_URL=url) as world:
            await world.start()
            people = [world.person() for _ in range(8)]
            for person in people:
                await person.say("/start")
            world.proxy.faults.append(Fault("sendMessage", "slow", 8, seconds=0.3))
            for person in people:
                await person.send(text="/privacy")
            await world.until(lambda: world.proxy.faults[0].times < 8)
            async with server.hanging():
                assert await world.stop() == 0  # which does not wait for ever
            await world.start()
            for person in people:
                await person.sees("30 天")
                await person.say("/menu")
            assert await world.stop() == 0
        return [person.id for person in people]

    people = asyncio.run(story())
    turns = asyncio.run(_turns(url, people))
    assert turns == [3] * len(people)


async def _turns(url: str, people: list[int]) -> list[int]:
    """How many turns each has had."""
    with closing(open_store(url)) as store:
        sessions = [await store.conversation(person) for person in people]
    return [msgspec.json.decode(session or "{}", type=Session).turn for session in sessions]
