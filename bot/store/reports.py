"""What a store says about itself and about a chat, put together from rows of any database."""

from collections.abc import Iterable, Sequence

from bot.store.case import Case
from bot.store.counts import Stats
from bot.store.rules import age

CHAT_COLUMNS = ("session", "last_message_id", "live_message_id", "live_text", "at")
"""What is kept of a chat, in this order."""
_CHAT_NAMES = (*CHAT_COLUMNS[:-1], "last_active")

Texts = Iterable[tuple[str, float]]
"""Texts, each with the time since which it waits."""


def exported(
    chat_id: int,
    chat: Sequence[object] | None,
    case: Case | None,
    waiting: Texts,
    unsent: Texts,
    unsent_to_desk: Texts,
) -> dict[str, object]:
    """All that is kept about a chat, as `Store.export` hands it over."""
    kept: dict[str, object] = {}
    if chat is not None:
        kept |= dict(zip(_CHAT_NAMES, chat, strict=True))
    if case is not None:
        kept["case"] = {"number": case.number, "messages": list(case.messages)}
    for name, text, rows in (
        ("waiting", "payload", waiting),
        ("unsent", "effect", unsent),
        ("unsent_to_desk", "effect", unsent_to_desk),
    ):
        if listed := [{text: value, "at": at} for value, at in rows]:
            kept[name] = listed
    return {"chat_id": chat_id, **kept} if kept else {}


def stats(
    now: float,
    waiting: tuple[int, float | None],
    unsent: tuple[int, float | None],
    dead_updates: int,
    dead_deliveries: int,
) -> Stats:
    """From depths of the queues and the times of their oldest rows."""
    (depth_in, first_in), (depth_out, first_out) = waiting, unsent
    return Stats(
        depth_in, age(now, first_in), depth_out, age(now, first_out), dead_updates, dead_deliveries
    )
