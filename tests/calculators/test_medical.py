"""Medical account: worked examples by city, to the cent."""

from datetime import date
from decimal import Decimal

import pytest

from bot.content.functions import InvalidInputError
from tests.calculators.shipped import amount, calculate, whole


@pytest.mark.parametrize(
    ("given", "monthly", "status"),
    [
        ("beijing employee base=8000", "160.00", "official"),
        ("beijing retired age=65", "100.00", "official"),
        ("beijing retired age=72", "110.00", "official"),
        ("beijing employee base=6000", "120.00", "official"),
        ("zhengzhou employee base=5000 age=30", "100.00", "official"),
        ("zhengzhou flexible base=20000", "400.00", "official"),
        ("zhengzhou flexible base=10000", "200.00", "official"),
        ("zhengzhou flexible base=5000", "100.00", "official"),
        ("zhengzhou flexible base=5000 tier=none", "0.00", "official"),
        ("zhengzhou retired", "95.00", "official"),
        ("guangzhou employee base=10292 age=40", "205.84", "official"),
        ("guangzhou retired", "160.42", "provisional"),
        ("shenzhen employee base=6727 tier=tier1", "134.54", "official"),
        ("shenzhen employee base=33633 tier=一档", "672.66", "official"),
        ("shenzhen employee base=6727 tier=2", "0.00", "official"),
        ("shenzhen flexible base=6727 tier=1", "134.54", "official"),
        ("shenzhen retired tier=1", "251.00", "official"),
        ("shenzhen retired tier=tier2", "0.00", "official"),
        ("chengdu employee base=6000 age=35", "114.00", "provisional"),
        ("chengdu employee base=6000 age=45", "108.00", "provisional"),
        ("chengdu flexible base=6000 age=45", "108.00", "provisional"),
        ("shanghai employee base=7384", "147.68", "provisional"),
        ("shanghai retired age=74", "140.00", "provisional"),
        ("shanghai retired age=75", "157.50", "provisional"),
        ("wuhan flexible base=5000", "0.00", "official"),
        ("wuhan flexible", "0.00", "official"),
        ("wuhan retired", "83.00", "official"),
        ("wuhan retired tier=flexible", "66.00", "official"),
        ("wuhan flexible_retired", "66.00", "official"),
        ("tianjin retired age=68", "40.00", "official"),
        ("tianjin retired age=75", "50.00", "official"),
        ("tianjin retired age=95 tier=veteran", "60.00", "official"),
        ("chongqing flexible tier=tier1", "0.00", "official"),
        ("chongqing flexible tier=tier2 base=5000", "100.00", "provisional"),
        ("chongqing employee base=5000", "100.00", "official"),
        ("xian retired", "100.00", "provisional"),
        ("bengbu flexible", "0.00", "official"),
        ("bengbu flexible_retired", "46.56", "official"),
        ("lasa resident", "0.00", "official"),
        ("深圳 resident", "0.00", "official"),
        ("北京市 employee base=8000", "160.00", "official"),
        ("national employee base=8000", "160.00", "provisional"),
    ],
)
def test_what_is_paid_in_a_month(given: str, monthly: str, status: str) -> None:
    city, identity, *more = given.split()
    arguments = dict(word.split("=") for word in more)
    result = calculate("medical_inflow", city=city, identity=identity, **arguments)
    assert amount(result, "monthly") == Decimal(monthly)
    assert result.status == status
    assert result.rows


def test_the_year_is_twelve_months_or_what_the_city_sets() -> None:
    employee = calculate("medical_inflow", city="shanghai", identity="employee", base=7384)
    assert amount(employee, "yearly") == Decimal("1772.16")
    retired = calculate("medical_inflow", city="shanghai", identity="retired", age=60)
    assert amount(retired, "yearly") == Decimal("1680.00")


def test_figures_checked_for_an_earlier_year_were_official_then() -> None:
    result = calculate(
        "medical_inflow", date(2024, 1, 1), city="shanghai", identity="retired", age=60
    )
    assert result.status == "official"


@pytest.mark.parametrize(
    "given",
    [
        "hangzhou employee base=6000",
        "hangzhou retired age=65",
        "hangzhou flexible base=5000",
        "chengdu retired age=65",
        "chongqing retired age=65",
        "beijing flexible base=6000",
        "shanghai flexible base=6000",
        "guangzhou flexible base=6000",
        "chongqing flexible base=5000",
        "shenzhen flexible base=7000",
        "tianjin flexible base=5000",
        "xian flexible base=5000",
        "beijing flexible_retired age=65",
        "beijing employee base=6000 tier=1",
        "beijing unemployed",
        "lasa employee base=6000",
        "other retired age=65",
        "national retired age=65",
        "national flexible base=5000",
    ],
)
def test_what_is_not_verified_has_no_figure_but_someone_to_ask(given: str) -> None:
    city, identity, *more = given.split()
    arguments = dict(word.split("=") for word in more)
    result = calculate("medical_inflow", city=city, identity=identity, **arguments)
    assert result.status == "unknown"
    assert result.figures == {}
    assert "12393" in (result.ask or "")
    assert "“" in (result.ask or "")


def test_no_figure_before_the_day_it_holds_from() -> None:
    result = calculate(
        "medical_inflow", date(2022, 8, 31), city="beijing", identity="employee", base=8000
    )
    assert result.status == "unknown"


def test_the_tiers_of_chongqing_and_shenzhen_are_the_reverse_of_each_other() -> None:
    answers = {
        (city, tier): calculate("flexible_account", city=city, tier=tier).figures["account"]
        for city in ("chongqing", "shenzhen")
        for tier in ("tier1", "tier2")
    }
    assert answers == {
        ("chongqing", "tier1"): "no",
        ("chongqing", "tier2"): "yes",
        ("shenzhen", "tier1"): "yes",
        ("shenzhen", "tier2"): "no",
    }


def test_an_employee_who_does_not_say_the_tier_is_told_what_was_assumed() -> None:
    result = calculate("medical_inflow", city="shenzhen", identity="employee", base=7000)
    assert amount(result, "monthly") == Decimal("140.00")
    assert result.status == "provisional"
    assert "划入 0 元" in result.steps[0]


def test_a_base_beyond_the_limit_of_the_year_counts_as_the_limit() -> None:
    result = calculate(
        "medical_inflow", city="shenzhen", identity="employee", base=50000, tier="tier1"
    )
    assert amount(result, "monthly") == Decimal("672.66")
    later = calculate(
        "medical_inflow",
        date(2027, 2, 1),
        city="shenzhen",
        identity="employee",
        base=50000,
        tier="tier1",
    )
    assert amount(later, "monthly") == Decimal("1000.00")


def test_other_deductions_from_the_wage_are_not_credited() -> None:
    steps = calculate("medical_inflow", city="beijing", identity="employee", base=6000).steps
    assert "6000 元 × 2% = 每月 120 元" in steps
    assert any("3 元大额互助金不进个人账户" in step for step in steps)


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ("beijing employee", "base"),
        ("beijing retired", "age"),
        ("chengdu employee base=6000", "age"),
        ("wuhan employee base=5000 tier=veteran", "tier"),
    ],
)
def test_an_argument_needed_here_is_asked_for(given: str, argument: str) -> None:
    city, identity, *more = given.split()
    arguments = dict(word.split("=") for word in more)
    with pytest.raises(InvalidInputError) as caught:
        calculate("medical_inflow", city=city, identity=identity, **arguments)
    assert caught.value.argument == argument


@pytest.mark.parametrize(
    ("city", "account", "status"),
    [
        ("zhengzhou", "yes", "official"),
        ("chengdu", "yes", "provisional"),
        ("hangzhou", "yes", "provisional"),
        ("suzhou", "yes", "provisional"),
        ("wuhan", "no", "official"),
        ("bengbu", "no", "official"),
        ("chongqing", "tier", "official"),
        ("shenzhen", "tier", "official"),
        ("tianjin", "tier", "provisional"),
        ("xian", "tier", "provisional"),
    ],
)
def test_whether_flexible_workers_have_an_account(city: str, account: str, status: str) -> None:
    result = calculate("flexible_account", city=city)
    assert (result.figures["account"], result.status) == (account, status)


@pytest.mark.parametrize("city", ["beijing", "shanghai", "guangzhou", "other"])
def test_whether_there_is_an_account_may_be_unknown(city: str) -> None:
    result = calculate("flexible_account", city=city)
    assert (result.figures, result.status) == ({}, "unknown")


def test_the_day_the_money_arrives() -> None:
    assert calculate("medical_arrival", city="beijing").figures["arrival_text"] == "每月 5 日前"
    assert calculate("medical_arrival", city="other").status == "unknown"


def test_years_of_contributions_for_benefits_in_retirement() -> None:
    result = calculate("medical_years", city="chongqing")
    assert whole(result, "male", "female", "paid") == [30, 25, 10]
    assert result.status == "official"
    assert "paid" not in calculate("medical_years", city="shanghai").figures
    assert calculate("medical_years", city="guangzhou").status == "unknown"
    assert calculate("medical_years", date(2030, 1, 1), city="guangzhou").figures["male"] == 30
