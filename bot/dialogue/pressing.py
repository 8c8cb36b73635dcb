"""Buttons: pressed now, pressed twice, pressed weeks later, or never ours at all."""

from bot.dialogue import (
    buttons,
    commands,
    feedback,
    given,
    moves,
    phrases,
    supposing,
    topics,
    wording,
)
from bot.dialogue.engine import is_valid
from bot.dialogue.given import Given
from bot.dialogue.scene import Scene
from bot.dialogue.session import Button, Chose, Reply, Turn

ONLY_WHEN_NEW = frozenset({"back", "restart", "facts"})
OF_THIS_RUN = frozenset({"card", "picture"})
ALWAYS = frozenset({"menu", "why", "answers", "stay", "none", "export", "forget", "forget.yes"})
SUPPOSING = {"whatif": supposing.offer, "real": supposing.real, "adopt": supposing.adopt}


def pressed(scene: Scene, event: Chose) -> Turn:
    """What a button does. An old one never acts silently: it says so and shows where one is."""
    press = buttons.parse(event.button)
    content = scene.guide.content
    now = event.run == scene.session.run
    new = now and event.turn == scene.session.turn - 1
    match press.verb:
        case "f" if press.first in content.flows:
            return _start(scene, press.first)
        case "t" if press.first in content.entries or press.first in content.signposts:
            return commands.show_topic(scene, press.first)
        case "s" if press.first in content.menu.sections:
            return scene.having(asked="").turn(topics.section_reply(content, press.first))
        case "u" | "d" | "r" if new:
            return feedback.given(scene, press) or _old(scene)
        case "w" if now:
            return supposing.begin(scene, press.first) or _old(scene)
        case word if word in SUPPOSING and (new if word == "adopt" else now):
            return SUPPOSING[word](scene) or _old(scene)
        case "a" | "o" | "c" | "e" if scene.walking and now:
            return _in_flow(scene, press)
        case word if _carried_out(word, now=now, new=new):
            return commands.commanded(scene, word)
    return _old(scene)


def _carried_out(word: str, *, now: bool, new: bool) -> bool:
    """Whether a command's button still counts: always, in its conversation, or while newest."""
    if word in ONLY_WHEN_NEW:
        return new
    return word in ALWAYS or (word in OF_THIS_RUN and now)


def _old(scene: Scene) -> Turn:
    """An old button: say so, and show where the person stands."""
    if not scene.walking:
        return commands.shown_again(scene, Reply(kind="notice", body=phrases.OLD_BUTTON_IDLE))
    return scene.turn(Reply(kind="notice", body=phrases.OLD_BUTTON), moves.current(scene))


def _start(scene: Scene, flow: str) -> Turn:
    title = scene.guide.content.flows[flow].title
    return commands.start_flow(scene, flow, frozen=title)


def _in_flow(scene: Scene, press: buttons.Press) -> Turn:
    position = scene.position
    match press.verb:
        case "a" if press.first == position.node and press.first in position.flow.questions:
            return _answer(scene, press)
        case "o" if press.first == position.node and position.ended:
            return _offer(scene, press)
    found = given.newest(scene, press.first)
    if found is None:
        return _offered_before(scene, press) or _old(scene)
    match press.verb:
        case "a":
            return _answered_before(scene, press, found)
        case "c":
            return _change(scene, press, found)
        case "e":
            moved, replies = moves.ask_again(found.scene, press.first)
            return moved.turn(*replies)
    return _old(scene)


def _answer(scene: Scene, press: buttons.Press) -> Turn:
    label = _label(scene, press)
    moved = moves.pick(scene, press.first, press.second)
    if moved is None:
        return _old(scene)
    after, replies = moved
    return after.turn(*replies, frozen=None if after.session.helped == press.first else label)


def _label(scene: Scene, press: buttons.Press) -> str:
    question = scene.position.flow.questions[press.first]
    if press.second in question.choices:
        return question.choices[press.second].label
    if not is_valid(scene.guide, scene.position.flow, press.first, press.second, scene.today):
        return press.second
    return wording.value_text(scene.guide.content, question, press.second)


def _answered_before(scene: Scene, press: buttons.Press, found: Given) -> Turn:
    """The same button twice is once; another button of an answered question offers the change."""
    question, there = found.question, found.scene
    option = question.choices.get(press.second)
    new = option.value if option is not None and option.value is not None else press.second
    if new == found.answer.value:
        return scene.turn(moves.current(scene))
    if not is_valid(scene.guide, there.position.flow, press.first, new, scene.today):
        return _old(scene)
    old = wording.value_text(scene.guide.content, question, found.answer.value)
    return _change_offered(scene, press, old, _label(there, press))


def _change_offered(scene: Scene, press: buttons.Press, old: str, new: str) -> Turn:
    change = Button(id=f"c.{press.first}.{press.second}", label=phrases.CHANGE.format(new=new))
    return scene.turn(
        Reply(
            kind="clarify",
            body=phrases.CHANGE_OFFER.format(old=old, new=new),
            buttons=(change, buttons.STAY),
            fresh=True,
        )
    )


def _change(scene: Scene, press: buttons.Press, found: Given) -> Turn:
    label = _label(found.scene, press)
    helped = found.scene.having(asking=press.first, helped=press.first)
    moved = moves.pick(helped, press.first, press.second)
    return _old(scene) if moved is None else _changed(moved, label)


def _changed(moved: moves.Moved, label: str) -> Turn:
    after, replies = moved
    notice = Reply(kind="notice", body=phrases.CHANGED.format(new=label))
    return after.turn(notice, *replies, frozen=label)


def _offer(scene: Scene, press: buttons.Press) -> Turn:
    offer = scene.position.flow.outcomes[press.first].next.get(press.second)
    if offer is None or offer.goto is None:
        return _old(scene)
    moved, replies = moves.give(scene, press.first, press.second)
    return moved.turn(*replies, frozen=offer.label)


def _offered_before(scene: Scene, press: buttons.Press) -> Turn | None:
    """A button below an outcome that another one was taken from already."""
    flow = scene.position.flow
    taken = next((a for a in scene.position.answers if a.node == press.first), None)
    if taken is None or press.first not in flow.outcomes:
        return None
    offers = flow.outcomes[press.first].next
    new, old = offers.get(press.second), offers.get(taken.value)
    if new is None or new.goto is None or old is None or press.verb not in ("o", "c"):
        return None
    if new is old:
        return scene.turn(moves.current(scene))
    if press.verb == "o":
        return _change_offered(scene, press, old.label, new.label)
    return _changed(moves.give(scene, press.first, press.second), new.label)
