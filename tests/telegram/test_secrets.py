"""What people let slip about themselves is nowhere in the database, whatever is kept of misses."""

import asyncio
import itertools
import json
import random
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bot.channels.telegram import effects, render
from bot.channels.telegram.turns import Turns
from bot.channels.telegram.updates import read
from bot.store.sqlite import SqliteStore
from bot.store.store import Incoming, Sent
from tests.planted import SHAPES, Planted, planted
from tests.shipped import guide
from tests.telegram.recording import rows

PEOPLE = 312
_ids = itertools.count(1)


def _incoming(raw: dict[str, object]) -> Incoming:
    update = read({"update_id": next(_ids)} | raw)
    assert update is not None
    assert update.received is not None
    return Incoming(update.id, update.chat, msgspec.json.encode(update.received).decode())


def _typed(person: int, text: str) -> Incoming:
    chat = {"id": person, "type": "private"}
    return _incoming({"message": {"message_id": 7, "date": 1, "chat": chat, "text": text}})


def _pressed(person: int, message: int, data: str) -> Incoming:
    chat = {"id": person, "type": "private"}
    held = {"message_id": message, "date": 1, "chat": chat}
    sender = {"id": person, "is_bot": False, "first_name": "x"}
    return _incoming({"callback_query": {"id": "1", "from": sender, "message": held, "data": data}})


async def _deliver(store: SqliteStore) -> dict[int, effects.Show]:
    """Send all that waits; what each chat now shows last, with thumbs under it."""
    shown: dict[int, effects.Show] = {}
    while deliveries := await store.claim(32, "me"):
        for delivery in deliveries:
            effect = effects.decode(delivery.effect)
            screen = delivery.screen
            if isinstance(effect, effects.Show):
                screen = effects.shown(effect, delivery.id + 100, delivery.screen)
                if any(button.id.startswith("d.") for button in effect.reply.buttons):
                    shown[delivery.chat_id] = effect
            await store.finish(delivery, Sent(screen))
    return shown


async def _conversations(path: Path, people: Sequence[Planted]) -> None:
    store, turns = SqliteStore(path), Turns(guide())
    try:
        await store.ingest([_typed(n, one.text) for n, one in enumerate(people, 1)])
        while await store.work(turns.handle, turns.apologise):
            pass
        for chat, show in (await _deliver(store)).items():
            (down,) = (b.id for b in show.reply.buttons if b.id.startswith("d."))
            data = render.data(down, show.run, show.turn)
            await store.ingest([_pressed(chat, 100, data)])
        while await store.work(turns.handle, turns.apologise):
            pass
        await _deliver(store)
        await store.purge()
    finally:
        store.close()


def test_no_name_no_address_and_no_number_is_in_the_database(tmp_path: Path) -> None:
    chance = random.Random("planted")
    people = [planted(chance, SHAPES[n % len(SHAPES)]) for n in range(PEOPLE)]
    path = tmp_path / "bot.db"
    asyncio.run(_conversations(path, people))
    kept = rows(path, "SELECT kind, text FROM misses")
    sessions = [json.loads(session) for (session,) in rows(path, "SELECT session FROM chat")]
    texts = " ".join(text for _, text in kept) + json.dumps(sessions, ensure_ascii=False)
    names = {name for one in people for name in one.names}
    others = {other for one in people for other in one.others}
    assert [secret for secret in sorted(names | others) if secret in texts] == []
    disk = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    whole = {name for one in people for name in one.names if len(name) > 2} | others
    assert [secret for secret in sorted(whole) if secret.encode() in disk] == []
    assert {kind for kind, _ in kept} == {"refuse", "clarify", "down"}
    assert len(kept) > PEOPLE / 3, "hardly anything was kept, so little was tested"
    assert sum("医保" in text for _, text in kept) > len(kept) / 2
