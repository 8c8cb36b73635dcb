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
        cite=("GBF21-14",),
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
        cite=("SIL 14", "GZ97-116"),
        run=accrual.accrual,
    ),
    Function(
        name="pension_monthly",
        required=("balance",),
        optional=("age", "months", "kind"),
        figures=("monthly", "payout_months"),
        cite=("SIL 15", "GF05-38", "CXJM"),
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
        cite=("YCTX", "TXTX"),
        run=retirement.retirement,
    ),
    Function(
        name="pension_remaining",
        required=("balance", "monthly", "paid"),
        optional=(),
        figures=("remaining", "paid_total", "months_total", "left"),
        cite=("SIL 14", "R13 6"),
        run=pension.remaining,
    ),
    Function(
        name="resident_wait",
        required=("broken",),
        optional=("repaired",),
        figures=("months",),
        cite=("GBF24-38",),
        run=waiting.resident_wait,
    ),
    Function(
        name="survivor",
        required=("income", "years"),
        optional=("retired_years",),
        figures=("funeral", "relief_months", "relief", "total"),
        cite=("SIL 17", "YSDY"),
        run=survivor.survivor,
    ),
    Function(
        name="flexible_account",
        required=("city",),
        optional=("tier",),
        figures=("account",),
        cite=("SIL 23",),
        run=medical.flexible_account,
    ),
    Function(
        name="medical_arrival",
        required=("city",),
        optional=(),
        figures=("arrival_text",),
        cite=("GBF21-14",),
        run=medical.arrival,
    ),
    Function(
        name="medical_years",
        required=("city",),
        optional=(),
        figures=("male", "female", "paid", "years_text"),
        cite=("SIL 27",),
        run=medical.years,
    ),
)

FUNCTIONS: Mapping[str, Function] = {function.name: function for function in _ALL}
