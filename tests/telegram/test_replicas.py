"""Two bots over one PostgreSQL and one token: one polls, both serve, either may die."""

import asyncio
from pathlib import Path

import pytest

from tests import postgres
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
