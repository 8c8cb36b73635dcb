from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.flow import CityInput, Input, MoneyInput, MonthInput, NumberInput
from bot.dialogue.inputs import Misfit, fits, read
from tests.helpdesk import guide

TODAY = date(2026, 11, 25)
MONTHS = Input(number=NumberInput(min=0, max=600, unit="个月"))
AGE = Input(number=NumberInput(min=16, max=120, unit="岁"))
MONEY = Input(money=MoneyInput(max=Decimal(300_000)))
MONTH = Input(month=MonthInput())
CITY = Input(city=CityInput())
ALL = [MONTHS, AGE, MONEY, MONTH, CITY]
PLACES = guide().content.places


@pytest.mark.parametrize(
    ("given_input", "text", "value"),
    [
        (MONTHS, "三个月", "3"),
        (MONTHS, "断了三个月左右", "3"),
        (MONTHS, "半年", "6"),
        (MONTHS, "两年", "24"),
        (MONTHS, "一年半", "18"),
        (MONTHS, "一年零三个月", "15"),
        (MONTHS, "１２", "12"),
        (AGE, "六十五岁了", "65"),
        (AGE, "我是68岁", None),
        (MONEY, "一万二", "12000"),
        (MONEY, "大概 5,000 块钱", "5000"),
        (MONEY, "1.25万", "12500"),
        (MONEY, "3500.5元", "3500.5"),
        (MONEY, "两万多", None),
        (MONTH, "1968年3月", "1968-03"),
        (MONTH, "一九六八年三月", "1968-03"),
        (MONTH, "1968年3月8号", "1968-03"),
        (MONTH, "一九六八年三月十八日", "1968-03"),
        (MONTH, "1968-03-18", "1968-03"),
        (MONTH, "19680318", "1968-03"),
        (MONTH, "68年3月生的", "1968-03"),
        (MONTH, "68年3月", "1968-03"),
        (MONTH, "2024-07", "2024-07"),
        (MONTH, "2024.7", "2024-07"),
        (MONTH, "202407", "2024-07"),
        (MONTH, "1970年十一月", "1970-11"),
        (MONTH, "1970年十月份", "1970-10"),
        (CITY, "东市", "easton"),
        (CITY, "我在东城这边", "easton"),
        (CITY, "洛阳市", "other"),
        (CITY, "其他", "other"),
        (CITY, "为什么要问", None),
        (CITY, "我不在东市", None),
        (CITY, "离开东市了", None),
        (CITY, "没在西市缴", None),
        (CITY, "从东市来的，现在在西市", None),
    ],
)
def test_answers_are_read_as_people_type_them(
    given_input: Input, text: str, value: str | None
) -> None:
    assert read(text, given_input, PLACES, TODAY) == value


@pytest.mark.parametrize(
    ("given_input", "text", "names"),
    [
        (MONTHS, "999", "600"),
        (AGE, "8岁", "16"),
        (MONEY, "九百万", "300,000"),
        (MONEY, "12.345", "两位小数"),
        (MONTH, "2024年13月", "1 到 12"),
        (MONTH, "2030年1月", "2026年11月"),
        (MONTH, "1968", "几月"),
        (MONTH, "65年三月初八", "身份证"),
        (MONTH, "农历1965年3月", "身份证"),
    ],
)
def test_what_does_not_fit_is_told_what_would(given_input: Input, text: str, names: str) -> None:
    reading = read(text, given_input, PLACES, TODAY)
    assert isinstance(reading, Misfit)
    assert names in reading.message


@given(st.text(max_size=40), st.sampled_from(ALL))
def test_any_text_is_survived_and_what_is_read_fits(text: str, given_input: Input) -> None:
    reading = read(text, given_input, PLACES, TODAY)
    if isinstance(reading, str):
        assert fits(reading, given_input, PLACES, TODAY)
