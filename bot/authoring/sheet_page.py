"""The frame of a sheet to sign: HTML that opens offline and prints on A4, every text escaped."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NewType

Markup = NewType("Markup", str)
"""HTML: made by the functions here, never by authors."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a sheet; every row ends with boxes to sign in. `widths` are in percent."""

    title: str
    note: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Sequence[Sequence[Markup]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: what it is of, what identifies it, the tables to sign. `mark` stands at each foot."""

    title: str
    about: str
    mark: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    tables: tuple[Table, ...]


def text(words: str) -> Markup:
    """Words as they are, line by line."""
    return Markup("<br>".join(html.escape(line) for line in words.strip().splitlines()))


def joined(parts: Iterable[Markup | None]) -> Markup:
    """Pieces one after the other; what is not there is left out."""
    return Markup("".join(part for part in parts if part))


def block(kind: str, inner: Markup) -> Markup:
    """A paragraph of one kind: `kind` is a class of the style below."""
    return Markup(f'<div class="{kind}">{inner}</div>')


def span(kind: str, inner: Markup) -> Markup:
    """A run of words of one kind."""
    return Markup(f'<span class="{kind}">{inner}</span>')


def labelled(label: str, words: str | None) -> Markup | None:
    """A paragraph that says first what it is; None without words."""
    if not words:
        return None
    return block("more", joined([span("label", text(label)), text(words)]))


def listed(items: Iterable[Markup], *, numbered: bool = False) -> Markup | None:
    """A list, or None when there is nothing to list."""
    tag = "ol" if numbered else "ul"
    inner = "".join(f"<li>{item}</li>" for item in items)
    return Markup(f"<{tag}>{inner}</{tag}>") if inner else None


SIGNING = Markup(
    '<div class="tick"><span>□ 同意</span><span>□ 要改</span></div>'
    '<div class="line">意见：</div><div class="line"></div>'
    '<div class="line">签名：</div><div class="line">日期：</div>'
)


def page(sheet: Sheet) -> str:
    """The whole document."""
    facts = "".join(
        f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>" for name, value in sheet.facts
    )
    notes = listed(map(text, sheet.notes)) or ""
    tables = "".join(map(_table, sheet.tables))
    style = _STYLE.replace("MARK", re.sub(r"[^\w .·-]", "", sheet.mark))
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{text(sheet.title)} · 会签表</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"<header><h1>{text(sheet.title)}<small>政策会签表</small></h1>"
        f"<p>{text(sheet.about)}</p><dl>{facts}</dl>"
        f'<section class="notes">{notes}</section>{_WHOLE}</header>\n'
        f"{tables}</body>\n</html>\n"
    )


def _table(table: Table) -> str:
    columns = "".join(f'<col style="width:{width}%">' for width in table.widths)
    heads = "".join(f'<th scope="col">{text(head)}</th>' for head in (*table.heads, "会签"))
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in (*row, SIGNING)) + "</tr>\n"
        for row in table.rows
    )
    note = f"<p>{text(table.note)}</p>" if table.note else ""
    return (
        f"<section><h2>{text(table.title)}</h2>{note}\n<table><colgroup>{columns}<col></colgroup>"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table></section>\n"
    )


_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_WHOLE = Markup(
    '<div class="whole"><b>总的意见</b><span>□ 全部同意</span><span>□ 改好标出的各行后同意</span>'
    "<span>□ 不同意</span><i>单位：</i><i>签名：</i><i>日期：</i></div>"
)
_STYLE = """
@page { size: A4 landscape; margin: 12mm 10mm 15mm;
  @bottom-left { content: "MARK"; font: 8pt sans-serif; color: #555; }
  @bottom-right { content: "第 " counter(page) " 页，共 " counter(pages) " 页";
    font: 8pt sans-serif; color: #555; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px; max-width: 1240px; color: #1a1a1a; background: #fff;
  font: 14px/1.6 "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC",
    "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif; }
h1 { margin: 0; font-size: 1.8em; line-height: 1.3; }
h1 small { margin-left: .8em; color: #8a1c1c; font-size: .55em; font-weight: 600;
  letter-spacing: .2em; }
header > p { margin: .2em 0 .8em; color: #444; }
h2 { margin: 1.6em 0 .3em; padding-left: .5em; border-left: 4px solid #8a1c1c;
  font-size: 1.2em; break-after: avoid; }
section > p { margin: 0 0 .6em; color: #555; font-size: .92em; break-after: avoid; }
dl { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1px; margin: 0;
  border: 1px solid #bbb; background: #bbb; }
dl div { padding: .35em .7em; background: #fff; }
dt { color: #666; font-size: .82em; }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
.notes ul { margin: .8em 0; padding-left: 1.3em; color: #444; font-size: .92em; }
.whole { display: flex; gap: 1.6em; align-items: baseline; padding: .9em .8em;
  border: 1.5px solid #8a1c1c; break-inside: avoid; }
.whole span { white-space: nowrap; }
.whole i { flex: 1; border-bottom: 1px solid #777; font-style: normal; color: #555; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: .93em; }
thead { display: table-header-group; }
th { padding: .35em .6em; border: 1px solid #999; background: #f1ece4; text-align: left; }
td { padding: .5em .6em; border: 1px solid #bbb; vertical-align: top;
  overflow-wrap: anywhere; }
tr { break-inside: avoid; }
ol, ul { margin: .2em 0; padding-left: 1.4em; }
td ul { padding-left: 1.25em; }
li::marker { color: #8a1c1c; }
.number { font-size: 1.3em; font-weight: 700; line-height: 1.2; }
.id { color: #555; font: .88em/1.5 ui-monospace, Consolas, "Noto Sans Mono", monospace; }
.title { font-weight: 700; margin-bottom: .2em; }
.more, .small { margin-top: .3em; color: #444; font-size: .92em; }
.call { margin-top: .3em; }
.label { margin-right: .4em; padding: 0 .35em; border-radius: 2px; background: #eee;
  color: #333; font-size: .9em; white-space: nowrap; }
.step { margin-right: .25em; color: #8a1c1c; font-size: .78em; font-weight: 700; }
.blank { padding: 0 .2em; background: #fdf3cf; }
.late { color: #b00000; font-weight: 700; }
.example { margin-top: .4em; padding: .3em .6em; border-left: 3px solid #d8c9a8;
  background: #fbf8f1; font-size: .92em; }
.tick { display: flex; gap: 1em; white-space: nowrap; }
.line { height: 1.9em; padding-top: .5em; border-bottom: 1px solid #999; color: #666;
  font-size: .88em; }
@media print { body { max-width: none; padding: 0; font-size: 9pt; line-height: 1.5; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
@media screen and (max-width: 720px) { dl { grid-template-columns: 1fr 1fr; } }
"""
