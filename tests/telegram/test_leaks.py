"""Five hundred planted numbers and a token: nowhere on the disk, in a log, a number, a report."""

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.telegram.office import DESK, Office
from tests.telegram.recording import TOKEN
from tests.telegram.test_operations import Watch
from tests.telegram.test_serve import refused, tell
from tests.telegram.world import World
from tests.test_privacy import DISGUISES, NUMBERS

PEOPLE = 25
EACH = 20
SAID = (
    "我的号码是{}，医保余额为什么是零",
    "帮我查 {} 的养老金",
    "{}",
    "/start {}",
    "借一天多少？我是{}",
)


def planted() -> list[tuple[str, str]]:
    """Numbers, each with one way to write it."""
    chance = random.Random("leaks")
    made: list[tuple[str, str]] = []
    for n in range(PEOPLE * EACH):
        number = NUMBERS[n % len(NUMBERS)](chance)
        made.append((number, DISGUISES[n % len(DISGUISES)](number, chance)))
    return made


def _disk(folder: Path) -> bytes:
    files = [path for path in folder.iterdir() if path.name.startswith("bot.db")]
    assert len(files) >= 2, "the write-ahead log is looked into as well"
    return b"".join(path.read_bytes() for path in files)


def _leaks(text: str, secrets: list[tuple[str, str]]) -> list[str]:
    return [number for number, written in secrets if number in text or written in text]


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_people_let_slip_is_nowhere(tmp_path: Path, form: str) -> None:
    secrets, watch = planted(), Watch()
    seen: dict[str, str] = {}
    _, secret = TOKEN.split(":")

    async def story(world: World) -> None:
        office = Office(world)
        for leaked, _ in secrets[:3]:  # a server that says it back, in errors that are reported
            said = f"Bad Request: can't parse entities: {leaked} of bot{TOKEN}"
            world.proxy.faults.append(refused("sendMessage", 400, said))
        people = [world.person() for _ in range(PEOPLE)]
        for one in range(EACH):  # one by one: of a person of whom much waits no more is taken in
            for n, person in enumerate(people):
                number = n * EACH + one
                text = SAID[number % len(SAID)].format(secrets[number][1])
                await person.send(text=text)
            # a default binds the value of this round; mypy cannot infer a lambda that has one
            await world.until(lambda c=one: all(len(p.calls()) > c for p in people), within=90)  # type: ignore[misc]
        for person in people:
            await person.send(text=f"https://api.telegram.org/bot{TOKEN}/getMe")
        await world.until(lambda: all(len(p.calls()) > EACH for p in people), within=90)
        await office.post("shebao: ")  # an error report
        seen["reports"] = "\n".join(call.fields["text"] for call in office.posts())
        seen["metrics"] = (await watch.get("/metrics"))[1]
        seen["ready"] = (await watch.get("/readyz"))[1]
        seen["disk while it runs"] = _disk(tmp_path).decode("latin-1")

    world = tell(
        tmp_path,
        story,
        OPERATOR_CHAT_ID=str(DESK),
        LISTEN=watch.listen,
        LOG_LEVEL="DEBUG",
        LOG_FORMAT=form,
    )
    seen["log"] = world.log.read_text("utf-8")
    seen["disk"] = b"".join(p.read_bytes() for p in tmp_path.glob("bot.db*")).decode("latin-1")
    with closing(sqlite3.connect(tmp_path / "bot.db")) as connection:
        seen["dump"] = "\n".join(connection.iterdump())
    assert '"shebao_turns' not in seen["log"]
    assert seen["log"].count("DEBUG") > PEOPLE * EACH
    if form == "json":
        assert all(json.loads(line) for line in seen["log"].splitlines())
    for where, text in seen.items():
        assert _leaks(text, secrets) == [], where
        assert secret not in text, where
