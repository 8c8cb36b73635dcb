"""Parameter rows: each is one that some calculator looks up, for people there are, at any age."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import pairwise

from bot.content import expressions
from bot.content.knowledge import Place, Row
from bot.content.leaves import Keys
from bot.content.names import did_you_mean
from bot.content.rules.finding import Finding, Library
from bot.content.rules.knowledge import Found


def idle_rows(library: Library) -> Found:
    """A row's key is looked up by a calculator; its identity and tier are somebody's."""
    reads = sorted({key for function in library.functions.values() for key in function.reads})
    if not reads:
        return
    known = sorted({row.key for p in library.places.values() for row in p.rows if read(reads, row)})
    people = _people(library)
    for name, place in library.places.items():
        path, _ = library.origin("place", name)
        for number, row in enumerate(place.rows):
            here: Keys = ("rows", number)
            if not read(reads, row):
                remedy = did_you_mean(row.key, known, "照别的城市文件里的写法改，用不着就删掉")
                message = f"没有哪个计算器会查 {row.key}，{place.name}的这一行等于没写"
                yield path, Finding((*here, "key"), "ROW-IDLE", message, remedy)
            for part in ("identity", "tier"):
                value = getattr(row, part)
                if value is not None and value not in people and not library.incomplete:
                    remedy = did_you_mean(value, people, "写流程里用的选项编号，或者删掉这一项")
                    message = f"没有哪个流程会用 {part} 是 {value} 的人去查，这一行等于没写"
                    yield path, Finding((*here, part), "ROW-IDLE", message, remedy)


def read(reads: list[str], row: Row) -> bool:
    return any(fnmatchcase(row.key, pattern) for pattern in reads)


def _people(library: Library) -> set[str]:
    """Every word a flow can hand to a calculator, and those calculators use among themselves."""
    words = {word for function in library.functions.values() for word in function.words}
    for flow in library.flows.values():
        for question in flow.questions.values():
            words |= question.choices.keys()
        for text in flow.compute.values():
            try:
                call = expressions.parse_call(text)
            except expressions.ExpressionError:
                continue
            words |= {value for _, value in call.arguments if isinstance(value, str)}
    return words


def ages(library: Library) -> Found:
    """Rows by age leave out no age between them, and no age has two."""
    for name, place in library.places.items():
        path, _ = library.origin("place", name)
        for finding in _ages(place):
            yield path, finding


def _ages(place: Place) -> Iterator[Finding]:
    bands: dict[object, list[tuple[int, Row]]] = {}
    for number, row in enumerate(place.rows):
        if row.age_from is not None or row.age_below is not None:
            same = (row.key, row.identity, row.tier, row.year, row.since, row.until)
            bands.setdefault(same, []).append((number, row))
    for rows in bands.values():
        rows.sort(key=lambda one: (one[1].age_from or 0, one[0]))
        for (_, young), (number, old) in pairwise(rows):
            below, begin = young.age_below, old.age_from or 0
            if below == begin:
                continue
            part = "age_from" if old.age_from is not None else "age_below"
            if below is None or below > begin:
                message = f"{old.key}：{begin} 岁有两行都管，不知道该用哪一行"
            else:
                message = f"{old.key}：没有哪一行管 {below} 岁"
            yield Finding(
                ("rows", number, part),
                "ROW-AGES",
                message,
                f"上一段 age_below 是 {below}，这一段 age_from 是 {begin}：改成同一个数",
            )
