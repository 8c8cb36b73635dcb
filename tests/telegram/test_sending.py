"""Effects through a real Bot, and what the server's refusals come to."""

import asyncio

import msgspec
import pytest
from telegram.error import BadRequest, Forbidden

from bot.channels.telegram.effects import (
    Live,
    OnScreen,
    Settle,
    Show,
    live,
    of_turn,
    shown,
)
from bot.channels.telegram.sending import Sender, costs, is_new_message
from bot.dialogue.card import Card, Chart
from bot.dialogue.session import Button, Reply, Session, Turn
from bot.store.store import Screen
from tests.telegram.recording import Answer, Recording, bot, refusal

NAME = "shebao_bot"
QUESTION = Reply(
    kind="question", title="题", body="有吗？", buttons=(Button(id="menu", label="无"),)
)
NEW = Show(reply=QUESTION, run=1, turn=5)
BLANK = Screen()
ASKED = shown(Show(reply=QUESTION, run=1, turn=4), 10, BLANK)
OVER = Show(reply=QUESTION, run=1, turn=5, over=10, chosen="有")


def send(effect: OnScreen, screen: Screen, *script: Answer | Exception) -> tuple[Recording, Screen]:
    wire = Recording(*script)
    return wire, asyncio.run(Sender(bot(wire), lambda: NAME).send(7, effect, screen))


PARTS = ("parse_mode", "reply_markup", "link_preview_options")


def shape(wire: Recording) -> list[tuple[str, bool, bool, bool]]:
    """Of each message sent: method, whether HTML, whether buttons, whether links are quiet."""
    found = []
    for call in wire.calls:
        html, buttons, quiet = (part in call.fields for part in PARTS)
        found.append((call.method, html, buttons, quiet))
    return found


def known(screen: Screen | None) -> Live:
    found = live(screen) if screen else None
    assert found is not None
    return found


def test_a_new_message_becomes_the_live_one() -> None:
    wire, screen = send(NEW, BLANK)
    assert shape(wire) == [("sendMessage", True, True, True)]
    assert wire.calls[0].fields["text"] == "<b>题</b>\n有吗？"
    assert screen is not None
    assert (screen.last_message_id, screen.live_message_id) == (501, 501)
    assert known(screen).kept.reply == QUESTION


def test_the_last_message_is_edited_in_place() -> None:
    wire, screen = send(OVER, ASKED)
    assert shape(wire) == [("editMessageText", True, True, True)]
    assert wire.calls[0].fields["text"].startswith("✅ 有\n\n")
    assert screen is not None
    assert (screen.last_message_id, screen.live_message_id) == (10, 10)


def test_something_written_below_makes_the_question_come_anew() -> None:
    wire, screen = send(OVER, Screen(11, ASKED.live_message_id, ASKED.live_text))
    assert shape(wire) == [("sendMessage", True, True, True)]
    assert "✅" not in wire.calls[0].fields["text"]
    old = known(screen).old
    assert old is not None
    assert old.message == 10


def test_not_modified_is_success() -> None:
    no = refusal(400, "Bad Request: message is not modified: specified new message content …")
    wire, screen = send(OVER, ASKED, no)
    assert len(wire.calls) == 1
    assert known(screen).kept.message == 10


def test_a_message_that_is_gone_is_sent_anew() -> None:
    wire, screen = send(OVER, ASKED, refusal(400, "Bad Request: message to edit not found"))
    assert [c.method for c in wire.calls] == ["editMessageText", "sendMessage"]
    assert known(screen).kept.message == 501


def test_markup_that_cannot_be_parsed_goes_as_plain_text(caplog: pytest.LogCaptureFixture) -> None:
    wire, _ = send(NEW, BLANK, refusal(400, "Bad Request: can't parse entities: Unsupported"))
    assert shape(wire)[1] == ("sendMessage", False, True, True)
    assert wire.calls[1].fields["text"] == "题\n有吗？"
    assert [r.levelname for r in caplog.records] == ["ERROR"]


def test_buttons_that_are_refused_are_left_out() -> None:
    wire, _ = send(NEW, BLANK, refusal(400, "Bad Request: BUTTON_DATA_INVALID"))
    assert shape(wire)[1] == ("sendMessage", True, False, True)


def test_a_server_without_link_previews_is_learnt_once() -> None:
    wire = Recording(refusal(400, "Bad Request: link_preview_options is not supported yet"))

    async def twice() -> None:
        sender = Sender(bot(wire), lambda: NAME)
        await sender.send(7, NEW, BLANK)
        await sender.send(7, NEW, BLANK)

    asyncio.run(twice())
    assert [links for *_, links in shape(wire)] == [True, False, False]
    assert all(html for _, html, *_ in shape(wire))


def test_a_topic_that_is_gone_is_left() -> None:
    show = Show(reply=QUESTION, run=1, turn=5, thread=4)
    wire, _ = send(show, BLANK, refusal(400, "Bad Request: message thread not found"))
    assert [c.fields.get("message_thread_id") for c in wire.calls] == [4, None]


def test_the_plainest_form_is_the_last_try() -> None:
    no = refusal(400, "Bad Request: whatever")
    wire = Recording(no, no, no, no)
    with pytest.raises(BadRequest):
        asyncio.run(Sender(bot(wire), lambda: NAME).send(7, NEW, BLANK))
    assert shape(wire)[-1][:3] == ("sendMessage", False, False)


@pytest.mark.parametrize("said", ["Bad Request: chat not found", "Bad Request: PEER_ID_INVALID"])
def test_a_chat_that_is_gone_is_not_tried_again(said: str) -> None:
    wire = Recording(refusal(400, said))
    with pytest.raises(BadRequest):
        asyncio.run(Sender(bot(wire), lambda: NAME).send(7, NEW, BLANK))
    assert len(wire.calls) == 1


def test_being_blocked_is_for_the_caller_to_handle() -> None:
    with pytest.raises(Forbidden):
        send(NEW, BLANK, refusal(403, "Forbidden: bot was blocked by the user"))


def test_a_chat_that_moved_is_followed() -> None:
    moved = refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1007)
    wire, _ = send(NEW, BLANK, moved)
    assert [c.fields["chat_id"] for c in wire.calls] == [7, -1007]


def test_settling_keeps_what_was_chosen_and_takes_the_buttons_off() -> None:
    screen = shown(NEW, 12, ASKED)
    wire, after = send(Settle(chosen="有", pressed=10), screen)
    (call,) = wire.calls
    assert (call.method, call.fields["message_id"]) == ("editMessageText", 10)
    assert call.fields["text"].endswith("\n\n✅ 有")
    assert "reply_markup" not in call.fields
    assert known(after).old is None


def test_settling_after_a_press_elsewhere_only_takes_the_buttons_off() -> None:
    wire, _ = send(Settle(chosen="有", pressed=3), shown(NEW, 12, ASKED))
    assert [(c.method, c.fields["message_id"]) for c in wire.calls] == [
        ("editMessageReplyMarkup", 3),
        ("editMessageReplyMarkup", 10),
    ]


def test_taking_off_buttons_that_are_gone_already_is_no_failure() -> None:
    no = refusal(400, "Bad Request: message to edit not found")
    assert send(Settle(chosen="有"), shown(NEW, 12, ASKED), no, no)[0].calls[1:]
    send(Settle(pressed=3), ASKED, no)


def test_effects_that_need_no_request_are_known_beforehand() -> None:
    replaced = shown(OVER, 10, ASKED)
    assert not costs(Settle(chosen="有", pressed=10), replaced)
    assert costs(Settle(pressed=3), replaced)
    assert costs(Settle(), shown(NEW, 12, ASKED))
    assert (is_new_message(OVER, ASKED), is_new_message(NEW, ASKED)) == (False, True)


DRAWN = Card(topic="题", title="太久没用", say="五年没用会停。", checked="核", footer="脚")
PICTURE = Reply(
    kind="card",
    title="太久没用",
    body="五年没用会停 <&>。",
    picture=DRAWN,
    buttons=(
        Button(id="copy.555", label="复制电话 555", copy="555"),
        Button(id="link", label="发给家人", link="r_abc"),
        Button(id="menu", label="菜单"),
    ),
)
PHOTO = Show(reply=PICTURE, run=1, turn=5)


def test_a_picture_is_sent_with_its_words_below_it() -> None:
    wire, screen = send(PHOTO, BLANK)
    (call,) = wire.calls
    assert call.method == "sendPhoto"
    assert call.fields["photo"].startswith(b"\x89PNG")
    assert call.fields["caption"] == "<b>太久没用</b>\n五年没用会停 &lt;&amp;&gt;。"
    copied, link, menu = (row[0] for row in call.fields["reply_markup"]["inline_keyboard"])
    assert copied["copy_text"] == {"text": "555"}
    assert link["url"].startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fshebao_bot%3F")
    assert "start%3Dr_abc" in link["url"]
    assert menu["callback_data"] == "v1:1.5:menu"
    assert known(screen).kept.reply.picture is None


def test_without_the_name_of_the_bot_nothing_leads_to_it() -> None:
    wire = Recording()
    asyncio.run(Sender(bot(wire), lambda: None).send(7, PHOTO, BLANK))
    assert "t.me" not in str(wire.calls[0].fields["reply_markup"])


@pytest.mark.parametrize(
    "said",
    ["Bad Request: PHOTO_INVALID_DIMENSIONS", "Bad Request: not enough rights to send photos"],
)
def test_a_picture_that_is_refused_leaves_its_words(said: str) -> None:
    wire, _ = send(PHOTO, BLANK, refusal(400, said))
    assert [call.method for call in wire.calls] == ["sendPhoto", "sendMessage"]
    assert wire.calls[1].fields["text"] == wire.calls[0].fields["caption"]


def test_a_picture_goes_plainer_step_by_step_and_its_words_alone_at_last() -> None:
    no = refusal(400, "Bad Request: whatever")
    wire, _ = send(PHOTO, BLANK, no, no, no)
    assert [call.method for call in wire.calls] == ["sendPhoto"] * 3 + ["sendMessage"]


def test_a_picture_that_cannot_be_drawn_leaves_its_words_and_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    nothing = Chart(title="图", unit="元", names=(), bars=())
    broken = msgspec.structs.replace(DRAWN, chart=nothing)
    show = msgspec.structs.replace(PHOTO, reply=msgspec.structs.replace(PICTURE, picture=broken))
    wire, _ = send(show, BLANK)
    assert [call.method for call in wire.calls] == ["sendMessage"]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "五年" not in caplog.text


def test_words_too_long_for_a_caption_follow_their_picture() -> None:
    long = msgspec.structs.replace(PICTURE, body="长。" * 600)
    turn = Turn(session=Session(run=1, turn=5), replies=(long,))
    alone, words = of_turn(turn, None, None)
    assert (alone.reply.picture, alone.reply.buttons) == (DRAWN, ())
    assert (words.reply.picture, words.reply.body) == (None, long.body)
    wire, _ = send(alone, BLANK)
    assert wire.calls[0].fields["caption"] == "<b>太久没用</b>"
    assert (alone.settle, words.settle) == (None, Settle())


def test_a_card_keeps_the_buttons_that_are_never_out_of_date() -> None:
    before = msgspec.structs.replace(PHOTO, turn=4)
    wire, _ = send(Settle(chosen="有"), shown(NEW, 12, shown(before, 10, BLANK)))
    (call,) = wire.calls
    assert call.method == "editMessageReplyMarkup"
    kept = [row[0]["text"] for row in call.fields["reply_markup"]["inline_keyboard"]]
    assert kept == ["复制电话 555", "发给家人"]
