"""The sheet of all entries and signposts, file by file."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.authoring.sheet_page import Markup, Sheet, Table, block, joined, labelled, text
from bot.authoring.sheet_parts import applies, calls, dates, numbered, sources
from bot.content.content import Content
from bot.content.disk import find
from bot.content.files import File, open_file
from bot.content.knowledge import Entry, Signpost

_HEADS = ("序号", "问题和回答（给居民看的原话）", "依据、适用和日期")
_WIDTHS = (15, 43, 27)


def faq_sheet(content: Content, root: Path, day: date) -> Sheet:
    """Everything that is answered without a flow. The files tell which stands where."""
    files = [open_file(found) for found in find(root, [])]
    tables = tuple(_tables(content, files, day))
    return Sheet(
        title="问答和指路",
        about="居民打字提问时，直接给出的回答。",
        mark=f"问答和指路 · 内容指纹 {content.digest} · {day}",
        facts=(
            ("内容指纹", content.digest),
            ("制表日期", f"{day}"),
            ("问答", f"{len(content.entries)} 条"),
            ("指路", f"{len(content.signposts)} 条"),
        ),
        notes=(
            "请逐行核对：回答说得对不对，依据有没有引错，日期和地区有没有漏。",
            "“展开后”的话，居民点“更多”才看到。",
            f"每条回答末尾都会加一句：{content.menu.footer}",
            "内容改动以后，内容指纹会变，请重新打印再签。",
        ),
        tables=tables,
    )


def _tables(content: Content, files: list[File], day: date) -> Iterator[Table]:
    number = 0
    for file in files:
        rows: list[tuple[Markup, ...]] = []
        if file.kind.id == "entries":
            for name in file.shaped.model.entries:
                rows.append(_entry(content, number + len(rows) + 1, name, day))
        elif file.kind.id == "signposts":
            for name, signpost in file.shaped.model.items():
                rows.append(_signpost(number + len(rows) + 1, name, signpost))
        if rows:
            number += len(rows)
            title = f"{_heading(file)}（{len(rows)} 条）"
            yield Table(title, file.path, _HEADS, _WIDTHS, rows)


def _heading(file: File) -> str:
    """What an author wrote above the file; its name when there is nothing."""
    first = file.document.text.partition("\n")[0]
    return first.lstrip("# ").strip() if first.startswith("#") else file.name


def _entry(content: Content, number: int, name: str, day: date) -> tuple[Markup, ...]:
    entry: Entry = content.entries[name]
    told = joined(
        [
            block("title", text(entry.question)),
            block("say", text(entry.answer)),
            labelled("展开后", entry.detail),
            labelled("和老说法不同", entry.changed),
        ]
    )
    rests = joined(
        [
            sources(content, entry.cite),
            labelled("适用于", entry.applies),
            labelled("何时起", entry.since),
            applies(entry.scope, entry.confidence),
            dates(entry.review, day) if entry.review else None,
        ]
    )
    return numbered(number, name), told, rests


def _signpost(number: int, name: str, signpost: Signpost) -> tuple[Markup, ...]:
    told = joined(
        [
            block("title", text(signpost.question)),
            block("say", text(signpost.answer)),
            calls((contact, text(contact.say)) for contact in signpost.contact),
        ]
    )
    return numbered(number, name), told, block("small", text("只指路，不给结论和数字。"))
