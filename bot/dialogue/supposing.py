"""如果…会怎样: one answer given otherwise to see what comes of it, the true result kept aside."""

from bot.dialogue import buttons, given, moves, phrases
from bot.dialogue.scene import Scene
from bot.dialogue.session import Reply, Turn


def offer(scene: Scene) -> Turn | None:
    """The answers to suppose otherwise; None when there is no result to compare with."""
    if not scene.walking or not scene.position.ended:
        return None
    rows = given.rows(scene, "w")
    if not rows:
        return None
    back = buttons.REAL if scene.session.real else buttons.STAY
    asked = Reply(
        kind="menu", title=phrases.WHAT_IF, body=phrases.PICK_TO_SUPPOSE, buttons=(*rows, back),
        fresh=True,
    )  # fmt: skip
    return scene.turn(asked)


def begin(scene: Scene, node: str) -> Turn | None:
    """Ask an answer again, only to see; None when it was never given."""
    found = given.newest(scene, node)
    if found is None:
        return None
    supposing = found.scene.having(real=scene.session.real or scene.session.frames)
    moved, replies = moves.ask_again(supposing, node)
    return moved.turn(*replies)


def real(scene: Scene) -> Turn | None:
    """Back to the true result."""
    if not scene.session.real:
        return None
    back = scene.having(frames=scene.session.real, real=(), asking=None, helped=None)
    moved, replies = moves.settle(back)
    return moved.turn(Reply(kind="notice", body=phrases.REAL_AGAIN), *replies)


def adopt(scene: Scene) -> Turn | None:
    """What was supposed is true."""
    if not scene.session.real:
        return None
    adopted = scene.having(real=(), asking=None)
    moved, replies = moves.settle(adopted)
    return moved.turn(Reply(kind="notice", body=phrases.ADOPTED), *replies)
