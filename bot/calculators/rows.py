"""Looking up dated figures in `knowledge/parameters/`.

A row holds for a day when `since` ≤ day < `until`, for a year when it names one, and for the
identity, tier and age it names; of several that hold one naming the tier wins, then
the one naming the most, then the newest.
Nothing is ever taken from another place, another year or another age band.

Keys, with their unit. In `national.yaml`:

pension.interest_percent        % a year; one row per `year`
pension.credit_percent          % of the base credited to the account
pension.paid_percent            % of the base paid; identity employee (own part) or flexible (all)
pension.base_floor_percent      % of the local reference wage: the least base
pension.base_cap_percent        % of the local reference wage: the greatest base
pension.payout_months           months; by age (age_from, age_below), or identity resident
pension.min_months              months of contributions needed, by the date of retirement
retirement.*.age                years: the former statutory age (* is m, f55 or f50)
retirement.*.start              YYYY-MM of birth from which retirement is put off
retirement.*.step               so many months of birth per month put off
retirement.*.cap                the most months put off
retirement.flexible_months      months by which one may retire earlier or later
survivor.funeral_multiple       × monthly disposable income
survivor.relief.*               months: below_5, below_10, to_15, yearly, most, retired_yearly,
                                retired_least
medical.resident_wait.*         months: fixed, yearly, repaired, least (from least_years on)
hotline.*                       telephone numbers: medical, pension

In `national.yaml` and in a city's file:

medical.account                 yes | no, by identity; with a `tier` where it depends on the tier
                                chosen. Tiers: account and none (what the tier is in truth, only
                                in national.yaml or where it is all a city has), tier1 一档,
                                tier2 二档 — which of the two has an account differs by city.
medical.active_percent          % of the base credited; identity employee or flexible
medical.deduct_percent          % of the base taken off the credit (long-term care), by age
medical.base_min                yuan a month, by `year`
medical.base_max                yuan a month, by `year`
medical.not_credited_monthly    yuan a month paid beside the 2 % and never credited
medical.retired_monthly         yuan a month, by age; tier flexible or veteran where it differs
medical.retired_yearly          yuan a year, where the city sets it by the year
medical.retired_deduct_monthly  yuan a month taken off
medical.arrival                 words: when the money arrives
medical.retire_years.*          years of contributions for benefits after retirement: male,
                                female, paid (actual ones)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.content.knowledge import Place, Row


@dataclass(frozen=True, slots=True)
class Query:
    """Which row is wanted, for whom and for when."""

    key: str
    on: date
    identity: str | None = None
    tier: str | None = None
    age: int | None = None


def in_force(place: Place, query: Query) -> Iterable[Row]:
    """The rows of a key that hold on the day for the identity, whatever their tier and age."""
    for row in place.rows:
        if row.key != query.key or row.identity not in (None, query.identity):
            continue
        begun = row.since is None or row.since <= query.on
        over = row.until is not None and row.until <= query.on
        if begun and not over and row.year in (None, query.on.year):
            yield row


def is_banded(row: Row) -> bool:
    """Whether a row holds for some ages only."""
    return row.age_from is not None or row.age_below is not None


def _fits(row: Row, query: Query) -> bool:
    if row.tier not in (None, query.tier):
        return False
    if not is_banded(row):
        return True
    if query.age is None:
        return False
    above = row.age_from is None or query.age >= row.age_from
    return above and (row.age_below is None or query.age < row.age_below)


def _rank(row: Row) -> tuple[bool, int, date]:
    named = sum(part is not None for part in (row.identity, row.year)) + is_banded(row)
    return row.tier is not None, named, row.since or date.min


def find(place: Place | None, query: Query) -> Row | None:
    """The one row that answers a query, or None. Its status may be `unknown`."""
    if place is None:
        return None
    fitting = [row for row in in_force(place, query) if _fits(row, query)]
    return max(fitting, key=_rank, default=None)


def place_of(places: Mapping[str, Place], text: str) -> Place | None:
    """A place by id, by Chinese name (with or without 市) or by another name it goes by."""
    if text in places:
        return places[text]
    name = text.removesuffix("市")
    for place in places.values():
        if name == place.name or text in place.say:
            return place
    return None
