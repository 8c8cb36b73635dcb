"""When the assistant is of no more help: whom to call, and what to read out to them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.content.flow import Contact, Flow, following
from bot.dialogue import about, buttons, given, phrases, wording
from bot.dialogue.engine import Position
from bot.dialogue.scene import Scene
from bot.dialogue.session import Button, Reply

COPIED = 256
"""Characters that a button can put on the clipboard."""

AGREED = 2 / 3
"""The share of the contacts ahead that must name one number for it to be the one to call."""

_NUMBER = re.compile(r"\d{3,}")


def human_reply(scene: Scene, first: str | None = None) -> Reply:
    """A number to call if one is known, and all that was found out, as words to read out.

    `first` is said before it. With a desk, its people can be written to as well.
    """
    desk, scene = scene.guide.desk, _real(scene)
    phone = _phone(scene)
    named = scene.guide.content.menu.about
    whom = phrases.CALL_THIS.format(phone=phone) if phone else named.call
    script = list(_script(scene))
    lines = [first or (phrases.HUMAN_HERE if desk else phrases.NO_HUMAN)]
    lines += [*filter(None, (whom, named.call_else)), "", phrases.READ_OUT, *script]
    copied = Button(id="copy", label=phrases.COPY_SCRIPT, copy=_copied(scene, script))
    offers = (copied, buttons.DESK) if desk else (copied,)
    return Reply(kind="notice", body="\n".join(lines), buttons=offers, fresh=True)


def summary(scene: Scene) -> list[str]:
    """What it is about and what was found out, a line each."""
    return list(_script(_real(scene)))


def _real(scene: Scene) -> Scene:
    """The scene without what is only supposed."""
    real = scene.session.real
    return scene.having(frames=real, asking=None) if real else scene


def _subject(scene: Scene) -> Position | None:
    """The flow it is about: the one being walked, or the one that ended last."""
    if not scene.walking:
        return None
    flows = {frame.flow for frame in scene.session.frames}
    if scene.position.ended and scene.session.last_topic not in flows:
        return None
    return scene.position


def _phone(scene: Scene) -> str | None:
    """The number that what lies ahead agrees on."""
    numbers = Counter(
        found[0] for one in _contacts(scene) if (found := _NUMBER.match(one.phone)) is not None
    )
    if not numbers:
        return None
    number, often = numbers.most_common(1)[0]
    return number if often >= AGREED * numbers.total() else None


def _contacts(scene: Scene) -> Iterable[Contact]:
    position, content = _subject(scene), scene.guide.content
    if position is not None and position.ended:
        return position.flow.outcomes[position.node].contact[:1]
    if position is not None:
        return _ahead(position.flow, position.node)
    name = scene.session.last_topic or ""
    if name in content.signposts:
        return content.signposts[name].contact[:1]
    flow = content.entries[name].flow if name in content.entries else name
    return _ahead(content.flows[flow], content.flows[flow].start) if flow in content.flows else ()


def _ahead(flow: Flow, node: str) -> Iterator[Contact]:
    """The contacts of all outcomes that can be reached from a node."""
    reached = following(flow)[node]
    for name, outcome in flow.outcomes.items():
        if name in reached:
            yield from outcome.contact


def _script(scene: Scene) -> Iterator[str]:
    """The words to read out: the question, then what was answered."""
    yield _question(scene)
    answers = [f"{asked} {said}" for asked, said in _answers(scene)]
    if answers:
        yield phrases.SCRIPT_KNOWN
        yield from (f"{number}. {line}" for number, line in enumerate(answers, 1))


def _question(scene: Scene) -> str:
    position, content = _subject(scene), scene.guide.content
    if position is not None and position.ended:
        contacts = position.flow.outcomes[position.node].contact
        if contacts:
            said = wording.filled(content, position, contacts[0].say)
            return phrases.SCRIPT_SAY.format(say=said)
    name = scene.session.last_topic
    if position is not None:
        title = content.flows[scene.session.frames[0].flow].title
    elif name is not None and content.kind(name) is not None:
        title = content.title(name)
    else:
        return about.question(content)
    return phrases.SCRIPT_ABOUT.format(title=title.rstrip("？?。"))


def _answers(scene: Scene) -> Iterator[tuple[str, str]]:
    """What was asked and what was said, in all flows being walked; spoken by the person."""
    if _subject(scene) is not None:
        for asked, said in given.spoken(scene):
            yield asked.replace("您", "我"), said


def _copied(scene: Scene, script: list[str]) -> str:
    """The script as far as it can be copied: with the answers alone if it is too long."""
    whole = "\n".join(script)
    if len(whole) <= COPIED:
        return whole
    short = [script[0][:COPIED], phrases.SCRIPT_KNOWN]
    short += [said for _, said in _answers(scene)]
    while len("\n".join(short)) > COPIED:
        short.pop()
    return "\n".join(short)
