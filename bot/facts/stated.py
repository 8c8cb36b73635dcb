"""The facts stated in one free text: who, where, how long, how much.

Rules over clauses whose figures are marked (`figures`). What is negated, past, supposed, asked or
told of somebody else is no fact; two values that contradict each other are none, unless the text
corrects itself. A wrong fact is worse than a missed one.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from bot.facts import figures, people
from bot.facts.cities import Cities
from bot.facts.measures import RULES, Found, Text
from bot.facts.states import accounts, identities, sexes

CLAUSE = re.compile(r"[,。!?;！？；、\n]+|(?<!\w)-+|\.{2,}|…+")
IF = re.compile(r"^(?:那|那么)?(?:如果|要是|假如|假设|万一|比如|比方)")
SIGH = "哦|噢|啊|哎|呃|嗯"
WRONG = re.compile(
    rf"^(?:{SIGH}|不是)*不对(?!$)|^(?:{SIGH})+不(?:对|是)|^不对$|[说打写记填搞弄讲输]错了?|更正"
    rf"|口误|纠正"
)
AMEND = re.compile(
    rf"(?:^|不是\[[nmtya]\d+\])(?:{SIGH}|不对|其实|应该|应当|改成|更正|[说打写]错了|\s)*是?\s?"
    r"\[(?P<kind>[nmtya])(?P<at>\d+)\](?:才对|的?[了吧啊呀哈]?)$"
)
AMENDS = {"base": "nm", "balance": "nm", "age": "na", "gap_months": "ty", "years": "y"}
"""The kinds of figures that may take the place of another."""

TOPIC = re.compile(
    "(?P<base>基数|工资)|(?P<age>年龄|岁|今年)|(?P<gap_months>断|停|没交)"
    "|(?P<years>交了|年限)|(?P<balance>余额|剩)"
)


def _amended(text: Text, found: Sequence[Found]) -> Iterator[Found]:
    """基数写错了，应该是5200: a bare figure that takes the place of the one before."""
    topic: str | None = None
    wrong = False
    for number, clause in enumerate(text.clauses):
        wrong = wrong or "不是[" in clause or bool(WRONG.search(clause))
        match = AMEND.search(clause)
        if match and wrong and topic and match["kind"] in AMENDS[topic]:
            value = Decimal(text.values[int(match["at"])])
            years = match["kind"] == "y" and topic == "gap_months"
            yield Found(topic, figures.plain(value * 12 if years else value), number, 3)
        said = [f.slot for f in found if f.clause == number and f.slot in AMENDS]
        named = TOPIC.search(clause)
        topic = said[-1] if said else named.lastgroup if named else topic


def _one(found: Sequence[Found], wrong: int | None) -> str | None:
    """The one value that was meant, if there is one."""
    after = [f for f in found if wrong is not None and f.clause >= wrong]
    kept = after or found
    best = max(f.rank for f in kept)
    values = list(dict.fromkeys(f.value for f in kept if f.rank == best))
    return values[-1] if after or len(values) == 1 else None


def reader(
    write: Callable[[str], str], aliases: Mapping[str, str]
) -> Callable[[str], dict[str, str]]:
    """How the facts of texts are read; see `bot.faq.matcher.Facts`."""
    return Facts(write, aliases).of


class Facts:
    """Reads the facts of texts."""

    def __init__(self, write: Callable[[str], str], aliases: Mapping[str, str]) -> None:
        """`write` writes a text our way; `aliases`: other names of cities → names."""
        self._write = write
        self._cities = Cities(aliases)

    def of(self, text: str) -> dict[str, str]:
        """Slot → canonical text; a city by its Chinese name. Never raises, whatever the text."""
        marked = figures.mark(self._write(text))
        clauses = [c.strip() for c in CLAUSE.split(marked.text) if c.strip()]
        read = Text(clauses, marked.values, people.read(clauses))
        found = [f for number in range(len(clauses)) for f in self._in_clause(read, number)]
        found += _amended(read, found)
        wrong = max((n for n, c in enumerate(clauses) if WRONG.search(c)), default=None)
        by_slot: dict[str, list[Found]] = {}
        for one in found:
            by_slot.setdefault(one.slot, []).append(one)
        meant = {slot: _one(values, wrong) for slot, values in by_slot.items()}
        meant["relation"] = read.people.relation
        return {slot: value for slot, value in meant.items() if value is not None}

    def _in_clause(self, text: Text, number: int) -> Iterator[Found]:
        clause = text.clauses[number]
        for account in accounts(clause):
            yield Found("account", account, number, 0 if account == "card" else 1)
        if IF.match(clause) or not text.people.counts(number):
            return
        for rule in RULES:
            yield from rule(text, number)
        for sex in sexes(clause):
            yield Found("sex", sex, number)
        for identity, rank in identities(clause).items():
            yield Found("identity", identity, number, rank)
        for mention in self._cities.mentions(clause):
            yield Found("city", mention.city, number, mention.rank)
