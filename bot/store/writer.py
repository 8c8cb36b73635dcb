"""The one thread that writes. What is asked at the same time shares a transaction.

A commit waits for the disk whatever it holds, so many requests in one cost little more than
one alone (a group commit), and the event loop never waits.
"""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from bot.store.bell import Bell
from bot.store.database import Database
from bot.store.errors import StoreClosedError, StoreError
from bot.store.queues import Delays, Transaction, delays, recover, shift

log = logging.getLogger(__name__)

T = TypeVar("T")

_LARGEST_GROUP = 128
_PAUSE = Delays(1.0, 1.0)
"""After an error nobody is told for a second that there is work: no storm of attempts."""
_BUGS = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)
"""Errors of a statement or its values, not of the file and the disk."""


@dataclass(slots=True)
class _Request:
    do: Callable[[Transaction], Any]
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Any]


class Writer:
    """Runs functions inside transactions of `database`, in their order, in a thread of its own.

    `turns` and `sends` ring when the next one is due.
    """

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self.turns = Bell()
        self.sends = Bell()
        self._database = database
        self._now = now
        self._latest = now()
        self._failing = False
        self._closed = False
        self._requests: SimpleQueue[_Request | None] = SimpleQueue()
        _, first = self._transact([recover])
        self._set_bells(first)
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)
        self._thread.start()

    def submit(self, do: Callable[[Transaction], T]) -> "asyncio.Future[T]":
        """Have `do` run and committed. A caller that gives up does not undo it.

        A transaction that cannot be committed is tried again piece by piece, so `do` may run
        twice: what it does outside of the transaction must not matter.
        """
        if self._closed:
            raise StoreClosedError("The store is closed.")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._requests.put(_Request(do, loop, answer))
        return answer

    def close(self) -> None:
        """Do what was asked so far, then close the database."""
        if not self._closed:
            self._closed = True
            self._requests.put(None)
            self._thread.join()
            self._database.close()

    def _run(self) -> None:
        going = True
        while going:
            group = self._together()
            going = None not in group
            requests = [request for request in group if request is not None]
            if requests:
                self._serve(requests)

    def _together(self) -> list[_Request | None]:
        """Wait for a request; take along what came with it."""
        group = [self._requests.get()]
        with suppress(Empty):
            while len(group) < _LARGEST_GROUP:
                group.append(self._requests.get_nowait())
        return group

    def _serve(self, group: Sequence[_Request]) -> None:
        try:
            answers, then = self._transact([request.do for request in group])
        except StoreError as error:
            self._note(error)
            # An instance each: a traceback grows with every raise.
            copies = [type(error)(*error.args) for _ in group]
            self._tell(zip(group, copies, strict=True), _PAUSE)
        except BaseException as error:  # this thread must outlive whatever a handler raises
            if len(group) > 1:  # one of them is wrong; the others must not suffer
                for request in group:
                    self._serve([request])
            else:
                self._tell([(group[0], error)], None)
        else:
            self._note(None)
            self._tell(zip(group, answers, strict=True), then)

    def _transact(self, group: Sequence[Callable[[Transaction], Any]]) -> tuple[list[Any], Delays]:
        """Run and commit; the answers, and when there is something to do next."""
        connection = self._database.connection()
        tx = Transaction(connection, self._now())
        try:
            connection.execute("BEGIN IMMEDIATE")
            if tx.now < self._latest - 1:
                shift(tx, self._latest - tx.now)
            answers = [do(tx) for do in group]
            then = delays(tx)
            connection.execute("COMMIT")
        except BaseException as error:
            with suppress(sqlite3.Error):
                connection.rollback()
            if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, _BUGS):
                raise self._database.explained(error) from error
            raise
        self._latest = tx.now
        if tx.erased:
            with suppress(StoreError):  # it is committed, and opens anew next time
                self._database.scrub()
        return answers, then

    def _note(self, error: StoreError | None) -> None:
        """Log the first failure and the first success after it, nothing between."""
        if error is not None and not self._failing:
            log.error("%s", error)
        elif error is None and self._failing:
            log.warning("The database %s works again.", self._database.path)
        self._failing = error is not None

    def _tell(self, answered: Iterable[tuple[_Request, Any]], then: Delays | None) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = {}
        for request, answer in answered:
            by_loop.setdefault(request.loop, []).append((request.answer, answer))
        for loop, answers in by_loop.items():
            with suppress(RuntimeError):  # the loop was closed meanwhile: nobody listens
                loop.call_soon_threadsafe(self._hand_over, answers, then)

    def _hand_over(
        self, answers: Iterable[tuple[asyncio.Future[Any], Any]], then: Delays | None
    ) -> None:
        if then is not None:
            self._set_bells(then)
        for future, answer in answers:
            if future.done():  # its caller gave up
                continue
            if isinstance(answer, BaseException):
                future.set_exception(answer)
            else:
                future.set_result(answer)

    def _set_bells(self, then: Delays) -> None:
        self.turns.set(then.work)
        self.sends.set(then.delivery)
