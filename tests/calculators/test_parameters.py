"""The shipped rows: known keys, sound values, sources that exist, no two answers to one query."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase

import pytest

from bot.calculators import rows
from bot.calculators.person import TIERS
from bot.calculators.rows import Query
from bot.cli import CONTENT_ROOT
from bot.content.flow import Review, source_of
from bot.content.knowledge import Place, Row
from bot.content.yaml import read
from tests.calculators.shipped import places

DAY = date(2026, 11, 25)
SOURCES = CONTENT_ROOT / "knowledge" / "sources.yaml"
WORDS = {"medical.account", "medical.arrival"}


@pytest.mark.parametrize("city", places())
def test_every_key_is_documented(city: str) -> None:
    known = re.findall(r"^([a-z]+\.[a-z0-9_.*]+) ", rows.__doc__ or "", re.MULTILINE)
    for row in places()[city].rows:
        assert any(fnmatchcase(row.key, pattern) for pattern in known), row.key


@pytest.mark.parametrize("city", places())
def test_every_row_has_a_source_that_exists_and_a_value_unless_unknown(city: str) -> None:
    sources = read(SOURCES.name, SOURCES.read_bytes()).data
    for row in places()[city].rows:
        assert row.cite, row
        assert {source_of(each) for each in row.cite} <= set(sources), row.cite
        assert (row.value is None) == (row.status == "unknown"), row
        assert row.note or row.status == "official" or row.key == "medical.arrival", row


@pytest.mark.parametrize("city", places())
def test_every_value_is_of_its_kind(city: str) -> None:
    for row in places()[city].rows:
        if row.value is None or row.key in WORDS or row.key.endswith(".start"):
            continue
        assert Decimal(row.value) >= 0, row
        assert row.key != "medical.account" or row.value in ("yes", "no"), row
        assert row.tier is None or row.tier in TIERS.values(), row


@pytest.mark.parametrize("city", places())
def test_no_two_rows_answer_the_same_question_at_once(city: str) -> None:
    def question(row: Row) -> tuple[object, ...]:
        bands = (row.age_from, row.age_below)
        return row.key, row.identity, row.tier, row.year, bands, row.since

    counted = Counter(map(question, places()[city].rows))
    assert [each for each, count in counted.items() if count > 1] == []


def test_the_payout_months_have_no_gap() -> None:
    query = [Query("pension.payout_months", DAY, age=age) for age in range(40, 80)]
    values = [rows.find(places()["national"], each) for each in query]
    months = [int(row.value or "0") for row in values if row is not None]
    assert len(months) == 40
    assert months == sorted(months, reverse=True)
    assert months[0] == 233
    assert months[-1] == 56


def _place(*found: Row) -> Place:
    review = Review(checked=DAY, due=DAY, owner="policy")
    return Place(name="某地", review=review, rows=found)


def _row(value: str, **more: object) -> Row:
    return Row(key="k", value=value, status="official", **more)  # type: ignore[arg-type]  # any field of a row


def test_a_row_holds_from_its_first_day_until_the_day_before_its_last() -> None:
    place = _place(_row("1", since=date(2020, 1, 1), until=date(2021, 1, 1)))
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
    assert [rows.find(place, Query("k", day)) is not None for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_the_newest_row_in_force_answers() -> None:
    place = _place(_row("old", since=date(2020, 1, 1)), _row("new", since=date(2024, 1, 1)))
    found = rows.find(place, Query("k", DAY))
    assert found is not None
    assert found.value == "new"


def test_a_tier_outranks_an_age_band_and_an_identity_outranks_none() -> None:
    place = _place(_row("all"), _row("old", identity="retired", age_from=70))
    tiered = _place(*place.rows, _row("tier", identity="retired", tier="veteran"))
    query = Query("k", DAY, "retired", "veteran", 80)
    assert [getattr(rows.find(p, query), "value", None) for p in (place, tiered)] == ["old", "tier"]
    assert getattr(rows.find(tiered, Query("k", DAY, "employee")), "value", None) == "all"


@pytest.mark.parametrize("name", ["beijing", "北京", "北京市", "帝都"])
def test_a_place_is_found_by_any_of_its_names(name: str) -> None:
    assert rows.place_of(places(), name) is places()["beijing"]


def test_a_place_without_a_file_is_none() -> None:
    assert rows.place_of(places(), "拉萨") is None
