"""What updates say; and that none of them, however odd, gets an exception out of the reader."""

import json
import random
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import msgspec
import pytest

from bot.channels.telegram.render import data
from bot.channels.telegram.updates import TEXT_LIMIT, Received, Update, chose, number, read
from bot.dialogue.session import Chose, Command, Event, Sent, Typed

PERSON = {"id": 7, "is_bot": False, "first_name": "李四", "language_code": "zh-hans"}
CHAT = {"id": 7, "type": "private", "first_name": "李四"}


def message(**fields: object) -> dict[str, Any]:
    body = {"message_id": 40, "date": 1, "chat": CHAT, "from": PERSON, **fields}
    return {"update_id": 9, "message": body}


def press(button: str | None) -> dict[str, Any]:
    held = {"message_id": 39, "date": 1, "chat": CHAT, "text": "?"}
    query = {"id": "55", "from": PERSON, "message": held, "chat_instance": "1"}
    return {"update_id": 9, "callback_query": query if button is None else query | {"data": button}}


def said(update: dict[str, Any]) -> Event | None:
    got = read(update)
    assert got is not None
    assert got.received is not None
    return got.received.event


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("医保余额为什么是零", Typed(text="医保余额为什么是零")),
        ("  两边有空白 \n", Typed(text="两边有空白")),
        ("/start", Command(name="start")),
        (
            "/START@Some_bot  pension-withdrawal ",
            Command(name="start", argument="pension-withdrawal"),
        ),
        ("／menu", Command(name="menu")),
        ("/ 不是命令", Typed(text="/ 不是命令")),
        ("1/2", Typed(text="1/2")),
        ("a\x00b\u202ec\ud800d", Typed(text="abcd")),
        ("\u200b", Typed(text="")),
    ],
)
def test_texts_become_events(text: str, event: Event) -> None:
    assert said(message(text=text)) == event


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("voice", "voice"),
        ("photo", "photo"),
        ("sticker", "sticker"),
        ("location", "location"),
        ("document", "document"),
        ("contact", "contact"),
        ("something_new", "other"),
    ],
)
def test_what_is_no_text_is_named_and_its_content_left_behind(field: str, kind: str) -> None:
    assert said(message(**{field: {"file_id": "x"}})) == Sent(kind=kind)


def test_a_caption_is_read_as_text() -> None:
    assert said(message(photo=[{}], caption="这是什么")) == Typed(text="这是什么")


def test_service_messages_are_nothing_anyone_said() -> None:
    assert read(message(pinned_message={"message_id": 1})) is None
    assert read(message(text="嗯", **{"from": PERSON | {"is_bot": True}})) is None


def test_personal_numbers_are_gone_before_anything_is_stored() -> None:
    got = said(message(text="我的身份证号是110101199003078515，帮我查"))
    assert isinstance(got, Typed)
    assert got.redacted
    assert "19900307" not in got.text


def test_a_number_across_the_cut_is_taken_out_whole() -> None:
    got = read(message(text="好" * (TEXT_LIMIT - 3) + "110101199003078515"))
    assert got is not None
    assert got.received is not None
    assert got.received.cut
    assert isinstance(got.received.event, Typed)
    assert len(got.received.event.text) <= TEXT_LIMIT
    assert "1101" not in got.received.event.text


def test_buttons_come_back_as_they_were_sent_out() -> None:
    assert said(press(data("a.place.unsure", 3, 41))) == Chose(
        button="a.place.unsure", run=3, turn=41
    )


@pytest.mark.parametrize(
    "forged",
    [None, "", "x", "v1:", "v1:1.2:", "v2:1.2:a", "v1:zzzzzzz.1:a", "v1:1.1:选项", "\0" * 64],
)
def test_forged_buttons_are_buttons_nobody_knows(forged: str | None) -> None:
    assert said(press(forged)) == chose("forged")


def test_a_press_on_a_message_too_old_to_be_shown_still_counts() -> None:
    update = press("v1:1.2:menu")
    update["callback_query"]["message"] = {"message_id": 3, "date": 0, "chat": CHAT}
    got = read(update)
    assert got is not None
    assert got.received == Received(event=Chose(button="menu", run=1, turn=2), message=3)
    del update["callback_query"]["message"]
    got = read(update)
    assert got is not None
    assert (got.chat, got.query) == (7, "55")


def test_blocking_is_noticed_and_unblocking_needs_nothing() -> None:
    change = {"chat": CHAT, "from": PERSON, "date": 1, "new_chat_member": {"status": "kicked"}}
    assert read({"update_id": 1, "my_chat_member": change}) == Update(
        id=1, chat=7, received=Received(event=None)
    )
    change["new_chat_member"] = {"status": "member"}
    assert read({"update_id": 1, "my_chat_member": change}) is None


def test_what_is_written_in_a_group_is_not_stored() -> None:
    raw = message(text="今天天气", chat={"id": -5, "type": "supergroup", "title": "群"})
    assert read(raw) == Update(id=9, chat=-5, group=raw["message"])


def test_what_is_typed_after_our_name_is_not_stored() -> None:
    raw = {
        "update_id": 9,
        "inline_query": {"id": "3", "from": PERSON, "query": "余额", "offset": ""},
    }
    assert read(raw) == Update(id=9, chat=7, inline=("3", "余额"))


SEEDS = [
    message(text="你好"),
    message(text="/start umbrella", entities=[{"type": "bot_command", "offset": 0, "length": 6}]),
    message(photo=[{"file_id": "f", "width": 1}], caption="图"),
    message(text="话题里", message_thread_id=5, is_topic_message=True),
    press("v1:1.2:a.place.unsure"),
    press(None),
    {"update_id": 3, "my_chat_member": {"chat": CHAT, "new_chat_member": {"status": "kicked"}}},
    {"update_id": 4, "edited_message": message(text="改")["message"]},
]
ODD: list[object] = [
    None, True, False, 0, -1, 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 10**40, 1.5, 1e300,
    float("nan"), float("inf"), "", "x" * 5_000, "\ud800", "\0", "\u202e" * 50, "z\u0301" * 4_000,
    "\u200d" * 100_000, "9" * 5_000, "/", "/a@", "v1:", [], [[]], {}, {"id": 1}, {"id": "1"},
    {"chat": {"id": {}}}, [None] * 100,
]  # fmt: skip


def mutated(rnd: random.Random, seeds: Sequence[object] = SEEDS) -> object:
    update: Any = deepcopy(rnd.choice(seeds))
    for _ in range(rnd.randint(1, 3)):
        holder, key = update, None
        while isinstance(holder, dict | list) and holder and (key is None or rnd.random() < 0.7):
            parent = holder
            key = rnd.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
            holder = holder[key]
        if key is None:
            return rnd.choice(ODD)
        if rnd.random() < 0.2 and isinstance(parent, dict):
            del parent[key]
        else:
            parent[key] = deepcopy(rnd.choice(ODD))
    return update


def test_no_mutation_gets_an_exception_out_of_the_reader() -> None:
    rnd = random.Random(1)
    for _ in range(50_000):
        raw = mutated(rnd)
        number(raw)
        update = read(raw)
        if update is not None and update.received is not None:
            stored = msgspec.json.encode(update.received)
            assert msgspec.json.decode(stored, type=Received) == update.received
            assert update.chat in range(-(2**63), 2**63)


def test_nesting_without_end_is_survived() -> None:
    deep = json.loads('{"a":' * 400 + "1" + "}" * 400)
    assert read({"update_id": 1, "message": deep}) is None
    assert read({"update_id": 1, "message": {"chat": deep, "text": deep}}) is None
