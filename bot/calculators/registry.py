"""The calculators by name, with the arguments they take and the figures they yield."""

from collections.abc import Mapping

from bot.calculators import accrual, medical, pension, retirement, survivor, waiting
from bot.content.functions import Function

_ALL = (
    Function(
        name="medical_inflow",
        required=("city", "identity"),
        optional=("age", "base", "tier"),
        figures=("monthly", "yearly", "account"),
        run=medical.inflow,
    ),
    Function(
        name="pension_accrual",
        required=("start", "end", "base"),
        optional=("opening", "identity", "wage"),
        figures=(
            "balance",
            "principal",
            "interest",
            "monthly",
            "paid_monthly",
            "months",
            "approximate",
            "as_of_text",
        ),
        run=accrual.accrual,
    ),
    Function(
        name="pension_monthly",
        required=("balance",),
        optional=("age", "months", "kind"),
        figures=("monthly", "payout_months"),
        run=pension.monthly,
    ),
    Function(
        name="retirement",
        required=("birth", "category"),
        optional=(),
        figures=(
            "retire_month",
            "retire_text",
            "age_text",
            "delay_months",
            "min_months",
            "min_years_text",
            "earliest_month",
            "latest_month",
            "flexible_text",
        ),
        run=retirement.retirement,
    ),
    Function(
        name="pension_remaining",
        required=("balance", "monthly", "paid"),
        optional=(),
        figures=("remaining", "paid_total", "months_total", "left"),
        run=pension.remaining,
    ),
    Function(
        name="resident_wait",
        required=("broken",),
        optional=("repaired",),
        figures=("months",),
        run=waiting.resident_wait,
    ),
    Function(
        name="survivor",
        required=("income", "years"),
        optional=("retired_years",),
        figures=("funeral", "relief_months", "relief", "total"),
        run=survivor.survivor,
    ),
    Function(
        name="flexible_account",
        required=("city",),
        optional=("tier",),
        figures=("account",),
        run=medical.flexible_account,
    ),
    Function(
        name="medical_arrival",
        required=("city",),
        optional=(),
        figures=("arrival_text",),
        run=medical.arrival,
    ),
    Function(
        name="medical_years",
        required=("city",),
        optional=(),
        figures=("male", "female", "paid", "years_text"),
        run=medical.years,
    ),
)

FUNCTIONS: Mapping[str, Function] = {function.name: function for function in _ALL}
