"""People at random over the running bot: old and foreign buttons, double taps, restarts, reloads.

python -m tests.telegram.chaos [--events 20000] [--webhook]

Every event gets a visible reaction in its own chat and in no other, no exception is logged, and
answers that were given stay given. Each person does only so many things: more would be slowed.
"""

import argparse
import asyncio
import random
import shutil
import tempfile
from pathlib import Path

from tests.telegram.proxy import Call
from tests.telegram.world import DESK, Person, World

EACH = 16
AT_ONCE = 12
WORDS = (
    "伞还不了",
    "3",
    "三天",
    "借一天多少",
    "你好",
    "不对，是柜台",
    "上一步",
    "/menu",
    "/why",
    "/restart",
    "随便说说",
    "/big",
    "/trad",
    "1",
    "不清楚",
    "/start umbrella",
)


class Chaos:
    """A world and what went on in it."""

    def __init__(self, world: World, content: Path, seed: int) -> None:
        self.world, self.content = world, content
        self.rng = random.Random(seed)
        self.pressed: list[tuple[int, str]] = []
        self.done = 0
        self.restarting = asyncio.Lock()

    async def life(self, person: Person) -> None:
        """One person's events, each waited for."""
        for _ in range(EACH):
            async with self.restarting:
                pass
            before = len(person.calls())
            await self.act(person)
            # a default binds the value of this round; mypy cannot infer a lambda that has one
            await self.world.until(lambda seen=before: len(person.calls()) > seen, within=60)  # type: ignore[misc]
            self.done += 1

    async def act(self, person: Person) -> None:
        """Type, or press something of now, of then, or of somebody else; sometimes twice."""
        buttons = [
            (message, button["callback_data"])
            for message, (_, keyboard) in person.screen().items()
            for row in keyboard
            for button in row
            if "callback_data" in button
        ]
        kind = self.rng.random()
        if kind < 0.35 or not buttons:
            await person.send(text=self.rng.choice(WORDS))
        elif kind < 0.75:
            message, data = self.rng.choice(buttons)
            self.pressed.append((message, data))
            await person.forge(message, data)
            if self.rng.random() < 0.25:
                await person.forge(message, data)
        else:
            message, data = self.rng.choice(self.pressed or buttons)
            await person.forge(message, data)

    async def troubles(self) -> None:
        """Restarts and reloads, now with other content, now broken."""
        texts = ("七天以内不要钱。", "八天以内不要钱。", "九天以内不要钱。")
        (path,) = (self.content / "knowledge/entries").glob("*.yaml")
        whole = path.read_text("utf-8")
        while True:
            await asyncio.sleep(self.rng.uniform(0.5, 1.5))
            match self.rng.randrange(4):
                case 0:
                    async with self.restarting:
                        path.write_text(whole, "utf-8")
                        assert await self.world.stop() == 0
                        known = len(self.world.proxy.calls)
                        await self.world.start()
                        # as above: the default is what makes it this restart
                        await self.world.until(lambda n=known: len(self.world.proxy.calls) > n)  # type: ignore[misc]
                case 1:
                    path.write_text("entries: [", "utf-8")
                    self.world.reload()
                case _:
                    path.write_text(whole.replace(texts[0], self.rng.choice(texts)), "utf-8")
                    self.world.reload()


def strangers(calls: list[Call], known: set[int]) -> list[Call]:
    """What was shown in a chat where nobody is."""
    return [call for call in calls if call.fields.get("chat_id", 0) not in {0, *known}]


async def run(events: int, *, webhook: bool, folder: Path, seed: int = 1) -> int:
    """Live through so many events; how many there were."""
    content = Path(shutil.copytree(DESK, folder / "content"))
    world = World(folder, webhook=webhook, content=content)
    known: set[int] = set()
    async with world:
        await world.start()
        await world.until(lambda: bool(world.proxy.calls))
        chaos = Chaos(world, content, seed)
        troubles = asyncio.create_task(chaos.troubles())
        while chaos.done < events and not troubles.done():
            people = [world.person() for _ in range(AT_ONCE)]
            known |= {person.id for person in people}
            await asyncio.gather(*(chaos.life(person) for person in people))
        troubles.cancel()
        await asyncio.gather(troubles, return_exceptions=True)
        assert not strangers(world.proxy.made("sendMessage", "editMessageText"), known)
        assert await world.stop() == 0
    log = world.log.read_text("utf-8")
    assert "Traceback" not in log, log[log.index("Traceback") - 2_000 :][:6_000]
    return chaos.done


def main() -> None:
    """Say how it went."""
    parser = argparse.ArgumentParser(description="people at random over the running bot")
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--webhook", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        done = asyncio.run(
            run(options.events, webhook=options.webhook, folder=Path(folder), seed=options.seed)
        )
    print(f"{done} events: each met by a reaction in its own chat, no exception")


if __name__ == "__main__":
    main()
