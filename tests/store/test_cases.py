"""Cases between people and a desk: who is answered is never in doubt, and nothing stays behind."""

from pathlib import Path

from bot.store.case import Case, Close, Open, Posted
from bot.store.sqlite import SqliteStore
from bot.store.store import Incoming, Later, Result, Sent, Store, Tally, Task
from tests.store.scene import Clock, Run, apologise, claim_one
from tests.store.test_forgetting import ANNE, BEN, DAY, _bytes, _traces

DESK = -100_500


def talk(task: Task) -> Result:
    """A turn as a relay makes it: `open`, `close`, `forget`, or a text for the other side."""
    case, said = task.case, task.payload
    if task.chat_id == DESK:
        if case is None or case.chat_id is None:
            return Result(None, ("nobody's",))
        if said == "close":
            return Result(None, ("closed",), case=Close(case.number))
        return Result(None, ("passed on",), elsewhere=((case.chat_id, f"desk: {said}"),))
    if said == "open":
        return Result("s", ("welcome",), elsewhere=((DESK, "new"),), case=Open(DESK))
    if case is None:
        return Result("s", ("no case",))
    if said == "close":
        return Result("s", elsewhere=((DESK, "ended"),), case=Close(case.number))
    if said == "forget":
        return Result(None, ("bye",), forget=True, elsewhere=((DESK, "gone"),))
    return Result("s", elsewhere=((DESK, said),))


class Talk:
    """Updates come in, turns are taken, messages sent: to the desk each gets the next id."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._updates = 0
        self._posts = 0

    async def say(
        self, chat: int, text: str, to: int | None = None, case: int | None = None
    ) -> None:
        self._updates += 1
        await self._store.ingest([Incoming(self._updates, chat, text, to, case)])

    async def turns(self) -> None:
        while await self._store.work(talk, apologise):
            pass

    async def sent(self, thread: int | None = None) -> list[tuple[int, str, int | None]]:
        """Chat, text and case of all that is sent now; posts at the desk are noted."""
        out = []
        while deliveries := await self._store.claim(10, "me"):
            for one in deliveries:
                out.append((one.chat_id, one.effect, one.case))
                await self._store.finish(one, Sent(posted=self._post(one.chat_id, thread)))
        return out

    def _post(self, chat: int, thread: int | None) -> Posted | None:
        if chat != DESK:
            return None
        self._posts += 1
        return Posted(self._posts, thread)

    async def all(
        self, chat: int, text: str, to: int | None = None, case: int | None = None
    ) -> list[tuple[int, str, int | None]]:
        """Say it, and all that comes of it."""
        await self.say(chat, text, to, case)
        await self.turns()
        return await self.sent()


def test_each_reply_goes_to_the_one_whose_message_it_answers(store: Store, run: Run) -> None:
    async def story() -> None:
        talking = Talk(store)
        assert await talking.all(ANNE, "open") == [(ANNE, "welcome", None), (DESK, "new", 1)]
        assert await talking.all(BEN, "open") == [(BEN, "welcome", None), (DESK, "new", 2)]
        assert await talking.all(ANNE, "a") == [(DESK, "a", 1)]
        assert await talking.all(BEN, "b") == [(DESK, "b", 2)]
        for message, chat, number in ((1, ANNE, 1), (2, BEN, 2), (4, BEN, 2), (3, ANNE, 1)):
            said = await talking.all(DESK, f"to {message}", to=message)
            assert sorted(said) == sorted(
                [(chat, f"desk: to {message}", None), (DESK, "passed on", number)]
            )

    run(story())


def test_a_post_that_was_sent_but_not_noted_is_known_by_the_number_it_names(
    store: Store, run: Run
) -> None:
    async def story() -> None:
        talking = Talk(store)
        await talking.say(ANNE, "open")
        await talking.turns()
        said = await talking.all(DESK, "hello", to=77, case=1)
        assert (ANNE, "desk: hello", None) in said
        assert await talking.all(DESK, "hello", to=77, case=2) == [(DESK, "nobody's", None)]
        assert await talking.all(DESK, "hello", to=77) == [(DESK, "nobody's", None)]
        assert await talking.all(BEN, "hello", to=1, case=1) == [(BEN, "no case", None)]

    run(story())


def test_a_closed_case_is_known_but_leads_to_nobody(store: Store, run: Run) -> None:
    seen: list[Case | None] = []

    def watch(task: Task) -> Result:
        seen.append(task.case)
        return talk(task)

    async def story() -> None:
        talking = Talk(store)
        await talking.all(ANNE, "open")
        assert await talking.all(DESK, "close", to=1) == [(DESK, "closed", 1)]
        assert await talking.all(DESK, "more", to=1) == [(DESK, "nobody's", 1)]
        assert await talking.all(ANNE, "more") == [(ANNE, "no case", None)]
        await talking.all(ANNE, "open")
        await talking.say(DESK, "more", to=1)
        await store.work(watch, apologise)

    run(story())
    assert seen == [Case(1, None, DESK, None, (1, 2, 3))]


def test_an_open_case_stays_when_it_is_opened_again(store: Store, run: Run) -> None:
    async def story() -> None:
        talking = Talk(store)
        await talking.all(ANNE, "open")
        assert (DESK, "new", 1) in await talking.all(ANNE, "open")

    run(story())


def test_a_case_with_another_desk_is_closed_for_the_new_one(store: Store, run: Run) -> None:
    async def story() -> None:
        await store.record(ANNE, Result("s", case=Open(-9)))
        await Talk(store).all(ANNE, "open")
        case = (await store.export(ANNE))["case"]
        assert case == {"number": 2, "messages": [1]}

    run(story())


def test_messages_of_a_case_go_into_its_thread(store: Store, run: Run) -> None:
    async def story() -> None:
        talking = Talk(store)
        await talking.say(ANNE, "open")
        await talking.say(ANNE, "a")
        await talking.turns()
        await talking.sent(thread=900)
        await talking.say(ANNE, "b")
        await talking.turns()
        delivery = await claim_one(store)
        assert (delivery.effect, delivery.thread) == ("b", 900)
        await store.finish(delivery, Sent())
        assert (ANNE, "desk: hello", None) in await talking.all(DESK, "hello", to=900)

    run(story())


def test_turns_of_one_moment_see_each_others_endings(store: Store, run: Run) -> None:
    """Who comes first in a group of turns must not be written to after they went."""

    async def story() -> None:
        talking = Talk(store)
        await talking.all(ANNE, "open")
        await talking.all(BEN, "open")
        await talking.say(ANNE, "forget")
        await talking.say(DESK, "late", to=1)
        await store.work(talk, apologise)
        said = await talking.sent()
        assert sorted(said) == [(DESK, "gone", 1), (DESK, "nobody's", 1), (ANNE, "bye", None)]
        await talking.say(DESK, "early", to=2)
        await talking.say(BEN, "forget")
        await store.work(talk, apologise)
        assert (BEN, "desk: early", None) not in await talking.sent()

    run(story())


def test_what_the_desk_has_still_to_get_is_exported_and_forgotten(
    file_store: SqliteStore, run: Run, path: Path
) -> None:
    async def story() -> None:
        talking = Talk(file_store)
        await talking.all(ANNE, "open")
        await talking.all(BEN, "open")
        await talking.say(ANNE, "anne asks")
        await talking.turns()
        held = await claim_one(file_store)
        await file_store.finish(held, Later(1e12))  # the desk is out of reach
        await talking.say(BEN, "ben asks")
        await talking.say(ANNE, "anne asks more")
        await talking.turns()
        exported = await file_store.export(ANNE)
        assert exported["case"] == {"number": 1, "messages": [1]}
        waiting = exported["unsent_to_desk"]
        assert isinstance(waiting, list)
        assert [row["effect"] for row in waiting] == ["anne asks", "anne asks more"]
        assert await file_store.forget(ANNE)
        assert not any(trace in _bytes(path) for trace in (b"anne asks", *_traces(ANNE)))
        assert await talking.sent() == [(DESK, "ben asks", 2)]  # it waits behind nothing
        assert await talking.all(DESK, "hello", to=1) == [(DESK, "nobody's", 1)]

    run(story())


def test_the_last_words_to_a_forgotten_chat_leave_the_disk_when_they_are_sent(
    file_store: SqliteStore, run: Run, path: Path
) -> None:
    async def story() -> None:
        talking = Talk(file_store)
        await talking.all(ANNE, "open")
        assert (ANNE, "bye", None) in await talking.all(ANNE, "forget")

    run(story())
    assert not any(trace in _bytes(path) for trace in _traces(ANNE))


def test_cases_go_after_thirty_idle_days(store: Store, run: Run, clock: Clock) -> None:
    async def story() -> None:
        talking = Talk(store)
        await talking.all(ANNE, "open")
        clock.now += 20 * DAY
        await talking.all(DESK, "still here", to=1)
        clock.now += 20 * DAY
        await store.purge()
        assert await talking.all(ANNE, "a") == [(DESK, "a", 1)]
        clock.now += 31 * DAY
        await store.purge()
        assert await talking.all(DESK, "hello", to=1) == [(DESK, "nobody's", None)]
        assert await talking.all(ANNE, "a") == [(ANNE, "no case", None)]
        await talking.all(ANNE, "open")
        exported = (await store.export(ANNE))["case"]
        assert isinstance(exported, dict)
        assert exported["number"] == 2  # numbers are never used again

    run(story())


def test_tallies_can_be_had_from_a_day_on(store: Store, run: Run, clock: Clock) -> None:
    async def story() -> list[str]:
        for _ in range(3):
            await store.record(ANNE, Result("s", tallies=(Tally("a", "b"),)))
            clock.now += DAY
        return [row.day for row in await store.tallies("2026-11-26")]

    assert run(story()) == ["2026-11-27", "2026-11-26"]
