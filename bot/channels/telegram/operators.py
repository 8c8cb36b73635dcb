"""What operators do in their chat: answer the person of a case, end it, look at figures. Pure."""

from typing import assert_never

import msgspec

from bot.channels.telegram import effects, sentences
from bot.channels.telegram.posts import Figures, Post
from bot.channels.telegram.updates import Received
from bot.dialogue import buttons
from bot.dialogue.session import Chose, Command, Reply, Sent, Typed
from bot.store.case import Case, Close
from bot.store.store import Result, Tally, Task

NOTHING = Result(session=None)


def turn(task: Task, received: Received) -> Result:
    """One thing an operator did."""
    case = task.case
    match received.event:
        case None | Chose():
            return NOTHING
        case Command(name="stats"):
            return Result(None, (effects.encode(Figures(thread=received.thread)),))
        case Command(name="done"):
            return _done(received, case)
        case Command():
            return _tell(received, sentences.DESK_HELP)
        case Typed(text=text):
            return _reply(received, text, case)
        case Sent():
            return _tell(received, sentences.DESK_ONLY_TEXT) if case else NOTHING
    assert_never(received.event)


def apology(received: Received) -> Result:
    """What operators are told when their turn failed for good."""
    return _tell(received, sentences.NOT_PASSED_ON)


def _reply(received: Received, text: str, case: Case | None) -> Result:
    if case is None or case.chat_id is None:
        return _nobody(received, case)
    said = effects.shows(Reply(kind="notice", body=sentences.DESK_SAYS.format(text=text)))
    return Result(
        session=None,
        effects=(_post(received, sentences.PASSED_TO.format(number=case.number)),),
        elsewhere=tuple((case.chat_id, effects.encode(show)) for show in said),
        tallies=(Tally("relay", "answered"),),
    )


def _done(received: Received, case: Case | None) -> Result:
    if case is None or case.chat_id is None:
        return _nobody(received, case)
    ways = (buttons.STAY, buttons.MENU)
    ended = Reply(kind="notice", body=sentences.ENDED_BY_DESK, buttons=ways, fresh=True)
    shows = effects.shows(ended)
    shows[-1] = msgspec.structs.replace(shows[-1], settle=effects.Settle())
    return Result(
        session=None,
        effects=(_post(received, sentences.CLOSED.format(number=case.number)),),
        elsewhere=tuple((case.chat_id, effects.encode(show)) for show in shows),
        case=Close(case.number),
        tallies=(Tally("relay", "closed"),),
    )


def _nobody(received: Received, case: Case | None) -> Result:
    """An answer that is for nobody (any more): said so, unless it is none of ours."""
    number = case.number if case else received.case
    if number is not None:
        return _tell(received, sentences.CLOSED_BEFORE.format(number=number))
    if received.answers is not None and received.thread == received.answers:
        return NOTHING  # a topic of the operators' own
    return _tell(received, sentences.DESK_HELP)


def _tell(received: Received, text: str) -> Result:
    return Result(session=None, effects=(_post(received, text),))


def _post(received: Received, text: str) -> str:
    return effects.encode(Post(text=text, thread=received.thread, answers=received.message))
