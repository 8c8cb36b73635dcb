"""kill -9 at any moment, of any replica: no update lost, none taken twice, all sent in order.

    python -m tests.store.fleet [--kills 300] [--updates 30000] [--chats 500] [--restarts 20]
                                [--engine postgresql] [--replicas 3]

It plays Telegram to the replicas in `crashing.py`. Each chat has two lanes, as messages and
presses have: within a lane the next update comes once the one before is acknowledged; across
lanes nothing is promised. What is not acknowledged is sent again, to any replica; what was is
sent again too, now and then. Update ids say nothing about the order.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count, groupby
from pathlib import Path

from bot.store.opening import open_store
from tests import postgres

UNDER_WAY = 12
REPEATED = 0.1


@dataclass
class Tally:
    """What came of it. `wrong`: a line for each chat that is not as it should be."""

    kills: int = 0
    restarts: int = 0
    updates: int = 0
    messages: int = 0
    repeats: int = 0
    wrong: list[str] = field(default_factory=list)
    recovered: list[float] = field(default_factory=list)
    """Seconds from each start of the database to the next acknowledgement."""


class Replica:
    """One process, started anew whenever it was killed."""

    def __init__(self, fleet: "Fleet", name: str) -> None:
        self._fleet, self._name = fleet, name
        self._asked: dict[int, asyncio.Future[bool]] = {}
        self._depths: asyncio.Future[tuple[int, int]] | None = None
        self._process: Process | None = None
        self._listening: asyncio.Task[None] | None = None
        self.up = False

    async def start(self) -> None:
        module = (sys.executable, "-m", "tests.store.crashing")
        command = (*module, self._fleet.url, self._name, str(self._fleet.sent))
        while not self.up:  # it may be killed, or find no database, before it is up
            self._process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=self._fleet.log
            )
            assert self._process.stdout is not None
            self.up = await self._process.stdout.readline() == b"going\n"
        assert self._process is not None
        self._listening = asyncio.create_task(self._listen(self._process))

    async def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self.up = False
        await self._process.wait()
        if self._listening is not None:
            await self._listening

    async def offer(self, number: int, updates: list[tuple[int, int, str]]) -> bool:
        """Whether they were acknowledged; False when the replica was not there, or died."""
        if not self.up:
            return False
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        self._tell([number, updates])
        return await answer

    async def depths(self) -> tuple[int, int]:
        if not self.up:
            return 1, 1
        self._depths = asyncio.get_running_loop().create_future()
        self._tell("depths")
        return await self._depths

    def _tell(self, what: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(what)}\n".encode())

    async def _listen(self, process: Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            match line.decode().split():
                case ["depths", waiting, unsent] if self._depths is not None:
                    self._depths.set_result((int(waiting), int(unsent)))
                case ["ack" | "nack" as said, number]:
                    self._asked.pop(int(number)).set_result(said == "ack")
        for answer in self._asked.values():
            answer.set_result(False)
        self._asked.clear()
        if self._depths is not None and not self._depths.done():
            self._depths.set_result((1, 1))


class Fleet:
    """So many replicas over one database, and Telegram."""

    def __init__(self, url: str, replicas: int, folder: Path, seed: int) -> None:
        self.url = url
        self.sent = folder / "sent"
        self.sent.touch()
        self.log = (folder / "replicas.log").open("ab")
        self.acknowledged = 0
        self.last_acknowledged = 0.0
        self._dice = random.Random(seed)
        self._replicas = [Replica(self, f"replica-{n}") for n in range(replicas)]
        self._numbers = count()
        self._lanes: dict[tuple[int, int], list[str]] = defaultdict(list)
        self._places = asyncio.Semaphore(UNDER_WAY)
        self._ids: dict[str, int] = {}

    async def run(self, tally: Tally, chats: int, server: postgres.Postgres | None) -> None:
        """All of it; `tally` says how many of each, and is told what came of it."""
        ids = self._dice.sample(range(1, 10**9), tally.updates)
        for n, identity in enumerate(ids):
            self._ids[str(n)] = identity
            self._lanes[n % chats, self._dice.randrange(2)].append(str(n))
        await asyncio.gather(*(replica.start() for replica in self._replicas))
        lanes = [asyncio.create_task(self._lane(*lane)) for lane in self._lanes.items()]
        troubles = [asyncio.create_task(self._kill(tally))]
        if server is not None and tally.restarts:
            troubles.append(asyncio.create_task(self._restart(tally, server)))
        await asyncio.gather(*lanes, *troubles)
        await self._drained()
        await asyncio.gather(*(replica.kill() for replica in self._replicas))
        self.log.close()

    async def _lane(self, lane: tuple[int, int], payloads: list[str]) -> None:
        chat, _ = lane
        for place, payload in enumerate(payloads):
            async with self._places:
                while not await self._offer(chat, payload):  # noqa: ASYNC110 - as Telegram does
                    await asyncio.sleep(self._dice.uniform(0.0, 0.05))
                self.acknowledged += 1
                self.last_acknowledged = time.monotonic()
                if self._dice.random() < REPEATED:
                    again = self._dice.choice(payloads[max(0, place - 5) : place + 1])
                    await asyncio.gather(*(self._offer(chat, again) for _ in range(2)))

    async def _offer(self, chat: int, payload: str) -> bool:
        update = (self._ids[payload], chat, payload)
        return await self._dice.choice(self._replicas).offer(next(self._numbers), [update])

    async def _kill(self, tally: Tally) -> None:
        for n in range(tally.kills):
            await self._reached((n + 0.5) * tally.updates / tally.kills)
            await asyncio.sleep(self._dice.uniform(0.0, 0.05))
            replica = self._dice.choice(self._replicas)
            await replica.kill()
            await replica.start()

    async def _restart(self, tally: Tally, server: postgres.Postgres) -> None:
        for n in range(tally.restarts):
            await self._reached((n + 1) * tally.updates / (tally.restarts + 1))
            await asyncio.to_thread(server.stop, ("fast", "immediate")[n % 2])
            await asyncio.sleep(self._dice.uniform(0.1, 0.6))
            await asyncio.to_thread(server.start)
            began = time.monotonic()
            while self.last_acknowledged < began:
                if self.acknowledged == tally.updates:  # before it had stopped
                    return
                await asyncio.sleep(0.01)
            tally.recovered.append(self.last_acknowledged - began)

    async def _reached(self, updates: float) -> None:
        while self.acknowledged < updates:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)

    async def _drained(self) -> None:
        while await self._replicas[0].depths() != (0, 0):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.05)

    async def judge(self, tally: Tally, chats: int) -> None:
        """Hold what is stored and what was sent against what was said."""
        sent: dict[int, list[str]] = defaultdict(list)
        for line in self.sent.read_text().splitlines():
            to, _, effect = line.partition(" ")
            sent[int(to)].append(effect)
        with closing(open_store(self.url)) as store:
            for chat in range(chats):
                session = (await store.conversation(chat) or "").split()
                said = self._judge(chat, session, sent[chat])
                tally.wrong.extend(f"chat {chat}: {why}" for why in said)
        tally.messages = 2 * tally.updates
        tally.repeats = sum(map(len, sent.values())) - tally.messages

    def _judge(self, chat: int, session: list[str], sent: list[str]) -> Iterator[str]:
        for half in (0, 1):
            lane = self._lanes.get((chat, half), [])
            mine = set(lane)
            if (taken := [one for one in session if one in mine]) != lane:
                yield f"came and taken: {_part(lane, taken)}"
        once = [effect for effect, _ in groupby(sent)]
        if once != (due := [f"{one}.{part}" for one in session for part in (0, 1)]):
            yield f"due and sent: {_part(due, once)}"


def _part(due: list[str], done: list[str]) -> str:
    """Both, from where they part."""
    first = next((n for n, (a, b) in enumerate(zip(due, done, strict=False)) if a != b), -3)
    start = max(0, first - 2) if first >= 0 else min(len(due), len(done)) - 2
    return f"… {due[start : start + 8]} … and … {done[start : start + 8]} …"


async def crash(
    url: str,
    tally: Tally,
    *,
    replicas: int,
    chats: int,
    folder: Path,
    server: postgres.Postgres | None = None,
    seed: int = 20261125,
) -> Tally:
    """Run it; `tally` holds how many updates, kills and restarts there are to be."""
    fleet = Fleet(url, replicas, folder, seed)
    await fleet.run(tally, chats, server)
    await fleet.judge(tally, chats)
    return tally


def main() -> None:
    """Print the tally."""
    parser = argparse.ArgumentParser(description="replicas killed in the middle of their work")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--restarts", type=int, default=20, help="of PostgreSQL")
    parser.add_argument("--updates", type=int, default=30_000)
    parser.add_argument("--chats", type=int, default=500)
    parser.add_argument("--replicas", type=int, default=3)
    parser.add_argument("--engine", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tally = Tally(options.kills, options.restarts, options.updates)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = postgres.server() if options.engine == "postgresql" else None
        url = server.schema() if server else f"sqlite:///{folder / 'bot.db'}"
        replicas = options.replicas if server else 1
        began = time.monotonic()
        asyncio.run(
            crash(
                url,
                tally,
                replicas=replicas,
                chats=options.chats,
                folder=folder,
                server=server,
                seed=options.seed,
            )
        )
        print((folder / "replicas.log").read_text()[-2000:])
    print("\n".join(tally.wrong[:20]))
    print(
        f"{tally.updates} updates of {options.chats} chats, {replicas} replicas,"
        f" {tally.kills} kills, {tally.restarts} restarts of the database,"
        f" {time.monotonic() - began:.0f} s: {len(tally.wrong)} chats are not as they should be;"
        f" {tally.repeats} of {tally.messages} messages came twice"
    )
    if tally.recovered:
        print(f"work went on at most {max(tally.recovered):.2f} s after the database was back")


if __name__ == "__main__":
    main()
