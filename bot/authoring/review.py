"""`shebao review`: what is to be held against its sources again soon, by who is to do it."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import msgspec

from bot import app
from bot.calculators.person import SPOKEN
from bot.content.disk import find
from bot.content.files import File, open_file
from bot.content.flow import Review
from bot.content.knowledge import Place, Row

KINDS = {"flow": "流程", "entries": "问答", "entry": "问答", "place": "地区", "row": "数字"}


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to check. `kind` is a word of KINDS, `id` what it is called in its file."""

    owner: str
    due: date
    checked: date
    kind: str
    id: str
    title: str
    file: str


def run(options: argparse.Namespace) -> int:
    """Print what is due within the days asked for, or overdue."""
    day = options.today or app.today()
    app.content(options.content, day)
    known = sorted(reviews(options.content), key=attrgetter("owner", "due", "file", "id"))
    due = [one for one in known if (one.due - day).days <= options.days]
    if options.json:
        for one in due:
            shown = {**msgspec.to_builtins(one), "days": (one.due - day).days}
            print(msgspec.json.encode(shown).decode())
    else:
        print("\n".join(_text(known, due, options.days, day)))
    return 0


def reviews(root: Path) -> Iterator[Due]:
    """Everything below `root` that has a review of its own."""
    for found in find(root, []):
        file = open_file(found)
        model = file.shaped.model
        match file.kind.id:
            case "flow":
                yield _due(file, model.review, "flow", file.name, model.title)
            case "entries":
                rest = sum(entry.review is None for entry in model.entries.values())
                if rest:
                    yield _due(file, model.review, "entries", file.name, f"整个文件，{rest} 条")
                for name, entry in model.entries.items():
                    if entry.review is not None:
                        yield _due(file, entry.review, "entry", name, entry.question)
            case "place":
                yield _due(file, model.review, "place", file.name, f"{model.name}，整个文件")
                yield from _rows(file, model)


def _rows(file: File, place: Place) -> Iterator[Due]:
    for row in place.rows:
        if row.review is not None:
            review = Review(checked=place.review.checked, due=row.review, owner=place.review.owner)
            yield _due(file, review, "row", row.key, _row_title(place, row))


def _row_title(place: Place, row: Row) -> str:
    """Where, for whom and when a figure holds: a key alone may stand in several rows."""
    parts = (
        place.name,
        SPOKEN.get(row.identity or "", row.identity),
        row.tier,
        f"{row.year} 年度" if row.year else None,
        f"{row.since} 起" if row.since else None,
        f"现为 {row.value} {row.unit or ''}".rstrip() if row.value else "现在没有数字",
    )
    return "，".join(filter(None, parts))


def _due(file: File, review: Review, kind: str, name: str, title: str) -> Due:
    return Due(review.owner, review.due, review.checked, kind, name, title, file.path)


def _text(known: list[Due], due: list[Due], days: int, day: date) -> Iterator[str]:
    if not due:
        yield f"{days} 天内没有要核对的内容。"
        if known:
            first = min(known, key=attrgetter("due"))
            yield f"最早的一项：{first.due} {KINDS[first.kind]} {first.id}（{first.owner}）"
        return
    late = sum(one.due < day for one in due)
    yield f"{days} 天内要核对 {len(due)} 项" + (f"，其中 {late} 项已经过期。" if late else "。")
    for owner, items in groupby(due, key=attrgetter("owner")):
        yield f"\n负责人：{owner}"
        for one in items:
            left = _left((one.due - day).days)
            yield (
                f"  {one.due}  {left}  {KINDS[one.kind]} {one.id}：{one.title}"
                f"（上次 {one.checked}，{one.file}）"
            )
    yield "\n对照依据核对以后，改 checked 和 due；单独写了 review 的一行改那一行。"


def _left(days: int) -> str:
    if days < 0:
        return f"过期 {-days} 天"
    return f"还有 {days} 天" if days else "今天到期"
