"""Whether someone has a medical account at all: it depends on the place, not only on paying."""

from dataclasses import dataclass

from bot.calculators import rows
from bot.calculators.person import LOCAL_TIERS, Person
from bot.calculators.working import NoRowError, Working
from bot.content.knowledge import Row

KEY = "medical.account"
DEPENDS = "tier"
SENTENCES = {
    "yes": "建个人账户",
    "no": "不建个人账户，余额是 0 属正常，报销不受影响",
    DEPENDS: "建不建要看您缴的是哪一档",
}


@dataclass(frozen=True, slots=True)
class Local:
    """A place's own rules for one identity: the one for everybody, and those by tier."""

    plain: Row | None
    tiers: tuple[Row, ...]

    def of(self, tier: str) -> Row | None:
        """The rule of one tier."""
        return next((row for row in self.tiers if row.tier == tier), None)


def _local(who: Person) -> Local:
    if who.place is None or who.place is who.national or who.identity == "resident":
        return Local(None, ())
    tiers = [row for row in rows.in_force(who.place, who.query(KEY)) if row.tier is not None]
    return Local(rows.find(who.place, who.query(KEY)), tuple(tiers))


def lookup(working: Working, who: Person) -> str:
    """`yes`, `no`, or `tier` where it depends on a tier that was not said."""
    local = _local(who)
    if who.plan in LOCAL_TIERS:
        return working.use(local.of(who.plan))
    if who.plan is not None:
        return _as_told(working, who, local, who.plan)
    if local.plain is not None:
        return working.use(local.plain)
    if local.tiers:
        for row in local.tiers:
            working.use(row)
        return DEPENDS
    return working.use(rows.find(who.national, who.query(KEY)))


def _as_told(working: Working, who: Person, local: Local, plan: str) -> str:
    """The person says what their tier is; only a place where nobody has an account overrules it."""
    if local.plain is not None and local.plain.value == "no":
        return working.use(local.plain)
    return working.use(local.of(plan) or rows.find(who.national, who.query(KEY, plan)))


def rule(working: Working, who: Person) -> str:
    """`yes` or `no`. A flexible worker must say the tier where it matters.

    People whose employer chose the tier rarely know it: theirs is worked out as if it had an
    account, and said so.
    """
    answer = lookup(working, who)
    if answer != DEPENDS:
        return answer
    if who.identity == "flexible":
        working.say(f"{who.city}的灵活就业人员分档，有的档不建个人账户，要先看清楚是哪一档")
        raise NoRowError
    working.assume(f"{who.city}分档：下面按建个人账户的那一档算；不建账的那一档划入 0 元")
    return "yes"
