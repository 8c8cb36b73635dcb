"""What the family receives when someone insured with the employee pension dies."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from bot.calculators import arguments as given
from bot.calculators.amounts import cents, plain, yuan
from bot.calculators.rows import Query
from bot.calculators.working import Working, call, settle
from bot.content.content import NATIONAL
from bot.content.functions import Calculation, Figure
from bot.content.knowledge import Place

UNITS = {"funeral": "元", "relief_months": "个月", "relief": "元", "total": "元"}
MOST_INCOME = Decimal(100_000)


def survivor(arguments: Mapping[str, str], places: Mapping[str, Place], today: date) -> Calculation:
    """Funeral grant and relief by the province's income figure and the years of contributions.

    `income` is the province's monthly disposable income of urban residents of the year before
    the death. Figures: `funeral` 元, `relief_months` 个月, `relief` 元, `total` 元.
    The balance of the account is inherited besides and not part of this.
    """
    income = given.money(
        arguments, "income", "本省上年城镇居民月人均可支配收入", Decimal(1), MOST_INCOME
    )
    years = given.whole(arguments, "years", "缴费年限（整年）", 0, 70)
    drawn = given.whole_or(arguments, "retired_years", "已领养老金的整年数", 0, 70, 0)
    national = places.get(NATIONAL)

    def body(working: Working) -> dict[str, Figure]:
        times = working.number(national, Query("survivor.funeral_multiple", today))
        funeral = cents(income * times)
        working.say(f"丧葬补助金：{yuan(income)} × {plain(times)} = {yuan(funeral)}")
        months = _relief_months(working, national, years, drawn, today)
        relief = cents(income * months)
        working.say(f"抚恤金：{yuan(income)} × {months} 个月 = {yuan(relief)}")
        working.say("个人账户余额另外继承，不算在内；因工死亡走工伤保险")
        return {
            "funeral": funeral,
            "relief_months": Decimal(months),
            "relief": relief,
            "total": funeral + relief,
        }

    words = "家人去世了，丧葬补助金和抚恤金各是多少？要带什么材料？"
    return settle(body, UNITS, ("SIL 17", "YSDY"), call(places, "pension", words))


def _relief_months(
    working: Working, national: Place | None, years: int, drawn: int, today: date
) -> int:
    def rule(name: str) -> int:
        return working.count(national, Query(f"survivor.relief.{name}", today))

    if years < 5:
        months = rule("below_5")
    elif years < 10:
        months = rule("below_10")
    else:
        months = rule("to_15")
    if years > 15:
        months = min(months + (years - 15) * rule("yearly"), rule("most"))
    working.say(f"缴费 {years} 年，抚恤金算 {months} 个月")
    if drawn:
        least = rule("retired_least")
        months = max(months - drawn * rule("retired_yearly"), least)
        working.say(f"领过 {drawn} 年养老金，每年减 1 个月，最少 {least} 个月：算 {months} 个月")
    return months
