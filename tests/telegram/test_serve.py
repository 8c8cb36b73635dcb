"""The whole bot, from outside."""

import asyncio
import json
import shutil
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.telegram.proxy import Fault
from tests.telegram.recording import TOKEN, rows
from tests.telegram.world import DESK, World

Story = Callable[[World], Awaitable[None]]


def tell(
    folder: Path, story: Story, *, webhook: bool = False, content: Path = DESK, **environment: str
) -> World:
    """Run a story against a bot that is stopped cleanly at its end."""
    world = World(folder, webhook=webhook, content=content, **environment)

    async def told() -> None:
        async with world:
            await world.start()
            await story(world)
            assert await world.stop() == 0

    asyncio.run(told())
    assert TOKEN not in world.log.read_text("utf-8")
    return world


async def walk(world: World) -> None:
    """A whole conversation, checked step by step."""
    person = world.person()
    await person.say("/start")
    assert "我是借伞处的助手" in person.last()
    await person.press("雨伞")
    await person.press("雨伞还不了")
    assert "✅ 雨伞还不了" in person.last()
    await person.press("还伞机")
    await person.press("红灯")
    assert len(person.screen()) == 1  # each took the place of the one before
    question = max(person.screen())
    (outcome,) = await person.say("三天")
    assert "机器满了" in outcome.fields["text"]
    await world.until(lambda: person.screen()[question][0].endswith("✅ 3 天"))
    (answer,) = await person.say("借一天多少")
    assert "七天以内不要钱" in answer.fields["text"]
    await world.until(lambda: not person.screen()[outcome.result["message_id"]][1])
    answers = world.proxy.made("answerCallbackQuery")
    assert len(answers) == 4


def test_a_conversation_by_polling(tmp_path: Path) -> None:
    tell(tmp_path, walk)


def test_a_conversation_by_webhook(tmp_path: Path) -> None:
    tell(tmp_path, walk, webhook=True)


def test_nothing_secret_is_logged_even_at_debug(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        world.proxy.faults.append(Fault("sendMessage", "html"))
        world.proxy.faults.append(Fault("getUpdates", "drop_after"))
        person = world.person()
        await person.say("我的手机号是13812345678，微信 abc@example.com")
        await person.say("/start")

    world = tell(tmp_path, story, LOG_LEVEL="DEBUG")
    log = world.log.read_text("utf-8")
    assert "DEBUG" in log
    assert not any(secret in log for secret in (TOKEN, "TEST-TOKEN", "13812345678", "example.com"))


def test_other_people_are_answered_while_one_has_blocked_the_bot(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        first, second = world.person(), world.person()
        world.proxy.blocked.add(first.id)
        await first.send(text="/start")
        await second.say("/start")
        await world.until(
            lambda: any(c.trouble and "blocked" in c.trouble for c in world.proxy.calls)
        )
        world.proxy.blocked.clear()
        await first.say("/menu")

    tell(tmp_path, story)


def test_an_old_button_says_so_and_shows_the_question_of_now(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        person = world.person()
        await person.say("/start umbrella")
        message, data = person.button("还伞机")
        await person.say("/start umbrella")
        await person.forge(message, data)
        await person.forge(message, "v1:zz.zz:" + "x" * 50)
        await person.forge(message, "\ud83d")
        await person.shown(3)
        assert "您在哪里还伞" in person.last()

    tell(tmp_path, story)


def test_a_result_is_passed_on_as_words_as_a_picture_and_as_a_link(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        sender, reader = world.person(), world.person()
        await sender.say("/start umbrella")
        await sender.press("还伞机")
        await sender.press("红灯")
        await sender.say("9")
        (card,) = await sender.press("转给家人的卡片")
        assert "要带：雨伞、取伞的手机。" in card.fields["text"]
        (picture,) = await sender.press("要一张图")
        assert picture.method == "sendPhoto"
        assert picture.fields["photo"].startswith(b"\x89PNG")
        assert picture.fields["caption"] == card.fields["text"]
        await world.until(lambda: len(sender.screen()[card.result["message_id"]][1]) == 2)
        links = [row[0].get("url") for row in picture.fields["reply_markup"]["inline_keyboard"]]
        query = parse_qs(urlsplit(next(filter(None, links))).query)
        link = parse_qs(urlsplit(query["url"][0]).query)["start"][0]
        await reader.say(f"/start {link}", replies=2)
        assert any("这是别人转给您的结果" in text for text, _ in reader.screen().values())
        assert "超过七天，机器不收" in reader.last()
        await reader.press("看看或改我的回答")
        await reader.press("9 天")
        await reader.say("3天")
        assert "机器满了" in reader.last()

    world = tell(tmp_path, story)
    assert "Traceback" not in world.log.read_text("utf-8")


def refused(method: str, status: int, said: str, times: int = 1, **parameters: int) -> Fault:
    body = {"description": said, "parameters": parameters}
    chance = 0.4 if method == "getUpdates" else 1.0  # in a row they make the bot more patient
    return Fault(method, "refuse", times, chance, status, body)


TROUBLES = [
    refused("sendMessage", 429, "Too Many Requests", 2, retry_after=1),
    refused("sendMessage", 400, "Bad Request: can't parse entities: whatever"),
    refused("sendMessage", 400, "Bad Request: BUTTON_DATA_INVALID"),
    Fault("sendMessage", "html", 2),
    Fault("sendMessage", "drop_before"),
    Fault("sendMessage", "drop_after"),
    refused("editMessageText", 400, "Bad Request: message to edit not found"),
    Fault("editMessageText", "drop_after"),
    Fault("editMessageText", "slow", seconds=0.5),
    refused("answerCallbackQuery", 400, "Bad Request: query is too old", 9),
    refused("getUpdates", 401, "Unauthorized"),
    refused("getUpdates", 404, "Not Found"),
    refused("getUpdates", 409, "Conflict: terminated by other getUpdates request"),
    Fault("getUpdates", "html", chance=0.4),
    Fault("getUpdates", "drop_after", chance=0.4),
    Fault("getUpdates", "repeat", 9),
    refused("getMe", 500, "Internal Server Error"),
]


def test_people_are_answered_whatever_goes_wrong(tmp_path: Path) -> None:
    """Every trouble strikes a conversation of its own, all at the same time."""

    async def story(world: World) -> None:
        world.proxy.faults.extend(TROUBLES)
        await asyncio.gather(*[conversation(world) for _ in range(12)])

    async def conversation(world: World) -> None:
        person = world.person()
        await person.say("/start umbrella")
        await world.until(lambda: "您在哪里还伞" in person.last())
        await person.forge(max(person.screen()), "v1:1.1:a.place.machine")
        await world.until(
            lambda: any("什么颜色" in c.fields.get("text", "") for c in person.calls())
        )

    world = tell(tmp_path, story)
    assert not [fault for fault in TROUBLES if fault.kind != "repeat" and fault.times > 8]
    turns = rows(tmp_path / "bot.db", "SELECT session FROM chat")
    assert len(turns) == 12
    assert all('"turn":2' in session for (session,) in turns)
    assert world.log.read_text("utf-8").count("Traceback") == 0


@pytest.mark.parametrize(
    "trouble",
    [
        refused("editMessageText", 429, "Too Many Requests", 2, retry_after=1),
        Fault("editMessageText", "drop_before", 2),
        Fault("editMessageText", "html", 2),
    ],
    ids=["told to wait", "cut off", "no Telegram"],
)
def test_old_buttons_that_stay_for_now_go_later_and_nothing_is_said_twice(
    tmp_path: Path, trouble: Fault
) -> None:
    async def story(world: World) -> None:
        person = world.person()
        await person.say("/start umbrella")
        place = max(person.screen())
        world.proxy.faults.append(trouble)
        await person.say("还伞机")
        await person.send(text="红灯")
        await world.until(lambda: person.screen()[place][0].endswith("✅ 还伞机"))
        assert not person.screen()[place][1]
        await person.sees("几天")
        questions = [call for call in person.calls() if call.method == "sendMessage"]
        assert len(questions) == 3

    tell(tmp_path, story)


def test_what_is_typed_while_old_buttons_go_is_an_answer(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        person = world.person()
        await person.say("/start umbrella")
        world.proxy.faults.append(Fault("editMessageText", "slow", seconds=3.0))
        await person.say("还伞机")
        await asyncio.sleep(0.3)
        await person.types("红灯", "几天")

    tell(tmp_path, story)


def test_being_stopped_while_old_buttons_go_repeats_nothing(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        person = world.person()
        await person.say("/start umbrella")
        place = max(person.screen())
        world.proxy.faults.append(Fault("editMessageText", "slow", seconds=8.0))
        await person.say("还伞机")
        assert await world.stop() == 0
        await world.start()
        await world.until(lambda: not person.screen()[place][1])
        questions = [call for call in person.calls() if call.method == "sendMessage"]
        assert len(questions) == 2

    tell(tmp_path, story)


@pytest.mark.parametrize("webhook", [False, True])
def test_being_told_twice_to_stop_loses_nothing(tmp_path: Path, webhook: bool) -> None:
    async def story(world: World) -> None:
        people = [world.person() for _ in range(8)]
        await world.until(lambda: bool(world.proxy.calls))
        for person in people:
            await person.send(text="/menu")
        assert world.bot is not None
        world.bot.terminate()
        world.bot.terminate()
        assert await world.stop() == 0
        before = len(world.proxy.calls)
        await world.start()
        await world.until(lambda: len(world.proxy.calls) > before)
        if webhook:
            await world.deliver()
        for person in people:
            await person.shown(1)

    tell(tmp_path, story, webhook=webhook)


def test_a_second_bot_on_the_same_database_does_not_start(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        await world.until(lambda: bool(world.proxy.calls))
        first = world.bot
        await world.start()
        assert world.bot is not None
        assert await world.bot.wait() == 1
        world.bot = first

    world = tell(tmp_path, story)
    assert "shebao: " in world.log.read_text("utf-8")


def own_content(folder: Path) -> Path:
    """The desk's content, to be changed."""
    return Path(shutil.copytree(DESK, folder / "content"))


def write(content: Path, old: str, new: str) -> None:
    """Change a word of the price."""
    (path,) = (content / "knowledge/entries").glob("*.yaml")
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_content_is_loaded_anew_and_broken_content_leaves_the_old_one(tmp_path: Path) -> None:
    content = own_content(tmp_path)

    async def story(world: World) -> None:
        def logged(words: str) -> Callable[[], bool]:
            return lambda: words in world.log.read_text("utf-8")

        person = world.person()
        await person.say("/start")
        await person.press("雨伞")
        await person.press("雨伞还不了")
        await person.press("还伞机")
        write(content, "七天以内不要钱", "八天以内不要钱")
        world.reload()
        await world.until(logged("serves now"))
        (answer, question) = await person.say("借一天多少", replies=2)
        assert "八天以内不要钱" in answer.fields["text"]
        assert "灯是什么颜色" in question.fields["text"]
        write(content, "cite: [RULES 1]", "cite: [NOWHERE 1]")
        world.reload()
        await world.until(logged("the old content keeps serving"))
        (answer, _) = await person.say("借一天多少", replies=2)
        assert "八天以内不要钱" in answer.fields["text"]

    tell(tmp_path, story, content=content)


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_address_that_is_taken_is_named_in_one_line(tmp_path: Path, form: str) -> None:
    async def story() -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            listen = f"127.0.0.1:{taken.getsockname()[1]}"
            async with World(tmp_path, LISTEN=listen, LOG_FORMAT=form) as world:
                await world.start()
                assert world.bot is not None
                assert await world.bot.wait() == 1
            said = world.log.read_text("utf-8").splitlines()[-1]
            why = json.loads(said)["message"] if form == "json" else said
            assert f"LISTEN names {listen}" in why
            assert "name a free address" in why

    asyncio.run(story())
