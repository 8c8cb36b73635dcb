"""A conversation in a test: say, press, command, and look at what came back."""

from dataclasses import dataclass, field
from datetime import date

from bot.dialogue import buttons
from bot.dialogue.guide import Guide
from bot.dialogue.respond import respond
from bot.dialogue.scene import Scene
from bot.dialogue.session import Chose, Command, Event, Reply, Session, Turn, Typed


@dataclass
class Talk:
    """Keeps the session and every turn."""

    guide: Guide
    today: date
    session: Session = field(default_factory=Session)
    turns: list[Turn] = field(default_factory=list)

    def event(self, event: Event) -> Turn:
        turn = respond(self.guide, self.session, event, self.today)
        self.session = turn.session
        self.turns.append(turn)
        return turn

    def say(self, text: str) -> Turn:
        return self.event(Typed(text=text))

    def command(self, name: str, argument: str = "") -> Turn:
        return self.event(Command(name=name, argument=argument))

    def press(self, wanted: str) -> Turn:
        """Press the newest button with this id, choice id or label."""
        for reply in reversed(self.turns[-1].replies):
            for button in reply.buttons:
                if wanted in (button.id, button.label, buttons.parse(button.id).second):
                    return self.press_id(button.id)
        shown = [b.id for r in self.turns[-1].replies for b in r.buttons]
        raise AssertionError(f"no button {wanted!r} among {shown}")

    def press_id(self, button: str, *, run: int | None = None, turn: int | None = None) -> Turn:
        """Press a button of now, or, with `run` and `turn`, of an old message."""
        here = self.session
        return self.event(
            Chose(
                button=button,
                run=here.run if run is None else run,
                turn=here.turn if turn is None else turn,
            )
        )

    @property
    def node(self) -> str | None:
        """The node the conversation stands at."""
        scene = Scene(self.guide, self.session, self.today)
        return scene.position.node if scene.walking else None

    @property
    def answers(self) -> dict[str, str]:
        """Node → canonical answer, in the flow being walked."""
        scene = Scene(self.guide, self.session, self.today)
        return {a.node: a.value for a in scene.position.answers} if scene.walking else {}

    @property
    def last(self) -> Reply:
        """The last reply shown."""
        return self.turns[-1].replies[-1]

    @property
    def text(self) -> str:
        """All that the last turn said."""
        parts = [p for r in self.turns[-1].replies for p in (r.title, r.body, r.detail) if p]
        return "\n".join(parts)
