"""From people to the operators' chat. Pure, as the dialogue is; `operators.py` is the way back.

A person who leaves a message has a case; while it is open, what they type goes to the desk.
Buttons and commands stay the dialogue's. The store ties the two sides together (see
`bot/store/case.py`).
"""

from datetime import date

import msgspec

from bot.channels.telegram import effects, render, sentences
from bot.channels.telegram.posts import Post, Withdraw
from bot.channels.telegram.updates import Received
from bot.dialogue import buttons, choosing, human, offering, phrases, topics
from bot.dialogue.guide import Guide
from bot.dialogue.respond import on_current_content
from bot.dialogue.scene import Scene
from bot.dialogue.session import Button, Chose, Command, Event, Reply, Sent, Session, Turn, Typed
from bot.dialogue.styling import styled
from bot.privacy import redact
from bot.store.case import Case, Close, Open
from bot.store.store import Result, Tally, Task

END = Button(id="desk.end", label=sentences.END)
END_WORDS = frozenset({"结束", "结束留言"})
SUMMARY_LIMIT = 3_000

Elsewhere = tuple[tuple[int, str], ...]


class Relay:
    """The turns of people that concern the desk, the chat of that id."""

    def __init__(self, guide: Guide, desk: int) -> None:
        self._guide, self.desk = guide, desk

    def of_person(
        self, task: Task, received: Received, session: Session, today: date
    ) -> Result | None:
        """What a person did, as far as it is for the desk; None: it is for the dialogue."""
        case = self._case(task)
        event = received.event
        if event is None:
            return None if case is None else self._blocked(task, case)
        session = msgspec.structs.replace(session, day=today.isoformat())
        said = self._guide.matcher.simplify(event.text) if isinstance(event, Typed) else ""
        if _opens(event, said, session):
            return self._open(received, session, today, case)
        if _ends(event, said, case):
            return self._end(received, session, case)
        if case is None:
            return None
        if isinstance(event, Typed) and not _confirms(said, session):
            return self._pass_on(received, event, session, case)
        if isinstance(event, Sent):
            return _answer(received, session, [_said(sentences.ONLY_TEXT, END)])
        return None

    def forgotten(self, task: Task) -> Elsewhere:
        """What the desk is told when a person has everything deleted."""
        case = self._case(task)
        if case is None:
            return ()
        withdrawn = [effects.encode(Withdraw(message=message)) for message in case.messages]
        told = Post(text=sentences.FORGOTTEN, title=sentences.ENDED, thread=case.thread)
        return tuple((case.desk, one) for one in (*withdrawn, effects.encode(told)))

    def _case(self, task: Task) -> Case | None:
        """The open case of a person; one with a desk of before is none."""
        return task.case if task.case and task.case.desk == self.desk else None

    def _open(self, received: Received, session: Session, today: date, case: Case | None) -> Result:
        if case is not None:
            return _answer(received, session, [_said(sentences.OPEN_ALREADY, END)])
        scene = on_current_content(Scene(self._guide, session, today))
        lines = human.summary(scene)
        found = redact("\n".join(lines)).text[:SUMMARY_LIMIT]
        text = f"{found}\n\n{sentences.HOW_TO_ANSWER}"
        post = Post(text=text, title=sentences.OPENED, topic=lines[0])
        return _answer(
            received,
            session,
            [_said(sentences.GO_AHEAD, END)],
            ((self.desk, effects.encode(post)),),
            Open(self.desk),
            "opened",
        )

    def _end(self, received: Received, session: Session, case: Case | None) -> Result:
        ways = (buttons.STAY, buttons.MENU) if session.frames else (buttons.MENU,)
        if case is None:
            return _answer(received, session, [_said(sentences.NOT_OPEN, *ways)])
        told = Post(text=sentences.LEFT, title=sentences.ENDED, thread=case.thread)
        elsewhere = ((self.desk, effects.encode(told)),)
        close, said = Close(case.number), [_said(sentences.ENDED_BY_YOU, *ways)]
        return _answer(received, session, said, elsewhere, close, "closed")

    def _pass_on(self, received: Received, event: Typed, session: Session, case: Case) -> Result:
        known, found = self._guide.content.alerts, self._guide.matcher.alerts(event.text)
        replies = [topics.alert_reply(known[name]) for name in found]
        if event.redacted:
            told = phrases.REDACTED.format(kinds=phrases.KINDS_ELSE)
            replies.append(Reply(kind="notice", body=told))
        posts = [
            Post(text=piece, title=sentences.SAYS, thread=case.thread)
            for piece in render.pieces(event.text, render.TEXT_LIMIT - render.SPARE) or [""]
        ]
        elsewhere = tuple((self.desk, effects.encode(post)) for post in posts)
        replies.append(_said(sentences.PASSED_ON, END))
        return _answer(received, session, replies, elsewhere, tally="asked")

    def _blocked(self, task: Task, case: Case) -> Result:
        told = Post(text=sentences.BLOCKED, title=sentences.ENDED, thread=case.thread)
        return Result(
            session=task.session,
            blocked=True,
            elsewhere=((self.desk, effects.encode(told)),),
            case=Close(case.number),
            tallies=(Tally("relay", "closed"),),
        )


def _opens(event: Event, said: str, session: Session) -> bool:
    if isinstance(event, Chose):
        return event.button == buttons.DESK.id
    number = choosing.ordinal(said) or 0
    picked = session.candidates[number - 1 : number] == (buttons.DESK.id,)
    return picked or choosing.squeeze(said) == phrases.LEAVE_MESSAGE


def _confirms(said: str, session: Session) -> bool:
    """Whether it says in words that all is to be deleted: that is for no operator."""
    asked = buttons.FORGET.id in session.candidates
    return asked and choosing.squeeze(said) == phrases.FORGET_YES


def _ends(event: Event, said: str, case: Case | None) -> bool:
    match event:
        case Chose(button=button):
            return button == END.id
        case Command(name=name):
            return name == "end"
    return case is not None and choosing.squeeze(said) in END_WORDS


def _said(body: str, *offers: Button) -> Reply:
    return Reply(kind="notice", body=body, buttons=offers, fresh=True)


def _answer(
    received: Received,
    session: Session,
    replies: list[Reply],
    elsewhere: Elsewhere = (),
    case: Open | Close | None = None,
    tally: str | None = None,
) -> Result:
    """The turn of a person: the dialogue stands where it stood."""
    after = msgspec.structs.replace(offering.remember(session, ()), turn=session.turn + 1)
    pressed = received.message if isinstance(received.event, Chose) else None
    turn = styled(Turn(session=after, replies=tuple(replies)))
    made = effects.of_turn(turn, pressed, received.thread)
    return Result(
        session=msgspec.json.encode(after).decode(),
        effects=tuple(effects.encode(effect) for effect in made),
        seen_message_id=None if pressed is not None else received.message,
        tallies=() if tally is None else (Tally("relay", tally),),
        elsewhere=elsewhere,
        case=case,
    )
