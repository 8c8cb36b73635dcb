"""`shebao play`: a scripted conversation, an event a line in, a turn a line out."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot import app
from bot.dialogue import buttons
from bot.dialogue.guide import Guide
from bot.dialogue.respond import respond
from bot.dialogue.scene import Scene
from bot.dialogue.session import Button, Chose, Command, Event, Reply, Session, Turn, Typed
from bot.privacy import redact


class LineError(ValueError):
    """A line of the script is no event; the message says what would be."""


@dataclass
class Player:
    """One conversation: the session so far, and what was last shown."""

    guide: Guide
    today: date
    session: Session = field(default_factory=Session)
    shown: tuple[Reply, ...] = ()

    def play(self, event: Event) -> Turn:
        """Answer one event and remember what came of it."""
        turn = respond(self.guide, self.session, event, self.today)
        self.session, self.shown = turn.session, turn.replies
        return turn

    def start(self, flow: str) -> Turn:
        """Begin a flow; raises LineError when there is none of that name."""
        if flow not in self.guide.content.flows:
            raise LineError(f"there is no flow {flow!r}")
        return self.play(Command(name="start", argument=flow))

    def press(self, wanted: str) -> Turn:
        """Press the newest button with this choice id, button id or label."""
        for button in self._buttons():
            if wanted in (button.id, short(button), button.label):
                session = self.session
                return self.play(Chose(button=button.id, run=session.run, turn=session.turn))
        raise LineError(f"no button {wanted!r} is shown; there is: {', '.join(self._names())}")

    def _buttons(self) -> Iterator[Button]:
        for reply in reversed(self.shown):
            yield from reply.buttons

    def _names(self) -> list[str]:
        return [short(button) for button in self._buttons()] or ["none"]


def short(button: Button) -> str:
    """The id scripts use: the choice of an answer, the offer of an outcome, else the button's."""
    press = buttons.parse(button.id)
    return press.second if press.verb in ("a", "o") else button.id


def event_of(line: object) -> Event | str:
    """An event, or the choice to press; raises LineError."""
    match line:
        case {"text": str(text), **rest} if not rest:
            found = redact(text)
            return Typed(text=found.text, redacted=bool(found.kinds))
        case {"press": str(choice), **rest} if not rest:
            return choice
        case {"command": str(command), **rest} if not rest:
            name, _, argument = command.strip().removeprefix("/").partition(" ")
            return Command(name=name, argument=argument)
    raise LineError('expected one of {"text": …}, {"press": …}, {"command": …}')


def described(player: Player, turn: Turn) -> dict[str, Any]:
    """A turn as `play --jsonl` prints it."""
    return {
        "replies": [
            {
                "text": "\n".join(filter(None, [reply.title, reply.body, reply.detail])),
                "buttons": [{"id": short(b), "label": b.label} for b in reply.buttons],
                "cite": sorted({c.partition(" ")[0] for c in reply.cite}),
            }
            for reply in turn.replies
        ],
        **standing(player),
    }


def standing(player: Player) -> dict[str, Any]:
    """Where the conversation stands: flow, node, outcome, reason, and the answers as slots."""
    scene = Scene(player.guide, player.session, player.today)
    if not scene.walking:
        return {"flow": None, "node": None, "outcome": None, "reason": None, "slots": {}}
    position = scene.position
    outcome = position.flow.outcomes.get(position.node)
    return {
        "flow": position.name,
        "node": position.node,
        "outcome": position.node if outcome else None,
        "reason": (outcome.reason or position.node) if outcome else None,
        "slots": {a.node: a.value for a in position.answers},
    }


def _events(lines: Iterable[str]) -> Iterator[Event | str]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield event_of(json.loads(line))
        except ValueError as error:
            raise LineError(f"line {number}: {error}") from None


def run(options: argparse.Namespace) -> int:
    """Play standard input; human-readable unless `--jsonl`."""
    day = options.today or app.today()
    player = Player(app.guide(options.content, day), day)
    try:
        if options.flow is not None:
            _print(player, player.start(options.flow), options.jsonl)
        for event in _events(sys.stdin):
            turn = player.press(event) if isinstance(event, str) else player.play(event)
            _print(player, turn, options.jsonl)
    except LineError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _print(player: Player, turn: Turn, as_json: bool) -> None:
    if as_json:
        print(json.dumps(described(player, turn), ensure_ascii=False), flush=True)
        return
    for reply in turn.replies:
        print("\n".join(filter(None, [reply.title, reply.body])))
        print("   ".join(f"[{button.label}]" for button in reply.buttons), end="\n\n")
