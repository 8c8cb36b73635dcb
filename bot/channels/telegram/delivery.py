"""Messages from the store to Telegram: claimed, paced, sent, finished.

A claim is on disk before anything is sent, so a full disk cannot make the bot repeat itself. What
is under way when the process dies is sent again: with a quick server that is seldom more than one.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace

from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.channels.telegram import effects
from bot.channels.telegram.effects import Settle, Show
from bot.channels.telegram.measures import Measures
from bot.channels.telegram.pace import OVERALL, Pace, limits
from bot.channels.telegram.patience import DATABASE_PAUSE, Patience
from bot.channels.telegram.posting import Clerk
from bot.channels.telegram.posts import Withdraw
from bot.channels.telegram.request import seconds
from bot.channels.telegram.sending import NO_CHAT, Sender, costs, is_new_message
from bot.channels.telegram.tracing import marked, trace
from bot.logs import update
from bot.store.errors import StoreError
from bot.store.store import Dead, Delivery, Finish, Later, Partly, Screen, Sent, Store

log = logging.getLogger(__name__)

SENDERS = 64
CLAIMED = 128  # some wait for their chat's next second
LOOK_AGAIN = 5.0
LONGEST_HELD = 5.0  # seconds that a claimed message may wait here; far below the store's lease
LONGEST_PAUSE = 60.0
GIVE_UP_UNREACHABLE = 300  # attempts: some hours
GIVE_UP_UNEXPECTED = 3  # it may have arrived each time


class Courier:
    """Sends what waits in the store. `run` until cancelled, then `drain`."""

    def __init__(
        self,
        store: Store,
        bot: Bot,
        clerk: Clerk,
        owner: str,
        beat: Callable[[], None],
        username: Callable[[], str | None],
        measures: Measures,
    ) -> None:
        self._store, self._owner, self._beat = store, owner, beat
        self._measures = measures
        self._sender, self._clerk = Sender(bot, username), clerk
        self._senders = asyncio.Semaphore(SENDERS)
        self._pace = Pace()
        self._server = Patience(log)
        self._database = Patience(log, longest=DATABASE_PAUSE)
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Claim and send, for ever; store trouble passes."""
        while True:
            try:
                await self._round()
            except StoreError as problem:
                await self._database.wait(f"messages wait, as the store is away: {problem}")
            else:
                self._database.went_well("the store")
            self._beat()  # the process is not to blame for the store

    async def drain(self, at_most: float) -> None:
        """Finish what is under way; what takes longer is sent again by the next process."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=at_most)
            for task in late:
                task.cancel()

    async def _round(self) -> None:
        closed = self._pace.closed_until - asyncio.get_running_loop().time()
        if closed > 0:
            await asyncio.sleep(min(closed, LOOK_AGAIN))
            return
        if len(self._under_way) >= CLAIMED:
            await asyncio.wait(
                self._under_way, timeout=LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED
            )
            return
        if await self._store.wait_for_delivery(LOOK_AGAIN):
            room = CLAIMED - len(self._under_way)
            for delivery in await self._store.claim(room, self._owner):
                task = asyncio.create_task(self._deliver(delivery))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        mark = trace(delivery.effect)
        update.set(mark.update if mark else None)  # of this task alone
        finish = await self._attempt(delivery)
        if mark and isinstance(finish, Sent | Partly):
            self._measures.delivery_seconds.saw(time.time() - mark.at)
        try:
            if isinstance(finish, Partly):  # now: what is typed next answers what is shown
                await self._store.finish(delivery, finish)
                rest = replace(delivery, effect=finish.effect, screen=finish.screen)
                finish = await self._attempt(rest)
            await self._store.finish(delivery, finish)
        except StoreError as problem:
            log.warning("message %d sent, but not noted: %s", delivery.id, problem)
        log.debug("message %d: %s", delivery.id, type(finish).__name__)

    async def _attempt(self, delivery: Delivery) -> Finish:
        """Do what there is to do; nothing that comes of it raises."""
        effect = effects.decode(delivery.effect)
        if effect is None:
            return _dropped(delivery, "another release wrote it")
        try:
            finish = await self._in_time(delivery, effect)
        except StoreError:  # logged by the store; nothing was sent
            return Later(time.time())
        except Exception as bug:  # a bug must not stop the others
            log.exception("message %d could not be sent", delivery.id)
            return _again(delivery, type(bug).__name__, GIVE_UP_UNEXPECTED)
        match effect, finish:
            case Show(settle=Settle() as settle), Sent(Screen() as shown) if costs(settle, shown):
                return Partly(_traced(effects.encode(settle), delivery), shown)
        return finish

    async def _in_time(self, delivery: Delivery, effect: effects.Effect) -> Finish:
        new = not isinstance(effect, Withdraw)
        if isinstance(effect, Show | Settle):
            if not costs(effect, delivery.screen):
                return Sent()
            new = is_new_message(effect, delivery.screen)
        if wait := await self._put_off(delivery.chat_id if new else None):
            return Later(time.time() + wait)
        async with self._senders:
            return await self._send(delivery, effect)

    async def _put_off(self, chat: int | None) -> float:
        """Wait until it may be sent. If that is far away, at once: the seconds it is away."""
        now = asyncio.get_running_loop().time()
        own = self._pace.book(now, chat) - now
        wait = max(own, await self._store.book(limits(chat)))
        if wait > LONGEST_HELD:
            return wait
        await asyncio.sleep(wait)
        return max(self._pace.closed_until - asyncio.get_running_loop().time(), 0.0)

    async def _send(self, delivery: Delivery, effect: effects.Effect) -> Finish:
        try:
            sent = await self._carry_out(delivery, effect)
        except RetryAfter as asked:
            self._measures.sends["too_many"] += 1
            return await self._told_to_wait(delivery.chat_id, asked)
        except Forbidden as refusal:
            self._measures.sends["blocked"] += 1
            return Dead(str(refusal), blocked=True)
        except BadRequest as refusal:
            self._measures.sends["refused"] += 1
            return _dropped(delivery, str(refusal))
        except InvalidToken:
            self._measures.sends["refused"] += 1
            self._server.seconds("the server rejects the token", level=logging.ERROR)
            return Later(time.time() + LONGEST_PAUSE / 4)
        except NetworkError as problem:
            self._measures.sends["unreachable"] += 1
            self._server.seconds(f"sending fails: {problem}")
            return _again(delivery, str(problem), GIVE_UP_UNREACHABLE)
        self._measures.sends["sent"] += 1
        self._pace.accepted()
        self._server.went_well("sending")
        return sent

    async def _carry_out(self, delivery: Delivery, effect: effects.Effect) -> Sent:
        if isinstance(effect, Show | Settle):
            return Sent(await self._sender.send(delivery.chat_id, effect, delivery.screen))
        return await self._clerk.send(delivery, effect)

    async def _told_to_wait(self, chat: int, asked: RetryAfter) -> Later:
        wait = seconds(asked)
        if self._pace.refused(chat, asyncio.get_running_loop().time() + wait):
            await self._store.hold(OVERALL, wait)
        log.info("told to wait for %g seconds", wait)
        return Later(time.time() + wait)


def _traced(effect: str, of: Delivery) -> str:
    """An effect that comes of another, with the same trace."""
    mark = trace(of.effect)
    return marked(effect, mark) if mark else effect


def _dropped(delivery: Delivery, why: str) -> Dead:
    """It can never be sent; neither can anything else, if the chat is gone."""
    if any(text in why.lower() for text in NO_CHAT):
        return Dead(why, blocked=True)
    log.error("message %d dropped: %s", delivery.id, why)
    return Dead(why)


def _again(delivery: Delivery, problem: str, give_up: int) -> Finish:
    """Another attempt, later each time; none after `give_up`."""
    if delivery.attempts >= give_up:
        log.error("message %d given up after %d attempts", delivery.id, delivery.attempts)
        return Dead(problem)
    return Later(time.time() + min(LONGEST_PAUSE, 0.5 * 2.0 ** min(delivery.attempts - 1, 20)))
