"""Every text, rule and figure that differs between two contents, by the place it is written at."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from bot.authoring.diff_values import Change
from bot.content.content import Content
from bot.content.knowledge import Row

_READ = frozenset(
    {
        "title", "about", "intro", "say", "ask", "why", "hint", "label", "help", "steps",
        "materials", "answer", "detail", "question", "applies", "changed", "welcome",
        "disclaimer", "footer", "note", "name", "phone", "owner", "checked", "due",
    }
)  # fmt: skip
"""Keys of what is only read, or leads a question; all others decide something."""

_PLACES = ("参数",)

Keys = tuple[str, ...]


def changes(before: Content, after: Content) -> Iterator[Change]:
    """In the order of files; what is there on one side only is one change."""
    for folder, part in (
        ("流程", "flows"),
        ("条目", "entries"),
        ("指路", "signposts"),
        ("依据", "sources"),
        ("提醒", "alerts"),
    ):
        yield from _mapped((folder,), getattr(before, part), getattr(after, part))
    yield from _places(before, after)
    yield from _values(("菜单", "menu"), _plain(before.menu), _plain(after.menu))


def changed_rows(before: Content, after: Content) -> Iterator[tuple[str, Row]]:
    """Place and row, of the rows that only one of the two has."""
    for place in before.places | after.places:
        old, new = (c.places[place].rows if place in c.places else () for c in (before, after))
        yield from ((place, row) for row in old if row not in new)
        yield from ((place, row) for row in new if row not in old)


def _mapped(keys: Keys, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            old, new = (_plain(side[name]) if name in side else None for side in (before, after))
            yield from _values((*keys, name), old, new)


def _plain(value: object) -> Any:
    return msgspec.to_builtins(value)


def _values(keys: Keys, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in before | after:
            yield from _values((*keys, str(name)), before.get(name), after.get(name))
    elif _texts(before) and _texts(after):
        yield from _listed(keys, before, after)
    elif (
        isinstance(before, list | tuple)
        and isinstance(after, list | tuple)
        and len(before) == len(after)
    ):
        for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
            yield from _values((*keys, str(number)), old, new)
    else:
        yield Change(kind=_kind(keys), where=keys, before=_told(before), after=_told(after))


def _sequence(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _texts(value: Any) -> bool:
    return _sequence(value) and all(isinstance(one, str) for one in value)


def _listed(keys: Keys, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Texts in a list: those gone and those new, in pairs; only their order, as a whole."""
    gone = [text for text in before if text not in after]
    new = [text for text in after if text not in before]
    if not gone and not new:
        yield Change(kind=_kind(keys), where=keys, before=_told(before), after=_told(after))
    for number in range(max(len(gone), len(new))):
        yield Change(
            kind=_kind(keys),
            where=keys,
            before=gone[number] if number < len(gone) else None,
            after=new[number] if number < len(new) else None,
        )


def _kind(keys: Keys) -> Any:
    return "wording" if any(key in _READ for key in keys[2:]) else "rule"


def _told(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        first = next((value[k] for k in ("title", "question", "ask", "label") if k in value), None)
        if first is not None:
            return str(first)
    return msgspec.json.encode(value).decode()


def _places(before: Content, after: Content) -> Iterator[Change]:
    """Rows are told by what they are of: each that is gone beside one of the same key."""
    for name in before.places | after.places:
        old, new = before.places.get(name), after.places.get(name)
        if old is None or new is None:
            yield Change(
                kind="rule",
                where=(*_PLACES, name),
                before=old.name if old else None,
                after=new.name if new else None,
            )
            continue
        sides = [{**_plain(place), "rows": None} for place in (old, new)]
        yield from _values((*_PLACES, name), *sides)
        gone = [row for row in old.rows if row not in new.rows]
        fresh = [row for row in new.rows if row not in old.rows]
        for row in gone:
            match = next((r for r in fresh if _same(r, row)), None)
            if match is not None:
                fresh.remove(match)
            yield _row_change(name, row, match)
        yield from (_row_change(name, None, row) for row in fresh)


def _same(one: Row, other: Row) -> bool:
    return (one.key, one.identity, one.tier) == (other.key, other.identity, other.tier)


def _row_change(place: str, before: Row | None, after: Row | None) -> Change:
    key = (before or after or Row(key="", status="unknown")).key
    return Change(
        kind="rule",
        where=(*_PLACES, place, key),
        before=row_told(before) if before else None,
        after=row_told(after) if after else None,
    )


def row_told(row: Row) -> str:
    """A parameter row in one line."""
    said = [f"{row.value}{row.unit or ''}" if row.value is not None else "没有核实"]
    said += [f"{name} {getattr(row, name)}" for name in ("identity", "tier") if getattr(row, name)]
    if row.age_from is not None:
        said.append(f"{row.age_from} 岁起")
    if row.age_below is not None:
        said.append(f"{row.age_below} 岁以下")
    said += [f"{row.since} 起" if row.since else "", f"{row.until} 止" if row.until else ""]
    said += [f"{row.year} 年度" if row.year else "", row.status, " ".join(row.cite)]
    return "，".join(filter(None, said))
