"""What people may ask of us: to see what is kept, to have it deleted; and it ends by itself."""

import asyncio
import json
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.store.sqlite import SqliteStore
from bot.store.store import Incoming, Result
from tests.store.test_forgetting import DAY, _bytes, _traces
from tests.telegram.office import DESK, Office
from tests.telegram.proxy import Fault
from tests.telegram.recording import rows
from tests.telegram.test_relay import leave_a_message
from tests.telegram.test_serve import refused, tell
from tests.telegram.world import Person, World

ANNE, BEN = 0x5A17C0DE11, 0x5A17C0DE22


async def live(world: World, person: Person) -> None:
    """Leave something in every table that can hold something."""
    await person.types("/start umbrella", "您在哪里还伞")
    await person.taps("还伞机", "什么颜色")
    await leave_a_message(person)
    await person.types("我的伞是墨绿的", "转过去了。工作人员")
    await Office(world).write("您稍等", to=await Office(world).post("墨绿"))
    await person.sees("工作人员：您稍等")


def _ago(days: int) -> float:
    return time.time() - days * DAY


def exported(person: Person) -> dict[str, Any]:
    """The document a person was sent."""
    (call,) = [call for call in person.calls() if call.method == "sendDocument"]
    document = json.loads(call.fields["document"])
    assert isinstance(document, dict)
    return document


def test_a_person_is_handed_all_that_is_kept(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        person, other = world.person(), world.person()
        await live(world, person)
        await other.types("/start umbrella", "您在哪里还伞")
        await person.send(text="/export")
        await person.sees("都发给您了")
        kept = exported(person)
        assert kept["chat_id"] == person.id
        assert kept["session"]["frames"][0]["answers"] == [{"node": "place", "value": "machine"}]
        assert kept["case"]["number"] == 1
        assert len(kept["case"]["messages"]) >= 2
        assert str(other.id) not in json.dumps(kept)
        columns = {name for _, name, *_ in rows(tmp_path / "bot.db", "PRAGMA table_info(chat)")}
        assert columns - {"at"} <= kept.keys()

    tell(tmp_path, story, OPERATOR_CHAT_ID=str(DESK))


def test_where_documents_are_refused_it_is_sent_as_text(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        world.proxy.faults.append(refused("sendDocument", 400, "Bad Request: not enough rights"))
        person = world.person()
        await person.types("/start umbrella", "您在哪里还伞")
        await person.types("/privacy", "30 天")
        await person.taps("看看存了我什么", "您在哪里还伞")
        texts = [text for text, _ in person.screen().values()]
        assert any(f'"chat_id": {person.id}' in text for text in texts)

    tell(tmp_path, story)


@pytest.mark.parametrize("how", ["by button", "by words"])
def test_after_forgetting_nothing_of_a_person_is_on_the_disk(tmp_path: Path, how: str) -> None:
    personal = ("墨绿".encode(), b"a.light.", "什么颜色".encode(), str(ANNE).encode())

    def left() -> list[bytes]:
        on_disk = b"".join(file.read_bytes() for file in sorted(tmp_path.glob("bot.db*")))
        return [trace for trace in (*personal, *_traces(ANNE)) if trace in on_disk]

    async def story(world: World) -> None:
        anne, ben = world.person(ANNE), world.person(BEN)
        await live(world, anne)
        await ben.types("/start umbrella", "您在哪里还伞")
        assert {*_traces(ANNE)} <= {*left()}
        await anne.types("/forget", "删了就找不回来")
        if how == "by button":
            await anne.taps("确认删除", "已全部删除")
        else:
            await anne.types("确认删除", "已全部删除")
        await Office(world).post("对方删除了自己的全部记录")
        await world.until(lambda: not left())
        await ben.taps("还伞机", "什么颜色")  # nobody else's is gone

    world = tell(tmp_path, story, OPERATOR_CHAT_ID=str(DESK))
    assert not {*_traces(ANNE)} & {*left()}
    assert str(ANNE) not in world.log.read_text("utf-8")


def test_forgetting_takes_back_what_went_to_the_desk(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        person, office = world.person(), Office(world)
        await live(world, person)
        await office.post("已转给个案 1")
        asked = await office.post("墨绿")
        await person.types("/forget", "删了就找不回来")
        await person.taps("确认删除", "已全部删除")
        await office.post("对方删除了自己的全部记录")
        deleted = [c.fields["message_id"] for c in world.proxy.made("deleteMessage")]
        before = [c.result["message_id"] for c in office.posts()[:-1]]
        assert sorted(deleted) == sorted(before)
        await office.write("我查到了", to=asked)
        await office.post("个案 1 已经结束，这一条没有转出去")
        assert "我查到了" not in str(person.screen())

    tell(tmp_path, story, OPERATOR_CHAT_ID=str(DESK))


def test_the_bot_itself_ends_what_was_idle_for_thirty_days(tmp_path: Path) -> None:
    database = tmp_path / "bot.db"

    async def fill(store: SqliteStore, chat: int) -> None:
        await store.record(chat, Result('{"turn":1}'))
        await store.ingest([Incoming(chat, chat, '{"event":null}')])
        await store.work(lambda task: Result(task.session), lambda task: Result(None))

    for chat, days in ((ANNE, 31), (BEN, 29)):
        with closing(SqliteStore(database, partial(_ago, days))) as store:
            asyncio.run(fill(store, chat))

    async def story(world: World) -> None:
        def kept() -> list[Any]:
            return [chat for (chat,) in rows(database, "SELECT chat_id FROM chat")]

        await world.until(lambda: kept() == [BEN])
        await world.until(lambda: not any(trace in _bytes(database) for trace in _traces(ANNE)))

    tell(tmp_path, story)


def test_a_document_that_did_not_arrive_is_sent_again(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        world.proxy.faults.append(Fault("sendDocument", "drop_before"))
        person = world.person()
        await person.types("/start umbrella", "您在哪里还伞")
        await person.send(text="导出我的数据")
        await world.until(lambda: any(c.method == "sendDocument" for c in person.calls()))
        assert exported(person)["chat_id"] == person.id

    tell(tmp_path, story)
