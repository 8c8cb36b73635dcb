"""The conversation beside the graph: the real heart, and where it stands."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.authoring.play import Player
from bot.authoring.studio.reaching import answers_to
from bot.dialogue import moves, returning
from bot.dialogue.engine import replay
from bot.dialogue.guide import Guide
from bot.dialogue.respond import on_current_content
from bot.dialogue.scene import Scene
from bot.dialogue.session import (
    Answer,
    Button,
    Chose,
    Command,
    Event,
    Frame,
    Reply,
    Session,
    Typed,
)
from bot.dialogue.show import answer_lines
from bot.privacy import redact

Who = Literal["bot", "person", "studio"]

UNREACHED = "没有哪种回答能走到“{title}”，对话停在原处。"
FILLED = "已替您填好到这里的回答："
FROM_START = "从头开始走“{title}”。"
RELOADED = "内容已换成新的，接着走。"
FLOW_GONE = "正在走的流程已经没有了。"


@dataclass(frozen=True, slots=True)
class Said:
    """One bubble: who said it, and what: a text, or a reply with its buttons if it is the bot's."""

    who: Who
    text: str = ""
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation stands: the flow, the node, and the nodes passed on the way."""

    flow: str
    node: str
    passed: tuple[str, ...]


@dataclass
class Conversation:
    """A conversation in the making. Each method that moves it adds to `said`."""

    guide: Guide
    today: date
    said: list[Said] = field(default_factory=list)
    session: Session = field(default_factory=lambda: Session(disclaimed=True))
    _turn_starts: int = 0

    def event(self, event: Event, shown: str) -> None:
        """Answer one event; `shown` is what the person is seen to say."""
        player = Player(self.guide, self.today, self.session)
        turn = player.play(event)
        self._now(
            turn.session, Said("person", shown), *(Said("bot", reply=r) for r in turn.replies)
        )

    def type(self, text: str) -> None:
        """Say something in one's own words, or a command like `/back`."""
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            self.event(Command(name=name, argument=argument), text)
            return
        found = redact(text)
        self.event(Typed(text=found.text, redacted=bool(found.kinds)), found.text)

    def press(self, button: Button) -> None:
        """Press a button of the latest turn."""
        here = self.session
        self.event(Chose(button=button.id, run=here.run, turn=here.turn), button.label)

    def start(self, flow: str) -> None:
        """Begin a flow afresh, with nothing known."""
        self.said.clear()
        title = self.guide.content.flows[flow].title
        self._begin(flow, (), Said("studio", FROM_START.format(title=title)))

    def start_at(self, flow: str, node: str) -> bool:
        """Begin a flow at a node, the fewest answers to it filled in; False if none lead there."""
        answers = answers_to(self.guide, flow, node, self.today)
        if answers is None:
            title = title_of(self.guide, flow, node)
            self.said.append(Said("studio", UNREACHED.format(title=title)))
            return False
        self.said.clear()
        position = replay(self.guide, Frame(flow=flow, digest="", answers=answers), self.today)
        lines = [line for _, line in answer_lines(self.guide, position)]
        notes = (Said("studio", "\n".join([FILLED, *lines])),) if lines else ()
        self._begin(flow, answers, *notes)
        return True

    def reload(self, guide: Guide, today: date) -> None:
        """Go on with changed content: what was asked or concluded last is shown as it now is."""
        same = guide.content is self.guide.content
        self.guide, self.today = guide, today
        if same or not self.session.frames:
            return
        scene = on_current_content(Scene(guide, self.session, today))
        if not scene.walking:
            self._now(scene.session, Said("studio", FLOW_GONE))
            return
        scene, told = returning.updated(scene, 0)
        turn = scene.turn(*told, moves.current(scene))
        fresh = [Said("bot", reply=reply) for reply in turn.replies]
        if self.said and _replaces(fresh[-1], self.said[-1]):
            self.session, self.said[-1:] = turn.session, fresh
        else:
            self._now(turn.session, Said("studio", RELOADED), *fresh)

    @property
    def live(self) -> int:
        """From which bubble on buttons may be pressed."""
        return self._turn_starts

    @property
    def standing(self) -> Standing | None:
        """Where it stands; None while no flow is being walked."""
        scene = Scene(self.guide, self.session, self.today)
        if not scene.walking or scene.session.frames[-1].flow not in self.guide.content.flows:
            return None
        position = scene.position
        return Standing(position.name, position.node, tuple(a.node for a in position.answers))

    def _begin(self, flow: str, answers: tuple[Answer, ...], *notes: Said) -> None:
        before = Session(disclaimed=True, run=self.session.run, turn=self.session.turn + 1)
        scene = Scene(self.guide, before, self.today)
        scene, replies = moves.start(scene, flow, answers=answers)
        turn = scene.turn(*replies)
        self._now(turn.session, *notes, *(Said("bot", reply=reply) for reply in turn.replies))

    def _now(self, session: Session, *said: Said) -> None:
        self.session = session
        self._turn_starts = len(self.said)
        self.said += said


def _replaces(new: Said, old: Said) -> bool:
    kinds = ("question", "outcome")
    return bool(new.reply and old.reply and new.reply.kind in kinds and old.reply.kind in kinds)


def title_of(guide: Guide, flow: str, node: str) -> str:
    """What is asked or concluded at a node, in its author's words."""
    found = guide.content.flows[flow]
    if node in found.questions:
        return found.questions[node].ask
    return found.outcomes[node].title if node in found.outcomes else node
