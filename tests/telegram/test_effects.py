"""From a turn to effects, and what a chat shows after each."""

import msgspec

from bot.channels.telegram.effects import (
    Settle,
    Show,
    decode,
    encode,
    live,
    of_turn,
    replaceable,
    settled,
    shown,
)
from bot.dialogue.session import Button, Reply, Session, Turn
from bot.store.store import Screen

YES = Button(id="a.n.yes", label="有")
QUESTION = Reply(kind="question", body="有吗？", buttons=(YES,))
OUTCOME = Reply(kind="outcome", body="是这样。", buttons=(YES,), fresh=True)
NOTICE = Reply(kind="notice", body="先说一句。")


def turn(*replies: Reply, frozen: str | None = None, number: int = 5) -> Turn:
    return Turn(session=Session(run=1, turn=number), replies=replies, frozen=frozen)


def settling(shows: list[Show]) -> list[Settle | None]:
    return [show.settle for show in shows]


def on_screen(reply: Reply, message: int = 10) -> Screen:
    return shown(Show(reply=reply, run=1, turn=4), message, Screen())


def test_a_press_replaces_the_question_and_keeps_what_was_chosen() -> None:
    (show,) = of_turn(turn(QUESTION, frozen="有"), 10, None)
    settle = Settle(chosen="有", pressed=10)
    assert show == Show(reply=QUESTION, run=1, turn=5, over=10, chosen="有", settle=settle)


def test_an_outcome_is_a_new_message_and_its_question_is_settled_after() -> None:
    (show,) = of_turn(turn(OUTCOME, frozen="有"), 10, 3)
    settle = Settle(chosen="有", pressed=10)
    assert show == Show(reply=OUTCOME, run=1, turn=5, thread=3, settle=settle)


def test_without_new_buttons_the_old_ones_stay() -> None:
    assert settling(of_turn(turn(NOTICE), None, None)) == [None]


def test_a_short_notice_stands_above_what_follows_in_one_message() -> None:
    (show,) = of_turn(turn(NOTICE, QUESTION), None, None)
    assert show == Show(reply=QUESTION, run=1, turn=5, above=NOTICE.body, settle=Settle())


def test_what_is_to_stay_is_not_joined_to_what_passes() -> None:
    kept = msgspec.structs.replace(NOTICE, fresh=True)
    for first in (kept, msgspec.structs.replace(NOTICE, body="长" * 500), OUTCOME):
        assert settling(of_turn(turn(first, QUESTION), None, None)) == [None, Settle()]
    assert settling(of_turn(turn(NOTICE, OUTCOME), None, None)) == [None, Settle()]


def test_only_the_last_message_of_the_chat_is_replaced() -> None:
    screen = on_screen(QUESTION)
    assert replaceable(screen, 10)
    assert not replaceable(screen, 9)
    assert not replaceable(Screen(11, screen.live_message_id, screen.live_text), 10)
    assert not replaceable(on_screen(OUTCOME), 10)
    assert not replaceable(Screen(10, 10, "{damaged"), 10)


def test_a_server_that_numbers_the_sides_apart_changes_nothing() -> None:
    screen = shown(Show(reply=QUESTION, run=1, turn=4), 3, Screen(last_message_id=900))
    assert replaceable(screen, 3)
    written = Screen(901, screen.live_message_id, screen.live_text)
    assert not replaceable(written, 3)
    noticed = shown(Show(reply=NOTICE, run=1, turn=5), 4, screen)
    assert not replaceable(noticed, 3)


def test_the_message_before_is_remembered_until_it_is_settled() -> None:
    screen = shown(Show(reply=OUTCOME, run=1, turn=5), 12, on_screen(QUESTION))
    known = live(screen)
    assert known is not None
    assert known.old is not None
    assert (known.kept.message, known.old.message, known.old.reply) == (12, 10, QUESTION)
    known = live(settled(screen))
    assert known is not None
    assert known.old is None


def test_two_messages_of_one_turn_leave_the_one_before_to_be_settled() -> None:
    screen = on_screen(QUESTION)
    for message in (11, 12):
        screen = shown(Show(reply=QUESTION, run=1, turn=5), message, screen)
    known = live(screen)
    assert known is not None
    assert known.old is not None
    assert (known.kept.message, known.old.message) == (12, 10)


def test_a_replaced_message_is_not_settled() -> None:
    show = Show(reply=QUESTION, run=1, turn=5, over=10, chosen="有")
    known = live(shown(show, 10, on_screen(QUESTION)))
    assert known is not None
    assert (known.kept.chosen, known.old) == ("有", None)


def test_effects_survive_the_store() -> None:
    for effect in of_turn(turn(NOTICE, QUESTION, OUTCOME, frozen="有"), 10, 3):
        assert decode(encode(effect)) == effect
    assert decode('{"type": "Shout"}') is None
    assert decode("") is None
