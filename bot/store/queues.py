"""What inbox and outbox have in common: when their rows are due, and by whose clock."""

import sqlite3
from dataclasses import dataclass

LONGEST_PARK = 60.0
"""Seconds a row may still wait when the program starts, whatever the clock said before."""

_DUES = (
    "SELECT (SELECT min(due) FROM inbox WHERE due IS NOT NULL),"
    " (SELECT min(due) FROM outbox WHERE due IS NOT NULL)"
)
_SHIFTS = (
    "UPDATE inbox SET due = due - ? WHERE due > ?",
    "UPDATE outbox SET due = due - ? WHERE due > ?",
)
_CUTS = (
    "UPDATE inbox SET due = ? WHERE due > ?",
    "UPDATE outbox SET due = ? WHERE due > ?",
)


@dataclass(slots=True)
class Transaction:
    """One open transaction and its time. `erased`: what was deleted must leave the disk too."""

    connection: sqlite3.Connection
    now: float
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds until the next turn and the next message are due; None when there is none."""

    work: float | None
    delivery: float | None


def delays(tx: Transaction) -> Delays:
    """How long there will be nothing to do."""
    work, delivery = tx.connection.execute(_DUES).fetchone()
    return Delays(
        None if work is None else work - tx.now,
        None if delivery is None else delivery - tx.now,
    )


def shift(tx: Transaction, seconds: float) -> None:
    """The clock was set back: move what lies in the future along, so that no chat is parked."""
    for statement in _SHIFTS:
        tx.connection.execute(statement, (seconds, tx.now))


def recover(tx: Transaction) -> None:
    """At start, when nobody else can be sending: free all claims, cut unreasonable waits."""
    tx.connection.execute(
        "UPDATE outbox SET due = ?, owner = NULL WHERE owner IS NOT NULL", (tx.now,)
    )
    latest = tx.now + LONGEST_PARK
    for statement in _CUTS:
        tx.connection.execute(statement, (latest, latest))
