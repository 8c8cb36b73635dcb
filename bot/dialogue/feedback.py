"""Whether an answer helped: two buttons under it, and what was wrong if it did not."""

from bot.dialogue import about as about_us
from bot.dialogue import buttons, commands, phrases
from bot.dialogue.scene import Scene
from bot.dialogue.session import Button, Reply, Turn


def given(scene: Scene, press: buttons.Press) -> Turn | None:
    """A press on one of the buttons about an answer; None when it is about nothing there is."""
    topic, about = scene.session.last_topic, press.first
    if press.verb == "r":
        return _reason(scene, about, topic) if about in phrases.REASONS and topic else None
    if scene.guide.content.kind(about) is None:
        return None
    return _helped(scene, about) if press.verb == "u" else _not_helped(scene, about)


def _helped(scene: Scene, topic: str) -> Turn:
    told = Reply(kind="notice", body=phrases.GLAD, buttons=commands.where_to_go(scene))
    return scene.having(asked="").turn(told, feedback=f"up:{topic}")


def _not_helped(scene: Scene, topic: str) -> Turn:
    """Ask why. The question that led to the answer, if it was typed, was missed."""
    reasons = (Button(id=f"r.{name}", label=label) for name, label in phrases.REASONS.items())
    asking = Reply(
        kind="clarify",
        body=phrases.WHAT_WAS_WRONG,
        buttons=(*reasons, *commands.where_to_go(scene)),
        fresh=True,
    )
    return scene.having(last_topic=topic).turn(asking, miss="down", feedback=f"down:{topic}")


def _reason(scene: Scene, name: str, topic: str) -> Turn:
    """Thanks, and whom to call meanwhile."""
    body = about_us.with_urgent(scene.guide.content, phrases.NOTED)
    told = Reply(kind="notice", body=body, buttons=commands.where_to_go(scene))
    return scene.turn(told, feedback=f"reason:{name}:{topic}")
