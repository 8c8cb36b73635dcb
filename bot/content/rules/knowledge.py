"""Entries, signposts, the menu and sources: everything named exists, nothing is said twice."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from bot.content.flow import source_of
from bot.content.leaves import Keys
from bot.content.names import did_you_mean
from bot.content.rules.finding import Finding, Library, Origin
from bot.content.rules.outcomes import unknown_sources

Found = Iterator[tuple[str, Finding]]
"""Path of the file, finding in it."""

MIN_PHRASES = 8
MAX_SECTION = 14
_HOTLINE = re.compile(r"1[12]\d{3}|95\d{3}|1[12]\d")
GAP = re.compile(r"〇|(?<![A-Za-z0-9])N(?![A-Za-z0-9])")
"""What stands in drafts for a word or a figure that was not kept."""

_SILENT = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """A phrase as it is compared: without punctuation, blanks, width and case."""
    return _SILENT.sub("", unicodedata.normalize("NFKC", text)).lower()


def ids_twice(library: Library) -> Found:
    """An id names one thing."""
    for _, name, first, second in library.twice:
        yield (
            second.path,
            Finding(
                second.keys,
                "ID-TWICE",
                f"编号 {name} 已经用在 {first.path} 里",
                "给其中一个换个编号，或者删掉重复的",
                key=True,
            ),
        )


def phrasings(library: Library) -> Found:
    """An entry can be found by at least eight phrasings."""
    for name, entry in library.entries.items():
        if len(entry.say) < MIN_PHRASES:
            path, keys = library.origin("entry", name)
            yield (
                path,
                Finding(
                    (*keys, "say"),
                    "PHRASES-FEW",
                    f"条目 {name} 只写了 {len(entry.say)} 种问法，至少要 {MIN_PHRASES} 种",
                    "想想不同的人会怎么问：口语、省略、错别字、方言说法",
                    key=True,
                    lacks=("say",),
                ),
            )


def unfilled(library: Library) -> Found:
    """A phrasing that was drafted from missed questions has its gaps filled."""
    for kind, things in (
        ("flow", library.flows),
        ("entry", library.entries),
        ("signpost", library.signposts),
    ):
        for name, thing in things.items():
            path, keys = library.origin(kind, name)
            for number, text in enumerate(thing.say):
                gap = GAP.search(text)
                if gap is not None:
                    message = f"“{text}”里的 {gap[0]} 是还没补上的词"
                    where: Keys = (*keys, "say", number)
                    remedy = "补成通顺的话：〇 换成常用词，N 换成一个数"
                    yield path, Finding(where, "PHRASE-GAP", message, remedy, offset=gap.start())


def links(library: Library) -> Found:
    """What an entry or signpost points to exists."""
    for kind, things in (("entry", library.entries), ("signpost", library.signposts)):
        for name, thing in things.items():
            path, keys = library.origin(kind, name)
            for finding in _broken(library, keys, thing):
                yield path, finding
            if name in thing.related:
                here: Keys = (*keys, "related", thing.related.index(name))
                yield path, Finding(here, "LINK-SELF", f"{name} 写成了自己的相关条目", "删掉这一项")


def _broken(library: Library, keys: Keys, thing: object) -> Iterator[Finding]:
    flow = getattr(thing, "flow", None)
    if flow is not None and flow not in library.flow_ids:
        yield Finding(
            (*keys, "flow"),
            "FLOW-UNKNOWN",
            f"没有叫 {flow} 的流程",
            did_you_mean(flow, library.flow_ids, "写 flows/ 里一个文件的名字，不带 .yaml"),
        )
    if not library.entries_complete:
        return
    for part, known in (("related", library.topics), ("like", library.entries.keys())):
        for number, other in enumerate(getattr(thing, part, ())):
            if other not in known:
                yield Finding(
                    (*keys, part, number),
                    "ENTRY-UNKNOWN",
                    f"没有叫 {other} 的条目",
                    did_you_mean(other, known, "写一个已有条目的编号"),
                )


def entry_citations(library: Library) -> Found:
    """Entries and alerts cite sources that are listed; an entry cites at least one."""
    for name, entry in library.entries.items():
        path, keys = library.origin("entry", name)
        if not entry.cite:
            yield (
                path,
                Finding(
                    (*keys, "cite"),
                    "CITE-MISSING",
                    f"条目 {name} 没有写依据",
                    "写上来源编号，如 cite: [SIL 14]；查不到依据的内容不要写成答案",
                    key=True,
                    lacks=("cite",),
                ),
            )
        for finding in unknown_sources(library, (*keys, "cite"), entry.cite):
            yield path, finding
    for name, alert in library.alerts.items():
        path, keys = library.origin("alert", name)
        for finding in unknown_sources(library, (*keys, "cite"), alert.cite):
            yield path, finding


def unused_sources(library: Library) -> Found:
    """A source is listed because something cites it."""
    if not library.entries_complete or not library.sources_complete:
        return
    used = {source_of(citation) for citation in _all_citations(library)}
    for name in library.sources:
        if name not in used:
            path, keys = library.origin("source", name)
            yield (
                path,
                Finding(
                    keys,
                    "SOURCE-UNUSED",
                    f"没有哪里引用 {name}",
                    "在用到它的结论或条目里写上 cite，或者删掉",
                    key=True,
                    severity="warning",
                ),
            )


def _all_citations(library: Library) -> Iterator[str]:
    for function in library.functions.values():
        yield from function.cite
    for flow in library.flows.values():
        for outcome in flow.outcomes.values():
            yield from outcome.cite
    for entry in library.entries.values():
        yield from entry.cite
    for alert in library.alerts.values():
        yield from alert.cite
    for place in library.places.values():
        for row in place.rows:
            yield from row.cite


def signposts(library: Library) -> Found:
    """A signpost says who answers, never a figure."""
    for name, signpost in library.signposts.items():
        path, keys = library.origin("signpost", name)
        if not signpost.contact:
            yield (
                path,
                Finding(
                    (*keys, "contact"),
                    "CONTACT-MISSING",
                    f"指路条目 {name} 没有写找谁",
                    "在 contact: 下面写 phone（电话或机构）和 say（照着说的话）",
                    key=True,
                    lacks=("contact",),
                ),
            )
        texts: list[tuple[Keys, str]] = [((*keys, "answer"), signpost.answer)]
        texts += [((*keys, "contact", n, "say"), c.say) for n, c in enumerate(signpost.contact)]
        for where, text in texts:
            for figure in re.finditer(r"\d+(?:\.\d+)?%?", text):
                if not _HOTLINE.fullmatch(figure[0]):
                    yield (
                        path,
                        Finding(
                            where,
                            "SIGNPOST-FIGURE",
                            f"指路条目里不能写数字 {figure[0]}：只说找谁，不说多少",
                            "删掉这个数；要给出数字，就写成有依据的条目",
                            word=figure[0],
                        ),
                    )
                    break


def menu(library: Library) -> Found:
    """The menu leads to every topic once, and to nothing that is not there."""
    if library.menu is None:
        return
    path = library.origin("menu", "menu").path
    seen: dict[str, str] = {}
    for section, page in library.menu.sections.items():
        keys: Keys = ("sections", section, "items")
        for number, item in enumerate(page.items):
            if item not in library.topics:
                if library.entries_complete:
                    remedy = did_you_mean(item, library.topics, "写流程或条目的编号，或者删掉")
                    message = f"没有叫 {item} 的流程或条目"
                    yield path, Finding((*keys, number), "MENU-UNKNOWN", message, remedy)
            elif item in seen:
                message = f"{item} 在菜单里出现了两次，另一次在栏目 {seen[item]}"
                yield path, Finding((*keys, number), "MENU-TWICE", message, "只留一处")
            seen.setdefault(item, section)
        if len(page.items) > MAX_SECTION:
            yield (
                path,
                Finding(
                    keys,
                    "MENU-LONG",
                    f"这个栏目有 {len(page.items)} 项，一屏放不下",
                    f"拆成两个栏目，每个不超过 {MAX_SECTION} 项",
                    key=True,
                    severity="warning",
                ),
            )
    yield from _not_in_menu(library, seen)


def _not_in_menu(library: Library, seen: Iterable[str]) -> Found:
    listed = set(seen)
    for kind, names in (
        ("flow", library.flow_ids - library.entries.keys()),
        ("entry", library.entries.keys()),
        ("signpost", library.signposts.keys()),
    ):
        for name in sorted(names - listed):
            path, keys = library.origins.get((kind, name), Origin(f"flows/{name}.yaml", ()))
            yield (
                path,
                Finding(
                    keys,
                    "MENU-MISSING",
                    f"{name} 不在菜单的任何栏目里，人们点不到它",
                    "在 knowledge/menu.yaml 的一个栏目的 items 里加上它",
                    key=True,
                ),
            )
