"""Pension account: worked examples, to the cent."""

from datetime import date
from decimal import Decimal

import pytest

from bot.content.functions import Calculation
from tests.calculators.shipped import amount, calculate


def accrual(start: str, end: str, base: int, **more: object) -> Calculation:
    return calculate("pension_accrual", start=start, end=end, base=base, **more)


def test_a_base_of_5000_credits_400_a_month() -> None:
    result = accrual("2023-01", "2023-12", 5000)
    assert amount(result, "monthly") == Decimal("400.00")
    assert amount(result, "principal") == Decimal("4800.00")
    assert amount(result, "paid_monthly") == Decimal("400.00")


@pytest.mark.parametrize(
    ("end", "balance", "status"),
    [
        ("2023-12", "4903.22", "official"),
        ("2024-12", "9899.80", "official"),
        ("2025-12", "14887.30", "provisional"),
    ],
)
def test_three_years_of_400_a_month(end: str, balance: str, status: str) -> None:
    result = accrual("2023-01", end, 5000)
    assert amount(result, "balance") == Decimal(balance)
    assert result.status == status


@pytest.mark.parametrize(("end", "balance"), [("2024-12", "38574.99"), ("2025-12", "46896.02")])
def test_an_opening_balance_earns_interest_for_the_whole_year(end: str, balance: str) -> None:
    result = accrual("2024-01", end, 8000, opening=30000)
    assert amount(result, "balance") == Decimal(balance)
    assert amount(result, "monthly") == Decimal("640.00")


@pytest.mark.parametrize(("end", "balance"), [("2024-12", "2176.51"), ("2025-12", "6564.25")])
def test_a_flexible_worker_who_starts_in_july(end: str, balance: str) -> None:
    result = accrual("2024-07", end, 4500, identity="flexible")
    assert amount(result, "balance") == Decimal(balance)
    assert amount(result, "paid_monthly") == Decimal("900.00")
    assert amount(result, "monthly") == Decimal("360.00")


@pytest.mark.parametrize(("end", "balance"), [("2024-12", "55587.97"), ("2025-12", "61260.79")])
def test_ten_years_are_rounded_once_at_the_end(end: str, balance: str) -> None:
    assert amount(accrual("2016-01", end, 5000), "balance") == Decimal(balance)


def test_principal_and_interest_make_up_the_balance() -> None:
    result = accrual("2016-01", "2025-12", 5000)
    assert amount(result, "principal") == Decimal("48000.00")
    assert amount(result, "interest") == Decimal("13260.79")


@pytest.mark.parametrize(("base", "monthly"), [(3000, "384.00"), (30000, "1920.00")])
def test_the_local_wage_limits_the_base(base: int, monthly: str) -> None:
    result = accrual("2024-01", "2024-12", base, wage=8000)
    assert amount(result, "monthly") == Decimal(monthly)


def test_the_rule_of_thumb_is_three_cents_off_after_a_year() -> None:
    result = accrual("2023-01", "2023-12", 5000)
    assert amount(result, "approximate") == Decimal("4903.19")
    assert any("4903.19" in step for step in result.steps)


def test_the_steps_can_be_followed() -> None:
    steps = accrual("2023-01", "2024-12", 5000).steps
    assert steps[0] == "每月记账：5000 元 × 8% = 400 元"
    assert "400 元 × 12 个月 = 4800 元，利息 128.46 元 + 68.12 元，年末 9899.80 元" in steps[2]


def test_a_provisional_rate_is_named() -> None:
    result = accrual("2025-01", "2025-12", 5000)
    assert result.status == "provisional"
    assert any("1.50%" in step and "暂定" in step for step in result.steps)


def test_the_year_without_a_published_rate_is_an_assumption_that_is_named() -> None:
    result = accrual("2026-01", "2026-10", 5000)
    assert result.status == "provisional"
    assert any("2026" in step and "假设" in step for step in result.steps)


def test_a_year_that_is_not_over_is_an_estimate() -> None:
    result = calculate(
        "pension_accrual", date(2024, 6, 15), start="2024-01", end="2024-06", base=5000
    )
    assert result.status == "provisional"
    assert any("还没过完" in step for step in result.steps)


def test_no_rate_is_carried_into_a_later_year() -> None:
    result = calculate(
        "pension_accrual", date(2028, 1, 1), start="2026-01", end="2027-12", base=5000
    )
    assert result.status == "unknown"
    assert result.figures == {}
    assert "12333" in (result.ask or "")


def test_years_before_the_national_rates_ask_for_the_opening_balance() -> None:
    result = accrual("2010-01", "2020-12", 5000)
    assert result.status == "unknown"
    assert result.figures == {}
    assert "2015 年末" in (result.ask or "")
    assert "opening" in (result.ask or "")


@pytest.mark.parametrize(
    ("balance", "age", "months", "divisor", "monthly", "status"),
    [
        ("139000", 60, None, "139", "1000.00", "official"),
        ("100000", 50, 0, "195", "512.82", "official"),
        ("170000", 55, 0, "170", "1000.00", "official"),
        ("200000", 60, 6, "135.5", "1476.01", "provisional"),
        ("117000", 63, 0, "117", "1000.00", "official"),
        ("120000", 60, 1, "138.4", "867.05", "provisional"),
        ("120000", 60, 3, "137.3", "874.00", "provisional"),
        ("100000", 50, 1, "194.6", "513.87", "provisional"),
        ("100000", 58, 1, "151.4", "660.50", "provisional"),
        ("56000", 70, 0, "56", "1000.00", "official"),
        ("56000", 70, 5, "56", "1000.00", "official"),
        ("56000", 75, 0, "56", "1000.00", "official"),
    ],
)
def test_the_monthly_pension_of_the_account(
    balance: str, age: int, months: int | None, divisor: str, monthly: str, status: str
) -> None:
    extra = {} if months is None else {"months": months}
    result = calculate("pension_monthly", balance=balance, age=age, **extra)
    assert amount(result, "payout_months") == Decimal(divisor)
    assert amount(result, "monthly") == Decimal(monthly)
    assert result.status == status


def test_resident_pensions_divide_by_139_at_any_age() -> None:
    result = calculate("pension_monthly", balance=20000, kind="resident")
    assert amount(result, "monthly") == Decimal("143.88")
    assert result.rows[0].cite == ("CXJM",)


def test_what_is_left_after_thirty_months() -> None:
    result = calculate("pension_remaining", balance=139000, monthly=1000, paid=30)
    assert amount(result, "remaining") == Decimal("109000.00")
    assert amount(result, "months_total") == 139
    assert result.figures["left"] == "yes"


def test_nothing_is_left_when_all_is_paid_but_never_less_than_nothing() -> None:
    for paid in (139, 200):
        result = calculate("pension_remaining", balance=139000, monthly=1000, paid=paid)
        assert amount(result, "remaining") == Decimal("0.00")
        assert result.figures["left"] == "no"
