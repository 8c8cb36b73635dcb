"""Phrasings that more than one topic claims."""

from collections.abc import Iterator

from bot.content.leaves import Keys
from bot.content.rules.finding import Finding, Library
from bot.content.rules.knowledge import Found, plain


def shared_phrases(library: Library) -> Found:
    """A phrase leads to one topic, unless the two answer nearly the same."""
    owners: dict[str, list[tuple[str, str]]] = {}
    for kind, name, title, say in _asked(library):
        path, keys = library.origin(kind, name)
        texts: list[tuple[Keys, str]] = [((*keys, title[0]), title[1])]
        texts += [((*keys, "say", number), text) for number, text in enumerate(say)]
        for where, text in texts:
            said = owners.setdefault(plain(text), [])
            other = next(
                (o for o in said if o[1] != name and not _alike(library, name, o[1])), None
            )
            if other is not None:
                word, remedy = _KINDS[other[0]], "只留在一处，放在它问的那一条"
                if (kind, other[0]) == ("entry", "entry"):
                    remedy = f"只留在一个条目里；两个条目意思几乎相同时，写 like: [{other[1]}]"
                message = f"“{text}”也是{word} {other[1]} 的问法，不知道该答哪一个"
                yield path, Finding(where, "PHRASE-SHARED", message, remedy)
            if (kind, name) not in said:
                said.append((kind, name))


_KINDS = {"entry": "条目", "signpost": "指路条目", "flow": "流程"}


def _asked(
    library: Library,
) -> Iterator[tuple[str, str, tuple[str, str], tuple[str, ...]]]:
    """Kind, id, key and text of the title, phrasings: of everything that can be asked for."""
    for name, entry in library.entries.items():
        yield "entry", name, ("question", entry.question), entry.say
    for name, signpost in library.signposts.items():
        yield "signpost", name, ("question", signpost.question), signpost.say
    for name, flow in library.flows.items():
        yield "flow", name, ("title", flow.title), flow.say


def _alike(library: Library, one: str, other: str) -> bool:
    """Whether two topics lead to each other, or say that they answer nearly the same."""
    entries, signposts = library.entries, library.signposts
    for name, near in ((one, other), (other, one)):
        if name in entries and near in (*entries[name].like, entries[name].flow):
            return True
        if name in signposts and near == signposts[name].flow:
            return True
    return False
