"""The people at the desk: they read what the bot posts in their chat, and reply to it."""

import itertools
import re

from tests.telegram.proxy import Call
from tests.telegram.recording import TOKEN
from tests.telegram.world import World

DESK = -1_000_777
BOT = int(TOKEN.partition(":")[0])
HEAD = re.compile(r"个案 (\d+)")


class Office:
    """A chat of operators; `chat` is positive when one operator answers in private."""

    def __init__(self, world: World, chat: int = DESK) -> None:
        self.world, self.chat = world, chat
        self._members = itertools.cycle((9_001, 9_002))

    def posts(self) -> list[Call]:
        """All that was posted here so far."""
        return [c for c in self.world.proxy.made("sendMessage") if c.fields["chat_id"] == self.chat]

    async def post(self, text: str) -> Call:
        """Wait for a post that holds this text; the newest one."""
        await self.world.until(lambda: any(text in c.fields["text"] for c in self.posts()))
        return [call for call in self.posts() if text in call.fields["text"]][-1]

    async def write(
        self,
        text: str,
        to: Call | int | None = None,
        thread: int | None = None,
        *,
        as_the_group: bool = False,
    ) -> int:
        """Write something, as a reply to a post or a member's message, in a topic; its id."""
        number = self.world.proxy.number_message()
        body: dict[str, object] = {"message_id": number, "date": 1, "text": text}
        if isinstance(to, Call):
            body["reply_to_message"] = {
                "message_id": to.result["message_id"],
                "from": {"id": BOT, "is_bot": True, "first_name": "bot"},
                "text": to.fields["text"],
            }
        elif to is not None:
            body["reply_to_message"] = {"message_id": to, "from": {"id": 9_009, "is_bot": False}}
        if thread is not None:
            body |= {"message_thread_id": thread, "is_topic_message": True}
        kind = "private" if self.chat > 0 else "supergroup"
        body |= {"chat": {"id": self.chat, "type": kind}}
        body |= {"from": {"id": next(self._members), "is_bot": False, "first_name": "值班"}}
        if as_the_group:
            body |= {"from": {"id": 1_087_968_824, "is_bot": True, "first_name": "Group"}}
            body |= {"sender_chat": body["chat"]}
        await self.world.inject("message", body)
        return number


def case_of(post: Call) -> int:
    """The number of the case a post names."""
    found = HEAD.search(post.fields["text"])
    assert found, post.fields["text"]
    return int(found[1])
