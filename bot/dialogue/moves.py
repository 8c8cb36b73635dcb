"""What moves a person through flows: each takes a scene and gives the next one with its replies."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from bot.content.flow import Flow
from bot.dialogue import horizon, phrases, show
from bot.dialogue.engine import Position, is_valid
from bot.dialogue.guide import Guide
from bot.dialogue.horizon import Remaining
from bot.dialogue.scene import Scene
from bot.dialogue.session import Answer, Frame, Reply

Moved = tuple[Scene, tuple[Reply, ...]]


def start(
    scene: Scene,
    flow: str,
    known: Mapping[str, str] | None = None,
    answers: tuple[Answer, ...] = (),
) -> Moved:
    """Begin a flow afresh, with what was already said filled in, or with answers passed on."""
    usable = _usable(scene, flow, known or {})
    begun = scene.having(
        frames=(scene.frame(flow, known=usable, answers=answers),),
        run=scene.session.run + 1,
        helped=None,
        asking=None,
        misses=0,
        last_topic=flow,
        real=(),
    )
    intro = scene.guide.content.flows[flow].intro
    first = (Reply(kind="notice", body=intro),) if intro and not answers else ()
    moved, replies = settle(begun)
    return moved, (*first, *replies)


def _usable(scene: Scene, name: str, known: Mapping[str, str]) -> dict[str, str]:
    """The facts that answer a question of the flow."""
    flow = scene.guide.content.flows[name]
    return {
        question.fills: known[question.fills]
        for node, question in flow.questions.items()
        if question.fills in known
        and question.fills is not None
        and is_valid(scene.guide, flow, node, known[question.fills], scene.today)
    }


def settle(scene: Scene) -> Moved:
    """Go on until something must be shown: enter called flows, come back from ended ones."""
    said: list[Reply] = []
    while True:
        position = scene.position
        if scene.session.asking is None:
            waiting = horizon.waiting(scene.guide, position)
            said += _gone(scene.guide, position, waiting)
            scene = scene.with_top(answers=(*position.answers, *waiting))
        if position.node in position.flow.calls:
            call = position.flow.calls[position.node]
            if call.say:
                said.append(Reply(kind="notice", body=call.say))
            begun = next((a.inside for a in position.dropped if a.node == position.node), ())
            scene = scene.pushed(scene.frame(call.flow, answers=begun))
        elif position.ended and len(scene.session.frames) > 1:
            scene, reply = _come_back(scene, position)
            said.append(reply)
        else:
            scene = _as_it_is(scene)
            if scene.position.ended:  # whatever was asked on the way, this is the newest answer
                scene = scene.having(last_topic=scene.session.frames[0].flow)
            return scene, (*said, current(scene))


def _as_it_is(scene: Scene) -> Scene:
    """What is supposed is so no more where it says nothing else than what is true."""
    same = scene.session.asking is None and scene.session.frames == scene.session.real
    return scene.having(real=()) if same else scene


def _gone(guide: Guide, position: Position, waiting: tuple[Answer, ...]) -> Iterator[Reply]:
    """What is said of answers that are of no use any more."""
    gone = [answer for answer in position.dropped if answer not in waiting]
    if titles := [*_titles(guide, position.flow, gone)]:
        yield Reply(kind="notice", body=phrases.DROPPED.format(titles="、".join(titles)))


def _titles(guide: Guide, flow: Flow, answers: Sequence[Answer]) -> Iterator[str]:
    """What was asked, in called flows too."""
    for answer in answers:
        if answer.node in flow.questions:
            yield flow.questions[answer.node].ask
        elif answer.node in flow.calls:
            called = guide.content.flows[flow.calls[answer.node].flow]
            yield from _titles(guide, called, answer.inside)


def _come_back(scene: Scene, ended: Position) -> tuple[Scene, Reply]:
    """Record the outcome of a called flow at the call, and drop its frame."""
    outer = scene.popped()
    caller = outer.position
    reply = show.called_outcome_reply(scene.guide, ended, caller.flow.title, scene.today)
    answer = Answer(node=caller.node, value=ended.node, inside=ended.answers)
    return outer.with_top(answers=(*outer.session.frames[-1].answers, answer)), reply


def current(scene: Scene) -> Reply:
    """The question or outcome a scene stands at."""
    position = scene.position
    if position.ended:
        reply = show.outcome_reply(scene.guide, position, scene.today)
    else:
        nested = len(scene.session.frames) > 1
        reply = show.question_reply(scene.guide, position, left(scene), nested=nested)
    return show.supposed(reply) if scene.session.real else reply


def left(scene: Scene) -> Remaining | None:
    """How many questions follow the one being asked; None while an earlier one is asked again."""
    if scene.session.asking is not None:
        return None
    return horizon.remaining(scene.guide, scene.session.frames, scene.position, scene.today)


def give(scene: Scene, node: str, value: str) -> Moved:
    """Answer a node, or answer it differently; later answers stay as far as they still hold."""
    before = scene.session.frames[-1].answers
    changed = any(a.node == node for a in before)
    new = Answer(node=node, value=value)
    answers = tuple(new if a.node == node else a for a in before) if changed else (*before, new)
    return settle(scene.having(asking=None, helped=None, misses=0).with_top(answers=answers))


def pick(scene: Scene, node: str, choice: str) -> Moved | None:
    """Press a choice at the node being asked; None when it is no choice there.

    "Not sure" is first answered with where to look, and only the second time taken.
    """
    position = scene.position
    question = position.flow.questions[node]
    option = question.choices.get(choice)
    if option is not None and option.help and scene.session.helped != node:
        helped = scene.having(helped=node, misses=0)
        return helped, (Reply(kind="notice", body=option.help), current(helped))
    value = option.value if option is not None and option.value is not None else choice
    if not is_valid(scene.guide, position.flow, node, value, scene.today):
        return None
    return give(scene, node, value)


def back(scene: Scene) -> Moved | None:
    """Undo the last answer; None when there is none."""
    if scene.session.asking is not None:
        return settle(scene.having(asking=None))
    if scene.position.answers:
        return _undo(scene.having(helped=None), scene.position)
    if len(scene.session.frames) > 1:
        return back(scene.popped())
    return None


def _undo(scene: Scene, position: Position) -> Moved:
    *kept, last = position.answers
    top = scene.session.frames[-1]
    question = position.flow.questions.get(last.node)
    known = {k: v for k, v in top.known.items() if question is None or k != question.fills}
    waiting = horizon.waiting(scene.guide, position)
    undone = scene.with_top(answers=(*kept, *waiting), known=known)
    if last.inside:
        called = position.flow.calls[last.node].flow
        frame: Frame = scene.frame(called, answers=last.inside[:-1])
        return settle(undone.pushed(frame))
    return settle(undone)


def ask_again(scene: Scene, node: str) -> Moved:
    """Ask an answered question again, keeping every other answer."""
    again = scene.having(asking=node, helped=None)
    return again, (current(again),)


def without_known(scene: Scene) -> Moved:
    """Forget the facts that were filled in unasked, and the answers made of them."""
    top = scene.session.frames[-1]
    cleared = msgspec.structs.replace(top, known={}, answers=())
    return settle(scene.having(frames=(*scene.session.frames[:-1], cleared)))
