"""What is paid into a medical account each month, by city, identity and tier."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.calculators import account, person, rows
from bot.calculators import arguments as given
from bot.calculators.amounts import cents, percent, plain, yuan
from bot.calculators.person import Person
from bot.calculators.rows import Query
from bot.calculators.working import NoRowError, Working, call, settle
from bot.content.functions import Calculation, Figure, InvalidInputError
from bot.content.knowledge import Place

UNITS = {"monthly": "元/月", "yearly": "元/年"}
KIND_WORDS = {"flexible": "按灵活就业身份退休的", "veteran": "建国前参加工作的老工人"}


def inflow(arguments: Mapping[str, str], places: Mapping[str, Place], today: date) -> Calculation:
    """What is paid into the medical account a month and a year.

    Figures: `monthly` 元/月, `yearly` 元/年, `account` (yes/no: is there one at all).
    `base` is needed for employees and flexible workers with an account, `age` where the city has
    age bands, `tier` where an account depends on it. `city=national` applies the nationwide
    principle alone; a city without rows is unknown, never the nationwide figure.
    """
    who = person.read(arguments, places, today, None)
    if given.text(arguments, "base") is not None:
        given.base(arguments)

    def body(working: Working) -> dict[str, Figure]:
        if account.rule(working, who) == "no":
            working.say("没有个人账户，每月划入 0 元")
            return {"monthly": Decimal("0.00"), "yearly": Decimal("0.00"), "account": "no"}
        work = _retired if who.identity == "retired" else _active
        monthly, yearly = work(working, who, arguments)
        return {"monthly": cents(monthly), "yearly": cents(yearly), "account": "yes"}

    words = (
        f"我是{person.WORDS[who.identity]}，在{who.city}参保，医保个人账户每月划入多少钱？怎么算？"
    )
    return settle(body, UNITS, ("GBF21-14",), call(places, "medical", words))


def _active(working: Working, who: Person, arguments: Mapping[str, str]) -> tuple[Decimal, Decimal]:
    share = working.number(who.place, who.query("medical.active_percent"))
    off = _optional(working, who, "medical.deduct_percent")
    if given.text(arguments, "base") is None:
        raise InvalidInputError("请填月缴费基数，1 到 1000000 之间的金额，单位元。", "base")
    base = _within_limits(working, who, given.base(arguments))
    if off:
        working.say(
            f"{percent(share)} 里要扣长期护理保险 {percent(off)}，按 {percent(share - off)} 划入"
        )
    monthly = base * (share - off) / 100
    working.say(f"{yuan(base)} × {percent(share - off)} = 每月 {yuan(monthly)}")
    working.say(f"{yuan(base)} × {percent(share - off)} × 12 个月 = 一年 {yuan(monthly * 12)}")
    beside = rows.find(who.place, who.query("medical.not_credited_monthly"))
    if beside is not None:
        working.say(f"另外缴的 {working.use(beside)} 元大额互助金不进个人账户")
    return monthly, monthly * 12


def _optional(working: Working, who: Person, key: str) -> Decimal:
    """A row that only some places have; banded by age, it needs the age all the same."""
    query = who.query(key)
    if who.place is None or not list(rows.in_force(who.place, query)):
        return Decimal(0)
    return working.number(who.place, query)


def _within_limits(working: Working, who: Person, base: Decimal) -> Decimal:
    for name, word in (("base_min", "最低"), ("base_max", "最高")):
        row = rows.find(who.place, who.query(f"medical.{name}"))
        if row is None:
            continue
        limit = Decimal(row.value or "0")
        if (base < limit) if name == "base_min" else (base > limit):
            working.use(row)
            working.say(
                f"{who.city} {row.year} 年基数{word} {yuan(limit)}，{yuan(base)}按 {yuan(limit)}算"
            )
            return limit
    return base


def _retired(
    working: Working, who: Person, _arguments: Mapping[str, str]
) -> tuple[Decimal, Decimal]:
    yearly = rows.find(who.place, who.query("medical.retired_yearly", who.kind))
    if yearly is not None or _is_set_by_the_year(who):
        amount = _own_amount(working, who, "medical.retired_yearly")
        working.say(f"退休人员一年 {yuan(amount)}")
        working.say(f"{yuan(amount)} ÷ 12 个月 = 每月 {yuan(amount / 12)}")
        return amount / 12, amount
    amount = _own_amount(working, who, "medical.retired_monthly")
    whom = KIND_WORDS.get(who.kind or "", "退休人员")
    working.say(f"{whom}每月定额 {yuan(amount)}，和本人养老金多少无关")
    _say_other_kinds(working, who)
    off = _optional(working, who, "medical.retired_deduct_monthly")
    if off:
        working.say(f"扣长期护理保险：{yuan(amount)} − {yuan(off)} = {yuan(amount - off)}")
    working.say(f"{yuan(amount - off)} × 12 个月 = 一年 {yuan((amount - off) * 12)}")
    return amount - off, (amount - off) * 12


def _is_set_by_the_year(who: Person) -> bool:
    query = who.query("medical.retired_yearly")
    return who.place is not None and any(rows.in_force(who.place, query))


def _own_amount(working: Working, who: Person, key: str) -> Decimal:
    """The amount for a kind of retired person is only ever the row that names the kind."""
    row = rows.find(who.place, who.query(key, who.kind))
    if who.kind is not None and row is not None and row.tier is None:
        raise NoRowError
    return working.number(who.place, who.query(key, who.kind))


def _say_other_kinds(working: Working, who: Person) -> None:
    if who.place is None or who.kind is not None:
        return
    for row in rows.in_force(who.place, who.query("medical.retired_monthly")):
        if row.tier in KIND_WORDS and row.value is not None:
            working.say(f"{KIND_WORDS[row.tier]}另有标准：每月 {plain(Decimal(row.value))} 元")


def flexible_account(
    arguments: Mapping[str, str], places: Mapping[str, Place], today: date
) -> Calculation:
    """Whether a flexible worker has a medical account in a city.

    Figures: `account`: yes, no, or tier (it depends on the tier; give `tier` to have it looked up).
    """
    who = person.read(arguments, places, today, "flexible")

    def body(working: Working) -> dict[str, Figure]:
        answer = account.lookup(working, who)
        working.say(account.SENTENCES[answer])
        return {"account": answer}

    words = f"{who.city}灵活就业人员参加职工医保，建不建个人账户？我是哪一档？能不能换档？"
    return settle(body, {}, ("SIL 23",), call(places, "medical", words))


def arrival(arguments: Mapping[str, str], places: Mapping[str, Place], today: date) -> Calculation:
    """When a city pays the money in. Figures: `arrival_text`."""
    who = person.read(arguments, places, today, "employee")

    def body(working: Working) -> dict[str, Figure]:
        when = working.text(who.place, who.query("medical.arrival"))
        working.say(f"{who.city}：{when}")
        return {"arrival_text": when}

    words = f"{who.city}医保个人账户每个月几号到账？我的首次缴费是哪个月，划进来了没有？"
    return settle(body, {}, ("GBF21-14",), call(places, "medical", words))


def years(arguments: Mapping[str, str], places: Mapping[str, Place], today: date) -> Calculation:
    """Years of contributions a city asks for medical benefits in retirement.

    Figures: `male` 年, `female` 年, `paid` 年 (years actually paid; left out where none is known),
    `years_text`.
    """
    who = replace(person.read(arguments, places, today, "employee"), age=None)

    def body(working: Working) -> dict[str, Figure]:
        def rule(name: str) -> Decimal:
            return working.number(who.place, _years(who, name))

        figures: dict[str, Figure] = {"male": rule("male"), "female": rule("female")}
        said = f"男累计满 {figures['male']} 年、女累计满 {figures['female']} 年"
        if rows.find(who.place, _years(who, "paid")) is not None:
            figures["paid"] = rule("paid")
            said += f"，其中实际缴费满 {figures['paid']} 年"
        working.say(f"{who.city}：{said}")
        return figures | {"years_text": said}

    words = f"{who.city}退休以后享受职工医保，要缴满多少年？实际缴费要满几年？我还差多少？"
    units = {"male": "年", "female": "年", "paid": "年"}
    return settle(body, units, ("SIL 27",), call(places, "medical", words))


def _years(who: Person, name: str) -> Query:
    return who.query(f"medical.retire_years.{name}")
