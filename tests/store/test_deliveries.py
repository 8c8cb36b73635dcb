"""From the store to whoever sends: tried on record, in order, never two of one chat at a time."""

import pytest

from bot.store.store import Dead, Finish, Incoming, Later, Partly, Result, Screen, Sent, Store
from tests.store.scene import Clock, Run, apologise, claim_one, echo, send_all, work_all

ANNE, BEN, CLEO = 11, 22, 33


def _say(store: Store, run: Run, chat: int, *effects: str) -> None:
    run(store.record(chat, Result(session="s", effects=effects)))


def test_the_messages_of_a_chat_are_handed_out_one_after_the_other(store: Store, run: Run) -> None:
    _say(store, run, ANNE, "a1", "a2")
    _say(store, run, BEN, "b1")
    _say(store, run, ANNE, "a3")
    first, second = run(store.claim(10, "me"))
    assert (first.effect, second.effect) == ("a1", "b1")
    assert run(store.claim(10, "me")) == []
    run(store.finish(first, Sent()))
    assert run(claim_one(store)).effect == "a2"


def test_no_more_than_asked_for_are_handed_out(store: Store, run: Run) -> None:
    for chat in range(1, 6):
        _say(store, run, chat, "x")
    assert len(run(store.claim(3, "me"))) == 3
    assert len(run(store.claim(3, "me"))) == 2


def test_one_whose_sender_is_lost_comes_again_after_half_a_minute(
    store: Store, run: Run, clock: Clock
) -> None:
    _say(store, run, ANNE, "a1", "a2")
    assert run(claim_one(store)).attempts == 1
    clock.now += 29
    assert run(store.claim(1, "me")) == []
    clock.now += 2
    again = run(claim_one(store))
    assert (again.effect, again.attempts) == ("a1", 2)


def test_an_owner_that_starts_anew_gets_its_own_back_at_once(store: Store, run: Run) -> None:
    _say(store, run, ANNE, "a")
    _say(store, run, BEN, "b")
    run(store.claim(1, "one"))
    run(store.claim(1, "two"))
    assert run(store.release("one")) == 1
    assert run(claim_one(store)).effect == "a"
    assert run(store.claim(1, "one")) == []


def test_one_put_off_keeps_its_place(store: Store, run: Run, clock: Clock) -> None:
    _say(store, run, ANNE, "a1", "a2")
    run(store.finish(run(claim_one(store)), Later(clock.now + 90)))
    clock.now += 89
    assert run(store.claim(1, "me")) == []
    clock.now += 2
    assert run(claim_one(store)).effect == "a1"


def test_what_is_left_to_do_takes_the_place_of_what_was_sent(
    store: Store, run: Run, clock: Clock
) -> None:
    _say(store, run, ANNE, "a1", "a2")
    shown = Screen(8, 8, "Q1")
    run(store.finish(run(claim_one(store)), Partly("rest of a1", clock.now + 5, shown)))
    assert run(store.claim(1, "me")) == []
    clock.now += 6
    rest = run(claim_one(store))
    assert (rest.effect, rest.screen) == ("rest of a1", shown)
    run(store.finish(rest, Sent()))
    assert run(claim_one(store)).effect == "a2"


def test_a_sender_that_comes_late_cannot_leave_anything_to_do(
    store: Store, run: Run, clock: Clock
) -> None:
    _say(store, run, ANNE, "a")
    late = run(claim_one(store))
    clock.now += 31
    again = run(claim_one(store))
    run(store.finish(late, Partly("rest", clock.now, Screen(8, 8, "Q1"))))
    run(store.finish(again, Sent()))
    assert run(store.claim(1, "me")) == []


def test_nothing_is_put_off_for_longer_than_a_day(store: Store, run: Run, clock: Clock) -> None:
    _say(store, run, ANNE, "a")
    run(store.finish(run(claim_one(store)), Later(float("inf"))))
    clock.now += 86_401
    assert run(claim_one(store)).effect == "a"


def test_a_sender_that_comes_late_cannot_put_off_the_attempt_after_its_own(
    store: Store, run: Run, clock: Clock
) -> None:
    _say(store, run, ANNE, "a")
    late = run(claim_one(store))
    clock.now += 31
    run(claim_one(store))
    run(store.finish(late, Later(clock.now)))
    assert run(store.claim(1, "me")) == []


def test_a_sender_that_comes_late_with_success_ends_it(
    store: Store, run: Run, clock: Clock
) -> None:
    _say(store, run, ANNE, "a1", "a2")
    late = run(claim_one(store))
    clock.now += 31
    again = run(claim_one(store))
    run(store.finish(late, Sent()))
    run(store.finish(again, Sent(Screen(last_message_id=1))))
    assert run(send_all(store)) == [(ANNE, "a2")]


def test_one_that_can_never_arrive_is_counted_and_makes_way(store: Store, run: Run) -> None:
    _say(store, run, ANNE, "a1", "a2")
    run(store.finish(run(claim_one(store)), Dead("bad markup")))
    assert run(send_all(store)) == [(ANNE, "a2")]
    assert run(store.stats()).dead_deliveries == 1


def test_a_chat_that_shut_us_out_gets_nothing_until_it_speaks_again(store: Store, run: Run) -> None:
    _say(store, run, ANNE, "a1", "a2", "a3")
    _say(store, run, BEN, "b")
    run(store.finish(run(claim_one(store)), Dead("blocked", blocked=True)))
    assert run(send_all(store)) == [(BEN, "b")]
    run(store.ingest([Incoming(1, ANNE, "back")]))
    run(work_all(store))
    assert run(send_all(store)) == [(ANNE, "back")]


def test_a_turn_may_tell_that_we_were_shut_out(store: Store, run: Run) -> None:
    _say(store, run, ANNE, "a1")
    run(store.ingest([Incoming(1, ANNE, "x")]))
    run(store.work(lambda task: Result(task.session, ("y",), blocked=True), apologise))
    assert run(send_all(store)) == []
    assert run(store.conversation(ANNE)) == "s"


def test_what_a_chat_shows_is_known_when_the_next_message_is_sent(store: Store, run: Run) -> None:
    _say(store, run, ANNE, "a1", "a2", "a3")
    shown = Screen(last_message_id=8, live_message_id=8, live_text="Q1")
    run(store.finish(run(claim_one(store)), Sent(shown)))
    delivery = run(claim_one(store))
    assert delivery.screen == shown
    run(store.finish(delivery, Sent()))
    assert run(claim_one(store)).screen == shown


def test_the_newest_message_is_known_in_whatever_order_it_was_told(store: Store, run: Run) -> None:
    _say(store, run, ANNE, "a1", "a2")
    delivery = run(claim_one(store))
    run(store.ingest([Incoming(1, ANNE, "x")]))
    run(store.work(lambda task: Result("s", seen_message_id=9), apologise))
    run(store.finish(delivery, Sent(Screen(8, 8, "Q"))))
    assert run(claim_one(store)).screen == Screen(9, 8, "Q")


def test_a_chat_nobody_remembers_is_sent_to_and_stays_unknown(store: Store, run: Run) -> None:
    run(store.record(CLEO, Result(session=None, effects=("bye",))))
    delivery = run(claim_one(store))
    assert delivery.screen == Screen()
    run(store.finish(delivery, Sent(Screen(4, 4, "bye"))))
    assert run(store.export(CLEO)) == {}


@pytest.mark.parametrize(
    "how",
    [Sent(Screen(9, 9, "x")), Dead("gone"), Later(0.0), Partly("rest", 0.0, Screen(9, 9, "x"))],
)
def test_finishing_what_is_gone_changes_nothing(store: Store, run: Run, how: Finish) -> None:
    _say(store, run, ANNE, "a")
    delivery = run(claim_one(store))
    run(store.forget(ANNE))
    _say(store, run, ANNE, "new")
    run(store.finish(delivery, how))
    assert run(claim_one(store)).screen == Screen()
    assert run(store.stats()).dead_deliveries == 0


def test_depths_and_ages_are_told(store: Store, run: Run, clock: Clock) -> None:
    run(store.ingest([Incoming(1, ANNE, "a"), Incoming(2, ANNE, "b"), Incoming(3, BEN, "c")]))
    run(store.work(echo, apologise))
    clock.now += 10
    stats = run(store.stats())
    assert (stats.waiting, stats.oldest_waiting) == (1, 10.0)
    assert (stats.unsent, stats.oldest_unsent) == (2, 10.0)
