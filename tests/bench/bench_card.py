"""Passing a result on: to draw it, what memory that takes, and to write and read its link.

python -m tests.bench.bench_card
"""

import resource
import time
from collections.abc import Callable
from functools import partial
from statistics import median

from bot.authoring.situations import Situation, situations
from bot.dialogue import codes, forwarding
from bot.dialogue.card import Card
from tests.shipped import TODAY, guide

EVERY = 23
"""One situation of so many is drawn."""


def _ms(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1e3


def _peak() -> float:
    """The most memory held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _links(found: list[Situation]) -> None:
    written = [codes.encode(guide(), s.position, TODAY) for s in found]
    writing = [_ms(partial(codes.encode, guide(), s.position, TODAY)) for s in found]
    reading = [_ms(partial(codes.decode, guide(), code, TODAY)) for code in written]
    sizes = [len(code) for code in written]
    print(
        f"a link: written in {median(writing):.2f} ms, read in {median(reading):.2f} ms;"
        f" {median(sizes):g} characters, at most {max(sizes)} (bar 64); {len(found)} situations"
    )


def _draw(card: Card) -> bytes:
    from bot.drawing.picture import draw  # the first picture of a process pays for this

    return draw(card)


def main() -> None:
    """Print the medians."""
    found = [s for flow in guide().content.flows for s in situations(guide(), flow, TODAY)]
    _links(found)
    replies = [forwarding.picture_reply(guide(), s.position, TODAY) for s in found[::EVERY]]
    cards = [reply.picture for reply in replies if reply.picture is not None]
    before = _peak()
    first, *times = [_ms(partial(_draw, card)) for card in cards]
    kilobytes = [len(_draw(card)) / 1024 for card in cards]
    print(
        f"a picture: median {median(times):.0f} ms, at most {max(times):.0f} ms,"
        f" the first one {first:.0f} ms; {median(kilobytes):.0f} KB;"
        f" +{_peak() - before:.0f} MB at the peak; {len(cards)} cards"
    )


if __name__ == "__main__":
    main()
