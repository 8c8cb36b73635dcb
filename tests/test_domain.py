"""The engine serves any content: it says and knows nothing of social insurance by itself.

`tests/helpdesk` is another content, a public library's, over the same engine.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.dialogue.session import Command, Typed
from tests import helpdesk
from tests.talk import Talk

ROOT = Path(__file__).parent.parent
ROOMS = ("content", "dialogue", "drawing", "faq", "store", "channels")
DOMAIN = re.compile(
    "社保|医保|养老|个账|新农合|公积金|退休|参保|社会保险|社会保障|医疗|缴费|断缴|失业|生育|工伤|职工|居民"
    "|灵活就业|人社|划入|报销|北京|上海|武汉|郑州|12393|12333|pension|medical|insurance|insured"
)
"""What social insurance is spoken of in: its schemes, people, offices, hotlines, cities."""


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Every text in a module but the words about it, with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    about = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in about:
            yield node.lineno, node.value


@pytest.mark.parametrize("room", ROOMS)
def test_no_text_of_the_engine_names_the_domain(room: str) -> None:
    named = [
        f"{path.relative_to(ROOT)}:{line}: {text[:60]}"
        for path in sorted((ROOT / "bot" / room).rglob("*.py"))
        for line, text in literals(path)
        if DOMAIN.search(text)
    ]
    assert not named, "\n".join(named)


@pytest.mark.parametrize("text", ["借书证刷不出来", "今天吃什么", "我想找人", "你是谁", "？？？"])
def test_another_content_is_never_answered_with_ours(text: str) -> None:
    person = Talk(helpdesk.guide(), helpdesk.TODAY)
    events = (Command(name="start"), Typed(text=text), Command(name="human"), Command(name="help"))
    said = [
        part
        for event in events
        for reply in person.event(event).replies
        for part in (reply.title, reply.body, reply.detail, *(b.label for b in reply.buttons))
    ]
    assert not DOMAIN.search("\n".join(filter(None, said)))
