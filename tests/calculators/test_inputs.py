"""Arguments out of range are refused in a sentence; whatever is given, nothing odd comes out."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calculators.registry import FUNCTIONS
from bot.content.functions import Calculation, InvalidInputError
from tests.calculators.shipped import TODAY, calculate, places

ACCRUAL = {"start": "2023-01", "end": "2023-12", "base": "5000"}
INFLOW = {"city": "beijing", "identity": "employee", "base": "5000"}


@pytest.mark.parametrize(
    ("name", "arguments", "argument", "bounds"),
    [
        ("pension_accrual", ACCRUAL | {"start": "2023-13"}, "start", "1998-01 到 2026-11"),
        ("pension_accrual", ACCRUAL | {"start": "1990-01"}, "start", "1998-01"),
        ("pension_accrual", ACCRUAL | {"end": "2022-12"}, "end", "2023-01 到 2026-11"),
        ("pension_accrual", ACCRUAL | {"end": "2027-01"}, "end", "2026-11"),
        ("pension_accrual", ACCRUAL | {"base": "-1"}, "base", "1 到 1000000"),
        ("pension_accrual", ACCRUAL | {"base": "0"}, "base", "1 到 1000000"),
        ("pension_accrual", ACCRUAL | {"base": "五千"}, "base", "元"),
        ("pension_accrual", ACCRUAL | {"base": "NaN"}, "base", "元"),
        ("pension_accrual", ACCRUAL | {"base": "1e5"}, "base", "元"),
        ("pension_accrual", ACCRUAL | {"base": "5000.005"}, "base", "最多两位小数"),
        ("pension_accrual", ACCRUAL | {"opening": "-5"}, "opening", "0 到 100000000"),
        ("pension_accrual", ACCRUAL | {"wage": "0"}, "wage", "1 到"),
        ("pension_accrual", ACCRUAL | {"identity": "retired"}, "identity", "flexible"),
        ("pension_monthly", {"balance": "x", "age": "60"}, "balance", "0 到"),
        ("pension_monthly", {"balance": "1000"}, "age", "40 到 120"),
        ("pension_monthly", {"balance": "1000", "age": "39"}, "age", "40 到 120"),
        ("pension_monthly", {"balance": "1", "age": "60", "months": "12"}, "months", "0 到 11"),
        ("pension_monthly", {"balance": "1", "age": "59", "kind": "resident"}, "age", "60 到"),
        ("retirement", {"birth": "1966-13", "category": "M"}, "birth", "1930-01 到 2010-11"),
        ("retirement", {"birth": "2030-01", "category": "M"}, "birth", "1930-01 到 2010-11"),
        ("retirement", {"birth": "1929-12", "category": "M"}, "birth", "1930-01"),
        ("retirement", {"birth": "1966-01", "category": "X"}, "category", "M、F55、F50"),
        ("pension_remaining", {"balance": "9", "monthly": "0", "paid": "1"}, "monthly", "0.01"),
        ("pension_remaining", {"balance": "9", "monthly": "10", "paid": "1"}, "monthly", "9 元"),
        ("pension_remaining", {"balance": "9", "monthly": "1", "paid": "1.5"}, "paid", "整数"),
        ("resident_wait", {"broken": "-1"}, "broken", "0 到 60"),
        ("resident_wait", {"broken": "1", "repaired": "a"}, "repaired", "0 到 60"),
        ("survivor", {"income": "0", "years": "3"}, "income", "1 到 100000"),
        ("survivor", {"income": "4200", "years": "3.5"}, "years", "整数"),
        (
            "survivor",
            {"income": "4200", "years": "3", "retired_years": "99"},
            "retired_years",
            "0 到 70",
        ),
        ("medical_inflow", INFLOW | {"city": ""}, "city", "没有填"),
        ("medical_inflow", INFLOW | {"identity": "boss"}, "identity", "employee"),
        ("medical_inflow", INFLOW | {"tier": "三档"}, "tier", "tier1"),
        ("medical_inflow", INFLOW | {"age": "-3"}, "age", "0 到 120"),
        ("medical_inflow", INFLOW | {"base": "abc"}, "base", "1 到 1000000"),
    ],
)
def test_a_bad_argument_is_named_with_what_would_be_valid(
    name: str, arguments: dict[str, str], argument: str, bounds: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        calculate(name, **arguments)
    sentence = str(caught.value)
    assert caught.value.argument == argument
    assert bounds in sentence
    assert sentence.endswith("。")


def test_full_width_digits_are_digits() -> None:
    result = calculate("pension_monthly", balance="１３９０００", age="６０")
    assert result.figures["monthly"] == Decimal("1000.00")


def _sound(name: str, result: Calculation) -> None:
    """What must hold for any answer."""
    assert set(result.figures) <= set(FUNCTIONS[name].figures)
    assert set(result.units) <= set(result.figures)
    assert (result.status == "unknown") == (not result.figures)
    assert (result.status == "unknown") == (result.ask is not None)
    assert result.cite
    assert set(result.cite) <= set(FUNCTIONS[name].cite)
    assert not result.figures or result.steps
    for value in result.figures.values():
        if isinstance(value, Decimal):
            assert value.is_finite()
            assert value >= 0
        else:
            assert value
    statuses = {row.status for row in result.rows}
    if result.status == "official":
        assert statuses <= {"official"}
    if result.status != "unknown":
        assert "unknown" not in statuses
        assert result.rows or name == "pension_remaining"
    text = "\n".join(result.steps)
    assert not re.search(r"NaN|Infinity|None|\d[eE][+-]?\d", text), text


def _try(name: str, arguments: dict[str, str], today: date) -> None:
    try:
        result = FUNCTIONS[name].run(arguments, places(), today)
    except InvalidInputError as error:
        sentence = str(error)
    else:
        _sound(name, result)
        return
    assert re.search(r"[一-鿿].*。$", sentence), sentence


DAYS = st.dates(date(2018, 1, 1), date(2045, 12, 31)) | st.just(TODAY)
MONTHS = st.builds("{}-{:02d}".format, st.integers(1920, 2050), st.integers(0, 13))
MONEY = st.decimals(0, 60000, places=2).map(str) | st.integers(-10, 10**7).map(str)
SMALL = st.integers(-2, 130).map(str)
ODD = st.text(max_size=6) | st.sampled_from(["NaN", "-1", "1e9", "inf", "", "０", "٣", "½", "²"])
WORDS = {
    "city": st.sampled_from([*places(), "other", "拉萨", "北京市"]),
    "identity": st.sampled_from(
        ["employee", "flexible", "retired", "resident", "unemployed", "flexible_retired"]
    ),
    "tier": st.sampled_from(["account", "none", "tier1", "tier2", "flexible", "veteran", ""]),
    "category": st.sampled_from(["M", "F55", "F50"]),
    "kind": st.sampled_from(["employee", "resident"]),
    "start": MONTHS,
    "end": MONTHS,
    "birth": MONTHS,
    "base": MONEY,
    "opening": MONEY,
    "wage": MONEY,
    "balance": MONEY,
    "monthly": MONEY,
    "income": MONEY,
}


def _plausible(name: str) -> st.SearchStrategy[dict[str, str]]:
    function = FUNCTIONS[name]
    return st.fixed_dictionaries(
        {each: WORDS.get(each, SMALL) for each in function.required},
        optional={each: WORDS.get(each, SMALL) for each in function.optional},
    )


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=800, deadline=None, derandomize=True)
@given(data=st.data(), today=DAYS)
def test_any_plausible_input_gives_a_sound_answer_or_a_sentence(
    name: str, data: st.DataObject, today: date
) -> None:
    _try(name, data.draw(_plausible(name)), today)


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=200, deadline=None, derandomize=True)
@given(data=st.data())
def test_nonsense_gives_a_sentence(name: str, data: st.DataObject) -> None:
    arguments = data.draw(_plausible(name))
    spoilt = data.draw(st.sampled_from(sorted(arguments)))
    _try(name, arguments | {spoilt: data.draw(ODD)}, TODAY)
