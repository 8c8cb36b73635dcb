"""What a pension account grows to, by monthly products and the nationwide interest rates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bot.calculators import arguments as given
from bot.calculators.amounts import cents, percent, yuan
from bot.calculators.months import Month
from bot.calculators.rows import Query
from bot.calculators.working import Working, call, settle
from bot.content.content import NATIONAL
from bot.content.functions import Calculation, Figure, Series
from bot.content.knowledge import Place

Places = Mapping[str, Place]

IDENTITIES = {
    "employee": "employee", "职工": "employee", "在职": "employee",
    "flexible": "flexible", "灵活就业": "flexible",
}  # fmt: skip
FIRST_MONTH = Month.of(1998, 1)
NATIONAL_RATES_FROM = 2016
"""Before this year each province set its own rate."""

PART_YEAR = Decimal("1.083")
"""The rule of thumb for a whole year of equal contributions: rate × 1.083 ÷ 2."""


@dataclass(frozen=True, slots=True)
class Span:
    """Months of equal contributions."""

    start: Month
    end: Month

    @property
    def months(self) -> int:
        """How many contributions, both ends included."""
        return self.end.index - self.start.index + 1

    def years(self) -> Iterator[tuple[int, int, int]]:
        """Each calendar year with its first and last month of contributions (1–12)."""
        for year in range(self.start.year, self.end.year + 1):
            first = self.start.number if year == self.start.year else 1
            last = self.end.number if year == self.end.year else 12
            yield year, first, last


def accrual(arguments: Mapping[str, str], places: Places, today: date) -> Calculation:
    """What a pension account grows to at the end of the last year of contributions.

    Figures: `balance` 元 (end of the year of `end`), `principal` 元 (credited in the span),
    `interest` 元, `monthly` 元/月 (credited), `paid_monthly` 元/月 (paid by the person),
    `months` 个月, `approximate` 元 (the rule of thumb), `as_of_text` ("2025 年末").
    `opening` is the balance at the end of the year before `start`. `wage`, the local reference
    wage, limits the base to 60–300 % of it. Method: 劳办发〔1997〕116号, monthly products.
    """
    now = Month.at(today)
    start = given.month(arguments, "start", "开始缴费的年月", FIRST_MONTH, now)
    end = given.month(arguments, "end", "最后缴费的年月", start, now)
    base = given.base(arguments)
    identity = given.choice(arguments, "identity", "身份", IDENTITIES, "employee")
    opening, wage = (_money_or_none(arguments, *named) for named in OPTIONAL_MONEY)
    span = Span(start, end)
    national = places.get(NATIONAL)

    def body(working: Working) -> dict[str, Figure]:
        paying = base if wage is None else _limited(working, national, base, wage, today)
        whole = Query("pension.paid_percent", today, identity)
        share = working.number(national, Query("pension.credit_percent", today))
        paid = paying * working.number(national, whole) / 100
        monthly = paying * share / 100
        working.say(f"每月记账：{yuan(paying)} × {percent(share)} = {yuan(monthly)}")
        if identity == "flexible":
            working.say(f"每月总共缴 {yuan(paid)}，其中 {yuan(monthly)} 记进个人账户")
        if end.year == today.year:
            working.assume(f"{end.year} 年还没过完，年末的余额是预计数")
        figures = _grown(working, national, span, monthly, opening or Decimal(0))
        amounts = {"monthly": cents(monthly), "paid_monthly": cents(paid)}
        return figures | amounts | {"months": Decimal(span.months)}

    return settle(body, ACCRUAL_UNITS, ("SIL 14", "GZ97-116"), _rates_ask(places, span))


OPTIONAL_MONEY = (("opening", "期初余额"), ("wage", "当地计发口径月工资"))
ACCRUAL_UNITS = {
    "balance": "元", "principal": "元", "interest": "元", "approximate": "元",
    "monthly": "元/月", "paid_monthly": "元/月", "months": "个月",
}  # fmt: skip


def _money_or_none(arguments: Mapping[str, str], name: str, label: str) -> Decimal | None:
    if given.text(arguments, name) is None:
        return None
    least = Decimal(1) if name == "wage" else Decimal(0)
    return given.money(arguments, name, label, least)


def _limited(
    working: Working, national: Place | None, base: Decimal, wage: Decimal, today: date
) -> Decimal:
    low = wage * working.number(national, Query("pension.base_floor_percent", today)) / 100
    high = wage * working.number(national, Query("pension.base_cap_percent", today)) / 100
    working.say(f"缴费基数最低 {yuan(low)}，最高 {yuan(high)}")
    if low <= base <= high:
        return base
    limit = low if base < low else high
    working.say(f"{yuan(base)} 不在这个范围里，按 {yuan(limit)}算")
    return limit


class Year(NamedTuple):
    """How an account stands at the end of a year; `rough` by the rule of thumb."""

    number: int
    paid: Decimal
    balance: Decimal
    rough: Decimal


def _grown(
    working: Working, national: Place | None, span: Span, monthly: Decimal, opening: Decimal
) -> dict[str, Figure]:
    if span.start.year < NATIONAL_RATES_FROM:
        working.say(f"{NATIONAL_RATES_FROM} 年以前的利率由各省自己定，这里算不了")
    years = list(_years(working, national, span, monthly, opening))
    *_, last = years
    working.say(f"简便算法（整年利息按利率 × {PART_YEAR} ÷ 2）：{yuan(last.rough)}，是近似值")
    parts = ("期初余额和本金" if opening else "本金", "利息")
    points = ((str(y.number), _parts(y.paid, y.balance)) for y in years)
    working.series = Series("每年年末账户里的钱", "元", parts, tuple(points))
    principal = monthly * span.months
    return {
        "balance": cents(last.balance),
        "principal": cents(principal),
        "interest": cents(last.balance) - cents(principal) - opening,
        "approximate": cents(last.rough),
        "as_of_text": f"{span.end.year} 年末",
    }


def _years(
    working: Working, national: Place | None, span: Span, monthly: Decimal, opening: Decimal
) -> Iterator[Year]:
    balance = rough = paid = opening
    for year, first, last in span.years():
        query = Query("pension.interest_percent", date(year, 12, 31))
        rate = working.number(national, query)
        count = last - first + 1
        old = balance * rate / 100
        new = monthly * rate / 1200 * sum(13 - n for n in range(first, last + 1))
        before, balance = balance, balance + old + new + monthly * count
        easy = monthly * 12 * rate / 100 * PART_YEAR / 2 if count == 12 else new
        rough += rough * rate / 100 + easy + monthly * count
        paid += monthly * count
        working.say(
            f"{year} 年（利率 {percent(rate)}）：年初 {yuan(before)}，"
            f"记入 {yuan(monthly)} × {count} 个月 = {yuan(monthly * count)}，"
            f"利息 {yuan(old)} + {yuan(new)}，年末 {yuan(balance)}"
        )
        yield Year(year, paid, balance, rough)


def _parts(paid: Decimal, balance: Decimal) -> tuple[Decimal, Decimal]:
    """What was paid in and what was earned, in cents that add up to the balance."""
    return cents(paid), cents(balance) - cents(paid)


def _rates_ask(places: Places, span: Span) -> str:
    ask = call(places, "pension", "我的养老保险个人账户现在有多少钱？各年的记账利率是多少？")
    if span.start.year >= NATIONAL_RATES_FROM:
        return ask
    return (
        f"请把 {NATIONAL_RATES_FROM - 1} 年末的储存额填作期初余额（opening），"
        f"开始年月填 {NATIONAL_RATES_FROM}-01。不知道储存额，{ask}"
    )
