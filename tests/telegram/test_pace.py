"""How fast messages go out, by a clock that the test turns."""

import pytest

from bot.channels.telegram.pace import CAREFUL, CHAT_BURST, OVERALL_BURST, Pace, Rates


def slowed(*chats: int) -> Pace:
    """Telegram refused these chats, to be tried again at 100 seconds."""
    pace = Pace()
    for chat in chats:
        pace.refused(chat, 100.0)
    return pace


def test_answers_go_out_at_once_while_telegram_takes_them() -> None:
    pace = Pace()
    assert [pace.book(100.0, chat) for chat in range(9) for _ in range(9)] == [100.0] * 81


def test_a_chat_that_was_refused_gets_three_at_once_and_then_one_a_second() -> None:
    pace = slowed(7)
    assert pace.book(90.0, 7) == 100.0  # not before it is asked for
    pace = slowed(7)
    assert [pace.book(100.0, 7) for _ in range(6)] == [100.0, 100.0, 100.0, 101.0, 102.0, 103.0]
    assert pace.book(100.0, 8) == 100.0


def test_a_chat_that_was_quiet_gets_its_burst_again() -> None:
    pace = slowed(7)
    for _ in range(CHAT_BURST):
        pace.book(100.0, 7)
    assert [pace.book(110.0, 7) for _ in range(CHAT_BURST)] == [110.0] * CHAT_BURST


def test_after_a_while_without_refusal_nothing_is_held_back() -> None:
    pace, later = slowed(7, 8, 9), 100.0 + CAREFUL
    assert [pace.book(later, 7) for _ in range(50)] == [later] * 50


def test_all_chats_together_get_twenty_five_a_second_once_all_were_refused() -> None:
    pace = slowed(7, 8, 9)
    due = [pace.book(100.0, chat) for chat in range(10, OVERALL_BURST + 35)]
    assert due[:OVERALL_BURST] == pytest.approx([100.0] * OVERALL_BURST)
    assert due[-1] == pytest.approx(101.0)


def test_edits_wait_for_no_chat() -> None:
    pace = slowed(7)
    for _ in range(CHAT_BURST):
        pace.book(100.0, 7)
    assert pace.book(100.0, None) == 100.0


def test_one_chat_that_is_refused_does_not_hold_up_the_others() -> None:
    pace = Pace()
    for _ in range(5):
        pace.refused(7, 130.0)
    assert pace.book(100.0, 8) == 100.0


def test_several_chats_refused_in_a_row_hold_up_everything() -> None:
    pace = Pace()
    for chat in (7, 8, 9):
        pace.refused(chat, 120.0 + chat)
    assert pace.book(100.0, 1) == 129.0


def test_a_message_that_goes_through_shows_that_only_single_chats_were_refused() -> None:
    pace = Pace()
    for chat in (7, 8):
        pace.refused(chat, 130.0)
    pace.accepted()
    pace.refused(9, 130.0)
    assert pace.book(100.0, 1) == 100.0


def test_what_is_denied_takes_no_place() -> None:
    rates = Rates(per_second=1.0, burst=2)
    assert [rates.allows(7, 100.0) for _ in range(50)] == [True, True, *[False] * 48]
    assert rates.allows(7, 101.0)


def test_only_so_many_chats_are_remembered() -> None:
    rates = Rates(per_second=0.001, burst=1, remembered=2)
    assert all(rates.allows(chat, 1.0) for chat in (1, 2, 3))
    assert rates.allows(1, 1.0)  # forgotten
    assert not rates.allows(3, 1.0)
