"""Every answer given so far, in flows that call each other too, and the scene to change it in."""

from collections.abc import Iterator
from typing import NamedTuple

from bot.content.flow import Question
from bot.dialogue import phrases, wording
from bot.dialogue.scene import Scene
from bot.dialogue.session import Answer, Button


class Given(NamedTuple):
    """An answer to a question, and a scene whose topmost frame is the flow that asked it."""

    scene: Scene
    answer: Answer

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.scene.position.flow.questions[self.answer.node]


def every(scene: Scene) -> Iterator[Given]:
    """All of them, in the order in which they were asked."""
    for depth in range(1, len(scene.session.frames) + 1):
        yield from _answers(_outside(scene.having(asking=None), depth))


def lines(scene: Scene) -> list[str]:
    """All of them, each with what was asked."""
    return [f"{number}. {asked} {said}" for number, (asked, said) in enumerate(spoken(scene), 1)]


def spoken(scene: Scene) -> Iterator[tuple[str, str]]:
    """What was asked, and what was said."""
    content = scene.guide.content
    for one in every(scene):
        asked = wording.filled(content, one.scene.position, one.question.ask)
        yield asked, wording.value_text(content, one.question, one.answer.value)


def rows(scene: Scene, verb: str) -> list[Button]:
    """A button for each of them that does this to it."""
    content = scene.guide.content
    return [
        Button(
            id=f"{verb}.{one.answer.node}",
            label=phrases.ANSWER_ROW.format(
                number=number,
                answer=wording.value_text(content, one.question, one.answer.value),
            ),
        )
        for number, one in enumerate(every(scene), 1)
    ]


def newest(scene: Scene, node: str) -> Given | None:
    """The last one given at a node of this name."""
    return next((one for one in reversed([*every(scene)]) if one.answer.node == node), None)


def _answers(scene: Scene) -> Iterator[Given]:
    flow = scene.position.flow
    for answer in scene.position.answers:
        if answer.node in flow.questions:
            yield Given(scene, answer)
        elif answer.inside:
            yield from _answers(_inside(scene, answer))


def _inside(scene: Scene, call: Answer) -> Scene:
    """The scene in a called flow that came to its end, as if it had just done so."""
    others = tuple(a for a in scene.session.frames[-1].answers if a.node != call.node)
    flow = scene.position.flow.calls[call.node].flow
    return scene.with_top(answers=others).pushed(scene.frame(flow, answers=call.inside))


def _outside(scene: Scene, depth: int) -> Scene:
    """The scene in a flow that still waits for the one it called.

    What was answered there so far is kept at the call, without an outcome: should the call be
    made again, it goes on from there.
    """
    while len(scene.session.frames) > depth:
        called, outer = scene.session.frames[-1], scene.popped()
        unended = Answer(node=outer.position.node, value="", inside=called.answers)
        scene = outer.with_top(answers=(*outer.session.frames[-1].answers, unended))
    return scene
