"""Whatever is thrown at it, it answers in words, well formed, and nothing else moves."""

import random
import re
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import msgspec
import pytest

from bot import app
from bot.channels.telegram import effects, render
from bot.channels.telegram.effects import Show
from bot.channels.telegram.turns import Turns
from bot.channels.telegram.updates import read
from bot.dialogue.session import Session
from bot.store.store import Result, Screen, Task
from tests.shipped import TODAY, guide
from tests.telegram.proxy import _unparsable
from tests.telegram.test_updates import message, press
from tests.telegram.world import DESK

NO_TEXT = re.compile("[\ud800-\udfff\0\u202a-\u202e\u2066-\u2069\u200b\ufeff]")
SESSION_LIMIT = 20_000
"""Characters. What people throw in must not pile up in what is kept of them."""


@cache
def desk() -> Turns:
    """A small content whose third question takes a number."""
    return Turns(app.guide(DESK, TODAY))


@cache
def shipped() -> Turns:
    return Turns(guide())


@dataclass
class Chat:
    """A private chat, from raw update to the text that people read; nothing is sent."""

    turns: Turns
    stored: str | None = None
    shows: list[Show] = field(default_factory=list)

    @property
    def session(self) -> Session:
        return msgspec.json.decode(self.stored or "{}", type=Session)

    def update(self, raw: dict[str, Any]) -> str:
        """What it says to this, all of it; checked to be fit to be sent."""
        update = read(raw)
        assert update is not None
        assert update.received is not None
        payload = msgspec.json.encode(update.received).decode()
        task = Task(7, 1, payload, self.stored, Screen(), time.time())
        result: Result = self.turns.handle(task)
        assert result.session is not None
        assert len(result.session) < SESSION_LIMIT
        self.stored = result.session
        decoded = [effects.decode(effect) for effect in result.effects]
        self.shows = [effect for effect in decoded if isinstance(effect, Show)]
        texts = [render.html(s.reply, above=s.above, chosen=s.chosen) for s in self.shows]
        for text in texts:
            assert _unparsable(text) is None
            assert 0 < len(text.encode("utf-16-le")) // 2 <= render.TEXT_LIMIT
            assert not NO_TEXT.search(text)
        assert texts, "no reply"
        assert all(re.search("[一-龥]{2}", text) for text in texts), "no words"
        return "\n".join(texts)

    def say(self, text: str) -> str:
        return self.update(message(text=text))

    def press(self, data: str | None) -> str:
        return self.update(press(data))

    def data(self, label: str) -> str:
        """What the newest button with this label sends."""
        for show in reversed(self.shows):
            for button in show.reply.buttons:
                if label in button.label:
                    return render.data(button.id, show.run, show.turn)
        raise AssertionError(f"no button {label}")

    def answers(self) -> object:
        """Where it stands, without what counts turns."""
        return self.session.frames


TEXTS = {
    "as long as Telegram allows": "我的医保余额为什么是零" * 400,
    "longer than that": "养老金" * 10_000,
    "zalgo": "医" + "\u0301\u0489" * 2_000,
    "zalgo all over": "".join(c + "\u0335\u0321\u0489" * 9 for c in "医保余额为什么是零"),
    "turned around": "\u202e零是么什为额余保医\u202c\u2066x\u2069",
    "nothing but turning around": "\u202e" * 500,
    "nothing to be seen": "\u200b\u200d\u2060\ufeff" * 1_000,
    "joiners without end": "\u200d" * 100_000,
    "NUL": "\0" * 4_096,
    "NUL within": "医保\0余额\0是零",
    "half characters": "\ud83d" * 100 + "余额" + "\udc00" * 100,
    "tags": '<b>&"</a><script>alert(1)</script><a href="tg://user?id=1">x</a>',
    "a tag never closed": "<" * 4_000,
    "entities": "&lt;b&gt;&amp;amp;&#0;&#x202e;" * 100,
    "Markdown": "*_[x](http://x)`~>#+-=|{}.!" * 100,
    "format strings": "{0} {days} {self.__class__} %s %n %(x)s ${jndi:ldap://x}",
    "SQL": "'; DROP TABLE chat; -- ' OR '1'='1",
    "paths": "../../../../etc/passwd\\..\\..",
    "control characters": "".join(map(chr, range(1, 32))) + "\x7f\x85\u2028\u2029",
    "one word for ever": "啊" * 4_096,
    "many lines": "\n" * 4_096,
    "digits for ever": "9" * 4_096,
    "full-width digits": "９８７６５４３２１０" * 400,
    "numerals for ever": "一百亿万千" * 800,
    "brackets for ever": "（" * 4_096,
    "emoji": "👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿🇨🇳" * 200,
    "private use": "\ue000\uf8ff\U000f0000" * 500,
    "a command of letters": "/" + "a" * 4_000,
    "a command unknown": "/admin",
    "a command unknown with words": "/eval __import__('os').system('id')",
    "slashes": "/" * 4_096,
    "a command for another bot": "/start@someone_else " + "x" * 500,
}
NUMBERS = (
    "9" * 400,
    "-" + "9" * 400,
    "１" * 400,
    "1e309",
    "-1e309",
    "1e-400",
    "NaN",
    "∞",
    "inf",
    "0x10",
    "1/0",
    "1" + "0" * 4_000 + "天",
    "九" * 400,
    "亿" * 400 + "天",
    "一亿亿亿亿亿天",
    "-1",
    "366",
    "3.14159265358979323846264338327950288",
    "٣",
    "²",
    "⅒",
    "Ⅻ",
    "3天3年3月" * 100,
)
PAYLOADS = (
    "nothing-of-ours",
    "x" * 64,
    "x" * 4_000,
    "../../flows",
    "r_",
    "r_" + "A" * 62,
    "r_\u202e",
    "r_" + "9" * 500,
    "'; DROP TABLE chat",
    "<b>",
    "{days}",
    "umbrella umbrella",
    "UMBRELLA",
    "-1",
    "\0",
)
DATA = (
    None,
    "",
    "x",
    "v1:",
    "v1:zzzzzz.zzzzzz:" + "x" * 47,
    "v1:1.1:a.days.9999999999999999",
    "v1:1.1:a.nowhere.nothing",
    "v1:1.1:a.place.counter.counter",
    "v1:-1.-1:menu",
    "v2:1.1:menu",
    "v1:1.1:" + "选项" * 10,
    "\ud83d",
    "\0" * 64,
    "9" * 64,
    "\u202e" * 20,
)


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_answered_in_words(name: str) -> None:
    for turns in (desk(), shipped()):
        chat = Chat(turns)
        chat.say(TEXTS[name])
        chat.say("/start")
        chat.say(TEXTS[name])


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_answers_no_question(name: str) -> None:
    chat = Chat(desk())
    chat.say("/start umbrella")
    before = chat.answers()
    chat.say(TEXTS[name])
    assert chat.answers() == before


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_that_is_none_or_too_large_asks_again(text: str) -> None:
    chat = Chat(desk())
    chat.say("/start umbrella")
    chat.press(chat.data("还伞机"))
    chat.press(chat.data("红灯"))
    before = chat.answers()
    said = chat.say(text)
    # the one that is a number a person may mean
    if text.startswith("3.14"):
        return
    assert chat.answers() == before, said


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_link_that_leads_nowhere_leads_to_words(payload: str) -> None:
    for turns in (desk(), shipped()):
        chat = Chat(turns)
        chat.say(f"/start {payload}")
        chat.say("/start umbrella")
        chat.say(f"/start {payload}")


@pytest.mark.parametrize("data", DATA)
def test_a_forged_button_is_answered_and_moves_nothing(data: str | None) -> None:
    chat = Chat(desk())
    chat.press(data)
    chat.say("/start umbrella")
    before = chat.answers()
    chat.press(data)
    assert chat.answers() == before


def test_a_press_that_comes_again_moves_nothing_again() -> None:
    chat = Chat(desk())
    chat.say("/start umbrella")
    once = chat.data("还伞机")
    chat.press(once)
    before = chat.answers()
    for _ in range(5):
        assert "灯是什么颜色" in chat.press(once)
    assert chat.answers() == before


def test_somebody_elses_button_moves_nothing() -> None:
    """Every button of a longer conversation, pressed in a chat that has not come as far."""
    theirs, mine = Chat(desk()), Chat(desk())
    seen: list[str] = []
    for step in ("/start umbrella", "还伞机", "红灯", "9"):
        theirs.say(step)
        seen += [
            render.data(button.id, show.run, show.turn)
            for show in theirs.shows
            for button in show.reply.buttons
        ]
    assert len([data for data in seen if ":a." in data]) > 5
    mine.say("/start")
    before = mine.answers()
    for data in seen:
        if data.startswith("v1:0.1:") or ":menu" in data:
            continue  # as good as its own: opens a menu, begins a topic
        mine.press(data)
        if ":a." in data:
            assert mine.answers() == before, data


def test_ten_thousand_forged_presses_answer_no_question() -> None:
    chance, chat = random.Random(1), Chat(desk())
    chat.say("/start umbrella")
    before, run, turn = chat.answers(), chat.session.run, chat.session.turn
    letters = "abcdefghijklmnopqrstuvwxyz0123456789._:"
    for _ in range(10_000):
        button = "".join(chance.choices(letters, k=chance.randint(1, 20)))
        mine = chance.random() < 0.3
        chat.press(render.data(button, run if mine else 35, turn if mine else 35)[:64])
        assert chat.answers() == before, button
