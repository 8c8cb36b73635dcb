"""Who is insured where, as the medical calculators need to know it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.calculators import arguments as given
from bot.calculators.rows import Query, place_of
from bot.content.content import NATIONAL
from bot.content.functions import InvalidInputError
from bot.content.knowledge import Place

FLEXIBLE_RETIRED = "flexible_retired"

IDENTITIES = {
    "employee": "employee", "在职": "employee", "职工": "employee", "单位职工": "employee",
    "flexible": "flexible", "灵活就业": "flexible",
    "retired": "retired", "退休": "retired",
    "resident": "resident", "居民": "resident", "居民医保": "resident",
    "unemployed": "unemployed", "失业": "unemployed",
    FLEXIBLE_RETIRED: FLEXIBLE_RETIRED, "flexible-retired": FLEXIBLE_RETIRED,
}  # fmt: skip

SPOKEN = {
    "employee": "单位职工",
    "flexible": "灵活就业",
    "retired": "已退休",
    "resident": "居民医保",
    "unemployed": "没有工作",
}
"""What people call an identity."""

PLANS = {
    "account": "account", "yes": "account", "建账": "account", "建个人账户": "account",
    "统账结合": "account",
    "none": "none", "no": "none", "不建账": "none", "不建个人账户": "none", "单建统筹": "none",
    "tier1": "tier1", "1": "tier1", "一档": "tier1", "1档": "tier1",
    "tier2": "tier2", "2": "tier2", "二档": "tier2", "2档": "tier2",
}  # fmt: skip
"""What the contributions buy. 一档 and 二档 mean the opposite in different cities."""

KINDS = {
    "flexible": "flexible", "灵活就业": "flexible",
    "veteran": "veteran", "建国前老工人": "veteran",
}  # fmt: skip
"""Retired people for whom some cities have an amount of their own."""

TIERS = PLANS | KINDS
LOCAL_TIERS = ("tier1", "tier2")

WORDS = {
    "employee": "在职职工", "flexible": "灵活就业人员", "retired": "退休人员",
    "resident": "居民医保参保人", "unemployed": "失业人员",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """`plan` is the tier paid for, `kind` the kind of retired person; None where not said."""

    place: Place | None
    national: Place | None
    identity: str
    plan: str | None
    kind: str | None
    age: int | None
    today: date

    @property
    def city(self) -> str:
        """How the place is named in a sentence; 本市 where it is not one of ours."""
        return "本市" if self.place is None or self.place is self.national else self.place.name

    def query(self, key: str, tier: str | None = None) -> Query:
        """The row of a key for this person."""
        return Query(key, self.today, self.identity, tier, self.age)


def read(
    arguments: Mapping[str, str], places: Mapping[str, Place], today: date, identity: str | None
) -> Person:
    """The person the arguments describe; `identity` where the calculator itself knows it."""
    city = given.text(arguments, "city")
    if city is None:
        raise InvalidInputError("参保城市没有填。", "city")
    who = identity or given.choice(arguments, "identity", "身份", IDENTITIES, None)
    tier = given.choice(arguments, "tier", "缴费档次", TIERS, "")
    age = given.whole(arguments, "age", "年龄", 0, 120) if given.text(arguments, "age") else None
    person = Person(
        place=place_of(places, city),
        national=places.get(NATIONAL),
        identity=who,
        plan=tier if tier in PLANS.values() else None,
        kind=tier if tier in KINDS.values() else None,
        age=age,
        today=today,
    )
    return _settled(person)


def _settled(person: Person) -> Person:
    if person.identity == FLEXIBLE_RETIRED:
        person = replace(person, identity="retired", kind="flexible")
    if person.identity == "resident":
        return replace(person, plan=None, kind=None)
    if person.kind == "flexible" and person.identity == "flexible":
        return replace(person, kind=None)
    if person.kind is not None and person.identity != "retired":
        raise InvalidInputError(
            "缴费档次写 flexible 或 veteran 时，身份（identity）要是 retired。", "tier"
        )
    return person
