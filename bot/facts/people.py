"""Whom a text is about: the person who writes, or a relative; and whose facts a clause tells."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

KIN = {
    "other": (
        r"岳父|岳母|丈母娘|老丈人|丈人|公公|婆婆|公婆|女婿|儿媳妇?|孙媳妇?|孙女婿|弟媳妇?|"
        r"弟妹|嫂子|嫂嫂|姐夫|妹夫|表[哥弟姐妹]|堂[哥弟姐妹]|大?侄[子女儿]?|外甥女?|叔叔?|"
        r"伯伯|伯父|伯母|大伯|姑姑|姑妈|姑父|姑|姨妈|姨父|小姨|大姨|姨|舅舅|舅妈|舅|婶婶?|"
        r"小舅子|大舅子|小姨子|小叔子|大姑子|小姑子|朋友|同事|邻居|同学|亲戚|老乡|战友|室友|"
        r"闺蜜|干爹|干妈|继父|继母|后爸|后妈|男朋友|女朋友|未婚妻|未婚夫|亲家母?"
    ),
    "grandparent": (
        r"外公|外婆|姥姥|姥爷|爷爷奶奶|爷爷|奶奶|外祖父|外祖母|祖父|祖母|阿公|阿婆|阿嬷|嫲嫲"
    ),
    "grandchild": r"外孙女|外孙子?|孙女儿?|孙子|孙儿",
    "spouse": (
        r"(?<=我)先生|老公|老婆|媳妇儿?|爱人|丈夫|妻子|老伴儿?|太太|配偶|婆娘|内人|孩子他?[爸妈]|"
        r"娃他?[爸妈]|那口子"
    ),
    "child": r"我儿(?!子|媳)|儿子|女儿|闺女|孩子|小孩儿?|子女|我娃|我家娃|(?<=给)娃|我家姑娘|囡囡",
    "parent": (
        r"爸爸|妈妈|老爸|老妈|爸妈|父母|父亲|母亲|老汉儿|老爹|老娘|阿爸|阿妈|爹娘|我爹|我娘|老豆|爸|"
        r"妈|爹"
    ),
    "sibling": (
        r"哥哥|弟弟|姐姐|妹妹|兄弟姐妹|兄弟|姊妹|老弟|老妹|我大?[哥姐]|我小?[弟妹]|"
        r"我[二三四]?[哥弟姐妹]|(?<=[给替帮])[哥弟姐妹]"
    ),
}
PERSON = re.compile("|".join(f"(?P<{name}>{words})" for name, words in KIN.items()))
NOT_KIN = re.compile(
    r"他妈的|妈呀|宝妈|大妈|奶爸|阿妈妮|姑娘(?!家)|大姑(?!子)|朋友圈|小朋友|孩子气|同事们|妈蛋"
    r"|叔叔阿姨|老太太"
    r"|生孩子|带孩子|看孩子|要孩子|怀孩子|带孙子|带外孙|看孙子"
)
DISTANT = re.compile(r"朋友|同事|邻居|同学|亲戚|老乡|战友|室友|闺蜜|[表堂]|侄|外甥")
"""People who are talked of more often than asked for."""

HELPS = re.compile(
    r"^(?:们)?(?:[在来就也还正]|今天|刚刚)*(?:教|帮我|替我|代我|给我|接我|带我|要接|叫我|让我"
    r"|催我|告诉|跟我说"
    r"|和我说|说|讲|问我|骗)"
)
WITH = re.compile(
    r"(?:跟着?|和|同|与|随|听|陪|照顾|伺候|接送|养|靠|投奔|有|有个|\]个?|[男女]的?)(?:我|着"
    r"|俺)?(?:家)?(?:的)?$"
)
COUNTED = re.compile(r"(?:有|\]个?|个)$")
"""俩孩子, 有个姐姐: told of, not asked for."""

CALLED = re.compile(r"^(?:你|好|们|,你好|请问|帮)")
FOR = re.compile(r"(?:给|帮|替|为|代|问|问的?是)(?:我|着)?(?:们)?(?:家)?(?:的)?$")
LINK = re.compile(
    r"共济|绑|用我|花我|刷我|我的?医保|给他|用他|帮他|替他|去世|走了|没了|能用|能不能用|继承"
    r"|的医保|的养老|的社保"
    r"|的账户|的卡"
)
SELF = re.compile(
    r"(?<![给替帮问教叫让扣用花刷借打跟和])(?:我自己|我本人|本人|我)(?![的们家给替帮想问])"
)
MINE = re.compile(r"问(?:的是|的|得是|一下|下)?我(?:自己|本人|的)|(?:说|查|算)的是我(?:自己|的)?")

BOTH = re.compile(r"(?:我们)?(?:都|两个?人|\[\?\]个?人)")

Subject = str | None
"""`self`, a relation, `someone`, or None as long as nobody is named."""


class Kin(NamedTuple):
    """A relative named in a clause. `active`: not merely one who helps or comes along."""

    relation: str
    start: int
    end: int
    active: bool
    distant: bool


def _kin(clause: str) -> Iterator[Kin]:
    hidden = NOT_KIN.sub(lambda match: "□" * len(match[0]), clause)
    found = list(PERSON.finditer(hidden))
    number = 0
    while number < len(found):
        last = match = found[number]
        relation = match.lastgroup or "other"
        while number + 1 < len(found) and hidden[last.end() : found[number + 1].start()] in (
            "的", "他", "我", "",
        ):  # fmt: skip
            # 老公的妈妈 is neither
            number, last, relation = number + 1, found[number + 1], "other"
        number += 1
        after = clause[last.end() : last.end() + 8]
        before = clause[max(0, match.start() - 6) : match.start()]
        active = not (HELPS.match(after) or WITH.search(before) or CALLED.match(after))
        distant = bool(DISTANT.match(match[0]))
        yield Kin(relation, match.start(), last.end(), active, distant)


def _just_before(clause: str, kin: Kin) -> str:
    return clause[max(0, kin.start - 8) : kin.start]


def _subject(clause: str, kin: Sequence[Kin], before: Subject, named: str | None) -> Subject:
    """Whose facts a clause tells."""
    if BOTH.match(clause):
        return None
    active = [relative for relative in kin if relative.active]
    for relative in active:
        if FOR.search(_just_before(clause, relative)):
            return relative.relation
    me = SELF.search(clause)
    if me and any(COUNTED.search(_just_before(clause, r)) and r.start - me.end() < 8 for r in kin):
        return "someone"
    own = [r for r in active if me is None or r.start <= me.end()]
    if own:
        return own[0].relation
    if me:
        return "self"
    if "他" in clause:
        return named or "someone"
    if active:
        return active[0].relation
    if any(COUNTED.search(_just_before(clause, relative)) for relative in kin):
        return "someone"
    return None if kin else before


class People(NamedTuple):
    """`focus`: whom the text is about. `subjects`: whose facts each clause tells."""

    focus: str
    subjects: list[Subject]

    def counts(self, clause: int) -> bool:
        """Whether what a clause tells of a person is told of the one the text is about."""
        if self.subjects[clause] is not None:
            return self.subjects[clause] == self.focus
        return self.focus not in KIN or self.focus in self.subjects[:clause]

    @property
    def relation(self) -> str | None:
        """The relative the text is about."""
        return self.focus if self.focus in KIN else None


def _linked(clauses: Sequence[str], kin: Sequence[Sequence[Kin]]) -> list[str]:
    linked: list[str] = []
    for number, relatives in enumerate(kin):
        around = "".join(clauses[number : number + 2])
        for relative in relatives:
            given = FOR.search(_just_before(clauses[number], relative))
            if relative.active and (given or LINK.search(around)):
                linked.append(relative.relation)
    return linked


def _told_of_self(kin: Sequence[Sequence[Kin]], subjects: Sequence[Subject]) -> bool:
    """Whether more is told of the writer than of relatives."""
    mine = sum(subject == "self" for subject in subjects)
    theirs = sum(any(r.active for r in relatives) for relatives in kin)
    last = next((subject for subject in reversed(subjects) if subject), None)
    return mine > 0 and (mine >= theirs or last == "self")


def read(clauses: Sequence[str]) -> People:
    """Who is who in the clauses of a text."""
    kin = [tuple(_kin(clause)) for clause in clauses]
    subjects: list[Subject] = []
    named: str | None = None
    for clause, relatives in zip(clauses, kin, strict=True):
        subjects.append(_subject(clause, relatives, subjects[-1] if subjects else None, named))
        named = next((r.relation for r in reversed(relatives) if r.active), named)
    near = [r for relatives in kin for r in relatives if r.active and not r.distant]
    active = dict.fromkeys(r.relation for r in near)
    linked = dict.fromkeys(_linked(clauses, kin))
    if any(MINE.search(clause) for clause in clauses):
        focus = "self"
    elif linked:
        focus = next(iter(linked)) if len(linked) == 1 else "several"
    elif not active or _told_of_self(kin, subjects):
        focus = "self"
    else:
        focus = next(iter(active)) if len(active) == 1 else "several"
    return People(focus, subjects)
