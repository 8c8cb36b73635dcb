"""What tests walk and where people stop, as the page tells it."""

import asyncio
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot import app
from bot.authoring.cases import read_one
from bot.authoring.flow_tests import tried
from bot.authoring.studio.coverage import covered
from bot.authoring.studio.marking import marks
from bot.authoring.studio.traffic import Passing, counted, passing
from bot.authoring.studio.workspace import State, Workspace
from bot.channels import counting
from bot.dialogue.respond import respond
from bot.dialogue.session import Command, Event, Session, Typed
from bot.store.opening import open_store
from bot.store.store import Result, Store
from tests.authoring.studio.folder import copied
from tests.shipped import TODAY, guide

FLOW = "where-to-query"
NOW = State(number=1, today=TODAY, read=datetime.now(app.CHINA), guide=guide())


def test_what_no_case_walks_is_listed_with_cases_to_paste(tmp_path: Path) -> None:
    root = copied(tmp_path)
    (root / f"flows/{FLOW}.test.yaml").unlink()
    room = Workspace(root, lambda: TODAY)
    first, *others = covered(room.study(room.read()))
    assert first.flow == FLOW
    assert 0 < len(first.untried) <= first.ways
    flow = guide().content.flows[FLOW]
    assert first.nodes <= {*flow.questions, *flow.branches, *flow.calls, *flow.outcomes}
    assert not [one for one in others if one.untried]
    told, _ = marks(room.study(room.read()), FLOW, "untried")
    assert set(told) == first.nodes
    assert marks(NOW, FLOW, "untried")[0] == {}
    assert marks(NOW, FLOW, "") == ({}, "")
    file = read_one(f"flows/{FLOW}.test.yaml", first.draft.encode())
    (own,) = [one for one in tried(guide(), [file], TODAY) if one.flow == FLOW]
    assert not own.problems
    assert own.cases


async def converse(store: Store, chat: int, events: Sequence[Event]) -> None:
    """What a channel does with the turns of one person."""
    session = Session()
    for event in events:
        turn = respond(guide(), session, event, TODAY)
        tallies = tuple(counting.tallies(True, session, event, turn))
        await store.record(chat, Result("s", tallies=tallies))
        session = turn.session


def test_where_people_stop_is_read_from_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    monkeypatch.setenv("DATABASE_URL", url)
    flow = guide().content.flows[FLOW]
    begin = Command(name="start", argument=FLOW)
    answer = Typed(text=next(iter(flow.questions[flow.start].choices.values())).label)
    now = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=app.CHINA).timestamp()
    with closing(open_store(url, lambda: now)) as store:
        people: tuple[tuple[Event, ...], ...] = ((begin,), (begin, answer), (begin, answer))
        for chat, events in enumerate(people):
            asyncio.run(converse(store, chat, events))
    found, why = counted(TODAY)
    assert not why
    assert found is not None
    assert found.flows == {FLOW: 3}
    nodes = passing(found, FLOW, flow)
    assert nodes[flow.start] == Passing(came=3, left=1)
    assert [one for node, one in nodes.items() if node in flow.outcomes] == [Passing(2, 0)]
    told, why = marks(replace(NOW, traffic=found, uncounted=""), FLOW, "people")
    assert told[flow.start] == "3 人，1 人停在这里"
    assert not why


def test_without_a_database_it_is_said_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert counted(TODAY) == (None, "没有设 DATABASE_URL，看不到用的人数。")
    assert marks(NOW, FLOW, "people") == ({}, "没有设 DATABASE_URL，看不到用的人数。")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    found, why = counted(TODAY)
    assert found is None
    assert "none.db" in why
