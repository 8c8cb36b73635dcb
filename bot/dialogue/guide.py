"""What a conversation is held over: the content, the calculators it may call, and a matcher."""

from dataclasses import dataclass, field

from bot.content.content import Content
from bot.content.functions import Functions
from bot.content.matching import Matcher
from bot.dialogue.machine import Machines


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything `respond` needs besides the session, the event and the day."""

    content: Content
    functions: Functions
    matcher: Matcher
    machines: Machines = field(default_factory=Machines)
