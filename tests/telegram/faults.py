"""What goes wrong around the bot, while people talk: nothing lost, doubled or out of order.

    python -m tests.telegram.faults [--only NAME] [--people 24] [--each 16] [--storm 30]

Every person sends things in a known order, and each has its own answer, so what they were shown
tells all. `disk` needs to be root (a small file system in memory), `clock` needs libfaketime
(`pip install libfaketime`, or Debian's `faketime`); where these are not to be had they are left
out, and it is said so.
"""

import argparse
import asyncio
import importlib.util
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.telegram.proxy import Fault
from tests.telegram.recording import rows
from tests.telegram.world import DESK, Person, World

SAID = {"/privacy": "30 天", "借一天多少": "七天以内不要钱"}
"""What people send, and a part of its answer that no other has; each is answered by a message."""


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    people: int
    each: int
    storm: int
    """The longest wait, in seconds, that the server asks for."""
    outage: float


FULL = Size(people=24, each=16, storm=30, outage=12.0)


@dataclass
class Talk:
    """People who talk, and what came of it."""

    world: World
    size: Size
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    sent: dict[Person, list[str]] = field(default_factory=dict)

    async def go_on(self, share: float = 1.0) -> None:
        """Everybody sends this share of all they have to say, at random."""
        if not self.sent:
            self.sent = {self.world.person(): [] for _ in range(self.size.people)}
        rounds = max(1, round(self.size.each * share))
        for _ in range(rounds):
            for person, said in self.sent.items():
                said.append(self.chance.choice(tuple(SAID)))
                await person.send(text=said[-1])
            await asyncio.sleep(0.02)

    def shown(self, person: Person) -> list[str]:
        """What a person sent, as the answers tell it; a message sent twice is there twice."""
        texts = [call.fields["text"] for call in person.calls() if call.method == "sendMessage"]
        return [said for text in texts for said, part in SAID.items() if part in text]

    async def all_answered(self, within: float) -> None:
        """Wait until everybody has as many answers as they sent things."""

        def answered() -> bool:
            return all(len(self.shown(p)) >= len(said) for p, said in self.sent.items())

        await self.world.until(answered, within=within)

    def wrong(self, repeats: int = 0) -> list[str]:
        """What is lost, doubled or out of order, a line each.

        So many messages of one chat may be shown twice, one after the other.
        """
        told = []
        for person, said in self.sent.items():
            shown = self.shown(person)
            repeated = _repeats(said, shown)
            if repeated is None or repeated > repeats:
                told.append(f"chat {person.id}: sent {said}, shown {shown}")
            database = self.world.folder / "bot.db"
            query = f"SELECT session FROM chat WHERE chat_id = {person.id}"
            (session,) = rows(database, query)[0]
            if f'"turn":{len(said)},' not in session.replace("}", ","):
                told.append(f"chat {person.id}: {len(said)} sent, but {session}")
        return told


def _repeats(said: list[str], shown: list[str]) -> int | None:
    """How many answers were shown again at once; None if it is not that alone."""
    done = again = 0
    for one in shown:
        if done < len(said) and one == said[done]:
            done += 1
        elif done and one == said[done - 1]:
            again += 1
        else:
            return None
    return again if done == len(said) else None


Scenario = Callable[[Talk], Awaitable[None]]


async def storm(talk: Talk) -> None:
    """Two calls in five are refused, each with another wait; none comes before its time."""
    world, chance = talk.world, random.Random(2)
    body = {"description": "Too Many Requests: retry later"}
    for _ in range(talk.size.people * 3):
        wait = chance.randint(1, talk.size.storm)
        told = body | {"parameters": {"retry_after": wait}}
        world.proxy.faults.append(Fault("sendMessage", "refuse", 1, 0.02, 429, told))
    await talk.go_on()
    await talk.all_answered(within=60 + 20 * talk.size.storm)
    assert not (early := too_early(world)), early


def too_early(world: World) -> list[str]:
    """Calls that came into a chat before the wait was over that it had been asked for."""
    until: dict[int, float] = {}
    early = []
    for call in world.proxy.calls:
        if call.method != "sendMessage":
            continue
        chat = call.fields["chat_id"]
        if call.at < until.get(chat, 0.0):
            early.append(f"chat {chat}: {until[chat] - call.at:.3f} s early")
        if call.wait is not None:
            until[chat] = call.at + call.wait
    return early


async def away(talk: Talk) -> None:
    """Telegram cannot be reached for a while, in several ways."""
    for kind in ("drop_before", "html"):
        faults = [
            Fault(method, kind, times=10**6)
            for method in ("sendMessage", "getUpdates", "answerCallbackQuery", "getMe")
        ]
        await talk.go_on(0.25)
        talk.world.proxy.faults.extend(faults)
        await talk.go_on(0.25)
        await asyncio.sleep(talk.size.outage)
        talk.world.proxy.faults.clear()
    await talk.all_answered(within=180)


async def locked(talk: Talk) -> None:
    """Another program holds the database."""
    await talk.go_on(0.3)
    with closing(sqlite3.connect(talk.world.folder / "bot.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await talk.go_on(0.4)
        await asyncio.sleep(talk.size.outage)
        other.execute("ROLLBACK")
    await talk.go_on(0.3)
    await talk.all_answered(within=120)


async def full(talk: Talk) -> None:
    """No space is left on the disk, then there is again."""
    ballast = talk.world.folder / "ballast"
    await talk.go_on(0.3)
    for _ in range(2):
        _fill(ballast)
        await talk.go_on(0.2)
        await asyncio.sleep(talk.size.outage)
        assert not os.statvfs(talk.world.folder).f_bavail
        ballast.unlink()
        await talk.all_answered(within=120)
    await talk.go_on(0.3)
    await talk.all_answered(within=120)


def _fill(ballast: Path) -> None:
    """Leave no byte."""
    with ballast.open("wb", buffering=0) as file:
        for size in (2**16, 2**12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue


async def unwritable(talk: Talk) -> None:
    """The file system is remounted so that it may only be read."""
    folder = talk.world.folder
    await talk.go_on(0.3)
    await talk.all_answered(within=60)
    _mount("-o", "remount,ro", str(folder), forced=True)
    await talk.go_on(0.2)
    await asyncio.sleep(talk.size.outage)
    _mount("-o", "remount,rw", str(folder))
    await talk.go_on(0.3)
    await talk.all_answered(within=120)


async def clock(talk: Talk) -> None:
    """The clock jumps a day ahead, two days back, and to where it was."""
    stamp = talk.world.folder / "clock"
    for offset in ("+1d", "-1d", "+0"):
        await talk.go_on(0.25)
        stamp.write_text(offset, "utf-8")
        await talk.go_on(0.1)
        await asyncio.sleep(talk.size.outage / 4)
    await talk.all_answered(within=150)


SCENARIOS: dict[str, Scenario] = {
    "storm": storm,
    "away": away,
    "locked": locked,
    "full": full,
    "unwritable": unwritable,
    "clock": clock,
}
REPEATS = {"clock": 2}
"""A day later nobody can be sending any more what was claimed a day ago: it is sent again."""
ON_A_SMALL_DISK = frozenset({"full", "unwritable"})


def _mount(*arguments: str, forced: bool = False) -> None:
    subprocess.run(["mount", *arguments], check=not forced, capture_output=True)


@contextmanager
def small_disk() -> Iterator[Path]:
    """A file system of its own in memory. Raises OSError when one may not be made."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            _mount("-t", "tmpfs", "-o", "size=24m", "shebao", folder)
        except (subprocess.CalledProcessError, FileNotFoundError) as error:
            raise PermissionError("a file system can only be mounted by root") from error
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def faketime() -> str:
    """The library that lies about the time. Raises FileNotFoundError."""
    places = [*Path("/usr/lib").glob("*/faketime/libfaketime.so.1")]
    if (found := importlib.util.find_spec("libfaketime")) and found.origin:
        places += Path(found.origin).parent.rglob("libfaketime.so.1")
    if not places:
        raise FileNotFoundError("libfaketime is not installed")
    return str(places[0])


@asynccontextmanager
async def talking(name: str, folder: Path, size: Size) -> AsyncIterator[Talk]:
    """A world in which this can go wrong."""
    environment: dict[str, str] = {}
    if name == "clock":
        (folder / "clock").write_text("+0", "utf-8")
        environment = {
            "LD_PRELOAD": faketime(),
            "FAKETIME_TIMESTAMP_FILE": str(folder / "clock"),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
    async with World(folder, webhook=False, content=DESK, **environment) as world:
        await world.start()
        await world.until(lambda: bool(world.proxy.made("getMe")))
        yield Talk(world, size)
        assert await world.stop() == 0


async def run(name: str, folder: Path, size: Size) -> list[str]:
    """Let it go wrong; what was lost, doubled or disordered by it, a line each."""
    async with talking(name, folder, size) as talk:
        await SCENARIOS[name](talk)
        await asyncio.sleep(0.5)  # what comes twice comes late
    log = talk.world.log.read_text("utf-8")
    wrong = talk.wrong(REPEATS.get(name, 0))
    if "Traceback" in log:
        wrong.append(log[log.index("Traceback") :][:2_000])
    if (lines := len(log.splitlines())) > 200:
        wrong.append(f"{lines} lines of log")
    return wrong


def tried(name: str, size: Size) -> list[str]:
    """Run it in a folder of its own. Raises OSError where it cannot be had on this machine."""
    if name in ON_A_SMALL_DISK:
        with small_disk() as folder:
            return asyncio.run(run(name, folder, size))
    with tempfile.TemporaryDirectory() as place:
        return asyncio.run(run(name, Path(place), size))


def main() -> int:
    """Say of each what it came to."""
    parser = argparse.ArgumentParser(description="what goes wrong around the bot")
    parser.add_argument("--only", choices=SCENARIOS)
    parser.add_argument("--people", type=int, default=FULL.people)
    parser.add_argument("--each", type=int, default=FULL.each)
    parser.add_argument("--storm", type=int, default=FULL.storm)
    options = parser.parse_args()
    size = Size(options.people, options.each, options.storm, FULL.outage)
    failed = False
    for name in [options.only] if options.only else SCENARIOS:
        begun = time.monotonic()
        try:
            wrong = tried(name, size)
        except OSError as missing:
            print(f"{name:10} left out: {missing}", flush=True)
            continue
        failed = failed or bool(wrong)
        print("\n".join(wrong[:5]) or "", end="\n" if wrong else "")
        print(
            f"{name:10} {size.people} people, {size.people * size.each} messages,"
            f" {time.monotonic() - begun:.0f} s: {len(wrong)} wrong",
            flush=True,
        )
    return int(failed)


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
