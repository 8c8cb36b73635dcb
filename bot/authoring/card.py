"""`shebao card FLOW -o FILE.png`: the picture that people get of an outcome."""

import argparse
import sys

from bot import app
from bot.authoring.situations import Situation, situations
from bot.dialogue import forwarding
from bot.drawing.picture import draw


def run(options: argparse.Namespace) -> int:
    """Draw the first situation that has the reason or outcome asked for, if one is asked for."""
    day = options.today or app.today()
    guide = app.guide(options.content, day)
    if options.flow not in guide.content.flows:
        print(f"there is no flow {options.flow!r}", file=sys.stderr)
        return 1
    found = situations(guide, options.flow, day)
    situation = next((s for s in found if options.reason in (None, *_names(s))), None)
    if situation is None:
        print(f"no situation of {options.flow} has {options.reason!r}", file=sys.stderr)
        return 1
    reply = forwarding.picture_reply(guide, situation.position, day)
    if reply.picture is not None:
        options.output.write_bytes(draw(reply.picture))
    print(f"{reply.title}\n{reply.body}")
    return 0


def _names(situation: Situation) -> tuple[str | None, str]:
    """The reason code and the outcome's id."""
    outcome = situation.position.flow.outcomes[situation.outcome]
    return outcome.reason, situation.outcome
