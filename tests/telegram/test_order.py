"""Telegram promises no order of what is typed and what is pressed: nothing is answered twice."""

import itertools
from dataclasses import dataclass, field

import msgspec
import pytest

from bot.channels.telegram import effects
from bot.channels.telegram.effects import Show
from bot.channels.telegram.turns import Turns
from bot.channels.telegram.updates import Received
from bot.dialogue.session import Chose, Command, Event, Session, Typed
from bot.store.store import Screen, Task
from tests.shipped import guide

AT = 1_795_600_000.0
FLOW = "medical-balance-zero"


@dataclass
class Chat:
    """One chat: its session, its screen, and what is still on its way there."""

    turns: Turns = field(default_factory=lambda: Turns(guide()))
    session: str | None = None
    screen: Screen = field(default_factory=Screen)
    waiting: list[Show] = field(default_factory=list)
    last: int = 100

    def take(self, update: int, event: Event) -> str:
        payload = msgspec.json.encode(Received(event=event, message=update)).decode()
        task = Task(1, update, payload, self.session, self.screen, AT)
        result = self.turns.handle(task)
        self.session = result.session
        made = [effects.decode(effect) for effect in result.effects]
        shows = [effect for effect in made if isinstance(effect, Show)]
        self.waiting += shows
        return "\n".join(f"{show.above} {show.reply.body}" for show in shows)

    def deliver(self) -> None:
        for show in self.waiting:
            self.last += 1
            self.screen = effects.shown(show, self.last, self.screen)
        self.waiting.clear()

    @property
    def answers(self) -> dict[str, str]:
        session = msgspec.json.decode(self.session or "{}", type=Session)
        return {answer.node: answer.value for answer in session.frames[-1].answers}


def begun() -> Chat:
    chat = Chat()
    chat.take(1, Command(name="start", argument=FLOW))
    chat.deliver()
    return chat


@pytest.mark.parametrize("text", ["1", "第一个", "二", "有"])
def test_a_bare_answer_to_a_question_not_shown_yet_is_none(text: str) -> None:
    chat = begun()
    chat.take(2, Typed(text="1"))
    said = chat.take(3, Typed(text=text))
    assert chat.answers == {"seen_where": "official"}
    assert "没有当成回答" in said
    chat.deliver()
    chat.take(4, Typed(text="1"))
    assert chat.answers == {"seen_where": "official", "insurance": "employee"}


def test_what_says_itself_what_it_answers_is_taken_at_once() -> None:
    chat = begun()
    chat.take(2, Typed(text="1"))
    chat.take(3, Typed(text="我是居民医保"))
    assert chat.answers == {"seen_where": "official", "insurance": "resident"}


SENT: dict[int, Event] = {
    2: Typed(text="1"),
    3: Chose(button="a.seen_where.bank", run=1, turn=1),
    4: Typed(text="2"),
    5: Chose(button="a.seen_where.third_party", run=1, turn=1),
}
"""All of it was sent while the first question was on the screen."""


@pytest.mark.parametrize("delivered", [False, True])
@pytest.mark.parametrize("order", list(itertools.permutations(SENT)))
def test_in_whatever_order_it_arrives_one_question_is_answered_once(
    order: tuple[int, ...], delivered: bool
) -> None:
    chat = begun()
    for update in order:
        chat.take(update, SENT[update])
        if delivered and update > 3:
            chat.deliver()
    assert list(chat.answers) == ["seen_where"]
