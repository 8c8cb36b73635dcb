"""kill -9 while people talk: no turn is lost, none is applied twice.

    python -m tests.telegram.kill --kills 200 [--webhook]

Every turn counts itself in its session, so a chat that was sent n updates must end at turn n.
"""

import argparse
import asyncio
import random
import tempfile
from collections import Counter
from pathlib import Path

import msgspec

from bot.dialogue.session import Session
from bot.store.opening import open_store
from tests.telegram.proxy import Fault
from tests.telegram.world import Person, World

PEOPLE = 24
SAID = ("雨伞", "还伞机", "红灯", "三天", "上一步", "重新开始", "借一天多少", "菜单", "1", "……")
MOMENTS = (
    None,
    ("getUpdates", "kill_before"),
    ("getUpdates", "kill_after"),
    ("sendMessage", "kill_before"),
    ("sendMessage", "kill_after"),
    ("editMessageReplyMarkup", "kill_after"),
)


async def _session(folder: Path, chat: int) -> Session | None:
    store = open_store(f"sqlite:///{folder / 'bot.db'}")
    try:
        stored = await store.conversation(chat)
    finally:
        store.close()
    return None if stored is None else msgspec.json.decode(stored, type=Session)


async def _talk(
    world: World, people: list[Person], sent: Counter[int], dice: random.Random
) -> None:
    for person in dice.sample(people, 4):
        sent[person.id] += 1
        await person.send(text=dice.choice(SAID))


async def _die(world: World, dice: random.Random) -> None:
    """Let the bot die at a moment drawn by chance; a call that never comes is not waited for."""
    moment = dice.choice(MOMENTS)
    if moment is not None:
        world.proxy.faults.append(Fault(*moment))
    await asyncio.sleep(dice.uniform(0.2, 0.7))
    world.proxy.faults.clear()
    await world.kill()
    await world.start()


async def killing(folder: Path, kills: int, *, webhook: bool = False, seed: int = 1) -> list[str]:
    """Run it; what went wrong, a line each: nothing, as it should be."""
    dice = random.Random(seed)
    sent: Counter[int] = Counter()
    async with World(folder, webhook=webhook) as world:
        people = [world.person() for _ in range(PEOPLE)]
        await world.start()
        for _ in range(kills):
            await _talk(world, people, sent, dice)
            await _die(world, dice)
        await _everyone_answered(world, people)
        assert await world.stop() == 0
    return [wrong for chat, n in sent.items() for wrong in await _wrong(folder, chat, n)]


async def _everyone_answered(world: World, people: list[Person]) -> None:
    """A last message to each: it is answered after all that came before it."""
    for person in people:
        await person.send(text="/privacy")
    if world.webhook:
        await world.deliver()

    def answered() -> bool:
        return all(any("30 天" in c.fields.get("text", "") for c in p.calls()) for p in people)

    await world.until(answered, within=240)


async def _wrong(folder: Path, chat: int, sent: int) -> list[str]:
    session = await _session(folder, chat)
    turns = session.turn if session else 0
    return [] if turns == sent + 1 else [f"chat {chat}: {sent + 1} sent, {turns} turns"]


def main() -> None:
    """Print the tally."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--webhook", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wrong = asyncio.run(
            killing(Path(folder), options.kills, webhook=options.webhook, seed=options.seed)
        )
    print("\n".join(wrong))
    print(f"{options.kills} kills: {len(wrong)} chats with lost or doubled turns")


if __name__ == "__main__":
    main()
