"""Parameters: each figure once, official ones with their source; and reviews in time."""

from collections.abc import Iterator
from datetime import date

from bot.content.content import NATIONAL
from bot.content.knowledge import Place, Row
from bot.content.leaves import Keys
from bot.content.rules.finding import Finding, Library
from bot.content.rules.knowledge import Found, plain
from bot.content.rules.outcomes import unknown_sources


def rows(library: Library) -> Found:
    """A row is there once; official and provisional ones have a value, a source and a date."""
    for name, place in library.places.items():
        path, _ = library.origin("place", name)
        for finding in _rows(library, place):
            yield path, finding


def _rows(library: Library, place: Place) -> Iterator[Finding]:
    first: dict[tuple[object, ...], int] = {}
    for number, row in enumerate(place.rows):
        keys: Keys = ("rows", number)
        same = (row.key, row.identity, row.tier, row.age_from, row.age_below, row.year, row.since)
        if first.setdefault(same, number) != number:
            yield Finding(
                keys,
                "ROW-TWICE",
                f"{row.key} 同样的人、同样的时间写了两行（另一行是第 {first[same] + 1} 行）",
                "删掉一行；如果说的是不同的人或时间，补上 identity、tier、age_from 或 since",
                lacks=("since", "year", "identity", "tier"),
            )
        yield from _complete(keys, row)
        yield from _ranges(keys, row)
        yield from unknown_sources(library, (*keys, "cite"), row.cite)


def _complete(keys: Keys, row: Row) -> Iterator[Finding]:
    if row.status == "unknown":
        if row.value is not None:
            yield Finding(
                (*keys, "value"),
                "ROW-UNKNOWN-VALUE",
                f"{row.key} 标明没有核实（unknown），却写了数值",
                "删掉 value；核实了就把 status 改成 official 并写上 cite",
            )
        return
    missing = [name for name in ("value", "cite") if not getattr(row, name)]
    if row.since is None and row.year is None and row.until is None and row.note is None:
        yield Finding(
            keys,
            "ROW-UNDATED",
            f"{row.key} 没有写从何时起",
            "加上 since（生效日期）或 year（年度）；查不到的，在 note 里说明",
            severity="warning",
            lacks=("since", "year", "note"),
        )
    if missing:
        yield Finding(
            keys,
            "ROW-INCOMPLETE",
            f"{row.key} 是 {row.status}，还缺 {'、'.join(missing)}",
            "补上；没有核实的，把 status 写成 unknown，不写 value",
            lacks=tuple(missing),
        )


def _ranges(keys: Keys, row: Row) -> Iterator[Finding]:
    for low, high in (("since", "until"), ("age_from", "age_below")):
        start, end = getattr(row, low), getattr(row, high)
        if start is not None and end is not None and start >= end:
            yield Finding(
                (*keys, high),
                "ROW-RANGE",
                f"{high} 是 {end}，不在 {low} 的 {start} 之后",
                f"{high} 要比 {low} 大；改正写错的那个",
            )


def names(library: Library) -> Found:
    """Every place can be told by its name."""
    owners: dict[str, str] = {}
    for name, place in library.places.items():
        path, _ = library.origin("place", name)
        texts: list[tuple[Keys, str]] = [(("name",), place.name)]
        texts += [(("say", number), text) for number, text in enumerate(place.say)]
        for keys, text in texts:
            other = owners.setdefault(plain(text), name)
            if other != name:
                yield (
                    path,
                    Finding(
                        keys,
                        "PLACE-TWICE",
                        f"“{text}”也是 parameters/{other}.yaml 的叫法",
                        "一个叫法只能指一个地方，改掉其中一个",
                    ),
                )
    if library.places and NATIONAL not in library.place_ids:
        path = library.origin("place", next(iter(library.places))).path
        yield (
            path,
            Finding(
                (),
                "PLACE-NATIONAL",
                "缺少全国的参数文件",
                "加上 knowledge/parameters/national.yaml",
            ),
        )


UNREADABLE = date(9999, 1, 1)
"""Stands in for a date that could not be read, which has been reported already."""


def reviews(library: Library) -> Found:
    """A review is due after it was done."""
    for (path, keys), review in library.reviews.items():
        if review.checked != UNREADABLE and review.due <= review.checked:
            yield (
                path,
                Finding(
                    (*keys, "due"),
                    "REVIEW-ORDER",
                    f"下次核对 {review.due} 不在上次核对 {review.checked} 之后",
                    "due 写下一次该核对的日期，一般是半年后",
                ),
            )


def due_dates(library: Library) -> Iterator[date]:
    """All days after which something is overdue."""
    for review in library.reviews.values():
        yield review.due
    for place in library.places.values():
        yield from (row.review for row in place.rows if row.review is not None)


def overdue(library: Library) -> Found:
    """Content is held against its sources again by the day its review says."""
    if library.today is None:
        return
    for (path, keys), review in library.reviews.items():
        if review.checked < review.due < library.today:
            yield (
                path,
                Finding(
                    (*keys, "due"),
                    "REVIEW-DUE",
                    f"应在 {review.due} 前重新核对（{review.owner}），已经过期",
                    "对照依据核对一遍，再改 checked 和 due",
                    severity="warning",
                ),
            )
    for name, place in library.places.items():
        path, _ = library.origin("place", name)
        for number, row in enumerate(place.rows):
            if row.review is not None and row.review < library.today:
                yield (
                    path,
                    Finding(
                        ("rows", number, "review"),
                        "REVIEW-DUE",
                        f"{row.key} 应在 {row.review} 前重新核对，已经过期",
                        "对照依据核对一遍，再改这一行的 review",
                        severity="warning",
                    ),
                )
