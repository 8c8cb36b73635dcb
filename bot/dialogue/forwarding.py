"""A result passed on: the card as a message, what can be copied from it, and the link to it."""

from collections.abc import Callable, Iterator
from datetime import date

import msgspec

from bot.dialogue import buttons, codes, moves, phrases, picturing, show, topics
from bot.dialogue.card import Card
from bot.dialogue.engine import Position
from bot.dialogue.finding import calls, citations, copies, finding, steps
from bot.dialogue.guide import Guide
from bot.dialogue.scene import Scene
from bot.dialogue.session import Button, Reply, Turn

LIMIT = 700
"""Characters of a card, its title included: one look, one message, one caption."""


def card(scene: Scene) -> Turn | None:
    """The result a person has, as a card; None when there is none yet."""
    return _made(scene, card_reply)


def picture(scene: Scene) -> Turn | None:
    """The same as a picture."""
    return _made(scene, picture_reply)


def _made(scene: Scene, make: Callable[[Guide, Position, date], Reply]) -> Turn | None:
    """What is only supposed is not passed on: of the true result, if it is put aside."""
    true = scene.having(frames=scene.session.real or scene.session.frames, asking=None)
    if not true.walking or not true.position.ended:
        return None
    return scene.turn(make(scene.guide, true.position, scene.today))


def opened(scene: Scene, payload: str) -> Turn | None:
    """A result that somebody passed on, as one's own to change, or that it cannot be had any more.

    None when the payload is not a code at all.
    """
    if not codes.is_code(payload):
        return None
    link = codes.decode(scene.guide, payload, scene.today)
    if link.flow is None or link.answers is None:
        return _too_old(scene, link.flow)
    moved, replies = moves.start(scene, link.flow, answers=link.answers)
    lines = show.summary_lines(moved.guide, moved.position)
    told = Reply(kind="notice", body="\n".join([phrases.PASSED_ON, *lines]))
    return moved.having(facts={}).turn(told, *replies)


def _too_old(scene: Scene, flow: str | None) -> Turn:
    content = scene.guide.content
    if flow is None:
        notice = Reply(kind="notice", body=phrases.OLD_LINK)
        return scene.turn(notice, topics.menu_reply(content))
    begin = buttons.topic(flow, content.flows[flow].title, flow=True)
    ways = (begin, buttons.MENU)
    return scene.turn(Reply(kind="notice", body=phrases.OLD_LINK, buttons=ways))


def card_reply(guide: Guide, position: Position, today: date) -> Reply:
    """The outcome of a position as one message to pass on; it names nobody."""
    found = finding(guide, position, today)
    return Reply(
        kind="card",
        title=found.title,
        body=text(found),
        buttons=(*copies(found), _link(guide, position, today), *_ways_on()),
        cite=citations(position, position.flow.outcomes[position.node]),
        topic=position.name,
        fresh=True,
    )


def picture_reply(guide: Guide, position: Position, today: date) -> Reply:
    """The same as a picture, with the same words below it."""
    reply = card_reply(guide, position, today)
    drawn = picturing.with_way(guide, position, finding(guide, position, today))
    rest = tuple(button for button in reply.buttons if button.id != buttons.PICTURE.id)
    return msgspec.structs.replace(reply, picture=drawn, buttons=rest)


def text(found: Card) -> str:
    """All that a card says but its title. What is too long gives way: sources, then steps."""
    room, said = LIMIT - len(found.title), ""
    for shorter in _ever_shorter(found):
        said = _said(shorter)
        if len(said) <= room:
            return said
    return said[: room - 1] + "…"


def _ever_shorter(found: Card) -> Iterator[Card]:
    for sources in range(len(found.basis), -1, -1):
        bare = msgspec.structs.replace(found, basis=found.basis[:sources])
        yield bare
    for count in range(len(found.steps) - 1, 0, -1):
        yield msgspec.structs.replace(bare, steps=found.steps[:count])


def _said(found: Card) -> str:
    lines = [found.say, *steps(found)]
    if found.bring:
        lines.append(phrases.BRING_LINE.format(items="、".join(found.bring)))
    lines += [*calls(found), phrases.FOR_REFERENCE.format(footer=found.footer)]
    if found.basis:
        lines += [phrases.BASIS, *found.basis]
    return "\n".join([*lines, found.checked])


def _link(guide: Guide, position: Position, today: date) -> Button:
    code = codes.encode(guide, position, today)
    label = phrases.SHARE if codes.is_code(code) else phrases.SHARE_FLOW
    return Button(id="link", label=label, link=code)


def _ways_on() -> tuple[Button, ...]:
    return buttons.PICTURE, buttons.RESULT, buttons.MENU
