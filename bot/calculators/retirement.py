"""When someone reaches retirement age, and how many years of contributions are needed then."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from bot.calculators import arguments as given
from bot.calculators.amounts import age_text, years_text
from bot.calculators.months import Month
from bot.calculators.rows import Query
from bot.calculators.working import NoRowError, Working, call, settle
from bot.content.content import NATIONAL
from bot.content.functions import Calculation, Figure
from bot.content.knowledge import Place

CATEGORIES = {
    "m": "M", "男": "M", "男60": "M",
    "f55": "F55", "女55": "F55",
    "f50": "F50", "女50": "F50",
}  # fmt: skip
WORDS = {"M": "男职工", "F55": "原来 55 岁退休的女职工", "F50": "原来 50 岁退休的女职工"}
EARLIEST_BIRTH = Month.of(1930, 1)
YOUNGEST = 16
UNITS = {"delay_months": "个月", "min_months": "个月"}


def retirement(
    arguments: Mapping[str, str], places: Mapping[str, Place], today: date
) -> Calculation:
    """The statutory retirement month by birth month and category (M, F55, F50).

    Figures: `retire_month` ("2027-05"), `retire_text` ("2027 年 5 月"),
    `age_text` ("60 岁 6 个月"), `delay_months` 个月, `min_months` 个月 and `min_years_text`
    ("15 年 6 个月": contributions needed in the year of retirement), `earliest_month`,
    `latest_month` (flexible retirement; both are `retire_month` where it does not apply),
    `flexible_text`.
    """
    youngest = Month.at(today).later(-12 * YOUNGEST)
    birth = given.month(arguments, "birth", "出生年月", EARLIEST_BIRTH, youngest)
    category = given.choice(arguments, "category", "退休类别", CATEGORIES, None)
    national = places.get(NATIONAL)

    def body(working: Working) -> dict[str, Figure]:
        age, delay = _statutory(working, national, birth, category, today)
        retire = birth.later(age + delay)
        working.say(f"{birth.words}出生 + {age_text(age + delay)} = {retire.words}退休")
        needed = working.count(national, Query("pension.min_months", retire.first_day))
        working.say(f"{retire.year} 年退休，至少要缴满 {years_text(needed)}")
        working.say("特殊工种、因病提前退休和年限折算不在这里算，请问 12333")
        figures: dict[str, Figure] = {
            "retire_month": str(retire),
            "retire_text": retire.words,
            "age_text": age_text(age + delay),
            "delay_months": Decimal(delay),
            "min_months": Decimal(needed),
            "min_years_text": years_text(needed),
        }
        return figures | _flexible(working, national, birth.later(age), retire, today)

    words = "我是哪年哪月退休？最低要缴满多少年？"
    return settle(body, UNITS, ("YCTX", "TXTX"), call(places, "pension", words))


def _statutory(
    working: Working, national: Place | None, birth: Month, category: str, today: date
) -> tuple[int, int]:
    """The former age and the delay, both in months."""
    key = f"retirement.{category.lower()}"
    age = working.count(national, Query(f"{key}.age", today))
    start = Month.read(working.text(national, Query(f"{key}.start", today)))
    if start is None:
        raise NoRowError
    step = working.count(national, Query(f"{key}.step", today))
    cap = working.count(national, Query(f"{key}.cap", today))
    working.say(f"{WORDS[category]}原来 {age} 岁退休")
    if birth < start:
        working.say(f"{start.words}以前出生，不延迟")
        return age * 12, 0
    delay = min((birth.index - start.index) // step + 1, cap)
    working.say(
        f"从 {start.words}出生的人起，每 {step} 个月延迟 1 个月，最多 {cap} 个月；"
        f"这里延迟 {delay} 个月"
    )
    return age * 12, delay


def _flexible(
    working: Working, national: Place | None, former: Month, retire: Month, today: date
) -> dict[str, Figure]:
    query = Query("retirement.flexible_months", retire.first_day)
    if retire < Month.at(TXTX_FROM):
        none = f"{TXTX_FROM.year} 年以前到龄的人没有弹性退休"
        working.say(none)
        return {
            "earliest_month": str(retire),
            "latest_month": str(retire),
            "flexible_text": none,
        }
    most = working.count(national, query)
    earliest, latest = max(retire.later(-most), former), retire.later(most)
    said = f"最早 {earliest.words}，最晚 {latest.words}"
    working.say(f"弹性退休：{said}。提前要缴满最低年限，延后要和单位商量好")
    return {"earliest_month": str(earliest), "latest_month": str(latest), "flexible_text": said}


TXTX_FROM = date(2025, 1, 1)
"""Flexible retirement is for those who reach the statutory age from this day on."""
