"""One person floods: told once, then left out, however often the bot starts anew."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from bot.channels.telegram.asides import Asides
from bot.channels.telegram.crowding import MOST_WAITING, QUICK_BURST
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.reception import (
    ASIDES_BURST,
    ASIDES_PER_SECOND,
    EVENTS_BURST,
    EVENTS_PER_SECOND,
    Reception,
)
from bot.store.opening import open_store
from bot.store.sqlite import SqliteStore
from bot.store.store import Result, Task
from tests import postgres
from tests.store.scene import apologise, echo
from tests.telegram.recording import Recording, bot, refusal, rows
from tests.telegram.test_updates import CHAT, message

FLOODER, OTHER, DESK = 7, 8, 9


def _silent(_: Task) -> Result:
    return Result(None)


def _said(chat: int, first: int, many: int) -> list[dict[str, object]]:
    body = message(text="快点", chat=CHAT | {"id": chat})
    return [body | {"update_id": first + n} for n in range(many)]


async def _admitted(
    path: Path, wire: Recording, batches: Sequence[Sequence[object]], desk: int | None = None
) -> None:
    """A process that takes these in, turns them into messages that nobody sends, and dies."""
    with closing(SqliteStore(path / "bot.db")) as store:
        asides = Asides(bot(wire))
        post = None if desk is None else Desk(desk, 123456)
        reception = Reception(store, asides, desk=post)
        for batch in batches:
            await reception.admit(batch)
            while await store.work(echo, apologise):
                pass
        while asides.busy:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
        await asides.close()


def _turns(path: Path, chat: int) -> int:
    return int(rows(path / "bot.db", f"SELECT count(*) FROM outbox WHERE chat_id = {chat}")[0][0])


def test_what_waits_of_one_person_is_bounded_over_any_number_of_restarts(tmp_path: Path) -> None:
    wire = Recording()
    began = time.monotonic()
    for start in range(12):
        flood = [_said(FLOODER, 10_000 * start + 50 * n, 50) for n in range(8)]
        asyncio.run(_admitted(tmp_path, wire, flood))
    asyncio.run(_admitted(tmp_path, wire, [_said(OTHER, 900_000, 3)]))
    assert _turns(tmp_path, OTHER) == 3
    in_time = EVENTS_BURST + EVENTS_PER_SECOND * (time.monotonic() - began)
    # a look is a second old at most: what came in before it, once, and then a calm start each
    assert _turns(tmp_path, FLOODER) <= min(in_time, 2 * EVENTS_BURST) + 12 * QUICK_BURST
    notices = wire.made("sendMessage")
    assert {call.fields["chat_id"] for call in notices} == {FLOODER}
    assert len(notices) <= 12  # one of each process, which does not know of those before


def test_a_person_of_whom_much_waits_is_heard_again_once_it_is_sent(tmp_path: Path) -> None:
    async def story() -> None:
        wire = Recording()
        with closing(SqliteStore(tmp_path / "bot.db")) as store:
            asides = Asides(bot(wire))
            reception = Reception(store, asides)
            await reception.admit(_said(FLOODER, 0, MOST_WAITING))
            await asyncio.sleep(1.1)
            await reception.admit(_said(FLOODER, 1_000, 2))
            assert (await store.stats()).waiting == MOST_WAITING
            while await store.work(_silent, _silent):
                pass
            await asyncio.sleep(1.1)
            await reception.admit(_said(FLOODER, 2_000, 1))
            assert (await store.stats()).waiting == 1
            await asides.close()

    asyncio.run(story())


def test_the_operators_own_chat_is_never_left_out(tmp_path: Path) -> None:
    batches = [_said(DESK, 100 * n, 30) for n in range(10)]
    asyncio.run(_admitted(tmp_path, Recording(), batches, desk=DESK))
    assert _turns(tmp_path, DESK) == 300


def _pressed(chat: int, first: int, many: int) -> list[dict[str, object]]:
    sender = {"id": chat, "is_bot": False, "first_name": "x"}
    return [
        {"update_id": n, "callback_query": {"id": f"{chat}-{n}", "from": sender, "data": "x"}}
        for n in range(first, first + many)
    ]


def test_who_floods_by_pressing_takes_no_answers_from_others(tmp_path: Path) -> None:
    wire = Recording()
    batches = [[*_pressed(FLOODER, 1_000 * n, 300), *_pressed(OTHER, 1_000 * n + 500, 1)]
               for n in range(5)]  # fmt: skip
    asyncio.run(_admitted(tmp_path, wire, batches))
    answered = [c.fields["callback_query_id"].partition("-")[0]
                for c in wire.made("answerCallbackQuery")]  # fmt: skip
    assert answered.count(str(OTHER)) == 5
    assert answered.count(str(FLOODER)) <= ASIDES_BURST + 5 * ASIDES_PER_SECOND


def test_one_notice_is_sent_by_all_replicas_together(tmp_path: Path) -> None:
    wires = [Recording() for _ in range(3)]
    url = postgres.server().schema()

    async def story() -> None:
        with ExitStack() as stack:
            stores = [stack.enter_context(closing(open_store(url))) for _ in wires]
            for n, (wire, store) in enumerate(zip(wires, stores, strict=True)):
                asides = Asides(bot(wire), store.book)
                reception = Reception(store, asides)
                await reception.admit(_said(FLOODER, 1_000 * n, 2 * EVENTS_BURST))
                while asides.busy:  # noqa: ASYNC110 - it tells nobody
                    await asyncio.sleep(0.01)
                await asides.close()

    asyncio.run(story())
    assert [len(wire.made("sendMessage")) for wire in wires] == [1, 0, 0]


def test_the_notice_reaches_a_chat_that_telegram_holds_back(tmp_path: Path) -> None:
    held = refusal(429, "Too Many Requests", retry_after=0.01)
    wire = Recording(held, held)
    flood = [_said(FLOODER, 0, 2 * EVENTS_BURST)]
    asyncio.run(_admitted(tmp_path, wire, flood))
    assert [call.method for call in wire.calls] == ["sendMessage"] * 3
