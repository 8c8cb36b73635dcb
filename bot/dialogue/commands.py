"""Commands, and the buttons and words that mean the same."""

from collections.abc import Callable
from dataclasses import replace

import msgspec

from bot.dialogue import (
    about,
    buttons,
    forwarding,
    given,
    human,
    moves,
    phrases,
    show,
    supposing,
    topics,
    wording,
)
from bot.dialogue.scene import Scene
from bot.dialogue.session import Button, Reply, Session, Turn


def commanded(scene: Scene, name: str, argument: str = "") -> Turn:
    """Carry out a command; an unknown one is answered with what there is."""
    if name == "start":
        return _start(scene, argument.strip())
    return _COMMANDS.get(name, _help)(scene)


def shown_again(scene: Scene, *first: Reply) -> Turn:
    """Say something, then show where the person stands: the question, or the menu."""
    if scene.walking and not scene.position.ended:
        return scene.turn(*first, moves.current(scene))
    return scene.turn(*first, topics.menu_reply(scene.guide.content))


def start_flow(scene: Scene, flow: str, frozen: str | None = None) -> Turn:
    """Begin a flow, whatever was going on, with what was already said filled in."""
    moved, replies = moves.start(scene, flow, scene.session.facts)
    moved = moved.having(facts={})
    return moved.turn(*_noted(moved), *replies, frozen=frozen)


def _noted(scene: Scene) -> tuple[Reply, ...]:
    """What was filled in from the text that started the flow, said so that it can be undone."""
    known = scene.session.frames[-1].known
    facts = [_fact_text(scene, slot, value) for slot, value in known.items()]
    if not facts:
        return ()
    body = phrases.ALSO_NOTED.format(facts="、".join(facts))
    return (Reply(kind="notice", body=body, buttons=(buttons.DROP_FACTS,)),)


def _fact_text(scene: Scene, slot: str, value: str) -> str:
    position = scene.position
    for question in position.flow.questions.values():
        if question.fills == slot:
            return wording.value_text(scene.guide.content, question, value)
    return value


def show_topic(scene: Scene, name: str) -> Turn:
    """Show an entry or signpost; a question that was waiting is asked again below it."""
    reply = topics.topic_reply(scene.guide.content, name, scene.today)
    told = scene.having(last_topic=name, misses=0)
    if told.walking and not told.position.ended:
        return told.turn(reply, moves.current(told))
    return told.turn(reply)


def _start(scene: Scene, payload: str) -> Turn:
    content = scene.guide.content
    if (opened := forwarding.opened(scene, payload)) is not None:
        return opened
    if payload in content.flows:
        return start_flow(scene, payload)
    if content.kind(payload) is not None:
        return show_topic(scene, payload)
    welcome = topics.menu_reply(content, welcome=True)
    if scene.walking and not scene.position.ended:
        waiting = Reply(
            kind="notice",
            body=phrases.WAITING.format(title=scene.position.flow.title),
            buttons=(buttons.STAY, buttons.RESTART),
        )
        return scene.turn(welcome, waiting)
    return scene.turn(welcome)


def menu(scene: Scene) -> Turn:
    """The first page of the menu; what was going on stays where it is."""
    return scene.turn(topics.menu_reply(scene.guide.content))


def _help(scene: Scene) -> Turn:
    return scene.turn(
        Reply(
            kind="notice", body=about.introduction(scene.guide.content), buttons=where_to_go(scene)
        )
    )


def _privacy(scene: Scene) -> Turn:
    rows = (buttons.EXPORT, buttons.ASK_FORGET, *where_to_go(scene))
    body = "\n".join([phrases.PRIVACY, *([phrases.PRIVACY_DESK] if scene.guide.desk else [])])
    return scene.turn(Reply(kind="notice", body=body, buttons=rows))


def where_to_go(scene: Scene) -> tuple[Button, ...]:
    """Back to the question that waits, if one does, and the menu."""
    waiting = scene.walking and not scene.position.ended
    return (buttons.STAY, buttons.MENU) if waiting else (buttons.MENU,)


def _say(body: str) -> Callable[[Scene], Turn]:
    """A command that says something and leaves the person where they are."""
    return lambda scene: shown_again(scene, Reply(kind="notice", body=body))


def _human(scene: Scene) -> Turn:
    """Whom to call, and what has been found out so far to tell them."""
    truly = scene.having(frames=scene.session.real) if scene.session.real else scene
    return shown_again(scene, human.human_reply(truly))


def _back(scene: Scene) -> Turn:
    if not scene.walking:
        return shown_again(scene, Reply(kind="notice", body=phrases.NOTHING_YET))
    moved = moves.back(scene)
    if moved is None:
        return shown_again(scene, Reply(kind="notice", body=phrases.NO_WAY_BACK))
    after, replies = moved
    return after.turn(*replies)


def _restart(scene: Scene) -> Turn:
    if not scene.walking:
        return menu(scene)
    back = supposing.real(scene)
    return back or start_flow(scene, scene.session.frames[0].flow)


def _why(scene: Scene) -> Turn:
    if not scene.walking:
        return shown_again(scene, Reply(kind="notice", body=phrases.NOTHING_YET))
    if not scene.position.ended:
        why = scene.position.flow.questions[scene.position.node].why
        if (left := moves.left(scene)) is not None:
            why += "\n" + show.still_to_come(left)
        return shown_again(scene, Reply(kind="notice", body=why, fresh=True))
    outcome = moves.current(scene)
    reason = scene.position.flow.outcomes[scene.position.node].why or phrases.WHY_ANSWERS
    why = wording.filled(scene.guide.content, scene.position, reason)
    body = "\n\n".join([why, *show.deciding_answers(scene.guide, scene.position)])
    title = outcome.title if scene.session.real else None
    return scene.turn(
        Reply(kind="notice", title=title, body=body, cite=outcome.cite, buttons=outcome.buttons)
    )


def _answers(scene: Scene) -> Turn:
    """The answers so far, each of which can be given anew."""
    rows = given.rows(scene, "e")
    if not rows:
        return shown_again(scene, Reply(kind="notice", body=phrases.NOTHING_YET))
    here = buttons.RESULT if scene.position.ended else buttons.STAY
    title, way_out = phrases.YOUR_ANSWERS, (here, buttons.RESTART)
    if scene.session.real:
        title, way_out = phrases.SUPPOSED.format(title=title), (here, buttons.REAL)
    body = "\n".join([*given.lines(scene), "", phrases.PICK_ANSWER])
    asked = Reply(kind="menu", title=title, body=body, buttons=(*rows, *way_out), fresh=True)
    return scene.turn(asked)


def stay(scene: Scene) -> Turn:
    """Back to where the person stands: the question, the outcome, or the menu."""
    if not scene.walking:
        return menu(scene)
    here, replies = moves.settle(scene.having(asking=None))
    return here.turn(*replies)


def _passing_on(make: Callable[[Scene], Turn | None]) -> Callable[[Scene], Turn]:
    """A command that makes something to pass on of a result."""

    def made(scene: Scene) -> Turn:
        said = phrases.NO_RESULT_YET if scene.walking else phrases.NOTHING_YET
        return make(scene) or shown_again(scene, Reply(kind="notice", body=said))

    return made


def _drop_facts(scene: Scene) -> Turn:
    if not scene.walking:
        return menu(scene)
    moved, replies = moves.without_known(scene)
    return moved.turn(*replies)


def _forget(scene: Scene) -> Turn:
    ask = Reply(
        kind="notice", body=phrases.FORGET_ASK, buttons=(buttons.FORGET, buttons.STAY), fresh=True
    )
    return scene.turn(ask)


def _forgotten(scene: Scene) -> Turn:
    """The session is emptied here; whoever stores conversations deletes the rest."""
    known = scene.session
    nobody = Session(run=known.run, turn=known.turn, disclaimed=True)
    emptied = replace(scene, session=nobody)
    done = Reply(kind="notice", body=phrases.FORGOTTEN, buttons=(buttons.MENU,))
    return msgspec.structs.replace(emptied.turn(done), deed="forget")


def _export(scene: Scene) -> Turn:
    """Whoever stores conversations hands over what there is of this one."""
    told = shown_again(scene, Reply(kind="notice", body=phrases.EXPORTED))
    return msgspec.structs.replace(told, deed="export")


def _switch(name: str, on: str, off: str) -> Callable[[Scene], Turn]:
    """A command that switches a manner of speaking on and off."""

    def switched(scene: Scene) -> Turn:
        now = not getattr(scene.session, name)
        body = on if now else off
        return shown_again(scene.having(**{name: now}), Reply(kind="notice", body=body))

    return switched


_COMMANDS: dict[str, Callable[[Scene], Turn]] = {
    "menu": menu,
    "back": _back,
    "restart": _restart,
    "why": _why,
    "answers": _answers,
    "help": _help,
    "hello": _say(phrases.HELLO),
    "thanks": _say(phrases.THANKS),
    "human": _human,
    "privacy": _privacy,
    "export": _export,
    "forget": _forget,
    "forget.yes": _forgotten,
    "stay": stay,
    "big": _switch("big", phrases.BIG_ON, phrases.BIG_OFF),
    "trad": _switch("trad", phrases.TRAD_ON, phrases.TRAD_OFF),
    "facts": _drop_facts,
    "card": _passing_on(forwarding.card),
    "picture": _passing_on(forwarding.picture),
    "none": menu,
}
