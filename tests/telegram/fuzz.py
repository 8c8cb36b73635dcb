"""Updates and webhook bodies as nobody should send them: no exception, no crash, no growth.

    python -m tests.telegram.fuzz [--updates 100000]

Half of them come in as polling brings them, half over HTTP as bodies with bytes changed. All are
taken through reader, store and dialogue to the text that would be sent; and after all of it the
bot answers a person as it always does.
"""

import argparse
import asyncio
import io
import itertools
import json
import logging
import random
import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from aiohttp import ClientSession

from bot.channels.telegram import effects, render
from bot.channels.telegram.asides import Asides
from bot.channels.telegram.effects import Show
from bot.channels.telegram.health import Health, Readiness
from bot.channels.telegram.measures import Measures
from bot.channels.telegram.metrics import Exposition
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.server import application, listen
from bot.channels.telegram.tracing import traced
from bot.channels.telegram.turns import Turns
from bot.channels.telegram.webhook import SECRET_HEADER, Door
from bot.settings import Address
from bot.store.sqlite import SqliteStore
from bot.store.store import Sent
from tests.telegram.proxy import _unparsable
from tests.telegram.recording import Recording, bot
from tests.telegram.test_hostile import DATA, NUMBERS, PAYLOADS, TEXTS, desk
from tests.telegram.test_updates import SEEDS, message, mutated, press
from tests.telegram.world import free_port

SECRET, PATH = "secret", "/hook"
CHATS = 500
BATCH = 50
GROWTH = 1.05


class Failures(logging.Handler):
    """Collects what was logged with an exception."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.records.append(record)


def updates(chance: random.Random) -> Iterator[object]:
    """Updates without end: mutated ones, and hostile ones that are well formed."""
    texts, numbers = tuple(TEXTS.values()), itertools.count(10**9)
    seeds = [*SEEDS, message(text="/start umbrella"), press("v1:1.1:a.place.machine")]
    while True:
        dice = chance.random()
        if dice < 0.6:
            update = mutated(chance, seeds)
        elif dice < 0.75:
            update = message(text=chance.choice(texts)[: chance.randint(1, 4_096)])
        elif dice < 0.85:
            update = message(text=chance.choice((*NUMBERS, "/start umbrella", "红灯", "还伞机")))
        elif dice < 0.95:
            update = press(chance.choice(DATA))
        else:
            update = message(text=f"/start {chance.choice(PAYLOADS)}")
        if isinstance(update, dict):
            if chance.random() < 0.9:
                update["update_id"] = next(numbers)
            for body in update.values():
                if isinstance(body, dict) and isinstance(body.get("chat"), dict):
                    body["chat"] = {"id": chance.randrange(1, CHATS), "type": "private"}
        yield update


def body(chance: random.Random, update: object) -> bytes:
    """An update as a body, with some bytes of it changed, lost or doubled."""
    raw = bytearray(json.dumps(update).encode()[:20_000])
    for _ in range(chance.choice((0, 1, 1, 2, 8))):
        if not raw:
            break
        at = chance.randrange(len(raw))
        match chance.randrange(4):
            case 0:
                raw[at] = chance.randrange(256)
            case 1:
                del raw[at : at + chance.randint(1, 40)]
            case 2:
                raw[at:at] = raw[at : at + chance.randint(1, 40)]
            case _:
                raw[at:at] = chance.choice((b"[", b"{", b'"', b"\\u", b"\0", b"\xff", b"1e999"))
    return bytes(raw)


async def _settle(store: SqliteStore, turns: Turns, measures: Measures) -> None:
    """Take all turns, and look at what would be sent."""
    handle, apologise = traced(turns.handle, measures), traced(turns.apologise, measures)
    while await store.work(handle, apologise):
        pass
    while deliveries := await store.claim(128, "fuzz"):
        for delivery in deliveries:
            effect = effects.decode(delivery.effect)
            if isinstance(effect, Show):
                text = render.html(effect.reply, above=effect.above, chosen=effect.chosen)
                assert _unparsable(text) is None, text
        await asyncio.gather(*(store.finish(delivery, Sent()) for delivery in deliveries))


async def fuzz(folder: Path, many: int, seed: int = 1) -> dict[str, float]:
    """Take so many; counts, and how memory grew after the first tenth."""
    chance, turns, measures = random.Random(seed), desk(), Measures()
    wire, address = Recording(), Address("127.0.0.1", free_port())
    asides = Asides(bot(wire))
    statuses: dict[int, int] = {}
    early = 0.0
    with closing(SqliteStore(folder / "bot.db")) as store:
        reception = Reception(store, asides, turns.public, measures=measures)
        health = Health()
        readiness = Readiness(health, store, lambda: None, lambda: "digest")
        exposition = Exposition(measures, lambda: "digest")
        door = Door(SECRET, reception)
        runner = await listen(application(health, readiness, exposition, PATH, door), address)
        url = f"http://{address.host}:{address.port}{PATH}"
        source = updates(chance)
        async with ClientSession(headers={SECRET_HEADER: SECRET}) as client:

            async def post(raw: bytes) -> None:
                async with client.post(url, data=io.BytesIO(raw)) as response:
                    statuses[response.status] = statuses.get(response.status, 0) + 1

            for number in range(0, many, 2 * BATCH):
                await reception.admit(list(itertools.islice(source, BATCH)))
                bodies = [body(chance, update) for update in itertools.islice(source, BATCH)]
                await asyncio.gather(*map(post, bodies))
                await _settle(store, turns, measures)
                wire.calls.clear()
                if number <= many // 10:
                    early = _memory()
        grown = _memory() / early
        before = _answers(measures)
        person = {"id": CHATS + 1, "type": "private"}
        await reception.admit([message(text="借一天多少", chat=person) | {"update_id": 1}])
        await _settle(store, turns, measures)
        answered = _answers(measures)
        await runner.cleanup()
        await asides.close()
        dead = (await store.stats()).dead_updates
    assert set(statuses) <= {200, 400}, statuses
    assert answered == before + 1, "it answers no more"
    return {
        "taken": many,
        "turns": measures.turn_seconds.total and sum(measures.turn_seconds.counts),
        "failed turns": measures.failed_turns,
        "dead": dead,
        "grown": grown,
    }


def _answers(measures: Measures) -> int:
    return sum(n for (subject, _), n in measures.tallies.items() if subject == "answer")


def _memory() -> float:
    """Resident memory of this process in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return float(pages * resource.getpagesize())


def run(many: int) -> tuple[dict[str, float], list[logging.LogRecord]]:
    """Fuzz with so many updates; what came of it, and every exception that was logged."""
    failures = Failures()
    logging.getLogger().addHandler(failures)
    try:
        with tempfile.TemporaryDirectory() as folder:
            return asyncio.run(fuzz(Path(folder), many)), failures.records
    finally:
        logging.getLogger().removeHandler(failures)


def main() -> int:
    """Say what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--updates", type=int, default=100_000)
    told, failures = run(parser.parse_args().updates)
    for record in failures[:5]:
        print(logging.Formatter().format(record))
    print(
        f"{told['taken']:,} updates and bodies, {told['turns']:,} turns:"
        f" {len(failures)} exceptions, {told['failed turns']} failed turns,"
        f" memory × {told['grown']:.3f} after the first tenth"
    )
    return int(bool(failures) or told["grown"] > GROWTH)


if __name__ == "__main__":
    sys.exit(main())
