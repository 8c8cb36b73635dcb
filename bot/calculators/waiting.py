"""How long resident medical insurance makes one wait after a gap."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from bot.calculators import arguments as given
from bot.calculators.rows import Query
from bot.calculators.working import Working, call, settle
from bot.content.content import NATIONAL
from bot.content.functions import Calculation, Figure
from bot.content.knowledge import Place

MOST_YEARS = 60


def resident_wait(
    arguments: Mapping[str, str], places: Mapping[str, Place], today: date
) -> Calculation:
    """Months before benefits begin, by years without cover and years repaired by paying.

    Figures: `months` 个月. 0 years broken is joining outside the season for the first time.
    """
    broken = given.whole(arguments, "broken", "断保年数", 0, MOST_YEARS)
    repaired = given.whole_or(arguments, "repaired", "已缴费修复的年数", 0, MOST_YEARS, 0)
    national = places.get(NATIONAL)

    def body(working: Working) -> dict[str, Figure]:
        def rule(name: str) -> int:
            return working.count(national, Query(f"medical.resident_wait.{name}", today))

        fixed = rule("fixed")
        added = max(broken * rule("yearly") - repaired * rule("repaired"), 0)
        least, long_gap = rule("least"), rule("least_years")
        working.say(f"固定等 {fixed} 个月；断保 {broken} 年、修复 {repaired} 年，再加 {added} 个月")
        months = fixed + added
        working.say(f"{fixed} + {added} = {months} 个月")
        if broken >= long_gap and months < least:
            months = least
            working.say(
                f"断保 {long_gap} 年及以上，修复后也不少于 {least} 个月，所以是 {months} 个月"
            )
        working.say("各省可以调整；新生儿等特殊人群不在内，以参保地答复为准")
        return {"months": Decimal(months)}

    words = "居民医保断保后重新参保，要等几个月才能报销？"
    return settle(body, {"months": "个月"}, ("GBF24-38",), call(places, "medical", words))
