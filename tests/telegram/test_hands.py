"""Every shipped flow over Telegram, by digits alone and by words alone."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from bot import app
from bot.channels.telegram import render
from bot.cli import CONTENT_ROOT
from bot.dialogue.inputs import kind_of
from bot.dialogue.scene import Scene
from bot.dialogue.session import Reply
from tests.dialogue.test_hands import DIGITS, WORDS, figure, shown
from tests.shipped import guide
from tests.talk import Talk
from tests.telegram.test_serve import tell
from tests.telegram.world import World

FLOWS = sorted(guide().content.flows)


def way(flow: str, *, digits: bool) -> Iterator[tuple[str, str]]:
    """What to type on the way to an outcome, and what is to be seen then."""
    person = Talk(guide(), app.today())
    person.command("start", flow)
    yield f"/start {flow}", seen(person.last)
    while person.last.kind == "question":
        question = Scene(guide(), person.session, app.today()).position.question
        assert question is not None
        kind = None if question.input is None else kind_of(question.input)
        if kind == "number":
            text = figure(question)
        elif digits:
            text = DIGITS.get(kind or "", "1")
        else:
            text = WORDS.get(kind or "", shown(person)[0])
        node = person.node
        person.say(text)
        assert person.node != node
        yield text, seen(person.last)


def seen(reply: Reply) -> str:
    return render.escape(reply.body.split("\n")[0])


def test_every_flow_is_done_by_digits_and_by_words(tmp_path: Path) -> None:
    async def walk(world: World, flow: str, digits: bool) -> None:
        person = world.person()
        for text, expected in way(flow, digits=digits):
            await person.types(text, expected)

    async def story(world: World) -> None:
        await asyncio.gather(*(walk(world, f, digits) for f in FLOWS for digits in (True, False)))

    tell(tmp_path, story, content=CONTENT_ROOT)
