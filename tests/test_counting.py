"""What is counted of conversations, and the numbers that operators see."""

import json
import random
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.channels import counting
from bot.channels.figures import chart, figures, since, told
from bot.cli import main
from bot.dialogue.session import Event, Turn
from bot.drawing.picture import draw_chart
from bot.store.counts import TallyCount
from bot.store.opening import open_store
from tests import helpdesk
from tests.shipped import guide
from tests.talk import Talk
from tests.test_terminal import talk as talk_in_terminal

TODAY = date(2026, 11, 25)


@dataclass
class Counted(Talk):
    """A conversation whose turns are counted."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def event(self, event: Event) -> Turn:
        before, known = self.session, bool(self.turns)
        turn = super().event(event)
        for tally in counting.tallies(known, before, event, turn):
            self.counts[tally.subject, tally.value] += 1
        return turn

    def of(self, subject: str) -> dict[str, int]:
        """Value → how often."""
        return {value: n for (about, value), n in self.counts.items() if about == subject}


def begun(flow: str = "card-blocked") -> Counted:
    person = Counted(helpdesk.guide(), helpdesk.TODAY)
    person.command("start", flow)
    return person


def test_each_question_is_counted_when_reached_and_when_answered() -> None:
    person = begun()
    person.press("desk")
    person.press("adult")
    assert person.of("flow") == {"card-blocked": 1}
    assert person.of("asked") == {f"card-blocked.{n}": 1 for n in ("seen", "kind", "is_late")}
    assert person.of("answered") == {f"card-blocked.{n}": 1 for n in ("seen", "kind")}
    assert person.of("turn") == {"Command": 1, "Chose": 2}
    assert person.of("chat") == {"new": 1}


def test_what_is_only_shown_again_counts_nothing() -> None:
    person = begun()
    asked = person.of("asked")
    for _ in range(2):
        person.say("今儿天不错啊您内")
    person.command("menu")
    person.press_id("stay")
    person.command("why")
    person.command("start")
    assert person.of("asked") == asked
    assert not person.of("answered")
    assert person.of("miss") == {"refuse": 2}


def test_going_back_asks_again() -> None:
    person = begun()
    person.press("desk")
    person.press("back")
    person.press("desk")
    assert person.of("asked") == {"card-blocked.seen": 2, "card-blocked.kind": 2}
    assert person.of("answered") == {"card-blocked.seen": 2}


def test_questions_of_a_called_flow_are_its_own() -> None:
    person = begun()
    person.press("desk")
    person.press("unsure")
    person.press("blue")
    person.press("gold")
    inner = {"which-card.colour": 1, "which-card.edge": 1}
    outer = {"card-blocked.seen": 1}
    assert person.of("answered") == {**outer, **inner, "card-blocked.kind": 1}
    assert person.of("asked") == {**person.of("answered"), "card-blocked.is_late": 1}


@pytest.mark.parametrize("flow", sorted(guide().content.flows))
def test_a_flow_walked_to_its_end_leaves_no_question_open(flow: str) -> None:
    """Whatever is chosen: what was asked was answered, and there is one outcome."""
    dice = random.Random(flow)
    for _ in range(6):
        person = Counted(guide(), TODAY)
        person.command("start", flow)
        while (reply := person.turns[-1].replies[-1]).kind == "question":
            choices = [b.id for b in reply.buttons if b.id.startswith("a.")]
            person.press_id(dice.choice(choices))
        assert reply.kind == "outcome"
        assert person.of("asked") == person.of("answered")
        (outcome,) = person.of("outcome")
        assert outcome.startswith(f"{flow}.")
        before = dict(person.counts)
        person.press_id("stay")
        assert person.of("outcome") == {outcome: 1}
        assert sum(person.counts.values()) == sum(before.values()) + 1


def test_what_is_only_supposed_is_not_counted() -> None:
    person = begun()
    while person.turns[-1].replies[-1].kind == "question":
        person.press_id(person.turns[-1].replies[-1].buttons[0].id)
    walked = {s: person.of(s) for s in ("asked", "answered", "outcome")}
    person.press_id("whatif")
    person.press_id(person.turns[-1].replies[-1].buttons[0].id)
    person.press_id(person.turns[-1].replies[-1].buttons[0].id)
    assert {s: person.of(s) for s in walked} == walked


# --- The numbers -------------------------------------------------------------------------------


def row(subject: str, value: str, day: str, count: int = 1) -> TallyCount:
    return TallyCount(subject, value, day, count)


ROWS = [
    row("chat", "new", "2026-11-25", 2),
    row("chat", "new", "2026-11-19", 3),
    row("chat", "new", "2026-11-18", 4),
    row("chat", "new", "2026-10-26", 8),
    row("turn", "Typed", "2026-11-25", 7),
    row("turn", "Chose", "2026-11-25", 9),
    row("asked", "medical-balance-zero.insurance", "2026-11-25", 10),
    row("answered", "medical-balance-zero.insurance", "2026-11-25", 4),
    row("asked", "medical-balance-zero.seen_where", "2026-11-25", 10),
    row("answered", "medical-balance-zero.seen_where", "2026-11-25", 10),
    row("outcome", "medical-balance-zero.E01", "2026-11-25", 3),
    row("outcome", "medical-balance-zero.R1", "2026-11-24", 5),
    row("outcome", "gone-flow.R1", "2026-11-24"),
    row("feedback", "up:year-end-clearing", "2026-11-25", 6),
    row("feedback", "down:year-end-clearing", "2026-11-25", 2),
    row("feedback", "reason:unclear", "2026-11-25"),
    row("miss", "refuse", "2026-11-25", 5),
    row("relay", "opened", "2026-11-20"),
]


def test_the_numbers_of_today_of_a_week_and_of_a_month() -> None:
    day, week, month = figures(ROWS, TODAY)
    assert [one.new_people for one in (day, week, month)] == [2, 5, 9]
    assert since(TODAY) == "2026-10-27"
    assert (day.turns, day.typed) == (16, 7)
    assert list(month.outcomes.items())[:2] == [
        ("medical-balance-zero.R1", 5),
        ("medical-balance-zero.E01", 3),
    ]
    assert [(one.place, one.left) for one in day.questions] == [
        ("medical-balance-zero.insurance", 6),
        ("medical-balance-zero.seen_where", 0),
    ]
    assert (day.relay, week.relay) == ({}, {"opened": 1})


def test_the_numbers_are_told_with_the_names_of_things() -> None:
    flow = guide().content.flows["medical-balance-zero"]
    (title,) = (one.title for one in flow.outcomes.values() if one.reason == "R1")
    text = told(figures(ROWS, TODAY), guide().content)
    for line in (
        "新来的人：2 / 5 / 9",
        "没听懂：5 / 5 / 5",
        "有用 👍：6 / 6 / 6",
        "没用 👎：2 / 2 / 2",
        f"▇▇▇▇▇▇▇▇▇▇ 5　{flow.title}：{title}（R1）",
        "▇▇ 1　gone-flow.R1",
        f"▇▇▇▇▇▇▇▇▇▇ 6　{flow.title}：您现在参加的是哪一种医保？",
    ):
        assert line in text
    assert "seen_where" not in text


def test_the_days_of_a_month_are_drawn_with_what_came_of_them() -> None:
    rows = [
        row("flow", "a", "2026-11-25", 3),
        row("flow", "b", "2026-11-25", 2),
        row("outcome", "a.R1", "2026-11-25", 4),
        row("flow", "a", "2026-10-26", 9),
    ]
    drawn = chart(rows, TODAY)
    assert drawn is not None
    assert len(drawn.bars) == 30
    assert (drawn.bars[0].label, drawn.bars[-1].label) == ("10/27", "11/25")
    assert [sum(bar.parts) for bar in drawn.bars] == [0] * 29 + [5]
    assert drawn.bars[-1].parts == (Decimal(4), Decimal(1))
    assert draw_chart(drawn).startswith(b"\x89PNG")
    assert chart(rows[3:], TODAY) is None


def test_nothing_counted_yet_is_told_too() -> None:
    assert "新来的人：0 / 0 / 0" in told(figures([], TODAY), guide().content)


def test_the_command_reads_a_database_that_is_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = tmp_path / "chat.db"
    talk_in_terminal(database, "/start card-blocked", "1")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database}")
    with closing(open_store(f"sqlite:///{database}")):
        assert main(["stats", "--json"]) == 0
        periods = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert main(["stats"]) == 0
        assert "新来的人：1 / 1 / 1" in capsys.readouterr().out
    assert [one["days"] for one in periods] == [1, 7, 30]
    assert periods[0]["flows"] == {"card-blocked": 1}
    assert periods[0]["questions"][0]["place"] == "card-blocked.kind"


def test_the_command_says_where_there_is_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    assert main(["stats"]) == 1
    assert "none.db" in capsys.readouterr().err
    assert not (tmp_path / "none.db").exists()
