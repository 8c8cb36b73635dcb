"""Retirement month, waiting periods and what survivors receive."""

from datetime import date
from decimal import Decimal

import pytest

from tests.calculators.shipped import amount, calculate


@pytest.mark.parametrize(
    ("category", "birth", "delay", "age", "month"),
    [
        ("M", "1964-12", 0, "60 岁", "2024-12"),
        ("M", "1965-01", 1, "60 岁 1 个月", "2025-02"),
        ("M", "1966-11", 6, "60 岁 6 个月", "2027-05"),
        ("M", "1970-06", 17, "61 岁 5 个月", "2031-11"),
        ("M", "1976-08", 35, "62 岁 11 个月", "2039-07"),
        ("M", "1976-09", 36, "63 岁", "2039-09"),
        ("M", "1990-01", 36, "63 岁", "2053-01"),
        ("F55", "1969-12", 0, "55 岁", "2024-12"),
        ("F55", "1972-03", 7, "55 岁 7 个月", "2027-10"),
        ("F55", "1981-09", 36, "58 岁", "2039-09"),
        ("F50", "1976-11", 12, "51 岁", "2027-11"),
        ("F50", "1984-11", 60, "55 岁", "2039-11"),
    ],
)
def test_the_retirement_month(category: str, birth: str, delay: int, age: str, month: str) -> None:
    result = calculate("retirement", birth=birth, category=category)
    assert amount(result, "delay_months") == delay
    assert result.figures["age_text"] == age
    assert result.figures["retire_month"] == month
    assert result.status == "official"


@pytest.mark.parametrize(
    ("birth", "year", "months", "text"),
    [
        ("1964-12", "2024", 180, "15 年"),
        ("1968-03", "2029", 180, "15 年"),
        ("1969-01", "2030", 186, "15 年 6 个月"),
        ("1970-06", "2031", 192, "16 年"),
        ("1971-06", "2033", 204, "17 年"),
        ("1975-12", "2038", 234, "19 年 6 个月"),
        ("1976-09", "2039", 240, "20 年"),
        ("1990-01", "2053", 240, "20 年"),
    ],
)
def test_the_years_of_contributions_needed_then(
    birth: str, year: str, months: int, text: str
) -> None:
    result = calculate("retirement", birth=birth, category="M")
    assert str(result.figures["retire_month"]).startswith(year)
    assert amount(result, "min_months") == months
    assert result.figures["min_years_text"] == text


def test_flexible_retirement_is_never_earlier_than_the_former_age() -> None:
    soon = calculate("retirement", birth="1966-11", category="M").figures
    assert (soon["earliest_month"], soon["latest_month"]) == ("2026-11", "2030-05")
    late = calculate("retirement", birth="1990-01", category="M").figures
    assert (late["earliest_month"], late["latest_month"]) == ("2050-01", "2056-01")


def test_flexible_retirement_is_not_for_those_who_reached_the_age_before() -> None:
    figures = calculate("retirement", birth="1964-12", category="M").figures
    assert figures["earliest_month"] == figures["latest_month"] == "2024-12"


def test_before_the_rules_began_there_is_no_answer() -> None:
    result = calculate("retirement", date(2024, 6, 1), birth="1970-06", category="M")
    assert (result.status, result.figures) == ("unknown", {})


@pytest.mark.parametrize(
    ("broken", "repaired", "months"),
    [(0, 0, 3), (1, 0, 4), (2, 0, 5), (3, 1, 5), (5, 0, 8), (5, 4, 6), (4, 4, 6), (2, 9, 3)],
)
def test_waiting_after_a_gap_in_resident_insurance(broken: int, repaired: int, months: int) -> None:
    result = calculate("resident_wait", broken=broken, repaired=repaired)
    assert amount(result, "months") == months
    assert result.status == "official"


def test_repairing_is_optional() -> None:
    assert amount(calculate("resident_wait", broken=2), "months") == 5


@pytest.mark.parametrize(
    ("years", "drawn", "months", "relief"),
    [
        (3, 0, 3, "12600"),
        (5, 0, 6, "25200"),
        (7, 0, 6, "25200"),
        (10, 0, 9, "37800"),
        (15, 0, 9, "37800"),
        (16, 0, 10, "42000"),
        (20, 0, 14, "58800"),
        (29, 0, 23, "96600"),
        (32, 0, 24, "100800"),
        (20, 3, 11, "46200"),
        (20, 10, 9, "37800"),
    ],
)
def test_what_the_family_receives(years: int, drawn: int, months: int, relief: str) -> None:
    result = calculate("survivor", income=4200, years=years, retired_years=drawn)
    assert amount(result, "funeral") == Decimal("8400.00")
    assert amount(result, "relief_months") == months
    assert amount(result, "relief") == Decimal(relief)
    assert amount(result, "total") == Decimal(relief) + 8400
