"""kill -9 while people and operators talk: nothing is lost, and nobody reads another's answer.

    python -m tests.telegram.relaying --kills 40

Everything a person says holds a mark of theirs. Operators reply to each post with the marks it
holds, so what reaches a person must hold marks of their own, and all of them.
"""

import argparse
import asyncio
import random
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.telegram.office import DESK, Office, case_of
from tests.telegram.proxy import Call, Fault
from tests.telegram.world import Person, World

MARK = re.compile(r"〔(\d+)-(\d+)〕")
MOMENTS = (
    None,
    ("getUpdates", "kill_before"),
    ("getUpdates", "kill_after"),
    ("sendMessage", "kill_before"),
    ("sendMessage", "kill_after"),
)


class Interleaved:
    """Some people, one desk: they all talk at the same time, and the bot dies now and then."""

    def __init__(self, world: World, people: int, dice: random.Random) -> None:
        self.world, self.dice, self.office = world, dice, Office(world)
        self.people = [world.person() for _ in range(people)]
        self.said: dict[int, list[str]] = {person.id: [] for person in self.people}
        self._answered: set[int] = set()

    async def open(self) -> None:
        """Everyone leaves a message; each has a case then."""
        for person in self.people:
            await person.send(text="/human")
            await person.taps("给工作人员留言", "我转给工作人员")
        await self.world.until(lambda: len(self.office.posts()) >= len(self.people))

    async def say(self) -> None:
        """One of them says something new."""
        person = self.dice.choice(self.people)
        mark = f"〔{person.id}-{len(self.said[person.id])}〕"
        self.said[person.id].append(mark)
        await person.send(text=f"问一句 {mark}")

    async def reply(self) -> None:
        """Operators reply to all posts they have not replied to, the copies of a crash too."""
        for post in self.office.posts():
            message = post.result["message_id"]
            marks = MARK.findall(post.fields["text"])
            if marks and message not in self._answered:
                self._answered.add(message)
                found = "".join(f"〔{who}-{which}〕" for who, which in marks)
                await self.office.write(f"答 {found}", to=post)

    async def die(self) -> None:
        """Die at a moment drawn by chance, and start again."""
        moment = self.dice.choice(MOMENTS)
        if moment is not None:
            self.world.proxy.faults.append(Fault(*moment))
        await asyncio.sleep(self.dice.uniform(0.2, 0.6))
        self.world.proxy.faults.clear()
        await self.world.kill()
        await self.world.start()

    async def settle(self) -> None:
        """Until everyone was answered on everything."""
        end = asyncio.get_running_loop().time() + 240
        while any(self._missing(person) for person in self.people):
            assert asyncio.get_running_loop().time() < end, self.wrong()
            await self.reply()
            await asyncio.sleep(0.2)

    def _missing(self, person: Person) -> set[str]:
        return set(self.said[person.id]) - set(_marks(_answers(person)))

    def wrong(self) -> list[str]:
        """What went wrong, a line each."""
        found = []
        for person in self.people:
            found += [f"{person.id} was never answered on {m}" for m in self._missing(person)]
            others = set(_marks(_answers(person))) - set(self.said[person.id])
            found += [f"{person.id} read {mark}" for mark in others]
        numbers = {
            (case_of(post), who)
            for post in self.office.posts()
            for who, _ in MARK.findall(post.fields["text"])
        }
        if len(numbers) > len(self.people):
            found.append(f"cases mixed: {sorted(numbers)}")
        return found


def _answers(person: Person) -> list[Call]:
    return [c for c in person.calls() if c.fields.get("text", "").startswith("工作人员：")]


def _marks(calls: Sequence[Call]) -> list[str]:
    return [f"〔{a}-{b}〕" for call in calls for a, b in MARK.findall(call.fields["text"])]


async def relaying(folder: Path, kills: int, *, people: int = 2, seed: int = 1) -> list[str]:
    """Run it; what went wrong: nothing, as it should be."""
    async with World(folder, OPERATOR_CHAT_ID=str(DESK)) as world:
        await world.start()
        scene = Interleaved(world, people, random.Random(seed))
        await scene.open()
        for _ in range(kills):
            for _ in range(scene.dice.randint(1, 3)):
                await scene.say()
            await scene.reply()
            await scene.die()
        await scene.settle()
        assert await world.stop() == 0
        return scene.wrong()


def main() -> None:
    """Print what went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wrong = asyncio.run(
            relaying(Path(folder), options.kills, people=options.people, seed=options.seed)
        )
    print("\n".join(wrong))
    print(f"{options.kills} kills, {options.people} people: {len(wrong)} faults")


if __name__ == "__main__":
    main()
