"""In groups and in other people's chats: answers with sources, links, and nothing of a person."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram import render
from bot.channels.telegram.asides import GROUP_PER_MINUTE, Asides
from bot.channels.telegram.public import Public, overheard
from bot.channels.telegram.reception import Reception
from bot.cli import CONTENT_ROOT
from bot.dialogue.aloud import told
from bot.store.sqlite import SqliteStore
from tests.shipped import TODAY, guide
from tests.telegram.proxy import USERNAME, Fault
from tests.telegram.recording import Call, Recording, bot, rows
from tests.telegram.test_serve import tell
from tests.telegram.test_updates import PERSON, message
from tests.telegram.world import World

NAME = "shebao_bot"
GROUP = {"id": -5, "type": "supergroup", "title": "群"}
OURS = {"message_id": 3, "date": 1, "chat": GROUP, "from": {"id": 1, "is_bot": True,
        "first_name": "助手", "username": NAME}}  # fmt: skip


def said(text: str, **more: object) -> dict[str, Any]:
    return message(text=text, chat=GROUP, **more)


def typed(query: str) -> dict[str, Any]:
    return {"update_id": 9, "inline_query": {"id": "77", "from": PERSON, "query": query,
            "offset": ""}}  # fmt: skip


def took(folder: Path, *updates: dict[str, Any], name: str | None = NAME) -> list[Call]:
    """The calls that these updates lead to; nothing of them is in the database."""
    wire = Recording()

    async def admit() -> None:
        store = SqliteStore(folder / "bot.db")
        asides = Asides(bot(wire))
        asides.username = name
        reception = Reception(store, asides, Public(guide()))
        await reception.admit([u | {"update_id": 70 + n} for n, u in enumerate(updates)])
        async with asyncio.timeout(10):
            while asides.busy:  # noqa: ASYNC110 - requests that nobody waits for
                await asyncio.sleep(0.005)
        await asides.close()
        store.close()

    asyncio.run(admit())
    for table in ("inbox", "outbox", "chat", "misses"):
        assert rows(folder / "bot.db", f"SELECT * FROM {table}") == []
    return wire.calls


def links(call: Call) -> list[str]:
    markup = call.fields.get("reply_markup")
    keyboard = json.loads(markup) if isinstance(markup, str) else markup
    return [button["url"] for row in (keyboard or {"inline_keyboard": []})["inline_keyboard"]
            for button in row]  # fmt: skip


@pytest.mark.parametrize(
    "update",
    [
        said(f"@{NAME} 医保余额为什么是0"),
        said(f"医保余额为什么是0 @{NAME.upper()}"),
        said("医保余额为什么是0", reply_to_message=OURS),
        said(f"/ask@{NAME} 医保余额为什么是0"),
        said("/ask 医保余额为什么是0"),
    ],
)
def test_a_question_to_us_in_a_group_is_answered_below_it_with_sources(
    tmp_path: Path, update: dict[str, Any]
) -> None:
    (call,) = took(tmp_path, update)
    assert call.method == "sendMessage"
    assert call.fields["chat_id"] == -5
    assert "医保个人账户余额为什么是 0" in call.fields["text"]
    assert "依据" in call.fields["text"]
    assert call.fields["reply_parameters"]["message_id"] == 40
    assert links(call) == [f"https://t.me/{NAME}?start=medical-balance-zero"]


@pytest.mark.parametrize(
    "update",
    [
        said("医保余额为什么是0"),
        said("@another_bot 医保余额为什么是0"),
        said("/ask@another_bot 医保余额为什么是0"),
        said("/weather"),
        said(f"@{NAME} 医保余额为什么是0") | {"message": said(f"@{NAME} 余额")["message"] | {
            "from": PERSON | {"is_bot": True}}},
    ],
)  # fmt: skip
def test_what_is_not_for_us_is_left_alone(tmp_path: Path, update: dict[str, Any]) -> None:
    assert took(tmp_path, update) == []


def test_only_a_topic_of_a_forum_is_answered_in_its_thread() -> None:
    asked = {"message_thread_id": 7, "reply_to_message": OURS}
    reply = overheard(said("余额", **asked)["message"], NAME)
    topic = overheard(said("余额", **asked, is_topic_message=True)["message"], NAME)
    assert reply is not None
    assert topic is not None
    assert (reply.thread, topic.thread) == (None, 7)


def test_a_flow_is_offered_in_private(tmp_path: Path) -> None:
    (call,) = took(tmp_path, said(f"@{NAME} 帮我算算养老金每月多少"))
    assert all(link.startswith(f"https://t.me/{NAME}?start=") for link in links(call))
    assert links(call)


def test_what_we_do_not_know_is_declined_and_our_name_alone_is_explained(tmp_path: Path) -> None:
    unknown, alone = took(tmp_path, said(f"@{NAME} 明天会下雨吗"), said(f"@{NAME}"))
    assert "答不准" in unknown.fields["text"]
    assert "带上我的名字" in alone.fields["text"]


def test_a_group_gets_no_more_than_telegram_allows(tmp_path: Path) -> None:
    asked = [said(f"@{NAME} 医保余额为什么是0")] * 40
    assert len(took(tmp_path, *asked)) <= GROUP_PER_MINUTE


def test_without_our_own_name_commands_still_work(tmp_path: Path) -> None:
    (call,) = took(tmp_path, said("/ask 医保余额为什么是0"), name=None)
    assert links(call) == []


def test_numbers_are_taken_out_of_what_is_said_in_a_group() -> None:
    heard = overheard(said(f"@{NAME} 我身份证 11010519491231002X 余额")["message"], NAME)
    assert heard is not None
    assert "11010519491231002X" not in heard.text


@pytest.mark.parametrize("text", ["医保余额是零", "", "醫保餘額", "x" * 4000, "\ud83d"])
def test_cards_for_what_is_typed_in_any_chat(tmp_path: Path, text: str) -> None:
    (call,) = took(tmp_path, typed(text))
    assert call.method == "answerInlineQuery"
    results = call.fields["results"]
    cards = json.loads(results) if isinstance(results, str) else results
    assert len({card["id"] for card in cards}) == len(cards) <= 5
    for card in cards:
        assert card["title"]
        assert 0 < len(card["input_message_content"]["message_text"]) <= 4096
    if "余额" in text or "餘" in text:
        assert any("余额" in card["title"] for card in cards)


def test_every_topic_makes_an_answer_that_fits_and_links_only_into_the_private_chat() -> None:
    content = guide().content
    for name in [*content.flows, *content.entries, *content.signposts]:
        reply = told(guide(), name, TODAY)
        assert render.fits(reply), name
        assert reply.buttons
        assert all(button.link for button in reply.buttons)


def test_the_process_answers_aloud_and_in_other_chats_and_keeps_nothing(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        group = {"id": -77, "type": "supergroup", "title": "家人"}
        body = {"message_id": 5, "date": 1, "chat": group, "from": PERSON}
        await world.until(lambda: bool(world.proxy.made("getMe")))
        await world.inject("message", body | {"text": "今天吃什么"})
        await world.inject("message", body | {"text": f"@{USERNAME} 医保余额为什么是0"})
        await world.until(lambda: bool(world.proxy.made("sendMessage")))
        query = {"id": "9", "from": PERSON, "query": "医保能取现吗", "offset": ""}
        await world.inject("inline_query", query)
        await world.until(lambda: bool(world.proxy.made("answerInlineQuery")))
        (said,) = world.proxy.made("sendMessage")
        assert said.fields["chat_id"] == -77
        assert "?start=" in str(said.fields["reply_markup"])
        assert world.proxy.made("answerInlineQuery")[0].fields["results"]

    tell(tmp_path, story, content=CONTENT_ROOT)
    for table in ("inbox", "outbox", "chat", "misses"):
        assert rows(tmp_path / "bot.db", f"SELECT * FROM {table}") == []


def test_it_learns_its_name_though_telegram_was_away_when_it_started(tmp_path: Path) -> None:
    body = {"message_id": 5, "date": 1, "chat": {"id": -77, "type": "supergroup"}, "from": PERSON}

    async def story() -> None:
        async with World(tmp_path) as world:
            world.proxy.faults.append(Fault("getMe", "html", 2))
            await world.start()
            await world.until(lambda: bool(world.proxy.made("setMyCommands")))
            await world.inject("message", body | {"text": f"@{USERNAME} 借一天多少"})
            await world.until(lambda: bool(world.proxy.made("sendMessage")))
            assert await world.stop() == 0

    asyncio.run(story())
