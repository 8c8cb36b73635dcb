"""What is read off the operators' chat: whom it is for, and that nothing odd gets through."""

import random
from typing import Any

import pytest

from bot.channels.telegram.desk import NAMED, Desk
from bot.channels.telegram.updates import Received, read
from bot.dialogue.session import Command, Sent, Typed
from tests.telegram.test_updates import mutated

DESK = Desk(chat=-5, bot=42)
US = {"id": 42, "is_bot": True}
MEMBER = {"id": 7, "is_bot": False}
POST = {"message_id": 30, "from": US, "text": "个案 17 · 对方说\n你好"}


def message(**fields: object) -> dict[str, Any]:
    body = {"message_id": 40, "chat": {"id": -5, "type": "supergroup"}, "from": MEMBER}
    return {"update_id": 9, "message": body | fields}


def got(**fields: object) -> Received | None:
    update = DESK.read(message(**fields))
    return update.received if update else None


def test_a_reply_to_a_post_is_for_its_case() -> None:
    assert got(text=" 请稍等 ", reply_to_message=POST) == Received(
        event=Typed(text="请稍等"), message=40, answers=30, case=17
    )


@pytest.mark.parametrize(
    "answered",
    [
        POST | {"from": {"id": 43, "is_bot": True}},
        POST | {"from": MEMBER},
        {key: value for key, value in POST.items() if key != "from"},
    ],
)
def test_what_another_wrote_is_no_post_of_ours(answered: dict[str, object]) -> None:
    assert got(text="请稍等", reply_to_message=answered) is None


def test_a_post_that_names_no_case_is_known_by_its_id_alone() -> None:
    for text in ("对方说 个案 17", "个案 0 ·", "个案 1234567890", ""):
        received = got(text="请稍等", reply_to_message=POST | {"text": text})
        assert received is not None
        assert (received.answers, received.case) == (30, None)
    assert NAMED.match("已转给个案 3")


def test_what_is_written_in_a_topic_is_for_its_case() -> None:
    opening = {"message_id": 90, "from": US, "forum_topic_created": {"name": "个案 17"}}
    topic = {"message_thread_id": 90, "is_topic_message": True}
    expected = Received(event=Typed(text="好"), message=40, answers=90, thread=90)
    assert got(text="好", **topic) == expected
    assert got(text="好", **topic, reply_to_message=opening) == expected
    assert got(text="好", message_thread_id=90) is None  # a thread of replies is no topic


def test_talk_among_operators_is_left_alone_and_known_commands_are_not() -> None:
    assert got(text="今天谁值班") is None
    assert got(text="/ban") is None
    assert got(text="/stats@our_bot") == Received(event=Command(name="stats"), message=40)
    assert got(pinned_message={"message_id": 1}) is None
    assert got(photo=[{}], caption="见图", reply_to_message=POST) == Received(
        event=Sent(kind="photo"), message=40, answers=30, case=17
    )


def test_other_chats_are_not_the_desk() -> None:
    update = message(text="/stats", chat={"id": -6, "type": "supergroup"})
    assert not DESK.wrote(update)
    assert DESK.wrote(message(text="/stats"))
    assert not DESK.wrote(message(chat=-5))


def test_no_mutation_gets_an_exception_out_of_the_reader() -> None:
    rnd = random.Random(2)
    seeds = [message(text="好", reply_to_message=POST), message(text="好", message_thread_id=3)]
    for _ in range(20_000):
        raw = mutated(rnd, seeds)
        if DESK.wrote(raw):
            DESK.read(raw)
        else:
            read(raw)
