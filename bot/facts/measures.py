"""What a text measures: contribution base, gap, years, age, month of birth, balance."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from bot.facts import figures, people
from bot.facts.states import identities, sexes

NUMERIC = ("age", "base", "gap_months", "years", "balance")
"""The slots whose canonical text is a number."""


class Found(NamedTuple):
    """One value of one slot, the clause it stands in, how much it counts beside others."""

    slot: str
    value: str
    clause: int
    rank: int = 0


class Text(NamedTuple):
    """A text in clauses, with its figures and its people."""

    clauses: list[str]
    values: list[str]
    people: people.People


Rule = Callable[[Text, int], Iterator[Found]]


def _figure(kinds: str) -> str:
    return rf"\[(?P<kind>[{kinds}])(?P<at>\d+)\]"


NOT = re.compile(
    r"(?:不是|并非|别按|不按|没有?|没到|不到|还?差|从|再|还要|还得)(?:我|是|按)?\s?$"
)  # fmt: skip
IS = (
    r"(?:[是为有才只就也还都按报的:约着写]|大概|大约|差不多|现在|目前|应该|可能|显示|好像|一共"
    r"|总共"
    r"|已经|左右|整整|税[前后]|\s)"
)
SUM = _figure("nm")
SPAN = _figure("ty")
NO_SUM = r"(?!\s?(?:\[(?!t)|%|号|分之|多|左?右?到\[|一年|[每一]?年))"
NO_REST = r"(?!零|又|\s?\[)"

BASE = re.compile(rf"(?<!公积金)基数{IS}{{0,5}}{SUM}{NO_SUM}")
BASE_BY = re.compile(rf"按照?{IS}{{0,2}}{SUM}(?:块|元)?(?:的?基数|(?:来|在)?交)")
WAGE = re.compile(
    r"(?<![休均低老家本高年底日时])(?<!退休前)(?:工资|月收入|月入|每?月(?:挣|赚|拿|到手|发)"
    r"|到手|税后|税前)"
    rf"(?:{IS}|每个?月|到手|发|拿|开|能|不高|\[t\d+\]){{0,5}}{SUM}{NO_SUM}"
)
GAP = re.compile(
    r"(?<![减补不没])(?:断交|断保|停保|停交|中断|断|停(?![发药电工产职薪])|空(?!调)|漏交?|缺"
    r"|欠交|没有?交|未交)"
    rf"(?:过|了|档|着|社保|医保|养老|保险|费|的|我|得|有)*{IS}{{0,4}}{SPAN}(?!\]){NO_REST}"
)
GAP_AFTER = re.compile(
    rf"{SPAN}(?:时间|都|了|的|社保|医保|养老|我|就|也|\s)*"
    r"(?:没有?交|未交|断了|断交|空着|没有?续|停交|断着|空档|空白|中断|断档)(?!吗)"
)
GAP_NONE = re.compile(
    r"(?<!有)(?<!断)(?<!停)(?<!处)(?<!单位)(?<!地方)(?:没有?|从未|未|不曾)(?:断|停|中断|间断|漏|缺|空|落)(?:交过|下过|保过"
    r"|[过交下保])?"
    r"(?!几|多|一|俩|两|\[|发|电|药|工|没|过?几|过?多|的时候)"
)
YEARS = re.compile(
    r"(?:(?<![补欠没停断想要得须该还再])(?<!可以)(?<!需要)(?<!打算)交(?!够)|年限|交费|参保)"
    rf"(?:满了?|社保|医保|养老|保险|[了过得费]|{IS}){{0,6}}{_figure('y')}{NO_REST}"
)
YEARS_OF = re.compile(rf"{_figure('y')}的?(?:社保|医保|养老|交费|参保|保险)(?!.{{0,3}}断)")
NO_AGE = (
    r"(?!\s?(?:的?时|开始|参加|[块元退以才就那之前后能可领起办个%\[交断到干入进]))"
)  # fmt: skip
AGE = re.compile(
    r"(?:今年|年龄|岁数|年纪|虚岁|都|已经|我|自己|他|刚满?|也|[爸妈爷奶伴公婆姐哥弟妹子孙]"
    r"|[男女][的性]?){1,2}"
    rf"{IS}{{0,3}}{_figure('na')}{NO_AGE}"
)
NO_BARE_AGE = re.compile(
    r"(?:扣|收|给|返|划|打|发|还|找|骗|欠|进|多|少)(?:了|走了?)?我$|我(?:怎么|咋|就|却)?(?:才|只|就|怎么|咋)+$"
)
"""扣了我89, 我怎么97: sums, unless 岁 is said."""

AGED = re.compile(rf"{_figure('a')}{NO_AGE}")
AGE_ALONE = re.compile(rf"^(?:都|快)?{_figure('n')}(?:了|的)?$")
AGE_OF_SEX = re.compile(rf"^[男女](?:的|性)?{_figure('na')}$")
NOT_NOW = re.compile(
    r"(?:到|等|从|活到|至|(?<!今年)(?<!刚)(?<!已经)满|要是|如果|比如|假如)(?:我|是)?$"
)  # fmt: skip
OTHER_DAY = re.compile(
    r"今天|昨天|明天|初[一二三四五六七八九十\[]|号|点|再过|明年|后年|即将|快[要到]|马上"
)  # fmt: skip
PLACE = re.compile(r"(?:我|人)?(?:是|在)?[\u4e00-\u9fff]{2,4}(?:市|市的|的)")
BIRTH = re.compile(rf"{_figure('b')}(?:\[\?\][日号])?(?:出?生|生日|的?人$|的生)")
BIRTH_BEFORE = re.compile(
    rf"(?:出生(?:日期|年月|时间)?|生日|生于|身份证上?){IS}{{0,3}}{_figure('b')}"
)
BIRTH_OF = re.compile(
    rf"^(?:我|他|本人|自己|[男女][的性]?)?(?:也|就)?是?{_figure('b')}(?:的(?:人|[男女](?:的|性)?)?)?(?:\s|$)"
)
LUNAR = re.compile(r"农历|阴历|旧历")
HOLDER = r"(?:余额|储存额|个账|账户|账上|卡里?|医保|养老|里面|里)"
BALANCE = re.compile(
    rf"{HOLDER}(?:里面?|上面?|中|的|钱|金|头|还|只|就|剩下?|余|存|趴|了|变成?"
    rf"|{IS}){{0,8}}{SUM}{NO_SUM}"
)
LEFT = re.compile(rf"(?:剩下?|余额|存了|结余|攒了){IS}{{0,3}}了?{IS}{{0,2}}{SUM}{NO_SUM}")
LYING = re.compile(
    rf"{SUM}(?:钱)?(?:左右)?在?(?:账上|账户里?面?|医保里?面?|养老里?面?|卡里?面?|里面)"
)
EARNED = re.compile(
    rf"(?:工资|[退养]\S{{0,2}}[休老]金|基数|收入|月薪|年薪|挣|赚|开|发|领|拿|今年|年纪|岁数){IS}{{0,3}}$"
)
"""工资8000医保卡里: what is earned does not lie in the account that is named after it."""

ZERO = re.compile(
    r"(?:显示|(?:余额|账户|账上|里面|个账|卡里|医保|养老)"
    rf"(?:里面?|上|钱|变|成|怎么|为什么|全|一直|突然|{IS}){{0,6}})"
    r"(?:的|余额)?[是为]?(?<!清)零(?!钱|头|件|售|点)"
)
NOT_HELD = re.compile(
    r"个人养老金|公交|银行卡|银行里|存款|饭卡|支付宝|微信|公积金|话费|房贷|购物卡|油卡|水卡"
    r"|电卡|存折|工资卡"
)
FLOW = re.compile(
    r"每月|每个月|一个月|\[t\d+\]|按月|每年|花了?|扣|打了|到账|进了|划|返|报销|看病|交了|买|取"
)
SUPPOSED = re.compile(
    r"如果|要是|假如|假设|万一|的话|还是|(?<!不)想要?交|打算|准备|必须|至少|才能|需要|会不会"
    r"|是不是"
    r"|有没有断|要不要|记不|不知道|忘"
)
ASKS = re.compile(r"吗|算不算|会|影响|怎么|能|行|多少|几|咋|要")
TOTAL = re.compile(r"一共|总共|累计|合计|共计|加起来|前后")


def _matches(
    text: Text, number: int, *rules: re.Pattern[str]
) -> Iterator[tuple[re.Match[str], Decimal]]:
    """Where rules find figures in a clause that are not ruled out just before."""
    clause = text.clauses[number]
    for rule in rules:
        for match in rule.finditer(clause):
            start = clause.rfind("[", 0, match.start("at"))
            if not NOT.search(clause[max(0, start - 8) : start]):
                yield match, Decimal(text.values[int(match["at"])])


def _base(text: Text, number: int) -> Iterator[Found]:
    for rank, rules in ((2, (BASE, BASE_BY)), (1, (WAGE,))):
        for _, value in _matches(text, number, *rules):
            if 300 <= value <= 200_000:
                yield Found("base", figures.plain(value), number, rank)


def _gap(text: Text, number: int) -> Iterator[Found]:
    clause = text.clauses[number]
    if SUPPOSED.search(clause):
        return
    for match, value in _matches(text, number, GAP, GAP_AFTER):
        # 中间断一个月算不算 supposes, 断了一个月算不算 tells
        supposed = ASKS.search(clause) and not re.search(r"[了过着没]", match[0])
        months = value * (12 if match["kind"] == "y" else 1)
        if not supposed and months <= 600:
            yield Found("gap_months", figures.plain(months), number)
    if GAP_NONE.search(clause) and not clause.endswith("吗"):
        yield Found("gap_months", "0", number)


def _years(text: Text, number: int) -> Iterator[Found]:
    clause = text.clauses[number]
    if SUPPOSED.search(clause):
        return
    for _, value in _matches(text, number, YEARS, YEARS_OF):
        if value <= 60:
            yield Found("years", figures.plain(value), number, 1 if TOTAL.search(clause) else 0)


def _age(text: Text, number: int) -> Iterator[Found]:
    clause = text.clauses[number]
    if OTHER_DAY.search(clause):
        return
    for match, value in _matches(text, number, AGE, AGED, AGE_OF_SEX):
        start = clause.rfind("[", 0, match.start("at"))
        least = 1 if match["kind"] == "a" else 10
        bare = match["kind"] == "n" and NO_BARE_AGE.search(clause[:start])
        if (
            _is_age(value, least)
            and not bare
            and not NOT_NOW.search(clause[max(0, start - 8) : start])
        ):
            yield Found("age", figures.plain(value), number, 1)
    yield from _age_alone(text, number)


def _age_alone(text: Text, number: int) -> Iterator[Found]:
    """男，58，武汉: a bare number beside what describes a person."""
    before, after = text.clauses[max(0, number - 1) : number], text.clauses[number + 1 : number + 2]
    own = text.clauses[number].split()
    parts = [*before, *own, *after]
    for place in range(len(before), len(before) + len(own)):
        if alone := AGE_ALONE.match(parts[place]):
            value = Decimal(text.values[int(alone["at"])])
            beside = parts[max(0, place - 1) : place] + parts[place + 1 : place + 2]
            if _is_age(value, 16) and any(map(_personal, beside)):
                yield Found("age", figures.plain(value), number)


def _is_age(value: Decimal, least: int) -> bool:
    return least <= value <= 115 and value == value.to_integral_value()


def _personal(clause: str) -> bool:
    """Whether a clause describes a person, so that a bare number beside it is an age."""
    told = identities(clause) or any(sexes(clause)) or people.PERSON.search(clause)
    return bool(told or PLACE.fullmatch(clause))


def _birth(text: Text, number: int) -> Iterator[Found]:
    clause = text.clauses[number]
    if LUNAR.search(clause):
        return
    for rule in (BIRTH, BIRTH_BEFORE, BIRTH_OF):
        for match in rule.finditer(clause):
            yield Found("birth", text.values[int(match["at"])], number)


def _balance(text: Text, number: int) -> Iterator[Found]:
    clause = text.clauses[number]
    if NOT_HELD.search(clause) or SUPPOSED.search(clause):
        return
    for match, value in _matches(text, number, BALANCE, LEFT, LYING):
        around = clause[max(0, match.start() - 6) : match.end()]
        if match.re is LYING and EARNED.search(clause[: match.start()]):
            continue
        if value <= 10_000_000 and ("余额" in around or not FLOW.search(around)):
            yield Found("balance", figures.plain(value), number)
    if ZERO.search(clause):
        yield Found("balance", "0", number)


RULES: tuple[Rule, ...] = (_base, _gap, _years, _age, _birth, _balance)
