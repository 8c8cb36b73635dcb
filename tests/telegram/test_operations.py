"""What operators see of a running bot: health, readiness, metrics, logs; and how it stops."""

import asyncio
import json
import sqlite3
import time
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from bot.channels.telegram.health import Health, Readiness
from bot.channels.telegram.webhook import SECRET_HEADER
from bot.store.counts import Stats
from bot.store.sqlite import SqliteStore
from tests.telegram.proxy import Fault
from tests.telegram.recording import TOKEN
from tests.telegram.test_serve import tell
from tests.telegram.world import SECRET, World, free_port

PHONE = "13812345678"


class Watch:
    """What watches over the process from outside."""

    def __init__(self) -> None:
        self.port = free_port()
        self.listen = f"127.0.0.1:{self.port}"

    async def get(self, path: str) -> tuple[int, str]:
        async with (
            ClientSession() as client,
            client.get(f"http://{self.listen}{path}") as response,
        ):
            return response.status, await response.text()

    async def ready(self) -> dict[str, Any]:
        status, body = await self.get("/readyz")
        report: dict[str, Any] = json.loads(body)
        assert (status == 200) is report["ready"]
        return report

    async def measured(self) -> dict[tuple[str, ...], float]:
        """Name and label values → value."""
        status, body = await self.get("/metrics")
        assert status == 200
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(body)
            for sample in family.samples
        }


async def up(world: World) -> None:
    await world.until(lambda: bool(world.proxy.made("getMe")))


def test_a_polling_bot_tells_its_health_and_its_numbers(tmp_path: Path) -> None:
    watch = Watch()

    async def story(world: World) -> None:
        await up(world)
        person = world.person()
        await person.say("/start umbrella")
        await person.press("还伞机")
        await person.press("红灯")
        await person.say("三天")
        await person.say("今天天气好不好呀")
        assert await watch.get("/healthz") == (200, "ok")
        report = await watch.ready()
        assert (report["database"], report["telegram"]) == ("ok", "ok")
        counted = await watch.measured()
        assert counted["shebao_turns_total", "Typed"] == 2
        assert counted["shebao_turns_total", "Chose"] == 2
        assert counted["shebao_turns_total", "Command"] == 1
        assert counted["shebao_updates_total", "stored"] == 5
        assert counted["shebao_misses_total", "refuse"] == 1
        assert [key for key in counted if key[0] == "shebao_outcomes_total"]
        assert counted["shebao_turn_seconds_count",] == 5
        assert counted["shebao_delivery_seconds_count",] >= 5
        assert counted["shebao_sends_total", "sent"] >= 5
        assert counted["shebao_inbox_depth",] == 0
        assert any(k[0] == "shebao_build_info" and report["content"] in k for k in counted)

    tell(tmp_path, story, LISTEN=watch.listen)


def test_being_told_to_wait_is_counted(tmp_path: Path) -> None:
    watch = Watch()

    async def story(world: World) -> None:
        body = {"description": "Too Many Requests", "parameters": {"retry_after": 1}}
        world.proxy.faults.append(Fault("sendMessage", "refuse", 2, status=429, body=body))
        await world.person().say("/start")
        assert (await watch.measured())["shebao_sends_total", "too_many"] == 2

    tell(tmp_path, story, LISTEN=watch.listen)


def test_it_is_alive_but_not_ready_while_telegram_is_away(tmp_path: Path) -> None:
    watch = Watch()

    async def story(world: World) -> None:
        await world.until(lambda: "polling fails" in world.log.read_text("utf-8"))
        assert await watch.get("/healthz") == (200, "ok")
        report = await watch.ready()
        assert report["database"] == "ok"
        assert "not answered" in report["telegram"]

    tell(tmp_path, story, LISTEN=watch.listen, TELEGRAM_API_BASE="http://127.0.0.1:1")


def test_it_is_alive_but_not_ready_while_the_database_is_locked(tmp_path: Path) -> None:
    watch = Watch()

    async def story(world: World) -> None:
        await up(world)
        other = sqlite3.connect(tmp_path / "bot.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        report = await watch.ready()
        assert "does not answer" in report["database"]
        assert await watch.get("/healthz") == (200, "ok")
        assert (await watch.measured())["shebao_store_up",] == 0
        other.execute("ROLLBACK")
        other.close()
        assert (await watch.ready())["ready"]

    tell(tmp_path, story, LISTEN=watch.listen)


def test_one_number_leads_through_the_log_from_an_update_to_its_delivery(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        person = world.person()
        world.proxy.faults.append(Fault("sendMessage", "html"))
        await person.say(f"我的手机号是{PHONE}，借一天多少")
        await person.types("/start umbrella", "您在哪里还伞")

    world = tell(tmp_path, story, LOG_FORMAT="json", LOG_LEVEL="DEBUG")
    text = world.log.read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    said = defaultdict(set)
    for line in lines:
        assert {"at", "level", "logger", "message"} <= set(line)
        if "update" in line:
            said[line["update"]].add(line["logger"].rpartition(".")[2])
    assert len(said) == 2
    assert all(names >= {"reception", "tracing", "delivery"} for names in said.values())
    assert not any(secret in text for secret in (TOKEN, "TEST-TOKEN", PHONE, "张三"))


def test_what_was_taken_in_is_answered_before_it_stops(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        await up(world)
        world.proxy.faults.append(Fault("sendMessage", "slow", 8, seconds=0.3))
        people = [world.person() for _ in range(8)]
        for person in people:
            await person.send(text="/menu")
        await world.until(lambda: sum(f.times for f in world.proxy.faults) < 8)
        assert await world.stop() == 0
        assert all(person.calls() for person in people)

    tell(tmp_path, story, webhook=True)


def test_it_stops_though_telegram_hangs_and_sends_again_what_was_under_way(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        await up(world)
        world.proxy.faults.append(Fault("sendMessage", "slow", seconds=3_600))
        person = world.person()
        await person.send(text="/menu")
        await world.until(lambda: not world.proxy.faults[0].times)
        assert await world.stop() == 0
        assert not person.calls()
        await world.start()
        await person.shown(1)

    tell(tmp_path, story)


def test_it_stops_while_the_database_is_locked_and_answers_when_it_is_back(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        person = world.person()
        await person.say("/start")
        other = sqlite3.connect(tmp_path / "bot.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await person.send(text="/privacy")
        assert await world.stop() == 0
        other.execute("ROLLBACK")
        other.close()
        assert "something hangs" in world.log.read_text("utf-8")
        await world.start()
        await person.sees("30 天")

    tell(tmp_path, story)


def test_what_strangers_send_makes_no_error_and_no_alert(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        await world.until(lambda: bool(world.proxy.made("setWebhook")))
        spoiled = {SECRET_HEADER: SECRET, "Content-Encoding": "gzip"}
        async with (
            ClientSession() as client,
            client.post(world.hook, data=b"no gzip", headers=spoiled) as response,
        ):
            assert response.status == 400
        for noise in (b"\x16\x03\x01\x02", b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"):
            reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
            writer.write(noise)
            assert b"400" in await reader.readline()
            writer.close()
        await world.person().say("/start")
        assert "ERROR" not in world.log.read_text("utf-8")
        assert not [c for c in world.proxy.made("sendMessage") if c.fields["chat_id"] == 7]

    tell(tmp_path, story, webhook=True, OPERATOR_CHAT_ID="7")


def test_telegram_is_told_where_to_deliver_and_drops_nothing(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        await world.until(lambda: bool(world.proxy.made("setWebhook")))
        (call,) = world.proxy.made("setWebhook")
        assert call.fields["url"] == world.hook
        assert call.fields["max_connections"] == 20
        assert "message" in call.fields["allowed_updates"]
        assert not call.fields.get("drop_pending_updates")

    tell(tmp_path, story, webhook=True)


def test_polling_takes_a_webhook_away_by_itself(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        await world.until(lambda: bool(world.proxy.made("setWebhook")))
        await world.stop()
        world.webhook = False
        await world.start()
        await world.person().say("/start")
        (call,) = world.proxy.made("deleteWebhook")
        assert not call.fields.get("drop_pending_updates")

    tell(tmp_path, story, webhook=True)


class Counted(SqliteStore):
    """Counts how often it is asked for its queues."""

    asked = 0

    async def stats(self) -> Stats:
        self.asked += 1
        return await super().stats()


def test_however_many_probe_a_database_that_hangs_is_asked_once(tmp_path: Path) -> None:
    async def story() -> None:
        with closing(Counted(tmp_path / "bot.db", busy_seconds=3.0)) as store:
            readiness = Readiness(Health(), store, time.monotonic, lambda: "digest")
            with closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                probes = await asyncio.gather(*(readiness.report() for _ in range(50)))
                assert {probe["database"] for probe in probes} == {"does not answer: see the log"}
                other.execute("ROLLBACK")
            assert store.asked == 1
            assert (await readiness.report())["database"] == "ok"

    asyncio.run(story())
