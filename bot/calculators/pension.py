"""The pension account in retirement: what it pays a month, and what is left of it."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_CEILING, Decimal

from bot.calculators import arguments as given
from bot.calculators.amounts import cents, plain, tenths, yuan
from bot.calculators.rows import Query
from bot.calculators.working import Working, call, settle
from bot.content.content import NATIONAL
from bot.content.functions import Calculation, Figure, InvalidInputError
from bot.content.knowledge import Place

Places = Mapping[str, Place]

KINDS = {
    "employee": "employee", "职工": "employee", "flexible": "employee", "灵活就业": "employee",
    "resident": "resident", "居民": "resident",
}  # fmt: skip


def monthly(arguments: Mapping[str, str], places: Places, today: date) -> Calculation:
    """What a pension account pays a month: the balance ÷ the payout months of the age.

    Figures: `monthly` 元/月, `payout_months` 个月. Between two whole ages the months are
    interpolated to one decimal, which is practice rather than a published rule: provisional.
    Above 70 the months of 70 hold. `kind=resident` divides by 139 and needs no age.
    """
    balance = given.money(arguments, "balance", "储存额", Decimal(0))
    kind = given.choice(arguments, "kind", "养老保险种类（职工或居民）", KINDS, "employee")
    resident = kind == "resident"
    age = given.whole_or(arguments, "age", "领取年龄", 60, 120, 60) if resident else _age(arguments)
    extra = given.whole_or(arguments, "months", "年龄零几个月", 0, 11, 0)
    national = places.get(NATIONAL)

    def body(working: Working) -> dict[str, Figure]:
        if resident:
            divisor = working.number(national, Query("pension.payout_months", today, kind))
            working.say(f"城乡居民养老一律按 {plain(divisor)} 个月算")
        else:
            divisor = _payout_months(working, national, age, extra, today)
        amount = cents(balance / divisor)
        working.say(f"{yuan(balance)} ÷ {plain(divisor)} 个月 = 每月 {yuan(amount)}")
        working.say("这只是个人账户养老金，另外还有基础养老金")
        return {"monthly": amount, "payout_months": divisor}

    units = {"monthly": "元/月", "payout_months": "个月"}
    ask = call(places, "pension", "我的个人账户养老金按多少个月计发？每月多少钱？")
    return settle(body, units, ("CXJM",) if resident else ("SIL 15", "GF05-38"), ask)


OLDEST_BAND = 70


def _age(arguments: Mapping[str, str]) -> int:
    return given.whole(arguments, "age", "领养老金时的年龄", 40, 120)


def _payout_months(
    working: Working, national: Place | None, age: int, extra: int, today: date
) -> Decimal:
    whole = working.number(national, Query("pension.payout_months", today, age=age))
    if age >= OLDEST_BAND:
        if age > OLDEST_BAND or extra:
            working.say(f"{OLDEST_BAND} 岁以上都按 {OLDEST_BAND} 岁的 {plain(whole)} 个月算")
        return whole
    if not extra:
        working.say(f"{age} 岁领取，计发月数是 {plain(whole)} 个月")
        return whole
    above = working.number(national, Query("pension.payout_months", today, age=age + 1))
    divisor = tenths(whole - (whole - above) * extra / 12)
    working.say(
        f"{age} 岁 {extra} 个月：{plain(whole)} −（{plain(whole)} − {plain(above)}）"
        f"× {extra} ÷ 12 = {plain(divisor)} 个月"
    )
    working.assume("零几个月按前后两个整岁折算，是通行做法，以经办核定为准")
    return divisor


def remaining(arguments: Mapping[str, str], places: Places, today: date) -> Calculation:
    """What is left of a pension account after some months of payment, interest left aside.

    Figures: `remaining` 元 (never below 0), `paid_total` 元, `months_total` 个月 (how long the
    balance lasts), `left` yes/no. No row is needed: the formula is its own source.
    """
    balance = given.money(arguments, "balance", "退休时的储存额", Decimal(0))
    each = given.money(arguments, "monthly", "每月个人账户养老金", Decimal("0.01"))
    count = given.whole(arguments, "paid", "已经领了几个月", 0, 1200)
    if balance and each > balance:
        raise InvalidInputError(
            f"每月个人账户养老金要在 0.01 到储存额 {plain(balance)} 元之间。", "monthly"
        )

    def body(working: Working) -> dict[str, Figure]:
        total = each * count
        rest = max(balance - total, Decimal(0))
        working.say(f"已领：{yuan(each)} × {count} 个月 = {yuan(total)}")
        working.say(f"剩余：{yuan(balance)} − {yuan(total)} = {yuan(balance - total)}")
        if total >= balance:
            working.say("不够减，按 0 元算。个人账户领完了，养老金还会照样发到终身")
        working.say("没有算退休以后的利息，实际会略多一点")
        lasts = (balance / each).to_integral_value(ROUND_CEILING)
        return {
            "remaining": cents(rest),
            "paid_total": cents(total),
            "months_total": lasts,
            "left": "yes" if rest else "no",
        }

    units = {"remaining": "元", "paid_total": "元", "months_total": "个月"}
    return settle(body, units, ("SIL 14", "R13 6"), "")
