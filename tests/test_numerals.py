from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.numerals import read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("１２，０００", "12000"),
        ("3,500.50", "3500.50"),
        ("1.2万", "12000"),
        ("3万5", "35000"),
        ("2万3千", "23000"),
        ("5k", "5000"),
        ("一万二", "12000"),
        ("一万零五百", "10500"),
        ("三万五千六", "35600"),
        ("两万三千四百五十六", "23456"),
        ("三千五", "3500"),
        ("两千零五", "2005"),
        ("一百二", "120"),
        ("十八", "18"),
        ("二十", "20"),
        ("零", "0"),
        ("二零二四", "2024"),
        ("叁佰", "300"),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: str) -> None:
    assert read(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "万", "半", "多少", "三三百", "十万八千里", "1.2.3", "-5"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read(text) is None


@given(st.text(max_size=30))
def test_any_text_is_survived_and_never_negative(text: str) -> None:
    value = read(text)
    assert value is None or value >= 0


@given(st.integers(min_value=0, max_value=99_999_999))
def test_arabic_digits_mean_themselves(number: int) -> None:
    assert read(str(number)) == number
    assert read(f"{number:,}") == number
