"""`shebao new flow|entry|city|source ID`: the beginning of something new, in the right place."""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot import app
from bot.authoring import scaffolds
from bot.content import yaml
from bot.content.content import NATIONAL, Content
from bot.content.disk import CASES
from bot.content.flow import source_of
from bot.content.names import did_you_mean
from bot.content.rules.knowledge import MAX_SECTION

_MENU = "knowledge/menu.yaml"
_SOURCES = "knowledge/sources.yaml"
_TOPIC = re.compile(r"[a-z0-9-]{1,48}")
_LONGEST = {"flow": 24, "entry": 60}
_SOURCE = re.compile(r"[A-Z][A-Z0-9-]*")


class RefusedError(Exception):
    """It is not written. The message is a Chinese sentence that says why, and what would do."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be begun. `section` and `file` None: where there is room."""

    kind: str
    id: str
    title: str | None = None
    cite: tuple[str, ...] = ()
    section: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """The files as they shall be, path below the root → text; and what to do next, in Chinese."""

    files: Mapping[str, str]
    next: tuple[str, ...]


def begun(root: Path, content: Content, wish: Wish, today: date) -> Written:
    """What begins something new; nothing is written yet. Raises RefusedError."""
    _free(content, wish)
    for citation in wish.cite:
        if source_of(citation) not in content.sources:
            raise RefusedError(
                f"没有编号 {source_of(citation)} 的依据。"
                + did_you_mean(source_of(citation), content.sources, "先运行 shebao new source")
            )
    make = {"flow": _flow, "entry": _entry, "city": _city, "source": _source}[wish.kind]
    written = make(root, content, wish, today)
    for path in written.files:
        if (root / path).exists() and path not in (_MENU, _SOURCES, _entries_of(wish)):
            raise RefusedError(f"{path} 已经有了，没有动它。换个编号，或者直接改那个文件。")
    return written


def _free(content: Content, wish: Wish) -> None:
    """Raise unless the id can be one, and is nobody's."""
    source = wish.kind == "source"
    if not (_SOURCE if source else _TOPIC).fullmatch(wish.id):
        form = "大写英文、数字、短横线，如 GBF21-14"
        form = form if source else "小写英文、数字、短横线，如 medical-refund"
        raise RefusedError(f"{wish.id} 不能作编号：只用{form}。")
    length, most = len(wish.title or ""), _LONGEST.get(wish.kind)
    if most is not None and length > most:
        raise RefusedError(f"标题太长：{length} 个字，最多 {most} 个。")
    taken: dict[str, Collection[str]] = {
        "flow": content.flows,
        "entry": [*content.entries, *content.signposts],
        "city": content.places,
        "source": content.sources,
    }
    if wish.id in taken[wish.kind]:
        raise RefusedError(f"编号 {wish.id} 已经有了，没有动它。换个编号，或者直接改那一个。")


def _flow(root: Path, content: Content, wish: Wish, today: date) -> Written:
    path, tests = f"flows/{wish.id}.yaml", f"flows/{wish.id}{CASES}"
    menu, section = _in_menu(root, content, wish)
    files = {
        path: scaffolds.flow(wish.id, wish.title, wish.cite, today),
        tests: scaffolds.cases(wish.id),
        _MENU: menu,
    }
    return Written(
        files,
        (
            f"写好了 {path}（流程）和 {tests}（它的测试），菜单栏目“{section}”里加了 {wish.id}。",
            *_fill(path),
            f"画出来看看：shebao graph {wish.id} --format html -o {wish.id}.html",
            f"走一遍测试：shebao test {wish.id}",
            "写了问法以后：shebao calibrate",
        ),
    )


def _fill(path: str) -> tuple[str, ...]:
    return (
        f"打开 {path}，把每一处“〔待写：…〕”换成您的话。",
        "看还剩几处、有没有写错：shebao check",
    )


def _entry(root: Path, content: Content, wish: Wish, today: date) -> Written:
    if not wish.cite:
        raise RefusedError(
            "条目要有依据：加上 --cite 来源编号，如 --cite SIL。"
            "依据还没登记，先运行 shebao new source。"
        )
    path = _entries_of(wish)
    text = _text(root / path) if (root / path).exists() else scaffolds.entry_file(path, today)
    menu, section = _in_menu(root, content, wish)
    files = {path: _ended(text) + scaffolds.entry(wish.id, wish.title, wish.cite), _MENU: menu}
    return Written(
        files,
        (
            f"写好了：{path} 末尾的条目 {wish.id}，菜单栏目“{section}”里也加了它。",
            *_fill(path),
            "写了问法以后：shebao calibrate；再问一句试试：shebao ask 您的问题",
        ),
    )


def _entries_of(wish: Wish) -> str:
    return f"knowledge/entries/{(wish.file or wish.id).removesuffix('.yaml')}.yaml"


def _city(root: Path, content: Content, wish: Wish, today: date) -> Written:
    if not wish.title:
        raise RefusedError("城市要有中文名，不带“市”：加上 --title，如 --title 洛阳。")
    path = f"knowledge/parameters/{wish.id}.yaml"
    return Written(
        {path: scaffolds.city(wish.id, wish.title, _usual(content), today)},
        (
            f"写好了 {path}。现在每个数字都是 unknown：问到{wish.title}，会说没有核实、该问谁。",
            "查到一个数字就改一行，写上 value、since、status、cite；没用的行删掉。",
            f"检查：shebao check；看这个城市的每种情形：shebao paths 流程名 --city {wish.id}",
        ),
    )


def _usual(content: Content) -> dict[str, list[str]]:
    """The figures most cities have, with the identities they are told apart by."""
    places = [place for name, place in content.places.items() if name != NATIONAL]
    found = Counter(
        key for p in places for key in {(row.key, row.identity or "") for row in p.rows}
    )
    usual: dict[str, list[str]] = {}
    for (key, identity), count in sorted(found.items()):
        if count * 2 >= len(places):
            usual.setdefault(key, []).append(identity)
    return usual


def _source(root: Path, content: Content, wish: Wish, today: date) -> Written:
    if not wish.title:
        raise RefusedError("依据要有全称：加上 --title，如 --title 关于……的通知。")
    text = _ended(_text(root / _SOURCES)) + scaffolds.source(wish.id, wish.title)
    return Written(
        {_SOURCES: text},
        (
            f"写好了：{_SOURCES} 末尾的 {wish.id}。",
            *_fill(_SOURCES),
            f"在用到它的结论、条目或参数行里写 cite: [{wish.id}]；没有哪里用到，检查时会提醒。",
        ),
    )


def _in_menu(root: Path, content: Content, wish: Wish) -> tuple[str, str]:
    """The menu with one item more, and the title of the section it went into."""
    sections = content.menu.sections
    if wish.section is not None and wish.section not in sections:
        known = "、".join(f"{name}（{s.title}）" for name, s in sections.items())
        raise RefusedError(f"菜单里没有栏目 {wish.section}。有这些：{known}。")
    kind = content.flows if wish.kind == "flow" else content.entries
    room = [name for name, s in sections.items() if len(s.items) < MAX_SECTION]
    room.sort(key=lambda name: -sum(item in kind for item in sections[name].items))
    name = wish.section or (room or [*sections])[0]
    text = _text(root / _MENU)
    if wish.id in {item for section in sections.values() for item in section.items}:
        return text, sections[name].title
    last = len(sections[name].items) - 1
    line, column = yaml.read(_MENU, text.encode()).locate(("sections", name, "items", last))
    lines = text.splitlines()
    before = lines[line][:column]
    if before.strip() != "-":
        raise RefusedError(
            f"{_MENU} 里栏目 {name} 的 items 要一行一个，如“      - which-account”，改好再来。"
        )
    lines.insert(line + 1, before + wish.id)
    return "\n".join(lines) + "\n", sections[name].title


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def write(root: Path, written: Written) -> None:
    """Put it on the disk; files that are there already were read just now. Raises OSError."""
    for path, text in written.files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def run(options: argparse.Namespace) -> int:
    """Write it and say what to do next; 1 when it is refused."""
    day = options.today or app.today()
    root: Path = options.content
    wish = Wish(
        options.kind,
        options.id,
        options.title,
        _citations(options.cite),
        options.section,
        options.file,
    )
    try:
        written = begun(root, app.content(root, day), wish, day)
        write(root, written)
    except RefusedError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename} 写不了：{error.strerror}", file=sys.stderr)
        return 1
    print("\n".join(f"{number}. {line}" for number, line in enumerate(written.next, 1)))
    return 0


def _citations(given: Sequence[str] | None) -> tuple[str, ...]:
    """`--cite "SIL 14" --cite GBF21-14`, or with commas between."""
    parts = (part.strip() for one in given or () for part in re.split("[,，、]", one))
    return tuple(part for part in parts if part)
